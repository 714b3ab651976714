"""A browser that nobody uses is signed out after three days; using it writes that down seldom."""

import time

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from omniapp.people.models import Session
from tests import cast
from tests.people.signing import is_in, sign_in
from tests.sandbox_control import ALPINE_WOOL

pytestmark = pytest.mark.django_db
DAY = 86400
HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(settings: Settings) -> Client:
    """A browser that Ana signed in with; it keeps its cookie, whatever time it is."""
    cast.partner(cast.connected_store())
    client = Client()
    sign_in(client)
    client.cookies[settings.SESSION_COOKIE_NAME]["expires"] = ""
    return client


def at(day: float) -> time_machine.travel:
    return time_machine.travel(time.time() + day * DAY, tick=False)


def test_whoever_was_away_for_longer_than_a_weekend_signs_in_again(desk: Client) -> None:
    with at(2.9):
        assert desk.get("/account/").status_code == 200
    with at(2.9 + 2.9):
        assert is_in(desk)
    with at(2.9 + 2.9 + 3.1):
        assert not is_in(desk)


def test_a_merchant_comes_back_through_omnisend(client: Client, settings: Settings) -> None:
    browser = cast.merchant_browser(client)
    browser.cookies[settings.SESSION_COOKIE_NAME]["expires"] = ""
    with at(2.9):
        assert browser.get(f"/s/{ALPINE_WOOL}/").status_code == 200
    with at(6):
        assert browser.get(f"/s/{ALPINE_WOOL}/").headers["Location"].startswith("/?next=")


@pytest.mark.parametrize("page", ["/attention/groups/", "/stores/rows/", "/activity/news/"])
def test_a_page_that_lies_open_keeps_nobody_signed_in(desk: Client, page: str) -> None:
    for hours in range(0, 72, 6):
        with at(hours / 24):
            assert "HX-Redirect" not in desk.get(page, headers=HTMX).headers
    with at(3.01):
        assert "/sign-in/" in desk.get(page, headers=HTMX).headers["HX-Redirect"]


def test_what_is_saved_while_typing_counts_as_use(desk: Client) -> None:
    with at(2.9):
        desk.post("/account/", {"name": "Ana"}, headers=HTMX)
    with at(5.8):
        assert is_in(desk)


def test_its_end_is_written_once_an_hour_and_nothing_else_of_it(desk: Client) -> None:
    kept = Session.objects.values("session_key", "session_data", "user").get()
    for minutes, written in ((30, 0), (120, 1), (121, 0)):
        with at(minutes / 1440), CaptureQueriesContext(connection) as asked:
            desk.get("/account/password/")
        updates = [query["sql"] for query in asked if 'UPDATE "people_session"' in query["sql"]]
        assert len(updates) == written
        assert all(update.startswith('UPDATE "people_session" SET "expire_date" = ') for update in updates)
    assert Session.objects.values("session_key", "session_data", "user").get() == kept


def test_nobody_stays_for_more_than_fourteen_days(desk: Client) -> None:
    for day in range(2, 14, 2):
        with at(day):
            assert desk.get("/account/").status_code == 200
    with at(14.01):
        assert not is_in(desk)


def test_a_browser_that_was_away_too_long_is_not_among_those_signed_in(desk: Client) -> None:
    with at(3.1):
        again = Client()
        sign_in(again)
        assert "Here</span>" in again.get("/account/").text
        assert "Sign out<span" not in again.get("/account/").text
