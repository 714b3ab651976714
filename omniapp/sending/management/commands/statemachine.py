"""``manage.py statemachine``: the diagram of a delivery's states, for the README."""

from typing import Any

from django.core.management.base import BaseCommand

from omniapp.sending.states import diagram


class Command(BaseCommand):
    help = "Prints the states of a delivery as a Mermaid diagram."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(diagram())
