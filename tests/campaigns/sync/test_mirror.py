"""What Omnisend answers, in our columns; and what no reading may disturb."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis

from omniapp import omnisend
from omniapp.campaigns import mapped, mirror, seen
from omniapp.campaigns.models import Campaign
from omniapp.sending import outcomes
from omniapp.stores.models import Store
from tests import cast
from tests.campaigns.making import NOW, alpine_wool, stored_draft
from tests.campaigns.sync.answers import campaigns

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def store(db: None) -> Store:
    return cast.connected_store()


def remote(**changes: object) -> omnisend.Campaign:
    answer = {"id": "d1", "status": "draft", "name": "Theirs", "createdAt": "2026-11-20T08:00:00Z"}
    return omnisend.Campaign.model_validate(answer | changes)


@hypothesis(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(campaigns)
def test_whatever_is_answered_has_a_place_and_words(answer: omnisend.Campaign) -> None:
    store = Store.objects.filter(brand_id=alpine_wool().brand_id).first() or cast.connected_store()
    Campaign.objects.all().delete()
    row = mirror.note(store, answer, now=NOW)

    assert (row.omnisend_id, row.origin, row.mirrored) == (answer.id, "omnisend", True)
    assert row.locked_reason
    assert row.moment.trouble in ("", "date", "time")
    assert seen.last(row) is not None
    outcome = outcomes.describe(row, None, store, now=NOW)
    assert outcome.title
    assert outcome.sentence
    assert mirror.note_all(store, [answer], now=NOW + HOUR, names={}) == 0  # nothing new the second time


@pytest.mark.parametrize(
    ("settings", "timing", "date", "time", "hour"),
    [
        ({"strategy": "immediate"}, "now", "", "", ""),
        ({"strategy": "scheduled", "scheduledAt": "2026-11-26T07:00Z"}, "at", "2026-11-26", "09:00", "first"),
        ({"strategy": "personalized", "scheduledAt": "2026-11-25T22:00Z"}, "best", "2026-11-26", "", "first"),
        (
            {"strategy": "scheduled", "scheduledAt": "2026-10-25T01:30:00Z", "isTZOptimizationEnabled": True},
            "local", "2026-10-25", "03:30", "second",
        ),
        ({"strategy": "scheduled", "scheduledAt": "9999-12-31T23:59:59Z"}, "at", "", "", ""),
    ],
)  # fmt: skip
def test_times_are_as_typed_in_the_stores_zone(
    settings: dict[str, object], timing: str, date: str, time: str, hour: str
) -> None:
    columns = mapped.content(remote(sendingSettings=settings), ZoneInfo("Europe/Vilnius"), {})

    names = ("timing", "on_date", "at_time", "which_hour")
    assert tuple(columns[name] for name in names) == (timing, date, time, hour)


def test_an_older_reading_does_not_undo_a_newer_one(store: Store) -> None:
    mirror.note(store, remote(status="sent"), now=NOW)
    mirror.note(store, remote(status="started"), now=NOW - HOUR)

    assert Campaign.objects.get().omnisend_status == "sent"


def test_a_mirror_gives_way_to_the_campaign_it_turns_out_to_be(store: Store) -> None:
    twin = mirror.note(store, remote(), now=NOW)
    booster = mirror.note(
        store, remote(id="d2", type="booster", boosterSettings={"campaignID": "d1"}), now=NOW
    )
    assert booster.parent == twin
    mine = stored_draft(store)
    mirror.give_way(mine, "d1", now=NOW)
    Campaign.objects.filter(pk=mine.pk).update(omnisend_id="d1")

    booster.refresh_from_db()
    assert booster.parent == mine
    assert set(Campaign.objects.live()) == {mine, booster}


def test_one_that_was_deleted_here_is_not_brought_back(store: Store) -> None:
    stored_draft(store, omnisend_id="d1", deleted_at=NOW)
    mirror.note_all(store, [remote()], now=NOW + HOUR, names={})

    assert not Campaign.objects.live()


def test_one_that_was_thought_gone_and_is_shown_again_is_there(store: Store) -> None:
    mirror.note(store, remote(), now=NOW)
    assert mirror.mark_gone(store, since=NOW + HOUR, now=NOW + HOUR) == 1
    mirror.note(store, remote(), now=NOW + 2 * HOUR)

    assert Campaign.objects.get().gone_at is None


def test_what_was_read_meanwhile_is_not_gone(store: Store) -> None:
    mirror.note(store, remote(), now=NOW + HOUR)
    stored_draft(store, omnisend_id="d9", omnisend_read_at=NOW + HOUR)

    assert mirror.mark_gone(store, since=NOW, now=NOW + HOUR) == 0
