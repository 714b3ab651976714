from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from omniapp import clock
from omniapp.people import record, second_step, sign_ins
from omniapp.people.models import User


class Command(BaseCommand):
    help = "Turn a partner's second step off, for whoever lost the telephone and has no owner to ask."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        user = User.objects.filter(email=email).first()
        if user is None:
            raise CommandError(f"There is no partner {email!r}.")
        with transaction.atomic():
            if not second_step.turn_off(user):
                raise CommandError(f"{email} has no second step.")
            sign_ins.end_all(user)
            record.add(user, record.Kind.TWO_STEP_OFF, at=clock.now(), actor="whoever runs omniapp")
        self.stdout.write(f"{email} signs in with the password alone now, and is signed out everywhere.")
