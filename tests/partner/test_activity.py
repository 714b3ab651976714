"""The record over all stores: what people did, what the machine did, what Omnisend answered."""

import csv
import datetime as dt
import html
import io
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from omniapp.campaigns.models import Campaign, DraftEvent
from omniapp.partner import exporting, happened, lines
from omniapp.partner.records import ALL
from omniapp.people import record as account_record
from omniapp.sending.evidence import evidence
from omniapp.sending.models import DeliveryEvent
from omniapp.sending.states import State, Step
from omniapp.stores import record
from omniapp.stores.models import Store
from tests import cast
from tests.merchant import scenes
from tests.merchant.scenes import scene
from tests.partner.fleet import fleet

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
WHO = 2  # the session and the user
ASKED_TO_SEND = "Asked Omnisend to send it"


def told(page: str) -> list[str]:
    """What stands in the column "What", the newest first."""
    return [html.unescape(one) for one in re.findall(r'class="happened.*?<strong>(.*?)</strong>', page)]


def rows(answer: Any) -> list[dict[str, str]]:
    text = answer.getvalue().decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def link(page: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    return html.unescape(found[1]) if found else ""


def looks(of: Campaign, *answers: str) -> None:
    """Omnisend was read once more for each of ``answers``, its statuses."""
    made = of.deliveries.get()
    for second, status in enumerate(answers):
        DeliveryEvent.objects.create(
            delivery=made, store=of.store, campaign=of, at=scenes.NOW + dt.timedelta(seconds=second),
            kind="exchange", step="look", outcome="yes", status=200, remote_status=status, method="GET",
        )  # fmt: skip


def test_both_records_stand_as_one_the_newest_first(owner: Client, alpine: Store) -> None:
    scene(alpine, "plan")
    record.add(alpine, record.Kind.SETTINGS, actor="ana@agency.example", at=scenes.NOW, note="added a tag")
    page = owner.get("/activity/").text
    assert told(page) == [
        "Settings changed", ASKED_TO_SEND, "Made the draft in Omnisend", "Pressed Send",
    ]  # fmt: skip
    assert "Added a tag" in page
    assert "402" in page
    assert "payment-required" in page
    assert scenes.REQUEST in page
    assert "someone with access to Alpine Wool" in page
    assert "Vilnius" in page


@pytest.mark.parametrize(
    ("outcome", "said"), [("yes", "204"), ("unknown", "No answer"), ("not_reached", "No answer")]
)
def test_a_request_has_no_answer_only_if_none_came(
    owner: Client, alpine: Store, outcome: str, said: str
) -> None:
    of = scenes.campaign(alpine)
    made = scenes.delivery(of, State.HELD, Step.CREATE)
    DeliveryEvent.objects.create(
        delivery=made, store=alpine, campaign=of, at=scenes.NOW, kind="exchange", step="send", method="POST",
        outcome=outcome, status=204 if outcome == "yes" else None,
    )  # fmt: skip
    cells = re.findall(r'<span class="num">([^<]*)</span>', owner.get("/activity/").text)
    assert cells == [said]


def test_it_is_the_campaigns_own_evidence_with_a_link_both_ways(owner: Client, alpine: Store) -> None:
    other, one = scene(alpine, "sent", name="Another"), scene(alpine, "unknown")
    looks(one, "draft", "draft", "started")
    page = owner.get(f"/activity/?campaign={one.pk}").text
    lines = evidence(one.deliveries.get())[::-1]
    assert told(page) == [*(line.title for line in lines[:-1]), "Pressed Send"]
    assert lines[-1].title == "someone with access to Alpine Wool pressed Send"
    words = html.unescape(page)
    assert [line.text for line in lines if line.text not in words] == []
    assert f'class="back" href="{one.get_absolute_url()}"' in page
    assert other.name not in page
    assert f'href="/activity/?campaign={one.pk}"' in owner.get(one.get_absolute_url()).text


def test_a_reading_that_is_only_repeated_stands_once(owner: Client, alpine: Store) -> None:
    one = scene(alpine, "sending")
    looks(one, "started", "started", "paused", "started", "started")
    titles = told(owner.get("/activity/?kind=answers").text)
    assert titles.count("Read the campaign in Omnisend") == 3
    assert [line.at.second for line in evidence(one.deliveries.get())][-3:] == [14, 15, 17]


def test_a_merchants_page_leads_to_the_record_of_their_store_alone(client: Client, alpine: Store) -> None:
    one = scene(alpine, "sent")
    page = cast.merchant_browser(client, alpine).get(one.get_absolute_url()).text
    assert 'href="/activity/' not in page
    assert f'href="{alpine.get_absolute_url()}activity/?campaign={one.pk}"' in page


@pytest.mark.usefixtures("_tuesday")
@pytest.mark.parametrize(
    "query",
    ["", "search=tea", "kind=stores", "campaign={campaign}", f"request={scenes.REQUEST}", "who=Harbor"],
)
def test_other_partners_stores_are_not_there(client: Client, query: str) -> None:
    hidden = cast.other_store()
    secret = scene(hidden, "plan", name="Secret sale")
    record.add(hidden, record.Kind.SETTINGS, actor="Harbor's owner", at=scenes.NOW)
    mine = cast.connected_store()
    browser = cast.partner_browser(client, cast.partner(mine))
    before = cast.CONNECTED_AT - dt.timedelta(days=1)
    since = f"{query}&after={happened.Place(before, 0, 0)}".format(campaign=secret.pk)
    for path in (f"/activity/?{query}", f"/activity/?{since}", f"/activity.csv?{query}"):
        answer = browser.get(path.format(campaign=secret.pk))
        page = answer.getvalue().decode() if answer.streaming else answer.text
        assert "Harbor Tea" not in page
        assert "Secret sale" not in page
    assert browser.get(f"/activity/news/?{since}", headers=HTMX).status_code == 204


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=people", ["Pressed Send", "Pressed Send", "Settings changed"]),
        ("kind=refused", [ASKED_TO_SEND]),
        ("kind=lost", [ASKED_TO_SEND]),
        ("kind=lost&search=wool", []),
        ("kind=stores", ["Settings changed"]),
        ("kind=people&tag=food", ["Pressed Send"]),
        ("kind=people&who=ana", ["Settings changed"]),
        ("who=harbor", ["Pressed Send"]),
        ("kind=people&since=2026-11-24", ["Pressed Send", "Pressed Send"]),
        ("until=2026-11-23", ["Settings changed"]),
        ("request=req_unknown", []),
        (f"kind=refused&request={scenes.REQUEST}", [ASKED_TO_SEND]),
        ("kind=stores&campaign=1", []),
        ("kind=people&since=nonsense&until=0001-01-01&campaign=x&before=x&after=%00&request=%00", 3),
        ("campaign=99999999999999999999", 7),
    ],
)
def test_the_address_narrows(
    owner: Client, alpine: Store, harbor: Store, query: str, found: list[str] | int
) -> None:
    scene(alpine, "plan")
    scene(harbor, "unknown")
    Store.objects.filter(pk=harbor.pk).update(tags=["food"])
    ana = cast.partner(alpine)
    record.add(alpine, record.Kind.SETTINGS, actor=ana.email, at=scenes.NOW - dt.timedelta(days=1))
    titles = told(owner.get(f"/activity/?{query}").text)
    assert (len(titles) if isinstance(found, int) else titles) == found


