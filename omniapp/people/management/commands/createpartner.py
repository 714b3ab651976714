import os
import secrets
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from omniapp import clock
from omniapp.people import record
from omniapp.people.models import User


class Command(BaseCommand):
    help = "Create a partner, who signs in with an e-mail address and a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--owner", action="store_true", help="may see, edit and send for every store")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--password-env", metavar="NAME", help="read the password from this variable")
        how.add_argument("--generate", action="store_true", help="make a password up and print it once")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError as no:
            raise CommandError(f"{email!r} is not an e-mail address.") from no
        if User.objects.filter(email=email).exists():
            raise CommandError(f"There is a partner {email} already.")
        password = self._password(options)
        user = User(email=email, is_owner=options["owner"])
        try:
            validate_password(password, user)
        except ValidationError as no:
            raise CommandError(" ".join(no.messages)) from no
        user.set_password(password)
        user.save()
        record.add(user, record.Kind.JOINED, at=clock.now(), note="made on the server")
        self.stdout.write(f"{email} can sign in now{', as an owner' if user.is_owner else ''}.")
        if options["generate"]:
            self.stdout.write(f"Password (shown once): {password}")

    def _password(self, options: dict[str, Any]) -> str:
        if options["generate"]:
            return secrets.token_urlsafe(15)
        if name := options["password_env"]:
            if not os.environ.get(name):
                raise CommandError(f"The variable {name} is empty or not set.")
            return os.environ[name]
        if not self.stdin_is_a_terminal():
            raise CommandError(
                "There is no terminal to ask for a password: use --password-env or --generate."
            )
        password = getpass("Password: ")
        if password != getpass("The same again: "):
            raise CommandError("The two passwords differ.")
        return password

    @staticmethod
    def stdin_is_a_terminal() -> bool:
        return os.isatty(0)
