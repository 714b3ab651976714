"""What a person decides on a campaign's page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from omniapp.campaigns.models import Campaign
from omniapp.sending.models import Delivery
from omniapp.sending.states import State
from omniapp.stores.models import Store
from tests import cast
from tests.merchant.scenes import campaign, scene

HTMX = {"HX-Request": "true"}


def press(browser: Client, on: Campaign, verb: str, **more: Any) -> Any:
    address = reverse("merchant:act", args=[on.store.brand_id, on.pk, verb])
    return browser.post(address, more.pop("data", {}), **more)


def newest(of: Campaign) -> Delivery:
    return of.deliveries.order_by("-id")[0]


@pytest.mark.parametrize(
    ("shows", "verb", "state"),
    [
        ("held", "undo", State.UNDONE),
        ("plan", "resume", State.HANDING_OVER),
        ("plan", "give-up", State.GIVEN_UP),
        ("unknown", "look-again", State.CHECKING),
        ("unknown", "was-sent", State.FOLLOWING),
        ("unknown", "was-not-sent", State.GIVEN_UP),
        ("scheduled", "cancel", State.FOLLOWING),
    ],
)
def test_a_decision_is_carried_out_and_recorded_as_theirs(
    merchant: Client, store: Store, shows: str, verb: str, state: State
) -> None:
    on = scene(store, shows)
    answer = press(merchant, on, verb)

    assert (answer.status_code, answer.headers["Location"]) == (303, on.get_absolute_url())
    assert newest(on).state == state
    assert newest(on).events.latest("id").actor == "someone with access to Alpine Wool"


def test_send_takes_exactly_the_version_that_was_reviewed(merchant: Client, store: Store) -> None:
    on = campaign(store)

    refused = press(merchant, on, "send", data={"version": on.version + 1})
    assert refused.status_code == 409
    assert "Nothing was sent; please look at it once more." in refused.content.decode()
    assert not on.deliveries.exists()

    assert press(merchant, on, "send", data={"version": on.version}).status_code == 303
    assert newest(on).state == State.HELD


def test_a_double_click_sends_once_and_says_so(merchant: Client, store: Store) -> None:
    on = campaign(store)
    press(merchant, on, "send", data={"version": on.version})
    second = press(merchant, on, "send", data={"version": on.version})

    assert second.status_code == 409
    assert "was not sent a second time" in second.content.decode()
    assert on.deliveries.count() == 1


@pytest.mark.parametrize("version", ["", "two", "-1", "²"])
def test_a_send_without_a_version_is_not_understood(merchant: Client, store: Store, version: str) -> None:
    on = campaign(store)

    assert press(merchant, on, "send", data={"version": version}).status_code == 400
    assert not on.deliveries.exists()


def test_a_decision_that_comes_too_late_shows_why_above_the_state_as_it_is(
    merchant: Client, store: Store
) -> None:
    on = scene(store, "sending")
    answer = press(merchant, on, "undo")
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Too late to undo" in page
    assert page.index("Too late to undo") < page.index("It is going out.")
    assert "<html" in page


def test_with_htmx_the_piece_comes_back(merchant: Client, store: Store) -> None:
    on = scene(store, "held")

    answer = press(merchant, on, "undo", headers=HTMX)
    assert (answer.status_code, b"<html" in answer.content) == (200, False)
    assert "Taken back" in answer.content.decode()

    late = press(merchant, on, "cancel", headers=HTMX)
    assert (late.status_code, b"<html" in late.content) == (409, False)
    assert "Omnisend cancels only" in late.content.decode()


@pytest.mark.parametrize("verb", ["undo", "resume", "cancel", "explode"])
def test_there_is_nothing_to_decide_about_a_draft(merchant: Client, store: Store, verb: str) -> None:
    assert press(merchant, scene(store, "draft"), verb).status_code == 404


def test_who_lacks_the_right_to_send_decides_nothing(client: Client, store: Store) -> None:
    writer = cast.partner_browser(client, cast.partner(store, edit=True, send=False))
    on = scene(store, "held")

    assert press(writer, on, "undo").status_code == 403
    assert newest(on).state == State.HELD


def test_a_decision_needs_a_post(merchant: Client, store: Store) -> None:
    on = scene(store, "held")
    address = reverse("merchant:act", args=[store.brand_id, on.pk, "undo"])

    assert merchant.get(address).status_code == 405


def test_another_stores_campaign_cannot_be_decided_about(merchant: Client, store: Store) -> None:
    foreign = scene(cast.other_store(), "held")
    address = reverse("merchant:act", args=[store.brand_id, foreign.pk, "undo"])

    assert merchant.post(address).status_code == 404
    assert newest(foreign).state == State.HELD
