"""What needs a person over all stores, grouped by what puts it right."""

import datetime as dt
import re

import pytest
from django.db.models import F
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from omniapp.campaigns.models import Campaign
from omniapp.partner import attention as pages
from omniapp.partner import fixes
from omniapp.people.models import StoreAccess
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.states import Reason, State
from omniapp.stores.models import Store
from tests import cast
from tests.merchant import scenes
from tests.merchant.scenes import campaign, scene
from tests.partner.fleet import fleet
from tests.partner.pages import editions, group, groups, poll, text

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
WHO = 2  # the session and the user


def silent_booster(store: Store, **content: str) -> Campaign:
    """Written, and nobody pressed Send."""
    parent = scene(store, "sent")
    values = {"name": "Once more", "send_to": "nonOpeners"} | content
    return campaign(store, type=Campaign.Type.BOOSTER, parent=parent, **values)


def test_the_start_page_leads_a_partner_to_what_needs_them(client: Client) -> None:
    assert cast.partner_browser(client, cast.partner()).get("/").headers["Location"] == "/attention/"


@pytest.mark.parametrize(
    ("shown", "fix", "said"),
    [
        ("plan", "plan", "Plan limit 1 store"),
        ("reconnect", "reconnect", "Reconnect 1 store"),
        ("no-permission", "reconnect", "Reconnect 1 store"),
        ("fix-domain", "sender", "Sender not verified 1 store"),
        ("fix-content", "content", "Something in the campaign 1 store"),
        ("fix-fields", "content", "Something in the campaign 1 store"),
        ("gone", "content", "Somebody deleted this campaign in Omnisend before it was sent."),
        ("differs", "content", "Something in the campaign 1 store"),
        ("doubtful", "content", "We do not touch a draft that may be yours."),
        ("unknown", "unknown", "Not known whether it went out 1 store"),
        ("overdue", "unknown", "Not known whether it went out 1 store"),
        ("late", "late", "Not sent in time 1 store"),
        ("not-arrived", "late", "Not sent in time 1 store"),
        ("on-hold", "on-hold", "On hold at Omnisend 1 store"),
        ("version", "version", "Waiting for omniapp 1 store"),
    ],
)
def test_each_trouble_stands_under_what_puts_it_right(
    owner: Client, alpine: Store, shown: str, fix: str, said: str
) -> None:
    scene(alpine, shown)
    page = owner.get("/attention/").text
    assert groups(page) == [fix]
    assert said in text(group(page, fix))
    assert "Alpine Wool Warm socks for the cold weeks" in text(group(page, fix))


@pytest.mark.parametrize(
    ("shown", "moves"),
    [
        ("plan", [("handing_over", "needs_person", ""), ("needs_person", "needs_person", "")]),
        (
            "on-hold",
            [("handing_over", "following", "scheduled"), *[("following", "following", "onHold")] * 2],
        ),
    ],
)
def test_it_waits_since_it_needed_somebody_and_not_since_its_click(
    owner: Client, alpine: Store, shown: str, moves: list[tuple[str, str, str]]
) -> None:
    made = scene(alpine, shown).deliveries.get()
    of = {"delivery": made, "store": alpine, "campaign": made.campaign, "kind": "exchange"}
    first = next(
        number for number, (_, after, status) in enumerate(moves) if "onHold" in status or "needs" in after
    )
    DeliveryEvent.objects.filter(delivery=made).delete()
    for number, (before, after, status) in enumerate(moves):
        at = made.created_at + dt.timedelta(days=1, hours=number)
        DeliveryEvent.objects.create(
            **of, at=at, state_before=before, state_after=after, remote_status=status
        )
    since = f"{made.created_at + dt.timedelta(days=1, hours=first):%Y-%m-%dT%H:%M}"
    assert re.findall(r'since <time datetime="([^"]{16})', owner.get("/attention/").text) == [since]


@pytest.mark.parametrize("shown", ["draft", "held", "handing-over", "checking", "sending", "sent", "undone"])
def test_what_goes_on_by_itself_or_is_over_is_not_there(owner: Client, alpine: Store, shown: str) -> None:
    scene(alpine, shown)
    assert "Nothing needs you" in owner.get("/attention/").text


