"""A walk over every address, by a colleague without the right to send: nothing that waits moves."""

from collections.abc import Iterator

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from omniapp.merchant.acting import ERRANDS, VERBS
from omniapp.partner.fixes import FIXES
from omniapp.sending.models import Delivery
from omniapp.sending.states import Purpose, Reason, State, Step
from omniapp.stores.models import Store
from tests import cast
from tests.campaigns.kinds.making import ab_test
from tests.merchant import scenes
from tests.people.addresses import EXAMPLES, access_of, patterns

ALL_VERBS = ("send", "change", *VERBS, *ERRANDS)
WAITING = ("draft", "held", "plan", "late", "unknown", "scheduled")
#: What is deleted or copied at Omnisend reaches no reader.
REACHES_READERS = (Purpose.SEND, Purpose.TEST)


@pytest.fixture
def store(db: None) -> Iterator[Store]:
    """Something in every state that a decision could move."""
    with time_machine.travel(scenes.NOW, tick=False):
        store = cast.connected_store()
        for shown in WAITING:
            scenes.scene(store, shown)
        of = scenes.campaign(store)
        scenes.delivery(of, State.NEEDS_PERSON, Step.SEND, reason=Reason.BOOSTER)
        test = ab_test(store, created_at=scenes.NOW, updated_at=scenes.NOW)
        test.save()
        scenes.delivery(test, State.FOLLOWING, remote_status="started", accepted_at=scenes.NOW, sent_by="us")
        yield store


def posts(store: Store) -> Iterator[tuple[str, dict[str, object]]]:
    """Every address that somebody signed in may try, about everything there, with what forms would say."""
    editions = [delivery.edition for delivery in Delivery.objects.order_by("pk")]
    for name, pattern in patterns():
        if not access_of(pattern).startswith(("store:", "partner")):
            continue
        wanted = pattern.pattern.converters
        campaigns = list(store.campaigns.order_by("pk")) if "pk" in wanted else [None]
        for campaign in campaigns:
            newest = campaign.deliveries.first() if campaign else None
            for verb in ALL_VERBS if "verb" in wanted else ("",):
                for fix in FIXES if name == "partner:decide" else ("",):
                    values = EXAMPLES | {"brand_id": store.brand_id, "verb": verb}
                    values |= {"pk": campaign.pk} if campaign else {}
                    said = {
                        "version": campaign.version if campaign else 1,
                        "edition": newest.edition if newest else "",
                        "fix": fix,
                        "delivery": editions,
                        "recipients": "ana@agency.example",
                        "channel": "email",
                    }
                    yield reverse(name, kwargs={key: values[key] for key in wanted}), said


def waiting() -> list[tuple[object, ...]]:
    """What any way to send would change."""
    kept = Delivery.objects.filter(purpose__in=REACHES_READERS).order_by("pk")
    return list(kept.values_list("pk", "state", "step", "reason", "fence", "cancel_asked_at"))


def moved_by(client: Client, store: Store, *, send: bool, edit: bool) -> tuple[set[str], list[int]]:
    """The addresses whose POST changed something that waits, and all statuses. Each is tried by itself."""
    browser = cast.partner_browser(client, cast.partner(store, edit=edit, send=send))
    browser.raise_request_exception = False
    before, key = waiting(), browser.cookies[settings.SESSION_COOKIE_NAME].value
    found, statuses = set(), []
    for address, said in posts(store):
        point = transaction.savepoint()
        statuses.append(browser.post(address, said).status_code)
        if waiting() != before:
            found.add(address)
        transaction.savepoint_rollback(point)
        browser.cookies[settings.SESSION_COOKIE_NAME] = key
    return found, statuses


@pytest.mark.parametrize("edit", [True, False])
def test_without_the_right_no_post_moves_anything(client: Client, store: Store, edit: bool) -> None:
    found, statuses = moved_by(client, store, send=False, edit=edit)
    assert found == set()
    assert statuses.count(403) > len(ALL_VERBS) * len(WAITING)
    assert not [status for status in statuses if status >= 500]


def test_with_the_right_the_same_walk_moves_much(client: Client, store: Store) -> None:
    """So that the walk above would have found a way."""
    found, _ = moved_by(client, store, send=True, edit=True)
    verbs = {address.rstrip("/").rpartition("/")[2] for address in found}
    assert {"send", "undo", "resume", "send-without-booster", "cancel", "test", "decide"} <= verbs
