"""What a partner does at a browser, in short words."""

import re
import time
from typing import Any

import pyotp
from django.core import mail
from django.test import Client

from omniapp.people import second_step
from omniapp.people.models import SecondStep, User
from tests import cast

ADDRESS = "ana@agency.example"


def sign_in(client: Client, *, email: str = ADDRESS, password: str = cast.PASSWORD, next: str = "") -> Any:
    return client.post("/sign-in/", {"email": email, "password": password, "next": next})


def with_second_step(user: User) -> tuple[pyotp.TOTP, list[str]]:
    """Turns it on with a code from two minutes ago, so that the current one is still unused."""
    app = pyotp.TOTP(second_step.offer(user, anew=True))
    codes = second_step.turn_on(user, app.now())
    SecondStep.objects.update(last_step=int(time.time()) // 30 - 4)
    return app, codes


def link_in_mail(number: int = -1) -> str:
    """The path of the last link in a mail."""
    return str(re.findall(r"http://127\.0\.0\.1:8000(/\S+)", str(mail.outbox[number].body))[-1])


def is_in(client: Client) -> bool:
    """Whether this browser is signed in as a partner."""
    return client.get("/account/").status_code == 200
