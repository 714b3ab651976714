"""Secrets stay out of logs and of pages, also when something breaks while they are at hand."""

import logging

import pytest
from django.conf import settings as configured
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django.fixtures import Settings

from omniapp import clock, omnisend
from omniapp.people import resets
from omniapp.stores import connection
from omniapp.stores.models import Store
from omniapp.web.redaction import redact, without_secrets
from tests import cast
from tests.install import consent
from tests.listening import Written, written
from tests.people.signing import link_in_mail, sign_in
from tests.sandbox_control import Sandbox

__all__ = ["written"]
TOKEN = "om_live_9f8e7d6c5b4a39281706"
log = logging.getLogger("omniapp.tests")


def broken(request: HttpRequest) -> HttpResponse:
    """Fails as the worst code would: with the request's secrets and ours in its message."""
    grant = {"access_token": TOKEN, "refresh_token": f"refresh-{TOKEN}", "expires_in": 60}
    raise RuntimeError(
        f"{grant} Authorization: Bearer {TOKEN} at {request.get_full_path()} with {request.POST.dict()} "
        f"{configured.SECRET_KEY} {configured.TOKEN_KEYS} postgresql://omniapp:{TOKEN}@db/omniapp"
    )


urlpatterns = [path("join/<str:token>/", broken), path("broken/", broken)]


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {TOKEN}",
        f"https://app.example/install/callback/?code={TOKEN}&state={TOKEN}",
        f"/contact/confirm/?link={TOKEN}",
        f"GET /join/{TOKEN}/ and /reset/MQ/{TOKEN}/",
        f'{{"access_token": "{TOKEN}", "refresh_token":"{TOKEN}"}}',
        f"input_value={{'access_token': '{TOKEN}', 'id': 5}}",
        f"grant_type=authorization_code&client_secret={TOKEN}&code_verifier={TOKEN}",
        f"Cookie: omniapp_session={TOKEN}; omniapp_csrf={TOKEN}",
        f"Set-Cookie: __Host-omniapp_session={TOKEN}; Path=/",
        f"password={TOKEN} password2={TOKEN}",
        f"redis://:{TOKEN}@cache:6379/0",
        f"made whsec_{TOKEN}+/= for https://hooks.example/",
    ],
)
def test_a_secret_is_left_out_of_any_text(text: str) -> None:
    assert TOKEN not in without_secrets(text)


@pytest.mark.parametrize(
    "text", ["code=302 in 4 ms", "the access of store 5f3a cannot be read", "POST /campaigns answered 402"]
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert without_secrets(text) == text


def test_settings_own_secrets_are_left_out_word_for_word(settings: Settings) -> None:
    settings.EMAIL_HOST_PASSWORD = "mail-password-5"
    key = settings.TOKEN_KEYS[0].partition(":")[2]
    text = f"{settings.SECRET_KEY} {settings.OMNISEND_CLIENT_SECRET} {key} mail-password-5"
    assert without_secrets(text) == "… … … …"


def test_values_named_like_secrets_are_left_out_whole() -> None:
    event = {"event": "x", "access_token": "a b c", "about": {"password": "p", "n": 1}, "delivery": 7}
    assert redact(None, "", event) == {
        "event": "x", "access_token": "…", "about": {"password": "…", "n": 1}, "delivery": 7,
    }  # fmt: skip


@pytest.mark.django_db
def test_an_error_page_and_its_log_show_no_secret(
    client: Client, settings: Settings, written: Written
) -> None:
    client.raise_request_exception = False
    settings.ROOT_URLCONF = __name__
    form = {"password": TOKEN, "csrfmiddlewaretoken": TOKEN, "code": "123456"}
    pages = [
        client.post(f"/join/{TOKEN}/?code={TOKEN}", form, headers={"Authorization": f"Bearer {TOKEN}"}),
        client.get(f"/broken/?link={TOKEN}", headers={"Cookie": f"omniapp_session={TOKEN}"}),
        client.get(f"/nowhere/?token={TOKEN}"),
    ]
    assert [page.status_code for page in pages] == [500, 500, 404]
    assert written.text.count("RuntimeError") >= 2
    for secret in (TOKEN, settings.SECRET_KEY, settings.TOKEN_KEYS[0].partition(":")[2]):
        assert secret not in written.text
        assert not any(secret in page.text for page in pages)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["truncated", "html", "empty"])
def test_a_broken_answer_to_the_exchange_leaves_no_token_behind(
    client: Client, sandbox: Sandbox, written: Written, kind: str
) -> None:
    sandbox.fault("POST /oauth2/token", kind, status=200, brandID="")
    back = consent.decide(consent.begin(client))
    page = client.get(back, follow=True)
    assert "Omnisend" in page.text
    for secret in (consent.state_of(back), back.partition("code=")[2].partition("&")[0]):
        assert secret not in written.text + page.text


@pytest.mark.django_db
def test_an_install_logs_neither_code_nor_state_nor_token(
    client: Client, sandbox: Sandbox, written: Written
) -> None:
    back = consent.decide(consent.begin(client))
    client.get(back)
    token = connection.credentials(Store.objects.get()).token
    assert "/install/callback/" in written.text
    for secret in (token, consent.state_of(back), back.partition("code=")[2].partition("&")[0]):
        assert secret not in written.text


@pytest.mark.django_db
def test_signing_in_and_a_new_password_leave_no_secret_in_the_logs(client: Client, written: Written) -> None:
    cast.partner()
    sign_in(client, password="not the right one")
    sign_in(client)
    client.post("/reset/", {"email": "ana@agency.example"})
    resets.mail_due(now=clock.now())
    link = link_in_mail()
    client.post(client.get(link, follow=True).request["PATH_INFO"], {"password": "a new one, and long"})
    for secret in (cast.PASSWORD, "not the right one", "a new one, and long", link.split("/")[3]):
        assert secret not in written.text


def test_an_unreadable_grant_does_not_say_what_it_held(written: Written) -> None:
    """Pydantic names the value it could not read; nobody may log it as it came."""
    try:
        omnisend.Brand.model_validate({"brandID": 5, "access_token": TOKEN})
    except ValueError:
        log.exception("no brand")
    assert "no brand" in written.text
    assert TOKEN not in written.text