def test_every_reason_has_a_group() -> None:
    for reason in Reason:
        found = {
            fixes.of(State.NEEDS_PERSON, reason, "", may_be_out=may_be_out) for may_be_out in (False, True)
        }
        assert found <= set(fixes.FIXES.values())


@pytest.mark.parametrize("reason", sorted(set(Reason) - {Reason.RECONNECT, Reason.PARENT}))
def test_what_may_be_out_can_never_be_asked_to_be_sent(reason: Reason) -> None:
    assert fixes.of(State.NEEDS_PERSON, reason, "", may_be_out=True).verb == "look-again"


def test_a_booster_that_nobody_sent_stands_there_and_its_page_is_one_click_away(
    owner: Client, alpine: Store
) -> None:
    booster = silent_booster(alpine)
    silent_booster(alpine, omnisend_status="sent", name="This one went out")
    page = owner.get("/attention/").text
    assert groups(page) == ["boosters"]
    assert booster.get_absolute_url() in group(page, "boosters")
    assert "Boosters that were never sent 1 campaign" in text(page)
    assert "This one went out" not in page


def test_a_store_without_its_connection_stands_there_once(client: Client) -> None:
    lapsed = cast.lapsed_store()
    browser = cast.partner_browser(client, cast.partner(lapsed))
    markup = group(browser.get("/attention/").text, "reconnect")
    assert f'href="/install/?next=%2Fs%2F{lapsed.brand_id}%2F"' in markup
    page = text(markup)
    assert "1 store Omnisend does not let us into" in page
    assert "Nordic Candle The connection itself since" in page
    scene(lapsed, "reconnect")
    page = text(group(browser.get("/attention/").text, "reconnect"))
    assert page.count("Write to the owner of Nordic Candle") == 1
    assert "The connection itself" not in page


@pytest.mark.parametrize("shown", ["reconnect", "no-permission"])
def test_what_was_edited_while_it_waited_for_a_connection_asks_for_a_new_review(
    owner: Client, alpine: Store, shown: str
) -> None:
    scene(alpine, shown)
    Campaign.objects.update(version=F("version") + 1)
    page = owner.get("/attention/").text
    assert groups(page) == ["content"]
    assert "It was edited since, so it needs a new review." in text(page)
    assert "goes on" not in text(group(page, "content"))


def test_one_group_at_a_time_in_pages(owner: Client) -> None:
    fleet(60, "plan")
    page = owner.get("/attention/").text
    assert "60 stores" in page
    assert len(editions(page)) == pages.OVERVIEW
    assert "Show all 60" in page
    first = owner.get("/attention/?fix=plan").text
    second = owner.get("/attention/?fix=plan&page=2").text
    assert (len(editions(first)), len(editions(second))) == (50, 10)
    assert set(editions(first)).isdisjoint(editions(second))
    assert 'rel="next"' in first
    assert 'rel="prev"' in second


@pytest.mark.parametrize("query", ["search=harbor", "search=harbortea.example", "tag=food"])
def test_the_address_says_which_stores(owner: Client, alpine: Store, harbor: Store, query: str) -> None:
    Store.objects.filter(pk=harbor.pk).update(tags=["food"])
    for store in (alpine, harbor):
        scene(store, "plan")
        silent_booster(store)
    page = owner.get(f"/attention/?{query}").text
    assert groups(page) == ["plan", "boosters"]
    assert "Alpine Wool" not in page
    assert "Harbor Tea" in page


@pytest.mark.parametrize(
    "query", ["fix=nonsense&page=nonsense", "page=-1", "fix=plan&page=99999999", "search=%00"]
)
def test_an_address_without_sense_is_no_accident(owner: Client, alpine: Store, query: str) -> None:
    scene(alpine, "plan")
    assert owner.get(f"/attention/?{query}").status_code == 200


