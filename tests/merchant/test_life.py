"""Test mails, link tags, changing, deleting and importing, as the pages offer them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from omniapp.campaigns.models import Campaign
from omniapp.sending.models import Delivery
from omniapp.sending.situation import Problem
from omniapp.sending.states import Purpose, State, Step
from omniapp.stores.models import Store
from tests import cast
from tests.merchant.scenes import NOW, campaign, delivery, scene

HTMX = {"HX-Request": "true"}


def at(page: str, on: Campaign, *more: Any) -> str:
    return reverse(f"merchant:{page}", args=[on.store.brand_id, on.pk, *more])


def test_a_test_mail_is_asked_for_and_its_addresses_stay_in_the_browser_alone(
    merchant: Client, store: Store
) -> None:
    on = campaign(store)

    answer = merchant.post(at("test", on), {"recipients": "me@example.com, you@example.com"})

    assert answer.headers["Location"].endswith("#test-mail")
    errand = on.deliveries.get()
    assert (errand.purpose, errand.recipients) == (Purpose.TEST, ["me@example.com", "you@example.com"])
    cookie = answer.cookies["omniapp_test_mail"]
    assert (cookie["max-age"], cookie["expires"], cookie["httponly"]) == ("", "", True)
    page = merchant.get(on.get_absolute_url()).content.decode()
    assert 'value="me@example.com, you@example.com"' in page
    assert "We are handing the draft to Omnisend" in page


@pytest.mark.parametrize("place", ["page", "editor"])
def test_a_senseless_address_is_refused_at_its_field_and_stays_there(
    merchant: Client, store: Store, place: str
) -> None:
    on = campaign(store)
    if place == "page":
        answer = merchant.post(at("test", on), {"recipients": "me@"})
    else:
        typed = {"recipients": "me@", "go": "test", "version": 1, "subject": "Hats"}
        answer = merchant.post(at("save", on), typed)
        on.refresh_from_db()
        assert on.subject == "Hats"

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "is not an e-mail address" in page
    assert 'value="me@"' in page
    assert not on.deliveries.exists()


def test_the_editor_tests_what_was_just_typed(merchant: Client, store: Store) -> None:
    on = campaign(store)
    typed = {"recipients": "me@example.com", "go": "test", "version": 1, "subject": "Hats"}

    merchant.post(at("save", on), typed)

    assert on.deliveries.get().snapshot.subject == "Hats"


def test_who_may_only_edit_is_told_why_there_is_no_test_mail(client: Client, store: Store) -> None:
    editor = cast.partner_browser(client, cast.partner(store, send=False))
    on = campaign(store)
    assert "needs the right" in editor.get(at("edit", on)).content.decode()
    assert editor.post(at("test", on), {"recipients": "me@example.com"}).status_code == 422
    assert not on.deliveries.exists()


SAID = [
    (402, "", "plan or credits do not cover it"),
    (409, "sender_domain_unverified", "domain is not verified in Omnisend"),
    (409, "conflict", "when sending is switched off for the store"),
    (422, "not-supported", "only of emails"),
    (404, "not-found", "Ask again: a new one is made"),
]


@pytest.mark.parametrize(("status", "slug", "said"), SAID)
def test_each_refusal_of_a_test_mail_is_told_in_plain_words(
    merchant: Client, store: Store, status: int, slug: str, said: str
) -> None:
    problem = Problem("POST /campaigns/{id}/test-email", status, slug, "", "Words.", "req", kind="Conflict")
    on = campaign(store)
    delivery(on, State.REFUSED, Step.TEST, purpose=Purpose.TEST, problem=problem)

    piece = merchant.get(at("test", on), headers=HTMX).content.decode()

    assert "No test mail was sent." in piece
    assert said in piece
    assert "hx-get" not in piece


def test_a_lost_answer_says_that_nobody_knows_and_that_it_is_not_repeated(
    merchant: Client, store: Store
) -> None:
    on = campaign(store)
    delivery(on, State.DONE, Step.TEST, purpose=Purpose.TEST, ever_unknown=True)

    piece = merchant.get(at("test", on), headers=HTMX).content.decode()

    assert "nobody knows whether the test mail left" in piece
    assert "look in the inbox" in piece


def test_link_tags_are_typed_shown_reset_and_named_in_review(merchant: Client, store: Store) -> None:
    on = campaign(store)
    page = merchant.get(at("edit", on)).content.decode()
    assert 'placeholder="omnisend"' in page
    assert "utm_source=omnisend&amp;utm_medium=email" in page

    typed = {"version": 1, "utm-source": "letter", "utm-medium": "", "utm-campaign": "x" * 251}
    saved = merchant.post(at("save", on), typed, headers=HTMX).content.decode()

    on.refresh_from_db()
    assert on.utm == {"source": "letter", "medium": "", "campaign": "x" * 251}
    assert "utm_source=letter&amp;utm_medium=email" in saved
    assert "1 more than the 250" in saved
    on.utm["campaign"] = "Winter"
    on.save()
    assert "letter · email · Winter" in merchant.get(at("review", on)).content.decode()

    merchant.post(at("save", on), typed | {"version": 2, "go": "reset-tags"})

    on.refresh_from_db()
    assert on.utm == {"source": "", "medium": "", "campaign": ""}


def test_untouched_link_tags_stay_untouched(merchant: Client, store: Store) -> None:
    on = campaign(store)
    merchant.post(at("save", on), {"version": 1, "utm-source": "", "utm-medium": "", "utm-campaign": ""})
    on.refresh_from_db()
    assert (on.utm, on.version) == ({}, 1)


def test_change_leads_to_a_new_draft_that_links_back_and_cannot_be_sent_yet(
    merchant: Client, store: Store
) -> None:
    old = scene(store, "scheduled")

    answer = merchant.post(at("act", old, "change"))

    draft = Campaign.objects.get(replaces=old)
    assert (answer.status_code, answer.headers["Location"]) == (303, at("edit", draft))
    assert Delivery.objects.get(campaign=old).cancel_asked_at == NOW
    editor = merchant.get(at("edit", draft)).content.decode()
    assert "The old one is being canceled" in editor
    assert old.get_absolute_url() in editor
    assert draft.get_absolute_url() in merchant.get(old.get_absolute_url()).content.decode()
    review = merchant.get(at("review", draft)).content.decode()
    assert "so that never both go out" in review
    assert at("act", draft, "send") not in review


def test_change_needs_both_rights(client: Client, store: Store) -> None:
    sender = cast.partner_browser(client, cast.partner(store, edit=False))
    old = scene(store, "scheduled")
    assert sender.post(at("act", old, "change")).status_code == 409
    assert not Campaign.objects.filter(replaces=old).exists()


def test_a_draft_that_omnisend_has_is_deleted_there_first(merchant: Client, store: Store) -> None:
    on = campaign(store, omnisend_id="d40000000000000000000009", omnisend_status="draft")

    merchant.post(at("delete", on))

    on.refresh_from_db()
    assert on.deleted_at is None
    assert on.deliveries.get().purpose == Purpose.DELETE


@pytest.mark.parametrize(("shows", "gone"), [("canceled", True), ("expired", True), ("scheduled", False)])
def test_only_what_is_over_goes_off_the_list(merchant: Client, store: Store, shows: str, gone: bool) -> None:
    on = scene(store, shows)
    assert (b"Take off the list" in merchant.get(on.get_absolute_url()).content) is gone
    merchant.post(at("remove", on))
    on.refresh_from_db()
    assert (on.deleted_at is not None) is gone


def test_a_parked_draft_is_deleted_too_and_its_send_is_over(merchant: Client, store: Store) -> None:
    on = scene(store, "plan")

    merchant.post(at("delete", on))

    assert [one.state for one in on.deliveries.order_by("id")] == [State.GIVEN_UP, State.HANDING_OVER]


def test_who_writes_may_delete_a_draft_that_omnisend_has(client: Client, store: Store) -> None:
    editor = cast.partner_browser(client, cast.partner(store, send=False))
    on = campaign(store, omnisend_id="d40000000000000000000009", omnisend_status="draft")
    editor.post(at("delete", on))
    assert on.deliveries.get().purpose == Purpose.DELETE
