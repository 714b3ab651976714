"""The record also tells of drafts and of partners' accounts, finds by name, and each store has its own."""

import datetime as dt
import html

import pytest
from django.db.models import Q
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from omniapp.campaigns import operations
from omniapp.campaigns.models import Campaign
from omniapp.partner import happened, names
from omniapp.partner.lines import lines
from omniapp.partner.records import ALL
from omniapp.people import actors, rights
from omniapp.people import record as account_record
from omniapp.stores import record
from omniapp.stores.models import Store
from tests import cast
from tests.merchant import scenes
from tests.merchant.scenes import scene
from tests.partner.test_activity import ASKED_TO_SEND, link, rows, told, told_by

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def write(store: Store, who: actors.Actor, subject: str = "Sale") -> None:
    draft = operations.create(store=store, actor=who, now=scenes.NOW)
    operations.save(
        campaign=draft, version=1, changes={"subject": subject}, actor=who, now=scenes.NOW + MINUTE
    )


def test_drafts_are_told_with_who_wrote_them(owner: Client, alpine: Store, harbor: Store) -> None:
    write(alpine, actors.partner(cast.partner(alpine), actors.RIGHTS))
    write(harbor, actors.merchant(harbor))
    scene(alpine, "plan")
    page = owner.get("/activity/?kind=drafts").text
    assert told(page) == ["Content edited", "Content edited", "Draft made", "Draft made"]
    assert "Campaign of 24 Nov" in page
    assert told(owner.get("/activity/?kind=drafts&who=ana").text) == ["Content edited", "Draft made"]
    assert told(owner.get("/activity/?kind=drafts&search=tea").text) == ["Content edited", "Draft made"]
    assert told(owner.get("/activity/?kind=people").text).count("Content edited") == 2


def test_a_draft_that_was_deleted_is_named_without_a_link(owner: Client, alpine: Store) -> None:
    ana = actors.partner(cast.partner(alpine), actors.RIGHTS)
    draft = operations.create(store=alpine, actor=ana, now=scenes.NOW)
    assert f'href="{draft.get_absolute_url()}"' in owner.get("/activity/").text
    operations.delete(campaign=draft, actor=ana, now=scenes.NOW)
    page = owner.get(f"/activity/?campaign={draft.pk}").text
    assert told(page) == ["Draft deleted", "Draft made"]
    assert draft.name in page
    assert f'href="{draft.get_absolute_url()}"' not in page


def test_wherever_a_page_ends_the_next_one_goes_on(alpine: Store) -> None:
    """Also in the middle of lines of one and the same moment."""
    ana = cast.partner(alpine)
    write(alpine, actors.partner(ana, actors.RIGHTS))
    scene(alpine, "plan")
    for _ in range(2):
        record.add(alpine, record.Kind.SETTINGS, actor=ana.email, at=scenes.NOW)
        account_record.add(ana, account_record.Kind.JOINED, at=scenes.NOW)
    wanted = {one: Q() for one in ALL}
    whole = happened.older(wanted, None, 100)
    assert len({place.at for place in whole}) < len(whole) > len(ALL)
    for number, place in enumerate(whole):
        assert happened.older(wanted, place, 100) == whole[number + 1 :]
        assert happened.newer(wanted, place, 100) == whole[:number]


