from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from omniapp import clock
from omniapp.health.forgetting import RULES, forget


class Command(BaseCommand):
    help = "Let go of personal data that was kept long enough. A worker does the same once a day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--list", action="store_true", help="only say how long what is kept")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = {} if options["list"] else forget(clock.now())
        for rule in RULES:
            done = "" if options["list"] else f": {counts[rule.what]} let go of"
            self.stdout.write(f"{rule.days:>3} days  {rule.what}{done}")
