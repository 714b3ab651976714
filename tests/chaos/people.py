"""The people of a run: they write letters, click twice, undo, cancel, decide, and act in Omnisend meanwhile.

``python -m tests.chaos.people DIRECTORY``: the harness says in ``plan.json`` there what to do, and ends it
by making the file ``rest``. The product's operations run in this process, as they do behind its pages.
"""

import itertools
import json
import pathlib
import random
import sys
import threading
import time

import django


def main(directory: pathlib.Path) -> None:
    django.setup()
    from django.db import DatabaseError, InterfaceError, connection

    from omniapp.celery import app as celery
    from tests.chaos.diary import Diary
    from tests.chaos.letters import Shop
    from tests.chaos.mistaken import make
    from tests.chaos.person import Person
    from tests.chaos.shops import open_shops
    from tests.sandbox_control import Sandbox

    plan = json.loads((directory / "plan.json").read_text())
    make(plan["mistake"])
    celery.set_default()
    sandbox = Sandbox(plan["sandbox"])
    shops: list[Shop] = open_shops(sandbox, plan["stores"])
    diary, numbers = Diary(directory / "diary.jsonl"), itertools.count(1)

    def live(number: int) -> None:
        person = Person(shops, sandbox, diary, numbers, random.Random(f"{plan['seed']}-{number}"), plan)
        while not (directory / "rest").exists():
            try:
                person.turn()
            except (DatabaseError, InterfaceError, OSError):
                connection.close()  # a page, ours or Omnisend's, that answers with an error; they come back
                time.sleep(0.2)

    (directory / "ready").touch()
    threads = [threading.Thread(target=live, args=(n,), name=f"person-{n}") for n in range(plan["people"])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
