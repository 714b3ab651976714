"""One decision for several deliveries, and what became of each."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from omniapp.people.models import StoreAccess
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.stores.models import Store
from tests import cast
from tests.merchant.scenes import scene
from tests.partner.fleet import fleet
from tests.partner.pages import editions, poll, text

pytestmark = pytest.mark.django_db
DECIDE = reverse("partner:decide")
HTMX = {"HX-Request": "true"}
WHO = 2  # the session and the user


def parked(store: Store, shown: str = "plan", **content: str) -> Delivery:
    return scene(store, shown, **content).deliveries.get()


def states(*deliveries: Delivery) -> list[str]:
    return [Delivery.objects.get(pk=delivery.pk).state for delivery in deliveries]


def test_those_that_are_fixed_go_on_together_and_each_is_recorded(
    owner: Client, alpine: Store, harbor: Store
) -> None:
    here, there = parked(alpine), parked(harbor)
    left = parked(alpine, name="Not this one")
    answer = owner.post(DECIDE, {"fix": "plan", "delivery": [here.edition, there.edition]}, follow=True)
    assert states(here, there, left) == ["handing_over", "handing_over", "needs_person"]
    assert "2 Handing over" in text(answer.text)
    assert "Not this one" not in answer.text
    said = DeliveryEvent.objects.filter(kind="person", note__contains="go on and send")
    assert sorted(said.values_list("store__name", "actor")) == [
        ("Alpine Wool", "owner@agency.example"),
        ("Harbor Tea", "owner@agency.example"),
    ]


def test_each_result_is_its_own(owner: Client, alpine: Store, harbor: Store) -> None:
    """Four are asked for: one goes, three do not, and each of these says why."""
    goes = parked(alpine)
    edited = parked(alpine, name="Edited since")
    edited.campaign.version += 1
    edited.campaign.save()
    passed = parked(harbor, name="Its time is over", timing="at", on_date="2026-11-24", at_time="03:00")
    lapsed = parked(cast.lapsed_store(), name="Of a lapsed store")
    chosen = [one.edition for one in (goes, edited, passed, lapsed)]
    page = text(owner.post(DECIDE, {"fix": "plan", "delivery": chosen}, follow=True).text)
    assert states(goes, edited, passed, lapsed) == ["handing_over", *["needs_person"] * 3]
    assert "1 Handing over" in page
    assert "Alpine Wool · “Edited since”: It was edited since it was reviewed." in page
    assert "Harbor Tea · “Its time is over”: Its time has passed meanwhile." in page
    assert "Nordic Candle · “Of a lapsed store”: Nordic Candle needs reconnecting first." in page


def test_what_moved_on_since_it_was_shown_is_left_alone(owner: Client, alpine: Store) -> None:
    delivery = parked(alpine)
    Delivery.objects.update(fence=delivery.fence + 1)
    answer = owner.post(DECIDE, {"fix": "plan", "delivery": delivery.edition}, follow=True)
    assert "It has moved on since this page was shown." in answer.text
    assert answer.redirect_chain == [("/attention/?fix=plan", 302)]
    assert states(delivery) == ["needs_person"]


def test_a_second_click_does_nothing_more_and_says_so(owner: Client, alpine: Store) -> None:
    delivery = parked(alpine)
    chosen = {"fix": "plan", "delivery": delivery.edition}
    owner.post(DECIDE, chosen)
    assert "It has moved on" in owner.post(DECIDE, chosen, follow=True).text
    assert DeliveryEvent.objects.filter(kind="person", note__contains="go on").count() == 1


def test_looking_again_sends_nothing(owner: Client, alpine: Store) -> None:
    delivery = parked(alpine, "unknown")
    page = owner.post(DECIDE, {"fix": "unknown", "delivery": delivery.edition}, follow=True)
    assert states(delivery) == ["checking"]
    assert "1 Checking" in text(page.text)
    assert "do not send it again" in page.text


def test_what_may_be_out_is_not_sent_whatever_is_posted(owner: Client, alpine: Store) -> None:
    unknown, overdue = parked(alpine, "unknown"), parked(alpine, "overdue")
    chosen = {"fix": "plan", "delivery": [unknown.edition, overdue.edition]}
    assert owner.post(DECIDE, chosen, follow=True).text.count("It may already have gone out") == 2
    assert states(unknown, overdue) == ["needs_person", "needs_person"]


@pytest.mark.parametrize(
    "chosen", [[], ["x"], ["1"], ["1.x"], ["\x00.1"], ["9" * 30 + ".1"], ["-1.1"], ["١.١"]]
)
def test_nothing_chosen_is_nothing_done(owner: Client, alpine: Store, chosen: list[str]) -> None:
    delivery = parked(alpine)
    page = owner.post(DECIDE, {"fix": "plan", "delivery": chosen}, follow=True)
    assert "Choose at least one. Nothing was done." in page.text
    assert states(delivery) == ["needs_person"]


@pytest.mark.parametrize("fix", ["", "nonsense", "content", "boosters", "reconnect", "on-hold"])
def test_only_what_can_be_decided_together_is(owner: Client, alpine: Store, fix: str) -> None:
    assert owner.post(DECIDE, {"fix": fix, "delivery": parked(alpine).edition}).status_code == 404


class TestRights:
    """Each delivery is asked for with the rights this partner has for its store."""

    @pytest.mark.parametrize("edit", [False, True])
    def test_without_the_right_to_send_it_is_refused(self, client: Client, alpine: Store, edit: bool) -> None:
        browser = cast.partner_browser(client, cast.partner(alpine, edit=edit, send=False))
        for shown, fix in (("plan", "plan"), ("late", "late"), ("unknown", "unknown")):
            delivery = parked(alpine, shown)
            answer = browser.post(DECIDE, {"fix": fix, "delivery": delivery.edition})
            assert answer.status_code == 403
            assert "the right to <strong>send</strong>" in answer.text
            assert states(delivery) == ["needs_person"]

    def test_what_is_not_theirs_to_send_says_so_and_the_rest_goes(
        self, client: Client, alpine: Store, harbor: Store
    ) -> None:
        user = cast.partner(alpine)
        StoreAccess.objects.create(user=user, store=harbor, can_edit=True, can_send=False)
        mine, theirs = parked(alpine), parked(harbor)
        chosen = {"fix": "plan", "delivery": [mine.edition, theirs.edition]}
        page = cast.partner_browser(client, user).post(DECIDE, chosen, follow=True)
        assert states(mine, theirs) == ["handing_over", "needs_person"]
        assert "Sending is a right of its own, and not yours for this store." in page.text

    def test_foreign_deliveries_do_not_exist(self, client: Client, alpine: Store, harbor: Store) -> None:
        browser = cast.partner_browser(client, cast.partner(alpine))
        foreign = parked(harbor)
        assert browser.post(DECIDE, {"fix": "plan", "delivery": foreign.edition}).status_code == 404
        assert browser.get(f"/attention/together/?of={foreign.pk}").status_code == 404
        mine = parked(alpine)
        both = {"fix": "plan", "delivery": [mine.edition, foreign.edition]}
        page = browser.post(DECIDE, both, follow=True).text
        assert states(mine, foreign) == ["handing_over", "needs_person"]
        assert "Harbor Tea" not in page
        assert "Harbor Tea" not in browser.get(f"/attention/together/?of={mine.pk}.{foreign.pk}").text


@pytest.mark.parametrize("many", [2, 20])
def test_the_results_take_two_queries_however_many(
    owner: Client, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fleet(many, "sent")
    of = ".".join(str(pk) for pk in Delivery.objects.values_list("pk", flat=True))
    with django_assert_num_queries(WHO + 2):
        page = owner.get(f"/attention/together/?of={of}")
    assert f"{many} Sent" in text(page.text)
    assert "hx-get" not in page.text  # all is final


def test_the_results_follow_until_all_is_known(owner: Client, alpine: Store) -> None:
    delivery = parked(alpine)
    page = owner.post(DECIDE, {"fix": "plan", "delivery": delivery.edition}, follow=True).text
    assert owner.get(poll(page), headers=HTMX).status_code == 204
    Delivery.objects.update(state="needs_person", reason="plan", revision=9)
    news = owner.get(poll(page), headers=HTMX)
    assert "1 Needs you: plan" in text(news.text)
    assert "Nothing was sent." in news.text
    assert "hx-get" not in news.text


def test_an_address_of_nothing_is_not_found(owner: Client) -> None:
    for of in ("", "x", "1", "9" * 400, "%00"):
        assert owner.get(f"/attention/together/?of={of}").status_code == 404


def test_the_page_names_each_delivery_as_it_is_now(owner: Client, alpine: Store) -> None:
    delivery = parked(alpine)
    assert editions(owner.get("/attention/").text) == [delivery.edition]
