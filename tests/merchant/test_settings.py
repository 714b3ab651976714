"""What a store's people decide for all its campaigns: how long a send is held."""

import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from omniapp.stores.models import Store, StoreEvent
from tests import cast
from tests.merchant.scenes import scene


def address(store: Store) -> str:
    return f"/s/{store.brand_id}/settings/"


def page(browser: Client, store: Store) -> str:
    return " ".join(browser.get(address(store)).content.decode().split())


def choose(browser: Client, store: Store, hold: str, seconds: str = "") -> tuple[int, str]:
    """Saves, and what the next page says."""
    answer = browser.post(f"{address(store)}hold/", {"hold": hold, "seconds": seconds})
    if answer.status_code == 302:
        answer_page = browser.get(answer.headers["Location"])
        return answer.status_code, " ".join(answer_page.content.decode().split())
    return answer.status_code, " ".join(answer.content.decode().split())


def chosen(text: str) -> list[str]:
    return re.findall(r'name="hold" value="(\w+)" checked', text)


def stored(store: Store) -> int | None:
    store.refresh_from_db()
    return store.sending_hold


def test_a_store_that_chose_nothing_holds_as_usual(
    merchant: Client, store: Store, settings: Settings
) -> None:
    settings.SENDING_HOLD = 20.0
    found = page(merchant, store)

    assert chosen(found) == ["usual"]
    assert "20 seconds" in found
    assert "there is no Undo" in found


@pytest.mark.parametrize(
    ("hold", "seconds", "kept", "said", "again"),
    [
        ("own", "45", 45, "a send is held for 45 seconds.", "own"),
        ("own", "600", 600, "a send is held for 10 minutes.", "own"),
        ("own", "0", 0, "a send leaves at once. There is no Undo.", "none"),
        ("none", "", 0, "a send leaves at once. There is no Undo.", "none"),
        ("none", "nonsense", 0, "a send leaves at once.", "none"),
    ],
)
def test_another_time_is_kept_said_and_shown(
    merchant: Client, store: Store, hold: str, seconds: str, kept: int, said: str, again: str
) -> None:
    status, found = choose(merchant, store, hold, seconds)

    assert (status, stored(store)) == (302, kept)
    assert said in found
    assert chosen(found) == [again]


def test_back_to_the_usual_time(merchant: Client, store: Store) -> None:
    choose(merchant, store, "none")
    choose(merchant, store, "usual", "77")

    assert stored(store) is None


@pytest.mark.parametrize(
    ("hold", "seconds", "reason"),
    [
        ("own", "", "Write how many seconds."),
        ("own", "601", "At most 600 seconds, which are 10 minutes."),
        ("own", "-1", "It cannot be less than 0 seconds."),
        ("own", "soon", "Write whole seconds, as a number."),
        ("own", "1.5", "Write whole seconds, as a number."),
        ("", "20", "Choose one of the three."),
        ("forever", "20", "Select a valid choice."),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_changes_nothing(
    merchant: Client, store: Store, hold: str, seconds: str, reason: str
) -> None:
    status, found = choose(merchant, store, hold, seconds)

    assert (status, stored(store)) == (422, None)
    assert reason in found
    assert f'value="{seconds}"' in found
    assert not StoreEvent.objects.exists()


def test_who_changed_it_is_recorded_once(merchant: Client, store: Store) -> None:
    for _ in range(2):
        choose(merchant, store, "own", "120")
    event = StoreEvent.objects.get()

    assert (event.kind, event.actor, event.note) == (
        "settings", "someone with access to Alpine Wool", "Sends are held for 2 minutes.",
    )  # fmt: skip


def test_what_is_held_already_keeps_its_time(merchant: Client, store: Store) -> None:
    held = scene(store, "held").deliveries.get()
    choose(merchant, store, "none")
    before = held.hold_until, held.not_before
    held.refresh_from_db()

    assert (held.hold_until, held.not_before) == before


def test_review_says_the_stores_own_time(merchant: Client, store: Store) -> None:
    choose(merchant, store, "own", "45")
    draft = scene(store, "draft")
    assert (
        "It is held for 45 seconds first."
        in merchant.get(f"{draft.get_absolute_url()}review/").content.decode()
    )


def test_whoever_may_not_send_reads_it_and_cannot_change_it(client: Client, store: Store) -> None:
    browser = cast.partner_browser(client, cast.partner(store, send=False))
    found = page(browser, store)

    assert "held for <strong>20 seconds</strong>" in found
    assert "the right to send" in found
    assert "<form" not in found.partition('id="hold"')[2].partition("</section>")[0]
    assert choose(browser, store, "none")[0] == 403
    assert stored(store) is None


def test_that_nothing_is_held_is_said_to_a_reader_too(client: Client, store: Store) -> None:
    Store.objects.update(sending_hold=0)
    found = page(cast.partner_browser(client, cast.partner(store, send=False)), store)

    assert "not held</strong>" in found
    assert "no time" not in found


def test_the_way_there_is_offered_to_whoever_may_go_it(merchant: Client, store: Store) -> None:
    onlooker = cast.partner_browser(Client(), cast.partner(store, edit=False, send=False))

    assert f'href="{address(store)}"' in merchant.get(store.get_absolute_url()).content.decode()
    assert f'href="{address(store)}"' not in onlooker.get(store.get_absolute_url()).content.decode()
    assert f'href="{address(store)}" aria-current="page"' in page(merchant, store)
    assert 'aria-current="true"' not in page(merchant, store)
