"""A process of the product under test: ``python -m tests.chaos.worker celery …`` or ``… manage …``.

It is the product's own program, except that it obeys orders at named points, and that it may carry one
defect that we seeded.
"""

import os
import pathlib
import sys

import django

from tests.chaos.orders import obey


def main(program: str, arguments: list[str]) -> None:
    django.setup()
    from django.core.management import execute_from_command_line

    from omniapp.celery import app
    from tests.chaos.defects import seed

    seed(os.environ.get("CHAOS_MISTAKE", ""))
    if orders := os.environ.get("CHAOS_ORDERS"):
        obey(pathlib.Path(orders))
    if program == "celery":
        app.start(arguments)
    else:
        execute_from_command_line(["manage.py", *arguments])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
