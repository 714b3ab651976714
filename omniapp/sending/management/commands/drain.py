"""``manage.py drain``: the engine without Celery."""

import signal
import threading
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections

from omniapp.sending import engine, tuning
from omniapp.sending.tasks import RUN

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = (
        "Hands over what is due and follows what was handed over, without Celery. Runs until it is told to "
        "stop, and ends with the last answer to what is under way; killed, it loses nothing either. Several "
        "may run beside each other and beside Celery."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="end as soon as nothing is due, for cron: say every minute"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        tuning.tune()
        if options["once"]:
            recorded = engine.drain()
            self.stdout.write(f"Nothing is due any more. {recorded} answers were recorded.")
            return
        stop = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            try:
                engine.drain(seconds=RUN)
            except (OperationalError, InterfaceError):
                log.exception("the database does not answer")
            stop.wait(settings.SENDING_BEAT)
