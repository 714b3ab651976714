"""``manage.py drain``: the engine without Celery."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from omniapp.sending import engine


class Command(BaseCommand):
    help = "Works off the deliveries that are due; with --once a single time, else every second."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when nothing is due")

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            recorded = engine.drain()
            if options["once"]:
                self.stdout.write(f"{recorded} outcomes recorded.")
                return
            time.sleep(1)
