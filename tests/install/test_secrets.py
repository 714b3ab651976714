"""What an install leaves behind for somebody who reads the database or the logs."""

import datetime as dt
import logging

import pytest
import time_machine
from django.test import Client

from omniapp.install.models import InstallAttempt
from omniapp.stores import connection
from omniapp.stores.models import Store
from tests import cast
from tests.install import consent
from tests.sandbox_control import ALPINE_WOOL, Sandbox

pytestmark = pytest.mark.django_db


def row_as_text() -> str:
    return str(InstallAttempt.objects.values().get())


def test_an_attempts_row_holds_no_state_and_no_binding(client: Client, sandbox: Sandbox) -> None:
    address = consent.begin(client)
    assert consent.state_of(address) not in row_as_text()
    assert client.session["binding"] not in row_as_text()


def test_a_used_attempt_holds_no_verifier(client: Client, sandbox: Sandbox) -> None:
    consent.walk(client)
    assert InstallAttempt.objects.get().verifier == ""


def test_a_waiting_grant_is_sealed(client: Client, sandbox: Sandbox) -> None:
    consent.walk(cast.partner_browser(client, cast.partner()))
    row = row_as_text()
    assert "Alpine Wool" in row
    assert "access_token" not in row
    assert InstallAttempt.objects.get().waiting_grant.startswith("tests:")


def test_neither_code_nor_token_is_logged_or_shown(
    client: Client, sandbox: Sandbox, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG, logger="omniapp")
    back = consent.decide(consent.begin(client))
    page = client.get(back, follow=True).text
    code = back.partition("code=")[2].partition("&")[0]
    token = connection.credentials(Store.objects.get(brand_id=ALPINE_WOOL)).token
    shown = "".join([page, caplog.text, *capfd.readouterr()])
    assert "Alpine Wool is connected" in page
    assert token not in shown
    assert code not in shown
    assert consent.state_of(back) not in shown


def test_the_session_holds_no_token(client: Client, sandbox: Sandbox) -> None:
    consent.walk(client)
    token = connection.credentials(Store.objects.get()).token
    assert token not in str(dict(client.session))


def test_attempts_that_nobody_finished_lose_their_verifier_and_then_go(
    client: Client, sandbox: Sandbox
) -> None:
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=True) as clock:
        consent.begin(client)
        cast.forget_install_secrets()
        assert InstallAttempt.objects.get().verifier
        clock.shift(dt.timedelta(minutes=10))
        cast.forget_install_secrets()
        assert not InstallAttempt.objects.get().verifier
        clock.shift(dt.timedelta(days=30))
        cast.forget_install_secrets()
    assert not InstallAttempt.objects.exists()
