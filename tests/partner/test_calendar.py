"""The calendar over all stores: days in each store's zone, gaps, overlaps, and what there is no room for."""

import datetime as dt
import html
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from omniapp.campaigns.models import Campaign
from omniapp.partner.days import Clocks, Span, begins, zone_named
from omniapp.stores import operations
from omniapp.stores.models import Store
from tests import cast
from tests.merchant import scenes
from tests.merchant.scenes import scene
from tests.partner.fleet import fleet

pytestmark = pytest.mark.django_db
WHO = 2  # the session and the user
UTC = dt.UTC


def at(store: Store, when: str, **content: object) -> Campaign:
    """A scheduled campaign that leaves at ``when``, by UTC."""
    made = scene(store, "scheduled", **content)
    Campaign.objects.filter(pk=made.pk).update(sends_at=dt.datetime.fromisoformat(when).replace(tzinfo=UTC))
    return made


def field(page: str, day: str) -> str:
    """What stands on one day: "2026-11-26"."""
    found = next(part for part in page.split("<td")[1:] if f"view=day&amp;on={day}" in part)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found)).split())


def week(page: str, monday: str) -> str:
    found = next(part for part in page.split('<th scope="row">')[1:] if f"view=week&amp;on={monday}" in part)
    return " ".join(re.sub(r"<[^>]+>", " ", found.partition("</th>")[0]).split())


class TestSpans:
    """Months, weeks and days, before any store is asked."""

    @pytest.mark.parametrize(
        ("view", "on", "first", "many", "before", "after"),
        [
            ("month", "2026-11-24", "2026-10-26", 42, "2026-10-31", "2026-12-01"),
            ("month", "2027-02-14", "2027-02-01", 28, "2027-01-31", "2027-03-01"),
            ("month", "2026-12-31", "2026-11-30", 35, "2026-11-30", "2027-01-01"),
            ("week", "2026-11-29", "2026-11-23", 7, "2026-11-22", "2026-11-30"),
            ("day", "2026-10-25", "2026-10-25", 1, "2026-10-24", "2026-10-26"),
        ],
    )
    def test_hold_whole_weeks(
        self, view: str, on: str, first: str, many: int, before: str, after: str
    ) -> None:
        span = Span.of(view, dt.date.fromisoformat(on))  # type: ignore[arg-type]
        assert (str(span.first), span.many) == (first, many)
        assert (str(span.before), str(span.after)) == (before, after)

    @pytest.mark.parametrize(
        ("zone", "day", "hours"),
        [
            ("Europe/Vilnius", dt.date(2026, 3, 29), 23),
            ("Europe/Vilnius", dt.date(2026, 10, 25), 25),
            ("America/Santiago", dt.date(2026, 9, 6), 23),  # there is no midnight on this day
            ("America/Havana", dt.date(2026, 11, 1), 25),  # the hour after midnight comes twice
            ("Asia/Kolkata", dt.date(2026, 10, 25), 24),
        ],
    )
    def test_days_are_as_long_as_their_clocks_say(self, zone: str, day: dt.date, hours: int) -> None:
        there = zone_named(zone)
        assert there
        length = begins(day + dt.timedelta(days=1), there) - begins(day, there)
        assert length == dt.timedelta(hours=hours)
        assert begins(day, there).astimezone(there).date() == day
        assert (begins(day, there) - dt.timedelta(seconds=1)).astimezone(there).date() < day

    @pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu"])
    def test_no_zone_begins_its_days_outside_of_what_is_looked_through(self, zone: str) -> None:
        clocks = Clocks(Span.of("week", dt.date(2026, 11, 24)), (zone,))
        [bounds] = clocks.bounds()
        assert clocks.earliest <= bounds[0]
        assert bounds[-1] <= clocks.latest


