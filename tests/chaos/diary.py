"""What the people of a run did, one JSON line each, written at once: the checker's third source."""

import json
import pathlib
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, connection

from omniapp.campaigns.errors import CampaignError
from omniapp.sending.errors import SendingError
from tests.sandbox_control import ControlRefused


class Diary:
    """Written by many threads of one process."""

    def __init__(self, path: pathlib.Path) -> None:
        self._file = path.open("a", buffering=1)
        self._lock = threading.Lock()

    def note(self, name: str, what: str, *, at: float, delivery: int = 0, text: str = "") -> None:
        line = {"name": name, "what": what, "at": at, "delivery": delivery, "text": text}
        with self._lock:
            self._file.write(json.dumps(line) + "\n")

    def attempt(
        self, name: str, what: str, act: Callable[[], object], *, delivery: int = 0, text: str = ""
    ) -> bool:
        """Does it and notes that it was done. Refused: nothing. Database gone: nobody knows.

        An act that answers with a delivery's number is noted with that one. The moment noted is the one
        before the act, as a hold counts from the click.
        """
        at = time.time()
        try:
            made = act()
        except (SendingError, CampaignError, ControlRefused, TimeoutError):
            return False
        except (DatabaseError, InterfaceError):
            connection.close()
            self.note(name, f"{what}?", at=at, delivery=delivery, text=text)
            return False
        self.note(name, what, at=at, delivery=made if isinstance(made, int) else delivery, text=text)
        return True
