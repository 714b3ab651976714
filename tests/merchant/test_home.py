"""The first page of a store."""

import re

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from omniapp.campaigns.models import Campaign, CampaignSync
from omniapp.stores.models import Store
from tests import cast
from tests.merchant.scenes import NOW, scene


def home(browser: Client, store: Store) -> str:
    return browser.get(store.get_absolute_url()).content.decode()


def test_a_new_store_is_invited_to_write(merchant: Client, store: Store) -> None:
    CampaignSync.objects.create(store=store, synced_at=NOW, next_at=NOW)
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
    assert page.index("Last sent") < page.rindex("Autumn letter")


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


def test_a_store_that_was_not_read_yet_is_not_said_to_be_empty(merchant: Client, store: Store) -> None:
    page = home(merchant, store)

    assert "Write the first campaign" not in page
    assert "as soon as we have read it" in page


def test_a_store_that_lost_its_connection_needs_somebody(merchant: Client, store: Store) -> None:
    scene(store, "sent")
    assert "Nothing is on its way and nothing needs you." in home(merchant, store)
    Store.objects.update(state="needs_reconnect")
    assert "Nothing is on its way." in home(merchant, store)


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


def offered(page: str) -> list[str]:
    """The addresses of what the store could do next, in their order."""
    card = page[page.index("What you could do next") :].partition("</section>")[0]
    return re.findall(r'action="([^"]+)"', card)


def test_three_openings_come_out_of_what_the_store_has(merchant: Client, store: Store) -> None:
    last = scene(store, "sent", name="Autumn letter")
    page = home(merchant, store)

    campaign = f"/s/{store.brand_id}/campaigns/{last.pk}"
    assert offered(page) == [f"{campaign}/boost/", f"{campaign}/copy/", f"/s/{store.brand_id}/campaigns/new/"]
    assert "Boost the campaign sent on <time" in page.replace("\n", " ")
    assert "Tue 24 Nov" in page
    assert "“Autumn letter” as a new draft" in page
    assert "Nothing is on its way or planned." in page


def test_each_opening_is_one_click(merchant: Client, store: Store) -> None:
    scene(store, "sent")
    for number, address in enumerate(offered(home(merchant, store))):
        answer = merchant.post(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].endswith("/edit/")
        assert merchant.get(answer.headers["Location"]).status_code == 200
        assert Campaign.objects.count() == number + 2


def test_what_is_not_possible_is_not_offered_and_three_remain(merchant: Client, store: Store) -> None:
    scene(store, "sending")
    page = home(merchant, store)

    assert offered(page) == [f"/s/{store.brand_id}/campaigns/new/"] * 3
    assert "Something is planned already." in page


def test_what_was_written_in_omnisend_can_be_boosted_but_not_repeated(merchant: Client, store: Store) -> None:
    theirs = scene(store, "sent")
    Campaign.objects.update(mirrored=True)

    campaign = f"/s/{store.brand_id}/campaigns/{theirs.pk}"
    found = offered(home(merchant, store))
    assert f"{campaign}/boost/" in found
    assert f"{campaign}/copy/" not in found
    assert len(found) == 3


def test_a_boosted_campaign_is_not_offered_to_be_boosted(merchant: Client, store: Store) -> None:
    last = scene(store, "sent")
    merchant.post(f"/s/{store.brand_id}/campaigns/{last.pk}/boost/", {"channel": "email"})

    assert "Boost the campaign" not in home(merchant, store)
    assert "written but not sent" in home(merchant, store)


def test_who_may_only_look_is_offered_no_opening(client: Client, store: Store) -> None:
    scene(store, "sent")
    onlooker = cast.partner(store, edit=False, send=True)

    assert "What you could do next" not in home(cast.partner_browser(client, onlooker), store)


def test_nothing_that_must_be_sent_in_ten_days_is_offered_while_nothing_can_be_sent(
    merchant: Client, store: Store
) -> None:
    scene(store, "sent", name="Warm socks")
    Store.objects.update(state="needs_reconnect")
    page = home(merchant, store)

    assert "Boost the campaign" not in page
    assert page.count('class="btn btn-small" name="kind"') + page.count(">Use it again<") == 3


def test_the_last_one_says_which_of_its_times_it_shows(merchant: Client, store: Store) -> None:
    scene(store, "sent")

    assert re.search(r"Began to go out <time [^>]+>Tue 24 Nov 10:02 Vilnius</time>", home(merchant, store))