@pytest.mark.parametrize(
    ("zone", "when", "vilnius", "utc"),
    [
        ("Europe/Vilnius", "2026-11-26T22:30", "2026-11-27", "2026-11-26"),
        ("America/New_York", "2026-11-27T04:30", "2026-11-26", "2026-11-27"),
        ("Europe/Vilnius", "2026-10-24T21:00", "2026-10-25", "2026-10-24"),  # a day of 25 hours begins
        ("Europe/Vilnius", "2026-10-25T21:59", "2026-10-25", "2026-10-25"),  # its last minute
        ("America/New_York", "2026-03-09T03:59", "2026-03-08", "2026-03-09"),  # of one with 23
        ("Mars/Olympus", "2026-11-26T23:30", "2026-11-26", "2026-11-26"),
    ],
)
@pytest.mark.parametrize("view", ["month", "week"])
def test_a_send_stands_on_its_stores_day_unless_a_zone_is_asked_for(
    owner: Client, alpine: Store, zone: str, when: str, vilnius: str, utc: str, view: str
) -> None:
    Store.objects.filter(pk=alpine.pk).update(timezone=zone)
    at(alpine, when, name="The winter edit")
    for query, day in (("", vilnius), ("&zone=UTC", utc)):
        page = owner.get(f"/calendar/?view={view}&on={day}{query}").text
        assert "The winter edit" in field(page, day)
        assert page.count("The winter edit</a>") == 1
        assert "The winter edit" in owner.get(f"/calendar/?view=day&on={day}{query}").text


@pytest.mark.parametrize(
    ("many", "month", "day"), [(1, "1 send.", "1 campaign."), (2, "2 sends.", "2 campaigns.")]
)
def test_its_head_counts_in_words(owner: Client, alpine: Store, many: int, month: str, day: str) -> None:
    for _ in range(many):
        at(alpine, "2026-11-26T09:00")
    assert f'<p class="lead">{month} ' in owner.get("/calendar/?on=2026-11-24").text
    assert f'<p class="lead">{day} ' in owner.get("/calendar/?view=day&on=2026-11-26").text


def test_times_are_each_stores_own_and_say_so_where_they_differ(
    owner: Client, alpine: Store, harbor: Store
) -> None:
    at(alpine, "2026-11-26T07:00", name="Socks")
    assert "09:00 Vilnius" in field(owner.get("/calendar/").text, "2026-11-26")
    at(harbor, "2026-11-26T14:00", name="Tea")
    page = owner.get("/calendar/").text
    assert "Times and days are each store's own." in page
    assert "09:00 Vilnius Alpine Wool : Socks" in field(page, "2026-11-26")
    assert "09:00 New York Harbor Tea : Tea" in field(page, "2026-11-26")
    page = owner.get("/calendar/?zone=Europe/Vilnius").text
    assert "Times and days are those of Europe/Vilnius." in page
    assert "16:00 Harbor Tea : Tea" in field(page, "2026-11-26")


@pytest.mark.parametrize(
    "shows", ["sent", "held", "scheduled", "plan", "failed", "canceled", "undone", "draft"]
)
def test_what_goes_or_went_out_is_there_and_nothing_else(owner: Client, alpine: Store, shows: str) -> None:
    scene(alpine, shows, name="The winter edit")
    page = owner.get("/calendar/").text
    assert ("The winter edit" in page) == (shows not in ("canceled", "undone", "draft"))
    Campaign.objects.update(gone_at=scenes.NOW)
    assert "The winter edit" not in owner.get("/calendar/").text


def test_a_week_says_how_many_connected_stores_it_leaves_out(
    owner: Client, alpine: Store, harbor: Store
) -> None:
    operations.close(cast.lapsed_store(), cast.CONNECTED_AT)
    at(alpine, "2026-11-26T07:00")
    page = owner.get("/calendar/").text
    assert week(page, "2026-11-23") == "Week W 48 1 store without a campaign"
    assert week(page, "2026-11-16") == "Week W 47 2 stores without a campaign"
    quiet = owner.get("/calendar/?view=week&only=quiet&on=2026-11-23").text
    assert re.findall(r'class="cover[^"]*"[^>]*>([^<]+)<', quiet) == ["Harbor Tea"]
    at(harbor, "2026-12-03T14:00")
    quiet = "/calendar/?view=week&only=quiet&on=2026-11-23"
    assert "Thu 3 Dec 09:00" in owner.get(quiet).text
    assert "Thu 3 Dec 16:00" in owner.get(f"{quiet}&zone=Europe/Vilnius").text
    at(harbor, "2026-11-30T04:59")  # still Sunday in New York
    assert week(owner.get("/calendar/").text, "2026-11-23") == "Week W 48"
    assert "No gaps" in owner.get("/calendar/?view=week&only=quiet&on=2026-11-23").text


