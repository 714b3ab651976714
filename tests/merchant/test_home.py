"""The first page of a store."""

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from omniapp.stores.models import Store
from tests import cast
from tests.merchant.scenes import scene


def home(browser: Client, store: Store) -> str:
    return browser.get(store.get_absolute_url()).content.decode()


def test_a_new_store_is_invited_to_write(merchant: Client, store: Store) -> None:
    page = home(merchant, store)

    assert "Write the first campaign" in page
    assert f"/s/{store.brand_id}/campaigns/new/" in page
    assert "Disconnect from Omnisend" in page


def test_what_needs_a_person_stands_first_with_its_reason(merchant: Client, store: Store) -> None:
    scene(store, "sent", name="Autumn letter")
    scene(store, "plan", name="Big sale")
    scene(store, "sending", name="Warm socks")
    page = home(merchant, store)

    assert page.index("Needs you") < page.index("Big sale") < page.index("On its way and next")
    assert "plan does not cover it" in page
    assert page.index("On its way and next") < page.index("Warm socks") < page.index("Last sent")
    assert page.index("Last sent") < page.index("Autumn letter")


def test_what_leaves_first_stands_first(merchant: Client, store: Store) -> None:
    scene(store, "scheduled", name="On Friday", on_date="2026-11-27")
    scene(store, "scheduled", name="On Thursday", on_date="2026-11-26")
    page = home(merchant, store)

    assert page.index("On Thursday") < page.index("On Friday")
    assert ">Thu 26 Nov 09:00</time>" in page


def test_the_last_one_can_be_used_again(merchant: Client, store: Store) -> None:
    last = scene(store, "sent")

    assert f'action="/s/{store.brand_id}/campaigns/{last.pk}/copy/"' in home(merchant, store)


def test_a_partner_who_may_only_look_is_offered_nothing_to_press(client: Client, store: Store) -> None:
    scene(store, "sent")
    onlooker = cast.partner(store, edit=False, send=False)
    page = home(cast.partner_browser(client, onlooker), store)

    assert "New campaign" not in page
    assert "Use it again" not in page
    assert "Disconnect" not in page


def test_another_stores_campaigns_stay_there(merchant: Client, store: Store) -> None:
    scene(cast.other_store(), "plan", name="Tea for two")

    assert "Tea for two" not in home(merchant, store)


def test_more_campaigns_cost_no_more_queries(
    merchant: Client, store: Store, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for name in ("plan", "sending", "sent", "draft", "scheduled") * 2:
        scene(store, name)
    with django_assert_max_num_queries(12):
        home(merchant, store)
