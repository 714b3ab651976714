"""When a campaign went out: one moment, on every page that names it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from omniapp import omnisend
from omniapp.campaigns import mirror
from omniapp.campaigns.models import Campaign
from omniapp.sending.states import State
from omniapp.stores.models import Store
from tests.merchant import scenes
from tests.partner.pages import text

pytestmark = pytest.mark.django_db
BEGAN, ENDED = "2026-11-23T16:40:00Z", "2026-11-23T19:55:00Z"  # 18:40 and 21:55 in Vilnius
SAID = {"status": "sent", "startedAt": BEGAN, "endedAt": ENDED, "updatedAt": ENDED}


def ours(store: Store) -> Campaign:
    """Sent from here, and read as sent a night later."""
    made = scenes.campaign(store)
    shown = {"id": f"d4{made.pk:022}", **SAID}
    out: dict[str, Any] = {"accepted_at": scenes.NOW, "sent_by": "us", "remote_status": "sent"}
    scenes.delivery(made, State.SENT, **out, shown=shown)
    Campaign.objects.filter(pk=made.pk).update(omnisend_data=shown)
    return made


def theirs(store: Store) -> Campaign:
    """Sent in Omnisend."""
    told = {"id": "f" * 24, "name": "Made there", "content": {"email": {"subject": "Written there"}}, **SAID}
    return mirror.note(store, omnisend.Campaign.model_validate(told), now=scenes.NOW)


@pytest.mark.parametrize("sent", [ours, theirs])
def test_every_page_says_when_it_began_to_go_out(
    owner: Client, alpine: Store, sent: Callable[[Store], Campaign]
) -> None:
    made = sent(alpine)
    pages = ["/stores/", "/calendar/?on=2026-11-23", "/calendar/?view=day&on=2026-11-23"]
    pages += [f"/s/{alpine.brand_id}/", f"/s/{alpine.brand_id}/campaigns/"]
    for page in pages:
        said = text(owner.get(page).text)
        assert "18:40" in said, page
        assert "21:55" not in said, page
        assert "10:02" not in said, page  # when we read it
    home = text(owner.get(f"/s/{alpine.brand_id}/").text)
    assert "Sent Began to go out Mon 23 Nov 18:40 Vilnius" in home
    assert "Boost the campaign sent on Mon 23 Nov" in home
    if made.mirrored:
        page = text(owner.get(made.get_absolute_url()).text)
        assert "It began to go out on Mon 23 Nov 18:40 Vilnius." in page
        assert "Ended Mon 23 Nov 21:55" in page


def test_what_went_out_last_is_what_began_last(owner: Client, alpine: Store) -> None:
    """Not what was read last: that says when we looked."""
    earlier = ours(alpine)
    Campaign.objects.filter(pk=earlier.pk).update(sends_at="2026-11-20T08:00:00Z", name="The earlier one")
    theirs(alpine)
    home = text(owner.get(f"/s/{alpine.brand_id}/").text)
    assert "Last sent Made there" in home


def test_what_did_not_go_out_says_when_it_was_read(owner: Client, alpine: Store) -> None:
    scenes.scene(alpine, "canceled")
    listed = text(owner.get(f"/s/{alpine.brand_id}/campaigns/").text)
    assert "Tue 24 Nov 10:02 As read" in listed


def test_the_list_of_gaps_says_that_the_last_one_was_canceled(owner: Client, alpine: Store) -> None:
    scenes.scene(alpine, "canceled")
    gaps = text(owner.get("/calendar/?view=week&only=quiet").text)
    assert "Last outcome" in gaps
    assert "Alpine Wool alpinewool.example Canceled Tue 24 Nov 10:0" in gaps