def test_a_disconnected_store_that_sent_hides_no_gap_of_another(
    owner: Client, alpine: Store, harbor: Store
) -> None:
    at(alpine, "2026-11-23T07:00")
    operations.close(alpine, scenes.NOW)
    page = owner.get("/calendar/").text
    assert week(page, "2026-11-23") == "Week W 48 1 store without a campaign"
    assert "1 store without a campaign in November 2026" in page


def test_a_month_says_which_connected_stores_it_leaves_out(
    owner: Client, alpine: Store, harbor: Store
) -> None:
    at(alpine, "2026-11-26T07:00")
    at(harbor, "2026-12-01T14:00")  # on the page of November, but not in it
    page = owner.get("/calendar/").text
    assert "1 store without a campaign in November 2026" in page
    found = re.search(r'href="([^"]+)">1 store without', page)
    assert found
    quiet = owner.get("/calendar/" + html.unescape(found[1])).text
    assert re.findall(r'class="cover[^"]*"[^>]*>([^<]+)<', quiet) == ["Harbor Tea"]
    assert "send nothing in this month" in quiet
    at(harbor, "2026-11-01T05:00")
    assert "without a campaign in November" not in owner.get("/calendar/").text


@pytest.mark.parametrize("ended", ["canceled", "expired"])
def test_what_was_canceled_or_ran_out_reaches_nobody_and_leaves_a_gap(
    owner: Client, alpine: Store, harbor: Store, ended: str
) -> None:
    at(alpine, "2026-11-26T07:00")
    made = at(harbor, "2026-11-26T14:00")
    Campaign.objects.filter(pk=made.pk).update(omnisend_status=ended)
    assert week(owner.get("/calendar/").text, "2026-11-23") == "Week W 48 1 store without a campaign"


def test_two_campaigns_of_a_store_on_a_day_overlap(owner: Client, alpine: Store, harbor: Store) -> None:
    at(alpine, "2026-11-25T23:00", name="Midnight")  # 01:00 on Thursday in Vilnius
    at(alpine, "2026-11-26T12:00", name="Noon")
    at(alpine, "2026-11-26T22:00", name="Friday")
    at(harbor, "2026-11-26T12:00", name="Tea")
    page = owner.get("/calendar/?view=week&on=2026-11-26").text
    assert "1 store with more than one campaign on 26 November" in field(page, "2026-11-26")
    assert field(page, "2026-11-26").count("2 on this day") == 2
    assert "on this day" not in field(page, "2026-11-27")
    listed = owner.get("/calendar/?view=day&only=twice&on=2026-11-26").text
    assert all(name in listed for name in ("Midnight", "Noon"))
    assert "Harbor" not in listed
    assert "No overlaps" in owner.get("/calendar/?view=day&only=twice&on=2026-11-27").text


def test_a_full_day_stays_short_and_leads_to_its_list(owner: Client) -> None:
    for store in fleet(60):
        at(store, "2026-11-26T12:00")
    page = owner.get("/calendar/").text
    assert "and 57 more" in field(page, "2026-11-26")
    assert page.count("<li class=") == 3
    listed = owner.get("/calendar/?view=day&on=2026-11-26").text
    assert listed.count("<tr role=") == 51
    assert "page=2" in listed
    assert owner.get("/calendar/?view=day&on=2026-11-26&page=2").text.count("<tr role=") == 11


