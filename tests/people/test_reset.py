"""A new password by mail."""

import datetime as dt
import re
import smtplib
import time

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils.http import urlsafe_base64_encode
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from omniapp.people import resets
from omniapp.people.models import AccountEvent, ResetRequest
from tests import cast
from tests.people.signing import ADDRESS, is_in, link_in_mail, sign_in, with_second_step

pytestmark = pytest.mark.django_db
NEW = "seven ferries at dawn"


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def ask(client: Client, email: str = ADDRESS, **headers: str) -> str:
    answer = client.post("/reset/", {"email": email}, headers=headers)
    assert answer.status_code == 200
    return re.sub(r"csrf\S+|value=\"\w{64}\"|X-CSRFToken\": \"\w+", "", answer.text).replace(
        email, "<address>"
    )


def mailed_link(client: Client) -> str:
    ask(client)
    assert resets.mail_due(now=now()) == 1
    return link_in_mail()


def set_password(client: Client, link: str, password: str = NEW) -> int:
    return client.post(link, {"password": password}).status_code


def test_the_link_sets_a_password_and_the_old_one_is_gone(client: Client) -> None:
    cast.partner()
    link = mailed_link(client)
    assert ADDRESS in client.get(link).text
    assert client.post(link, {"password": NEW}).headers["Location"] == "/sign-in/"
    assert not is_in(client)
    assert sign_in(client).status_code == 422
    assert sign_in(client, password=NEW).status_code == 302
    assert AccountEvent.objects.filter(kind="password_reset").count() == 1
    assert mail.outbox[-1].subject == "Your password was reset at omniapp"


def test_an_unknown_address_gets_the_same_answer_by_the_same_work(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cast.partner()
    cast.partner(email="off@agency.example", is_active=False)
    answers = set()
    for email in (ADDRESS, "nobody@agency.example", "off@agency.example"):
        with django_assert_num_queries(3):  # a savepoint, the note of the wish, its release
            answers.add(ask(client, email))
        assert not mail.outbox
    assert len(answers) == 1
    assert resets.mail_due(now=now()) == 1
    assert [letter.to for letter in mail.outbox] == [[ADDRESS]]
    assert not ResetRequest.objects.exists()


def test_asking_rings_the_bell(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    rung: list[str] = []
    monkeypatch.setattr("omniapp.people.tasks.mail_resets.delay", lambda: rung.append("rung"))
    with django_capture_on_commit_callbacks(execute=True):
        ask(client)
    assert rung == ["rung"]


def test_the_link_leads_to_this_site_whatever_the_request_says(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    cast.partner()
    ask(client, Host="evil.example", **{"X-Forwarded-Host": "evil.example"})
    resets.mail_due(now=now())
    assert "evil" not in mail.outbox[0].body
    assert "http://127.0.0.1:8000/reset/" in mail.outbox[0].body


def test_another_host_name_is_refused(client: Client) -> None:
    assert client.post("/reset/", {"email": ADDRESS}, headers={"Host": "evil.example"}).status_code == 400


def test_the_link_works_once(client: Client) -> None:
    cast.partner()
    link = mailed_link(client)
    assert set_password(client, link) == 302
    assert client.get(link).status_code == 410
    assert set_password(client, link, "nine ferries at dusk") == 410
    assert sign_in(client, password=NEW).status_code == 302


def test_the_link_lasts_an_hour(client: Client) -> None:
    cast.partner()
    link = mailed_link(client)
    with time_machine.travel(time.time() + 3590):
        assert client.get(link).status_code == 200
    with time_machine.travel(time.time() + 3610):
        assert set_password(client, link) == 410


def test_signing_in_ends_the_link(client: Client) -> None:
    cast.partner()
    link = mailed_link(client)
    with time_machine.travel(time.time() + 5):
        sign_in(Client())
        assert set_password(client, link) == 410


def test_looking_at_the_link_changes_nothing(client: Client) -> None:
    cast.partner()
    link = mailed_link(client)
    for _ in range(3):  # programs that check mails open links too
        assert client.get(link).status_code == 200
    assert sign_in(client).status_code == 302


@pytest.mark.parametrize("uid", ["MQ", "x", "LTE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "%00"])
def test_a_made_up_link_opens_nothing(client: Client, uid: str) -> None:
    cast.partner()
    assert set_password(client, f"/reset/{uid}/abc-def/") == 410


def test_a_link_is_no_good_for_somebody_else(client: Client) -> None:
    cast.partner()
    bob = cast.partner(email="bob@agency.example")
    _, _, _, token, _ = mailed_link(client).split("/")
    assert set_password(client, f"/reset/{urlsafe_base64_encode(str(bob.pk).encode())}/{token}/") == 410
    assert sign_in(client, email="bob@agency.example").status_code == 302


def test_every_browser_is_signed_out(client: Client) -> None:
    thief = cast.partner_browser(Client(), cast.partner())
    set_password(client, mailed_link(client))
    assert not is_in(thief)


def test_the_second_step_is_still_asked_for(client: Client) -> None:
    with_second_step(cast.partner())
    set_password(client, mailed_link(client))
    assert sign_in(client, password=NEW).headers["Location"] == "/sign-in/code/"


def test_a_weak_password_is_refused_at_its_field(client: Client) -> None:
    cast.partner()
    link = mailed_link(client)
    answer = client.post(link, {"password": "password1234"})
    assert answer.status_code == 422
    assert "too common" in answer.text
    assert "password1234" not in answer.text


@pytest.mark.parametrize("email", [ADDRESS, "nobody@agency.example"])
def test_nobody_is_flooded_with_mails_and_no_page_promises_one_that_does_not_go(
    client: Client, email: str
) -> None:
    cast.partner()
    told = {ask(client, email) for _ in range(3)}
    assert len(told) == 1
    fourth = client.post("/reset/", {"email": email})
    assert fourth.status_code == 429
    assert "no further one is sent now" in fourth.text
    assert 0 < int(fourth.headers["Retry-After"]) <= 3600
    assert "on its way" not in fourth.text
    assert resets.mail_due(now=now()) == (3 if email == ADDRESS else 0)


def test_an_eleventh_wish_from_one_address_waits(client: Client) -> None:
    for number in range(10):
        ask(client, f"p{number}@agency.example")
    assert client.post("/reset/", {"email": ADDRESS}).status_code == 429


def test_what_the_mail_server_refuses_is_tried_again_for_an_hour(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.partner()
    ask(client)
    with monkeypatch.context() as broken:
        broken.setattr("omniapp.people.letters.send_mail", _refuse)
        assert resets.mail_due(now=now()) == 0
        assert ResetRequest.objects.count() == 1
    assert resets.mail_due(now=now()) == 1
    ask(client)
    monkeypatch.setattr("omniapp.people.letters.send_mail", _refuse)
    resets.mail_due(now=now() + dt.timedelta(hours=2))
    assert not ResetRequest.objects.exists()


def _refuse(*_: object) -> None:
    raise smtplib.SMTPServerDisconnected