def open_cursors() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_cursors where name like '_django_curs_%'")
        (many,) = cursor.fetchone()
    return int(many)


def many_lines(store: Store, many: int) -> None:
    """Half of them at one and the same moment, of both records."""
    for number in range(many // 2):
        at = scenes.NOW - dt.timedelta(seconds=max(number - many // 4, 0))
        record.add(store, record.Kind.SETTINGS, actor=f"s{number}", at=at)
    made = scene(store, "held").deliveries.get()
    for number in range(many // 2):
        at = scenes.NOW - dt.timedelta(seconds=max(number - many // 4, 0))
        DeliveryEvent.objects.create(
            delivery=made, store=store, campaign=made.campaign, at=at, kind="person", actor=f"d{number}"
        )


def test_pages_follow_one_another_without_a_gap_or_a_double(owner: Client, alpine: Store) -> None:
    many_lines(alpine, 120)
    seen: list[str] = []
    page = owner.get("/activity/").text
    first = told_by(page)
    while True:
        seen += told_by(page)
        older = link(page, "next")
        if not older:
            break
        record.add(alpine, record.Kind.SETTINGS, actor="meanwhile", at=scenes.NOW + dt.timedelta(seconds=1))
        page = owner.get(f"/activity/{older}").text
    everybody = [f"{kind}{number}" for kind in "sd" for number in range(60)]
    assert sorted(one for one in seen if one in everybody) == sorted(everybody)
    back = owner.get(f"/activity/{link(page, 'prev')}").text
    assert told_by(back) == seen[50:100]
    assert told_by(owner.get(f"/activity/{link(back, 'prev')}").text) == first


def told_by(page: str) -> list[str]:
    return re.findall(r'data-label="Who">(?:<span[^>]*>)?([^<]+)<', page)


@pytest.mark.parametrize("many", [3, 30])
def test_however_much_happened_five_queries_suffice(
    owner: Client, many: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    stores = fleet(many, "sent", "plan")
    for store in stores:
        record.add(store, record.Kind.CONNECTED, actor="somebody", at=scenes.NOW)
    one = Campaign.objects.earliest("pk")
    ana = cast.partner(*stores)
    account_record.add(ana, account_record.Kind.JOINED, at=scenes.NOW)
    DraftEvent.objects.create(store=one.store, campaign=one, kind="made", actor=ana.email, at=scenes.NOW)
    everything = (
        f"search=Store&tag=food&who=ana&since=2026-01-01&until=2027-01-01&campaign={one.pk}&kind=people"
    )
    before = f"before={happened.Place(scenes.NOW + dt.timedelta(days=1), 3, 1)}"
    for query in ("", before, "search=store", f"campaign={one.pk}", "who=somebody", everything):
        for path in (f"/activity/?{query}", f"{one.store.get_absolute_url()}activity/?{query}"):
            with django_assert_max_num_queries(WHO + 5):
                assert owner.get(path).status_code == 200


class TestNews:
    """What the newest page asks for while it is open."""

    def poll(self, page: str) -> str:
        found = re.search(r'hx-get="([^"]+)"', page)
        assert found
        return html.unescape(found[1])

    def test_is_silent_until_there_is_some(
        self, owner: Client, alpine: Store, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        scene(alpine, "sent")
        address = self.poll(owner.get("/activity/?search=alpine").text)
        with django_assert_num_queries(1):
            assert owner.get(address, headers=HTMX).status_code == 204
        later = scenes.NOW + dt.timedelta(seconds=1)
        record.add(alpine, record.Kind.SETTINGS, actor="ana@agency.example", at=later)
        news = owner.get(address, headers=HTMX)
        assert "1 new line" in news.text
        assert 'href="/activity/?search=alpine"' in news.text
        assert "hx-get" not in news.text

    def test_is_not_asked_for_where_older_lines_are_read(self, owner: Client, alpine: Store) -> None:
        many_lines(alpine, 120)
        older = link(owner.get("/activity/").text, "next")
        assert parse_qs(urlsplit(older).query)["before"]
        assert "hx-get" not in owner.get(f"/activity/{older}").text

    def test_leads_a_browser_without_script_to_the_page(self, owner: Client) -> None:
        answer = owner.get("/activity/news/?search=tea&after=x")
        assert answer.headers["Location"] == "/activity/?search=tea"
        assert owner.get("/activity/news/?after=x", headers=HTMX).status_code == 204


class TestExport:
    """The same lines for spreadsheets."""

    def test_holds_what_the_page_shows(self, owner: Client, alpine: Store, harbor: Store) -> None:
        scene(alpine, "plan")
        scene(harbor, "sent")
        answer = owner.get("/activity.csv?search=wool&kind=refused")
        assert answer.headers["Content-Disposition"] == (
            'attachment; filename="omniapp-activity-until-2026-11-24.csv"'
        )
        [row] = rows(answer)
        assert row["store"] == "Alpine Wool"
        assert row["time (UTC)"] == "2026-11-24 08:02:01"
        assert row["what"] == ASKED_TO_SEND
        assert (row["status"], row["kind"]) == ("402", "payment-required")
        assert row["request id"] == scenes.REQUEST

    def test_names_its_days(self, owner: Client) -> None:
        answer = owner.get("/activity.csv?since=2026-11-01&until=2026-11-03")
        assert 'from-2026-11-01-until-2026-11-03.csv"' in answer.headers["Content-Disposition"]

    @pytest.mark.parametrize(
        ("name", "cell"),
        [
            *[(name, f"'{name}") for name in ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", " =1", "＝1", "\nx")],
            ("\t=1", "'\t'=1"),
            ("x;=1+1", "x;'=1+1"),  # where cells are parted by semicolons
            ("x; -1;y;z", "x;' -1;y;z"),
            ("x\n@SUM(A1)", "x\n'@SUM(A1)"),
        ],
    )
    def test_holds_no_formula(self, owner: Client, alpine: Store, name: str, cell: str) -> None:
        scene(alpine, "held", name=name)
        record.add(alpine, record.Kind.SETTINGS, actor=name, at=scenes.NOW, note="=HYPERLINK(1)")
        written = rows(owner.get("/activity.csv"))
        assert cell in [row["campaign"] for row in written]
        assert cell in [row["who"] for row in written]
        assert all(
            not value.startswith(("=", "+", "-", "@", "\t")) for row in written for value in row.values()
        )

    def test_reads_only_what_it_is_about_to_write(
        self, owner: Client, alpine: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        many_lines(alpine, 60)
        made: list[int] = []
        told = lines.lines

        def counted(rows: list[happened.Place]) -> list[lines.Line]:
            made.append(len(rows))
            return told(rows)

        monkeypatch.setattr(exporting, "AT_ONCE", 10)
        monkeypatch.setattr(happened, "lines", counted)
        answer = owner.get("/activity.csv")
        assert answer.streaming
        pieces = iter(answer)
        next(pieces)
        assert made == []
        next(pieces)
        assert made == [10]
        assert open_cursors() > 0  # which line comes next is asked for as it is needed, too
        assert sum(piece.count(b"\r\n") for piece in pieces) + 10 >= 60

    def test_that_nobody_waits_for_any_more_leaves_nothing_open(
        self, alpine: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        many_lines(alpine, 60)
        monkeypatch.setattr(exporting, "AT_ONCE", 10)
        pieces = exporting.table({one: Q() for one in ALL})
        next(pieces), next(pieces)
        assert open_cursors() > 0
        pieces.close()
        assert open_cursors() == 0


def test_without_any_event_the_page_says_so(client: Client) -> None:
    page = cast.partner_browser(client, cast.partner()).get("/activity/").text
    assert "Nothing has happened yet" in page


def test_a_filter_without_luck_says_so(owner: Client, alpine: Store) -> None:
    assert "Nothing like this happened" in owner.get("/activity/?search=nothing").text


def test_a_sentence_begins_large_but_an_address_stays_as_it_is(owner: Client, alpine: Store) -> None:
    for note in ("added a tag", "ana@agency.example may see and edit"):
        record.add(alpine, record.Kind.SETTINGS, actor="olga@agency.example", at=scenes.NOW, note=note)
    page = owner.get("/activity/").text
    assert ">Added a tag<" in page
    assert ">ana@agency.example may see and edit<" in page