def test_the_winner_of_an_ab_test_stands_on_its_own_day(owner: Client, alpine: Store) -> None:
    test = at(alpine, "2026-11-26T07:00", name="Two subjects")
    asked = {"type": "abTest", "decision_amount": "30", "decision_unit": "h", "test_share": "30"}
    Campaign.objects.filter(pk=test.pk).update(**asked)
    page = owner.get("/calendar/").text
    assert "Winner of an A/B test, 15:00" in field(page, "2026-11-27")
    assert "Two subjects" in field(page, "2026-11-26")
    assert "Winner of an A/B test" in owner.get("/calendar/?view=day&on=2026-11-27").text
    for change in ({"test_share": "100"}, {"test_share": "30", "decision_amount": "soon"}):
        Campaign.objects.filter(pk=test.pk).update(**change)
        assert "Winner" not in owner.get("/calendar/").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=tea", {"Tea"}),
        ("tag=food", {"Tea"}),
        ("search=wool", {"Socks"}),
        ("search=nothing", set()),
        ("view=nonsense&on=nonsense&zone=nonsense&only=nonsense&search=%00", {"Socks", "Tea"}),
        ("on=0001-01-01", {"Socks", "Tea"}),
        ("on=2026-12-15", set()),
        ("zone=../../etc/passwd", {"Socks", "Tea"}),
    ],
)
def test_the_address_narrows(
    owner: Client, alpine: Store, harbor: Store, query: str, found: set[str]
) -> None:
    at(alpine, "2026-11-26T07:00", name="Socks")
    at(harbor, "2026-11-26T14:00", name="Tea")
    Store.objects.filter(pk=harbor.pk).update(tags=["food"])
    page = owner.get(f"/calendar/?{query}").text
    assert set(re.findall(r"(Socks|Tea)</(?:a|span></a)>", page)) == found


@pytest.mark.usefixtures("_tuesday")
def test_other_partners_stores_are_not_there(client: Client) -> None:
    hidden = cast.other_store()
    Store.objects.filter(pk=hidden.pk).update(tags=["secret"])
    for when in ("2026-11-26T12:00", "2026-11-26T15:00"):
        at(hidden, when, name="Secret sale")
    browser = cast.partner_browser(client, cast.partner(cast.connected_store()))
    for query in ("", "view=week", "view=day&on=2026-11-26", "only=twice&view=day&on=2026-11-26"):
        page = browser.get(f"/calendar/?{query}").text
        assert "Secret sale" not in page
        assert "secret" not in page
        assert "New York" not in page
    assert week(browser.get("/calendar/").text, "2026-11-23") == "Week W 48 No campaign"
    assert "Harbor Tea" not in browser.get("/calendar/?view=week&only=quiet&on=2026-12-01").text
    assert 'class="overlap"' not in browser.get("/calendar/").text


@pytest.mark.parametrize("many", [3, 30])
@pytest.mark.parametrize(
    "query",
    ["", "view=week", "view=day", "view=day&only=twice", "view=week&only=quiet&on=2026-12-15", "only=quiet"],
)
def test_however_many_stores_there_are_five_queries_suffice(
    owner: Client, many: int, query: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fleet(many, "sent", "plan")
    fleet(many, first=many)  # quiet ones
    twice_without_winners = "only=twice" in query
    with django_assert_num_queries(WHO + 5 - twice_without_winners):
        assert owner.get(f"/calendar/?{query}").status_code == 200


def test_it_can_be_walked_through_time(owner: Client, alpine: Store) -> None:
    page = owner.get("/calendar/?on=2026-11-05&search=wool").text
    assert re.findall(r'rel="(?:prev|next)" href="([^"]+)"', page) == [
        "?on=2026-10-31&amp;search=wool", "?on=2026-12-01&amp;search=wool",
    ]  # fmt: skip
    assert 'href="?search=wool">Today' in page
    assert page.count('aria-current="date"') == 1
    assert "24 November" in field(page, "2026-11-24")


def test_without_stores_the_page_says_so(client: Client) -> None:
    assert "No stores yet" in cast.partner_browser(client, cast.partner()).get("/calendar/").text
