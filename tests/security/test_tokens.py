"""What omniapp signs and takes back: each value serves one purpose, for a while, and only unchanged."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.utils.http import urlencode
from pytest_django.fixtures import Settings

from omniapp import clock
from omniapp.install import contacts
from omniapp.people import resets
from omniapp.stores.models import Store
from tests import cast
from tests.people.signing import link_in_mail, sign_in

pytestmark = pytest.mark.django_db
KNOWN = "omniapp_known"


@pytest.fixture
def contact_link() -> str:
    """Of the address that somebody named for Alpine Wool."""
    contacts.ask(cast.connected_store(), "ana@agency.example", actor="Mia", now=clock.now())
    return parse_qs(urlsplit(link_in_mail()).query)["link"][0]


@pytest.fixture
def reset_token() -> str:
    """Of Ana's link to a new password."""
    cast.partner()
    resets.ask("ana@agency.example", now=clock.now())
    resets.mail_due(now=clock.now())
    return link_in_mail().split("/")[3]


@pytest.fixture
def mark(client: Client, reset_token: str) -> str:
    """Of Ana's own browser."""
    sign_in(client)
    return str(client.cookies[KNOWN].value)


def confirm(client: Client, link: str) -> int:
    status = client.post(f"/contact/confirm/?{urlencode({'link': link})}").status_code
    assert (status == 200) == Store.objects.exclude(contact_confirmed_at=None).exists()
    return status


def test_each_serves_its_own_purpose_alone(contact_link: str, reset_token: str, mark: str) -> None:
    stranger = Client()
    for foreign in (reset_token, mark):
        assert confirm(stranger, foreign) == 410
    for foreign in (contact_link, mark):
        assert stranger.get(f"/reset/MQ/{foreign}/").status_code in (404, 410)
        assert stranger.get(f"/join/{foreign}/").status_code in (404, 410)
    assert confirm(stranger, contact_link) == 200


@pytest.mark.parametrize("forged", ["contact_link", "reset_token", "nothing", "somebody_elses"])
def test_only_a_mark_of_this_account_makes_a_browser_known(
    client: Client, settings: Settings, mark: str, request: pytest.FixtureRequest, forged: str
) -> None:
    settings.LIMITS = settings.LIMITS | {"account-strangers": "1/hour"}
    sign_in(Client(), password="wrong")
    guesser = Client()
    cast.partner(email="eve@agency.example")
    sign_in(client := Client(), email="eve@agency.example")
    values = {"nothing": "", "somebody_elses": str(client.cookies[KNOWN].value)}
    guesser.cookies[KNOWN] = values[forged] if forged in values else request.getfixturevalue(forged)
    assert sign_in(guesser).status_code == 429
    guesser.cookies[KNOWN] = mark
    assert sign_in(guesser).status_code == 302


@pytest.mark.parametrize("at", [0, 5, -5, -1])
def test_a_changed_one_is_void(client: Client, contact_link: str, at: int) -> None:
    letters = list(contact_link)
    letters[at] = "A" if letters[at] != "A" else "B"
    assert confirm(client, "".join(letters)) == 410


def test_another_sites_key_signs_nothing_for_this_one(
    client: Client, contact_link: str, settings: Settings
) -> None:
    settings.SECRET_KEY = "the key of another site, and as long"
    assert confirm(client, contact_link) == 410
    assert len(mail.outbox) == 1
