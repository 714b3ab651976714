from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from omniapp.people import second_step
from omniapp.stores.reencryption import reencrypt
from omniapp.telling import webhooks


class Command(BaseCommand):
    help = "Seal every stored secret anew with the first of TOKEN_KEYS. Afterwards the older keys can go."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", type=int, default=500, help="rows read at a time (500)")

    def handle(self, *args: Any, **options: Any) -> None:
        count = reencrypt(batch=max(1, options["batch"]))
        steps, broken_steps = second_step.seal_anew()
        hooks, broken_hooks = webhooks.seal_anew()
        self.stdout.write(
            f"{count.sealed_anew + steps + hooks} sealed anew, {count.changed_meanwhile} renewed meanwhile."
        )
        if count.unopenable:
            raise CommandError(
                f"{count.unopenable} do not open and were left as they are: those stores need reconnecting."
            )
        if broken_steps:
            raise CommandError(
                f"{broken_steps} second steps of signing in do not open: an owner can turn them off."
            )
        if broken_hooks:
            raise CommandError(f"{broken_hooks} webhooks' secrets do not open: they need new ones.")
