"""``manage.py drain``: the engine without Celery."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from omniapp.sending import engine, tuning


class Command(BaseCommand):
    help = (
        "Hands over what is due and follows what was handed over, without Celery. Runs until it is stopped, "
        "which does no harm at any moment; several may run beside each other and beside Celery."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="end as soon as nothing is due, for cron: say every minute"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        tuning.tune()
        while True:
            recorded = engine.drain()
            if options["once"]:
                self.stdout.write(f"Nothing is due any more. {recorded} answers were recorded.")
                return
            time.sleep(settings.SENDING_BEAT)
