"""Who made, wrote, copied and deleted a draft stands in its record, once for each session of editing."""

import datetime as dt
from typing import Any

import pytest

from omniapp.campaigns import operations, removing
from omniapp.campaigns.errors import EditedElsewhere
from omniapp.campaigns.models import Campaign, DraftEvent
from omniapp.people import actors
from omniapp.people.actors import Actor
from omniapp.stores.models import Store
from tests import cast

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def store() -> Store:
    return cast.connected_store()


@pytest.fixture
def ana(store: Store) -> Actor:
    return actors.partner(cast.partner(store), actors.RIGHTS)


def told() -> list[tuple[str, str]]:
    return [(event.kind, event.note) for event in DraftEvent.objects.all()]


def save(campaign: Campaign, actor: Actor, minute: float, **changes: Any) -> Campaign:
    now = NOW + minute * MINUTE
    return operations.save(
        campaign=campaign, version=campaign.version, changes=changes, actor=actor, now=now, page="p"
    )


def test_typing_for_an_hour_is_one_line_and_a_pause_begins_another(store: Store, ana: Actor) -> None:
    draft = operations.create(store=store, actor=ana, now=NOW)
    for minute in range(60):
        draft = save(draft, ana, minute, subject=f"Sale {minute}")
    assert told() == [("made", "Email"), ("content", "")]
    draft = save(draft, ana, 68, subject="Sale")
    draft = save(draft, ana, 68, subject="Sale")  # nothing new, so nobody edited anything
    draft = save(draft, ana, 77.9, subject="The sale")
    assert told() == [("made", "Email"), ("content", "")]
    save(draft, ana, 88, subject="Our sale")
    assert told()[2:] == [("content", "")]
    assert {event.actor for event in DraftEvent.objects.all()} == {"ana@agency.example"}


def test_another_person_and_another_part_have_lines_of_their_own(store: Store, ana: Actor) -> None:
    merchant = actors.merchant(store)
    draft = operations.create(store=store, actor=ana, now=NOW, type="abTest")
    draft = save(draft, ana, 1, subject="Sale", audience="everyone", test_share="20")
    draft = save(draft, ana, 2, subject="Sale", audience="segments", timing="now")
    draft = save(draft, merchant, 3, subject="Our sale")
    save(draft, ana, 4, subject="Sale")
    assert [(event.kind, event.actor) for event in DraftEvent.objects.all()] == [
        ("made", ana.label),
        ("content", ana.label),
        ("audience", ana.label),
        ("test", ana.label),
        ("time", ana.label),
        ("content", merchant.label),
        ("content", ana.label),
    ]


def test_a_save_that_is_refused_is_no_line(store: Store, ana: Actor) -> None:
    draft = operations.create(store=store, actor=ana, now=NOW)
    save(draft, ana, 1, subject="Sale")
    with pytest.raises(EditedElsewhere):
        operations.save(
            campaign=draft, version=draft.version, changes={"subject": "x"}, actor=actors.merchant(store),
            now=NOW + 30 * MINUTE,
        )  # fmt: skip
    assert told() == [("made", "Email"), ("content", "")]


def test_boosting_copying_and_deleting_are_lines(store: Store, ana: Actor) -> None:
    draft = operations.create(store=store, actor=ana, now=NOW)
    draft = save(draft, ana, 1, name="Winter")
    booster = operations.boost(parent=draft, actor=ana, now=NOW)
    save(booster, ana, 2, send_to="nonClickers")
    copy = operations.copy(campaign=draft, actor=ana, now=NOW)
    for _ in range(2):
        operations.delete(campaign=copy, actor=ana, now=NOW)
    Campaign.objects.filter(pk=draft.pk).update(omnisend_status="canceled")
    removing.remove(campaign=draft, actor=ana, now=NOW)
    assert told()[1:] == [
        ("content", ""),
        ("booster", "to “Winter”"),
        ("follows", ""),
        ("copied", "of “Winter”"),
        ("deleted", ""),
        ("removed", ""),
    ]


def test_a_line_is_never_changed(store: Store, ana: Actor) -> None:
    operations.create(store=store, actor=ana, now=NOW)
    with pytest.raises(TypeError):
        DraftEvent.objects.get().save()