@pytest.mark.parametrize("many", [3, 30])
def test_however_much_waits_five_queries_suffice(
    owner: Client, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for store in fleet(many, "plan", "fix-content", "unknown", "late"):
        silent_booster(store)
    with django_assert_num_queries(WHO + 5):
        page = owner.get("/attention/").text
    assert groups(page) == ["unknown", "plan", "late", "content", "boosters"]
    with django_assert_num_queries(WHO + 3):  # all tags are known by now
        owner.get("/attention/?fix=content")


def test_the_groups_ask_for_news_and_hear_nothing_while_there_is_none(
    owner: Client, alpine: Store, harbor: Store, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    waiting = scene(alpine, "plan")
    address = poll(owner.get("/attention/").text)
    with django_assert_num_queries(1):
        assert owner.get(address, headers=HTMX).status_code == 204
    scene(harbor, "plan")
    news = owner.get(address, headers=HTMX)
    assert "2 stores" in text(news.text)
    assert owner.get(poll(news.text), headers=HTMX).status_code == 204
    Delivery.objects.filter(campaign=waiting).update(fence=7, revision=7)
    changed = owner.get(poll(news.text), headers=HTMX)
    assert any(edition.endswith(".7") for edition in editions(changed.text))
    booster = silent_booster(alpine)
    fresh = owner.get(poll(changed.text), headers=HTMX)
    assert groups(fresh.text) == ["plan", "boosters"]
    booster.delete()
    assert owner.get(poll(fresh.text), headers=HTMX).status_code == 200


def test_the_piece_alone_leads_a_browser_without_script_to_the_page(owner: Client) -> None:
    assert owner.get("/attention/groups/").headers["Location"] == "/attention/"


class TestRights:
    """Whose stores, and who may decide."""

    def test_other_partners_stores_are_nowhere(self, client: Client, alpine: Store, harbor: Store) -> None:
        for store in (alpine, harbor):
            scene(store, "plan")
            silent_booster(store)
        Store.objects.filter(pk=harbor.pk).update(state="needs_reconnect")
        browser = cast.partner_browser(client, cast.partner(alpine))
        for query in ("", "?search=tea", "?fix=reconnect"):
            page = browser.get(f"/attention/{query}").text
            assert "Harbor Tea" not in page
        assert "1 store" in browser.get("/attention/").text
        assert "Harbor" not in browser.get("/attention/groups/", headers=HTMX).text

    def test_who_may_only_look_sees_it_and_finds_nothing_to_press(
        self, client: Client, alpine: Store
    ) -> None:
        scene(alpine, "plan")
        browser = cast.partner_browser(client, cast.partner(alpine, edit=True, send=False))
        page = group(browser.get("/attention/").text, "plan")
        assert "Warm socks" in page
        assert editions(page) == []
        assert "<button" not in page
        assert "card-foot" not in page  # no empty line below

    def test_what_they_may_send_can_be_chosen_and_nothing_else(
        self, client: Client, alpine: Store, harbor: Store
    ) -> None:
        for store in (alpine, harbor):
            scene(store, "plan")
        user = cast.partner(alpine)
        StoreAccess.objects.create(user=user, store=harbor, can_send=False)
        page = group(cast.partner_browser(client, user).get("/attention/").text, "plan")
        assert 'of Harbor Tea" disabled>' in page
        assert page.count(" disabled>") == 1
        assert len(editions(page)) == 2


def test_long_names_of_hostile_stores_stay_text(owner: Client, alpine: Store) -> None:
    scene(alpine, "plan", name="<script>alert(1)</script>")
    Store.objects.update(name="<b>" * 80)
    page = owner.get("/attention/").text
    assert "<script>alert" not in page
    assert "<b>" not in page


def test_nothing_is_written_down_a_second_time(owner: Client, alpine: Store) -> None:
    """What was settled elsewhere is gone from here, without anybody telling this page."""
    of = scene(alpine, "plan")
    Delivery.objects.filter(campaign=of).update(state="given_up", reason="", ended_at=scenes.NOW)
    assert "Nothing needs you" in owner.get("/attention/").text
