"""The poll of ``/stores/`` asks the records first; what the rows tell, only where something was recorded."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from omniapp import clock
from omniapp.campaigns.models import CampaignSync
from omniapp.people import rights
from omniapp.people.models import User
from omniapp.stores import record as store_record
from omniapp.stores import states
from omniapp.stores.models import Store
from tests import cast
from tests.merchant import scenes
from tests.partner.pages import poll

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def partner(client: Client, alpine: Store) -> Client:
    """Somebody who looks after Alpine Wool."""
    return cast.partner_browser(client, cast.partner(alpine))


@pytest.fixture
def page(partner: Client) -> str:
    """What their page asks that they opened an hour ago."""
    with time_machine.travel(scenes.NOW - 60 * MINUTE, tick=False):
        return poll(partner.get("/stores/").text)


def _lapsed(store: Store) -> None:
    states.mark_needs_reconnect(store, clock.now())


def _tagged(store: Store) -> None:
    Store.objects.filter(pk=store.pk).update(tags=["wool"])
    store_record.add(store, store_record.Kind.TAGGED, actor="a colleague", at=clock.now())


def _read(store: Store) -> None:
    CampaignSync.objects.update_or_create(store=store, defaults={"changed_at": clock.now()})


def _waits(store: Store) -> None:
    scenes.scene(store, "unknown")


CHANGES = (_lapsed, _tagged, _read, _waits)


def test_quiet_stores_are_one_query(
    partner: Client, page: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        answer = partner.get(page, headers=HTMX)
    assert (answer.status_code, answer.content) == (204, b"")
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_recorded_of_them_is_news(
    partner: Client, alpine: Store, page: str, change: Callable[[Store], None]
) -> None:
    change(alpine)
    assert partner.get(page, headers=HTMX).status_code == 200


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_recorded_of_others_is_not(
    partner: Client, harbor: Store, page: str, change: Callable[[Store], None]
) -> None:
    change(harbor)
    assert partner.get(page, headers=HTMX).status_code == 204


def test_what_happened_before_the_page_and_was_written_after_it_is_news(
    partner: Client, alpine: Store
) -> None:
    with time_machine.travel(scenes.NOW + 4 * MINUTE, tick=False):
        page = poll(partner.get("/stores/").text)
        _waits(alpine)
        assert partner.get(page, headers=HTMX).status_code == 200


def test_a_line_that_changes_no_row_is_looked_at_and_no_news(
    partner: Client, alpine: Store, page: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    store_record.add(alpine, store_record.Kind.SETTINGS, actor="a colleague", at=clock.now())
    with django_assert_num_queries(2):
        assert partner.get(page, headers=HTMX).status_code == 204


def test_the_new_rows_are_quiet_again_after_a_while(
    partner: Client, alpine: Store, page: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _waits(alpine)
    with time_machine.travel(scenes.NOW + 6 * MINUTE, tick=False):
        again = poll(partner.get(page, headers=HTMX).text)
        with django_assert_num_queries(1):
            assert partner.get(again, headers=HTMX).status_code == 204


def test_a_store_that_was_taken_away_is_news(partner: Client, alpine: Store, page: str) -> None:
    owner = cast.partner(email="owner@agency.example", is_owner=True)
    rights.withdraw(User.objects.get(is_owner=False), alpine, by=owner, now=clock.now())
    assert "Alpine Wool" not in partner.get(page, headers=HTMX).text


def test_an_owner_who_is_none_any_more_sees_no_foreign_store(owner: Client, alpine: Store) -> None:
    page = poll(owner.get("/stores/").text)
    assert owner.get(page, headers=HTMX).status_code == 204
    User.objects.update(is_owner=False)
    answer = owner.get(page, headers=HTMX)
    assert answer.status_code == 200
    assert alpine.name not in answer.text


def test_silence_is_told_only_to_whose_page_it_is(partner: Client, harbor: Store, page: str) -> None:
    """Else anybody could ask of any store whether something happens there."""
    other = cast.partner_browser(Client(), cast.partner(harbor, email="other@agency.example"))
    assert other.get(page, headers=HTMX).status_code == 200
    assert other.get(page.replace("of=", f"of={harbor.pk}."), headers=HTMX).status_code == 200


@pytest.mark.parametrize(
    "since", ["", "1", "1.", "-1.abc", "9999999999999999.abc", "١.abc", "1e3.abc", "99999999999.x"]
)
def test_a_changed_address_is_never_believed(partner: Client, page: str, since: str) -> None:
    before, _, rest = page.partition("since=")
    changed = f"{before}since={since}&{rest.partition('&')[2].replace('seen=', 'seen=0')}"
    assert partner.get(changed, headers=HTMX).status_code == 200
