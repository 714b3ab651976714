"""A partner's list of stores."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from omniapp import clock, omnisend
from omniapp.campaigns.models import Campaign
from omniapp.campaigns.sync_state import CampaignSync
from omniapp.partner import scope
from omniapp.people.models import User
from omniapp.sending.models import Delivery
from omniapp.stores import operations, tokens
from omniapp.stores.models import Store, StoreEvent
from tests import cast
from tests.merchant.scenes import scene
from tests.partner.fleet import fleet
from tests.partner.pages import poll
from tests.sandbox_control import ALPINE_WOOL, HARBOR_TEA

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
WHO = 2  # the session and the user


def names(page: str) -> list[str]:
    return re.findall(r'class="cover[^"]*"[^>]*>([^<]+)<', page)


def row(page: str, name: str) -> str:
    """What stands in the row of one store, without its tags."""
    found = next(part for part in page.split("<tr") if f">{name}</a>" in part)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def test_each_store_stands_with_its_domain_and_its_connection(client: Client) -> None:
    gone = cast.other_store()
    operations.close(gone, cast.CONNECTED_AT)
    user = cast.partner(cast.connected_store(), cast.lapsed_store(), gone)
    page = cast.partner_browser(client, user).get("/stores/").text
    assert "alpinewool.example" in row(page, "Alpine Wool")
    assert "Connected Access" in row(page, "Alpine Wool")
    assert "Disconnected Since Mon 2 Nov" in row(page, "Harbor Tea")
    assert "Needs reconnecting Since Thu 5 Nov" in row(page, "Nordic Candle")
    assert f'href="/s/{ALPINE_WOOL}/"' in page
    assert names(page) == ["Alpine Wool", "Harbor Tea", "Nordic Candle"]


def test_a_row_says_what_goes_next_what_went_last_and_how_many_wait(owner: Client, alpine: Store) -> None:
    scene(alpine, "scheduled")
    scene(alpine, "sent")
    scene(alpine, "plan")
    scene(alpine, "fix-domain")
    said = row(owner.get("/stores/").text, "Alpine Wool")
    assert "Thu 26 Nov 09:00 Scheduled" in said
    assert "Tue 24 Nov 10:0" in said
    assert "2 of Alpine Wool need you" in said
    assert "Plan limit" in said


def test_times_are_each_stores_own(owner: Client, alpine: Store, harbor: Store) -> None:
    for store in (alpine, harbor):
        scene(store, "scheduled")
    page = owner.get("/stores/").text
    assert "Thu 26 Nov 09:00" in row(page, "Alpine Wool")
    assert "Thu 26 Nov 09:00" in row(page, "Harbor Tea")
    assert page.count('datetime="2026-11-26T07:00:00+00:00"') == 1
    assert page.count('datetime="2026-11-26T14:00:00+00:00"') == 1


def test_before_omnisend_was_read_nothing_is_said_of_sends(owner: Client, alpine: Store) -> None:
    page = owner.get("/stores/").text
    assert "Not read yet Not read yet" in row(page, "Alpine Wool")
    read = {"synced_at": clock.now(), "changed_at": clock.now()}
    CampaignSync.objects.update_or_create(store=alpine, defaults=read)
    assert "Nothing planned Nothing yet" in row(owner.get(poll(page), headers=HTMX).text, "Alpine Wool")


def test_a_draft_taken_back_is_neither_next_nor_last(owner: Client, alpine: Store) -> None:
    CampaignSync.objects.update_or_create(store=alpine, defaults={"synced_at": clock.now()})
    scene(alpine, "undone")
    said = row(owner.get("/stores/").text, "Alpine Wool")
    assert "Nothing planned Nothing yet" in said


def test_a_plan_that_refused_lately_is_remembered(owner: Client, alpine: Store) -> None:
    scene(alpine, "plan")
    Delivery.objects.update(state="given_up", reason="", ended_at=cast.CONNECTED_AT)
    assert "Plan refused Tue 24 Nov" in row(owner.get("/stores/").text, "Alpine Wool")
    sent = scene(alpine, "sent").deliveries.get()
    Delivery.objects.filter(pk=sent.pk).update(accepted_at=clock.now())
    assert "Plan refused" not in row(owner.get("/stores/").text, "Alpine Wool"), "its plan covers it again"


def test_other_partners_stores_are_not_there(client: Client) -> None:
    cast.other_store()
    browser = cast.partner_browser(client, cast.partner(cast.connected_store()))
    for query in ("", "?sort=needs", "?search=tea", "?show=idle"):
        assert "Harbor Tea" not in browser.get(f"/stores/{query}").text
    hidden = Store.objects.get(name="Harbor Tea").pk
    assert names(browser.get(f"/stores/rows/?of={hidden}", headers=HTMX).text) == []


def test_an_owner_sees_every_store(owner: Client, alpine: Store, harbor: Store) -> None:
    assert names(owner.get("/stores/").text) == ["Alpine Wool", "Harbor Tea"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=tea", ["Harbor Tea"]),
        ("search=alpinewool.example", ["Alpine Wool"]),
        (f"search={HARBOR_TEA}", ["Harbor Tea"]),
        ("search=wool+tea", []),
        ("search=%00", ["Alpine Wool", "Harbor Tea"]),
        ("tag=food", ["Harbor Tea"]),
        ("show=needs-you", ["Alpine Wool"]),
        ("show=plan", ["Alpine Wool"]),
        ("show=idle", ["Alpine Wool"]),
        ("show=reconnect", []),
        ("show=nonsense&sort=nonsense&page=nonsense", ["Alpine Wool", "Harbor Tea"]),
        ("sort=needs", ["Alpine Wool", "Harbor Tea"]),
        ("sort=next", ["Harbor Tea", "Alpine Wool"]),
        ("sort=last", ["Alpine Wool", "Harbor Tea"]),
        ("sort=access", ["Alpine Wool", "Harbor Tea"]),
    ],
)
def test_the_address_searches_narrows_and_orders(
    owner: Client, alpine: Store, harbor: Store, query: str, found: list[str]
) -> None:
    scene(alpine, "plan")
    scene(harbor, "scheduled")
    Store.objects.filter(pk=harbor.pk).update(tags=["food"])
    page = owner.get(f"/stores/?{query}")
    assert page.status_code == 200
    assert names(page.text) == found


def test_it_says_how_old_the_access_in_hand_is_and_not_the_connection(
    owner: Client, alpine: Store, harbor: Store
) -> None:
    Store.objects.update(connected_at=clock.now() - dt.timedelta(days=400))
    grant = omnisend.Grant(access_token="a", refresh_token="r", scope=cast.SCOPES, expires_in=3600)
    for store, days in ((alpine, 3.5), (harbor, 0.1)):
        held = tokens.read(store)
        assert held is not None
        now = clock.now() - dt.timedelta(days=days)
        assert tokens.renew(store, grant, of=held.generation, now=now)
    page = owner.get("/stores/?sort=access").text
    assert names(page) == ["Alpine Wool", "Harbor Tea"]
    assert page.index("Access 3 days old") < page.index("Access less than a day old")


def test_fifty_stand_on_a_page_and_the_filter_goes_along(owner: Client) -> None:
    fleet(60)
    page = owner.get("/stores/?search=store").text
    assert len(names(page)) == 50
    assert 'href="?search=store&amp;page=2"' in page
    assert len(names(owner.get("/stores/?search=store&page=2").text)) == 10


@pytest.mark.parametrize("many", [3, 30])
def test_however_many_stores_there_are_five_queries_suffice(
    owner: Client, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fleet(many, "scheduled", "sent", "plan")
    with django_assert_num_queries(WHO + 5):
        assert len(names(owner.get("/stores/?sort=needs").text)) == many
    with django_assert_num_queries(WHO + 4):  # all tags are known by now
        assert len(names(owner.get("/stores/?show=plan&search=store").text)) == many


def test_the_rows_ask_for_news_and_hear_nothing_while_there_is_none(
    owner: Client, alpine: Store, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    waiting = scene(alpine, "plan")
    address = poll(owner.get("/stores/").text)
    with django_assert_num_queries(2):  # the store moved of late
        assert owner.get(address, headers=HTMX).status_code == 204
    delivery = waiting.deliveries.get()
    delivery.state, delivery.reason, delivery.ended_at = "given_up", "", cast.CONNECTED_AT
    delivery.revision += 1
    delivery.save()
    news = owner.get(address, headers=HTMX)
    assert news.status_code == 200
    assert "Plan limit" not in news.text
    assert owner.get(poll(news.text), headers=HTMX).status_code == 204


def test_the_piece_alone_leads_a_browser_without_script_to_the_page(owner: Client) -> None:
    assert owner.get("/stores/rows/?of=1").headers["Location"] == "/stores/"
    assert owner.get("/stores/rows/?of=x.99999999999999999999", headers=HTMX).status_code == 200


class TestTags:
    """A word on many stores at once."""

    address = reverse("partner:tags")

    def test_are_put_on_and_taken_off_and_recorded(self, owner: Client, alpine: Store, harbor: Store) -> None:
        chosen = {"store": [ALPINE_WOOL, HARBOR_TEA], "tag": "  Key  Account ", "next": "/stores/?sort=needs"}
        answer = owner.post(self.address, chosen)
        assert answer.headers["Location"] == "/stores/?sort=needs"
        assert set(Store.objects.values_list("tags", flat=True).distinct()[0]) == {"key account"}
        assert "2 stores tagged “key account”." in owner.get("/stores/").text
        owner.post(self.address, {"store": [ALPINE_WOOL], "tag": "key account", "do": "remove"})
        alpine.refresh_from_db()
        harbor.refresh_from_db()
        assert (alpine.tags, harbor.tags) == ([], ["key account"])
        told = StoreEvent.objects.filter(kind="tagged").values_list("actor", "note")
        assert ("owner@agency.example", "removed the tag “key account”") in told
        assert len(told) == 3

    def test_need_the_right_to_edit(self, client: Client) -> None:
        store = cast.connected_store()
        other = cast.other_store()
        browser = cast.partner_browser(client, cast.partner(store, edit=False))
        browser.post(self.address, {"store": [store.brand_id, other.brand_id], "tag": "mine"})
        assert list(Store.objects.values_list("tags", flat=True)) == [[], []]
        page = browser.get("/stores/").text
        assert "You may not edit Alpine Wool. Nothing changed there." in page
        assert "Harbor Tea" not in page
        assert 'name="tag"' not in page

    @pytest.mark.parametrize(
        "data", [{"tag": "x"}, {"store": ALPINE_WOOL, "tag": "long " * 20}, {"store": "\x00", "tag": "x"}]
    )
    def test_that_make_no_sense_change_nothing(
        self, owner: Client, alpine: Store, data: dict[str, str]
    ) -> None:
        assert (
            owner.post(self.address, data | {"next": "https://evil.example/"}).headers["Location"]
            == "/stores/"
        )
        alpine.refresh_from_db()
        assert alpine.tags == []


def test_without_stores_the_page_says_how_to_get_one(client: Client) -> None:
    page = cast.partner_browser(client, cast.partner()).get("/stores/").text
    assert "No stores yet" in page
    assert "Connect Omnisend" in page


def test_a_search_without_luck_says_so(owner: Client, alpine: Store) -> None:
    assert "No store is like this" in owner.get("/stores/?search=nothing").text
    assert Campaign.objects.count() == 0


def test_a_new_tag_can_be_chosen_at_once_and_is_read_for_all_stores_once(
    owner: Client, alpine: Store, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    owner.get("/stores/")
    owner.post("/stores/tags/", {"store": [alpine.brand_id], "tag": "wool", "do": "add"})
    for page in ("/stores/", "/activity/", "/attention/"):
        assert "<option>wool</option>" in owner.get(page).text
    user = User.objects.get()
    with django_assert_num_queries(0):
        assert scope.tags_of(user) == ["wool"]