def test_lines_of_all_records_are_read_in_one_statement_in_the_order_asked_for(
    alpine: Store, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ana = cast.partner(alpine)
    account_record.add(ana, account_record.Kind.SIGNED_IN, at=scenes.NOW)
    record.add(alpine, record.Kind.SETTINGS, actor=ana.email, at=scenes.NOW)
    write(alpine, actors.partner(ana, actors.RIGHTS))
    one = scene(alpine, "plan")
    Campaign.objects.filter(pk=one.pk).update(name="")
    places = happened.older({each: Q() for each in ALL}, None, 50)[::-1]
    with django_assert_num_queries(1):
        told = lines(places)
    assert [(line.of.at, line.of.rank, line.of.pk) for line in told] == places
    assert {line.of.rank for line in told} == {each.rank for each in ALL}
    of_send = next(line.of for line in told if line.of.request_id == scenes.REQUEST)
    assert (of_send.status, of_send.slug, of_send.store) == (402, "payment-required", "Alpine Wool")
    assert (of_send.campaign, of_send.campaign_id) == ("Campaign without a name", one.pk)
    assert {line.of.whose for line in told} == {"", ana.email}
    assert lines([]) == []


class TestAccounts:
    """What happened to partners' accounts, for owners alone."""

    @pytest.fixture(autouse=True)
    def _happened(self, owner: Client) -> None:
        olga, ana = cast.partner(email="olga@agency.example", is_owner=True), cast.partner()
        account_record.add(ana, account_record.Kind.SIGNED_IN, at=scenes.NOW, note="Firefox on Linux")
        rights.sign_out(ana, by=olga, now=scenes.NOW + MINUTE)
        rights.set_owner(ana, True, by=olga, now=scenes.NOW + 2 * MINUTE)
        rights.set_owner(ana, False, by=olga, now=scenes.NOW + 3 * MINUTE)

    def test_stand_among_everything_else(self, owner: Client, alpine: Store) -> None:
        record.add(alpine, record.Kind.SETTINGS, actor="x", at=scenes.NOW - MINUTE)
        page = owner.get("/activity/").text
        assert told(page) == [
            "No longer an owner", "Made an owner", "Signed out elsewhere", "Signed in", "Settings changed",
        ]  # fmt: skip
        assert "Account of ana@agency.example · All browsers" in page
        assert told_by(page)[:4] == [*["olga@agency.example"] * 3, "ana@agency.example"]

    @pytest.mark.parametrize(
        ("query", "many"),
        [
            ("kind=accounts", 4),
            ("kind=accounts&who=ana", 1),
            ("who=olga", 3),
            ("search=wool", 0),
            ("kind=stores", 0),
        ],
    )
    def test_can_be_asked_for(self, owner: Client, query: str, many: int) -> None:
        assert len(told(owner.get(f"/activity/?{query}").text)) == many

    def test_stand_in_the_table_without_a_store(self, owner: Client) -> None:
        table = rows(owner.get("/activity.csv?kind=accounts"))
        assert [row["what"] for row in table][-1] == "Signed in"
        assert {row["store"] for row in table} == {""}

    @pytest.mark.usefixtures("_tuesday")
    def test_are_nothing_for_other_partners(self, alpine: Store) -> None:
        ben = cast.partner_browser(Client(), cast.partner(alpine, email="ben@agency.example"))
        record.add(alpine, record.Kind.SETTINGS, actor="x", at=scenes.NOW)
        for query in ("", "kind=accounts", "who=ana"):
            for page in (f"/activity/?{query}", f"/s/{alpine.brand_id}/activity/?{query}"):
                text = ben.get(page).text
                assert "Signed" not in text
                assert "kind=accounts" not in text
            assert {row["store"] for row in rows(ben.get(f"/activity.csv?{query}"))} <= {"Alpine Wool"}


@pytest.mark.parametrize("few", [0, names.FEW])
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=socks", 1),
        ("search=Warm+WEEKS", 1),
        ("search=sock", 1),
        ("search=ocks", 0),
        ("search=warm+snow", 0),
        (f"search={scenes.REQUEST}", 1),
        ("search=-50%25", 1),
        ("search=%26+%7C+%21%27", 0),
        ("search=alpine", 2),
        ("search=alpine&who=someone", 0),
        ("search=harbor", 0),
        ("tag=food&search=socks", 1),
    ],
)
def test_a_search_finds_stores_campaigns_and_requests_however_many_there_are(
    owner: Client,
    alpine: Store,
    harbor: Store,
    few: int,
    query: str,
    found: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(names, "FEW", few)
    scene(alpine, "plan")
    scene(alpine, "plan", name="Rabatt -50%")
    Store.objects.filter(pk=alpine.pk).update(tags=["food"])
    page = owner.get(f"/activity/?kind=refused&{query}").text
    if scenes.REQUEST in query:
        assert told(page) == [ASKED_TO_SEND] * 2
    else:
        assert told(page) == [ASKED_TO_SEND] * found


def test_somebody_is_found_by_name_and_a_merchant_by_the_store_as_it_is_called_now(
    owner: Client, alpine: Store
) -> None:
    ana = cast.partner(alpine, name="Ana Novak")
    record.add(alpine, record.Kind.SETTINGS, actor=ana.email, at=scenes.NOW)
    record.add(alpine, record.Kind.SETTINGS, actor="someone with access to Wool", at=scenes.NOW)
    record.add(alpine, record.Kind.LAPSED, actor="omniapp", at=scenes.NOW)
    assert told_by(owner.get("/activity/?who=novak").text) == [ana.email]
    assert told_by(owner.get("/activity/?who=alpine").text) == ["someone with access to Wool"]
    assert told_by(owner.get("/activity/?who=someone").text) == ["someone with access to Wool"]
    assert told_by(owner.get("/activity/?who=omniapp").text) == ["omniapp"]


class TestOfAStore:
    """The same for those who may see one store."""

    def test_tells_a_merchant_of_their_store_alone(
        self, client: Client, alpine: Store, harbor: Store
    ) -> None:
        scene(alpine, "plan")
        scene(harbor, "plan", name="Secret sale")
        write(harbor, actors.merchant(harbor))
        record.add(alpine, record.Kind.TAGGED, actor="ana@agency.example", at=scenes.NOW, note="difficult")
        browser, page = cast.merchant_browser(client, alpine), f"/s/{alpine.brand_id}/activity/"
        text = browser.get(page).text
        assert told(text) == [ASKED_TO_SEND, "Made the draft in Omnisend", "Pressed Send"]
        assert 'data-label="Store"' not in text
        assert f'href="{page}" aria-current="page"' in text
        for query in (
            "search=secret",
            "search=tea",
            "campaign=2",
            "kind=stores",
            "kind=accounts&who=harbor",
            "tag=x",
        ):
            for path in (f"{page}?{query}", f"{page[:-1]}.csv?{query}"):
                answer = browser.get(path)
                shown = answer.getvalue().decode() if answer.streaming else answer.text
                assert "Harbor" not in shown.replace("harbor", "")
                assert "difficult" not in shown
                assert "Tags changed" not in shown
        assert [row["store"] for row in rows(browser.get(f"{page[:-1]}.csv"))] == ["Alpine Wool"] * 3
        assert browser.get(f"/s/{harbor.brand_id}/activity/").status_code == 404

    def test_tells_a_partner_of_the_tags(self, client: Client, alpine: Store) -> None:
        record.add(alpine, record.Kind.TAGGED, actor="ana@agency.example", at=scenes.NOW, note="added “food”")
        browser = cast.partner_browser(client, cast.partner(alpine, edit=False, send=False))
        assert "Added “food”" in html.unescape(browser.get(f"/s/{alpine.brand_id}/activity/").text)

    def test_has_pages_of_its_own_and_polls_nothing(
        self, client: Client, alpine: Store, harbor: Store
    ) -> None:
        page = f"/s/{alpine.brand_id}/activity/"
        for number in range(60):
            record.add(alpine, record.Kind.SETTINGS, actor=f"a{number}", at=scenes.NOW + number * MINUTE)
            record.add(harbor, record.Kind.SETTINGS, actor=f"h{number}", at=scenes.NOW + number * MINUTE)
        browser = cast.merchant_browser(client, alpine)
        first = browser.get(page).text
        second = browser.get(f"{page}{link(first, 'next')}").text
        assert told_by(first) + told_by(second) == [f"a{number}" for number in reversed(range(60))]
        assert "hx-get" not in first
