"""Taking a store's access back."""

import datetime as dt

import pytest
from django.test import Client

from omniapp.campaigns.models import Campaign
from omniapp.campaigns.reviewed import Reviewed
from omniapp.install.models import InstallAttempt
from omniapp.sending.models import Delivery
from omniapp.stores import operations
from omniapp.stores.models import Store, Token
from tests import cast
from tests.install import consent
from tests.sandbox_control import ALPINE_WOOL, Sandbox

pytestmark = pytest.mark.django_db
HOME = f"/s/{ALPINE_WOOL}/"
PAGE = f"{HOME}disconnect/"


def work(store: Store, name: str, state: str, **more: object) -> Delivery:
    """A delivery of a campaign called ``name``, in that state."""
    at = dt.datetime.now(dt.UTC)
    campaign = Campaign.objects.create(
        store=store,
        name=name,
        subject="Socks",
        sender_name=store.name,
        template_id="t1",
        audience="everyone",
        timing="now",
        created_at=at,
        updated_at=at,
    )
    reviewed = Reviewed.of(campaign, now=at).model_dump(mode="json")
    values = {"reviewed": reviewed, "version": 1, "step": "send", "remote_id": name[:20], "created_at": at}
    values |= {"hold_until": at, "not_before": at, "deadline": at} | more
    return Delivery.objects.create(store=store, campaign=campaign, state=state, **values)


def test_the_page_says_first_what_happens_to_which_work(client: Client) -> None:
    store = cast.connected_store()
    work(store, "Held for a moment", "held")
    work(store, "Parked for its plan", "needs_person", reason="plan")
    work(store, "Scheduled for Thursday", "following", accepted_at=dt.datetime.now(dt.UTC))
    work(cast.other_store(), "Somebody else's", "held")
    page = cast.merchant_browser(client, store).get(PAGE).text
    stops, stays = page.index("<h2>Stops</h2>"), page.index("<h2>Stays with Omnisend</h2>")
    assert stops < page.index("Held for a moment") < stays
    assert stops < page.index("Parked for its plan") < stays
    assert page.index("Scheduled for Thursday") > stays
    assert "Somebody else" not in page
    assert Store.objects.get(pk=store.pk).is_connected


def test_without_work_it_says_so(client: Client) -> None:
    page = cast.merchant_browser(client).get(PAGE).text
    assert "no campaign is held, on its way or waiting" in page
    assert "no campaign of ours that is scheduled" in page


def test_disconnecting_stops_held_work_deletes_the_token_and_signs_everybody_out(
    client: Client, sandbox: Sandbox
) -> None:
    store = cast.connected_store(sandbox)
    held = work(store, "Held for a moment", "held")
    scheduled = work(store, "Scheduled", "following", accepted_at=dt.datetime.now(dt.UTC))
    browser, phone = cast.merchant_browser(client, store), cast.merchant_browser(Client(), store)
    page = browser.post(PAGE, follow=True)
    assert page.redirect_chain == [("/", 302)]
    assert "Alpine Wool is disconnected. omniapp has no access to it any more." in page.text
    store.refresh_from_db()
    assert store.state == Store.State.DISCONNECTED
    assert Token.objects.get().access == ""
    held.refresh_from_db()
    scheduled.refresh_from_db()
    assert (held.state, scheduled.state) == ("given_up", "unfollowed")
    assert browser.get(HOME).status_code == phone.get(HOME).status_code == 302
    assert [e["status"] for e in sandbox.log() if e["path"] == "/oauth2/revoke"] == [200, 200]


def test_it_works_also_when_omnisend_cannot_be_told(client: Client, sandbox: Sandbox) -> None:
    store = cast.connected_store(sandbox)
    sandbox.fault("POST /oauth2/revoke", times=0, status=503)
    page = cast.merchant_browser(client, store).post(PAGE, follow=True).text
    assert "Omnisend could not be told" in page
    store.refresh_from_db()
    assert store.state == Store.State.DISCONNECTED


def test_a_partner_sees_that_what_was_held_was_stopped_and_what_waits_for_a_connection_waits(
    client: Client,
) -> None:
    store, lapsed = cast.connected_store(), cast.lapsed_store()
    browser = cast.partner_browser(client, cast.partner(store, lapsed))
    operations.disconnect(store, cast.CONNECTED_AT)
    page = browser.get(HOME).text
    assert "What was held here was stopped, and drafts stay as they are." in page
    assert "waits" not in page
    assert "What was waiting waits, and drafts" in browser.get(lapsed.get_absolute_url()).text


def test_a_partner_needs_the_right_to_send(client: Client) -> None:
    store = cast.connected_store()
    browser = cast.partner_browser(client, cast.partner(store, send=False))
    assert browser.post(PAGE).status_code == 403
    store.refresh_from_db()
    assert store.is_connected


def test_connecting_again_brings_the_store_and_its_drafts_back(client: Client, sandbox: Sandbox) -> None:
    store = cast.connected_store(sandbox)
    at = cast.CONNECTED_AT
    Campaign.objects.create(store=store, name="A draft", created_at=at, updated_at=at)
    browser = cast.merchant_browser(client, store)
    browser.post(PAGE)
    assert consent.walk(browser) == f"{HOME}connected/"
    store.refresh_from_db()
    assert store.is_connected
    assert store.campaigns.get().name == "A draft"
    assert InstallAttempt.objects.get().outcome == "connected"


def test_what_waited_for_the_connection_goes_on_after_reconnecting(client: Client, sandbox: Sandbox) -> None:
    store = cast.connected_store(sandbox)
    looking = work(store, "Being looked at", "checking", unknown_since=cast.CONNECTED_AT)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    Delivery.objects.update(not_before=later)
    operations.mark_needs_reconnect(store, cast.CONNECTED_AT)
    consent.walk(cast.merchant_browser(client, store))
    looking.refresh_from_db()
    assert looking.not_before is not None
    assert looking.not_before < later


def test_what_waited_for_a_permission_goes_on_though_the_store_was_connected(
    client: Client, sandbox: Sandbox
) -> None:
    store = cast.connected_store(sandbox)
    refused = work(store, "Refused with 403", "needs_person", reason="reconnect")
    Delivery.objects.update(deadline=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    consent.walk(cast.merchant_browser(client, store))
    refused.refresh_from_db()
    assert (refused.state, refused.reason) == ("handing_over", "")


def test_it_says_who_is_signed_out_and_who_still_sees_the_store(client: Client) -> None:
    store = cast.connected_store()
    page = cast.merchant_browser(client, store).get(PAGE).text
    assert "Everybody who is signed in through Alpine Wool is signed out of it, this browser too." in page
    assert "Partners who look after Alpine Wool still see its drafts" in page

    partner = cast.partner_browser(Client(), cast.partner(store))
    page = partner.get(PAGE).text
    assert "You stay signed in." in page
    assert "this browser too" not in page
    partner.post(PAGE)
    page = partner.get(HOME).text
    assert "Nothing can be sent until it is connected again." in page
