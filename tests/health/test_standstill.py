"""What pages say while nothing is sent."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client

from omniapp.sending import clocks, engine
from omniapp.stores.models import Store
from tests import cast
from tests.merchant.scenes import NOW, scene

pytestmark = pytest.mark.django_db
SINCE = "Sending has stood still since 10:02."


@pytest.fixture(autouse=True)
def _tuesday() -> Iterator[None]:
    """Nearly 10:04 in Vilnius, so that a slow machine may take most of a minute and it still is 10:02."""
    with time_machine.travel(NOW.replace(hour=8, minute=3, second=50), tick=False):
        yield


@pytest.fixture
def store() -> Store:
    return cast.connected_store()


@pytest.fixture
def merchant(store: Store, client: Client) -> Client:
    return cast.merchant_browser(client, store)


def stop(at: str = "- interval '61 seconds'") -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE sending_heartbeat SET at = clock_timestamp() {at}")


def page(browser: Client, path: str) -> str:
    return " ".join(browser.get(path).content.decode().split())


def test_a_stores_pages_say_since_when_and_what_becomes_of_what_is_sent(
    merchant: Client, store: Store
) -> None:
    stop()
    for path in (store.get_absolute_url(), f"/s/{store.brand_id}/campaigns/"):
        found = page(merchant, path)
        assert SINCE in found
        assert "What you send is kept and goes out when it runs again." in found


def test_a_partners_pages_say_it_in_utc(client: Client, store: Store) -> None:
    stop()
    assert "Sending has stood still since 08:02 UTC." in page(
        cast.partner_browser(client, cast.partner(store)), "/stores/"
    )


def test_another_day_is_named(merchant: Client, store: Store) -> None:
    stop("- interval '1 day' - interval '61 seconds'")
    yesterday = NOW - dt.timedelta(days=1)
    assert f"since {yesterday:%a} {yesterday.day} {yesterday:%b %Y}, 10:02" in page(
        merchant, store.get_absolute_url()
    )


def test_a_site_whose_engine_never_ran_says_so(merchant: Client, store: Store) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sending_heartbeat")
    assert "Sending does not run here yet." in page(merchant, store.get_absolute_url())


def test_nothing_is_said_while_the_engine_runs(
    merchant: Client, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clocks, "ahead", lambda: 0.0)  # the time stands still here, and not in the database
    stop()
    engine.drain()
    assert "stood still" not in page(merchant, store.get_absolute_url())


def test_nothing_is_said_to_somebody_who_came_by(client: Client, store: Store) -> None:
    stop()
    assert "stood still" not in page(client, "/")
    assert "stood still" not in page(client, "/nowhere/")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("held", "You can take it back until then."),
        ("handing-over", "It is kept here and goes on when sending runs again."),
        ("checking", "Do not send it again"),
        ("sending", "What stands here may be old."),
    ],
)
def test_the_page_of_what_is_under_way_says_what_it_means(
    merchant: Client, store: Store, name: str, words: str
) -> None:
    path = f"{scene(store, name).get_absolute_url()}status/"
    before = merchant.get(path, headers={"HX-Request": "true"}).content.decode()
    seen = before.partition("seen=")[2].partition('"')[0]
    assert words not in before
    assert merchant.get(f"{path}?seen={seen}", headers={"HX-Request": "true"}).status_code == 204

    stop()
    after = merchant.get(f"{path}?seen={seen}", headers={"HX-Request": "true"}).content.decode()

    assert SINCE in after
    assert words in after
    assert "It leaves at" not in after


@pytest.mark.parametrize("name", ["draft", "sent", "plan", "undone"])
def test_what_no_engine_moves_is_not_touched_by_it(merchant: Client, store: Store, name: str) -> None:
    path = f"{scene(store, name).get_absolute_url()}status/"
    stop()
    assert "stood still" not in merchant.get(path, headers={"HX-Request": "true"}).content.decode()
