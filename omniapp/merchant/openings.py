"""What a store could do next, out of what it has: each is true, and one click away."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from omniapp.campaigns import boosters
from omniapp.campaigns.models import Campaign
from omniapp.campaigns.queries import SILENT_BOOSTERS
from omniapp.stores.models import Store

LOOKED_AT = 10
MANY = 3


@dataclass(frozen=True)
class Opening:
    """A form that posts to ``href``. ``at``: a moment that ends the title, in the store's zone."""

    icon: str
    title: str
    why: str
    href: str
    button: str
    at: dt.datetime | None = None
    field: tuple[str, str] = ("", "")


def openings(
    store: Store, campaigns: QuerySet[Campaign], sent: Sequence[Campaign], *, planned: bool, now: dt.datetime
) -> list[Opening]:
    """Three of them. ``sent``: what went out last, the newest first; ``planned``: something is coming."""
    boost = _boost(store, campaigns, now) if store.is_connected else None  # in time only if it can be sent
    found = [boost, _again(store, sent), *_new(store, planned=planned)]
    return [one for one in found if one is not None][:MANY]


def _new(store: Store, *, planned: bool) -> list[Opening]:
    href = reverse("merchant:new", args=[store.brand_id])
    email = "Something is planned already." if planned else "Nothing is on its way or planned."
    test = "An A/B test: a part gets A or B first, the better one goes to the rest."
    sms = "To everyone who agreed to get SMS from this store."
    return [
        Opening("mail", "Write a new email", email, href, "Write it", field=("kind", "email")),
        Opening(
            "flask-conical",
            "Try two versions of an email",
            test,
            href,
            "Write both",
            field=("kind", "ab-test"),
        ),
        Opening("message-square-text", "Write a text message", sms, href, "Write it", field=("kind", "sms")),
    ]


def _boost(store: Store, campaigns: QuerySet[Campaign], now: dt.datetime) -> Opening | None:
    """The one sent last that can be boosted without doubt: within ten days, and without a booster."""
    there = Campaign.objects.live().filter(parent=OuterRef("pk"), gone_at=None)
    sent = campaigns.filter(
        ~Exists(there),
        type=Campaign.Type.REGULAR,
        channel=Campaign.Channel.EMAIL,
        omnisend_status="sent",
        gone_at=None,
    )
    able: list[tuple[dt.datetime, Campaign]] = []
    for campaign in sent[:LOOKED_AT]:
        campaign.store = store
        at = boosters.sent_at(campaign)
        if at is not None and not boosters.why_not(campaign, now=now):
            able.append((at, campaign))
    if not able:
        return None
    at, campaign = max(able, key=lambda one: one[0])
    why = f"“{campaign}” once more, to those who did not open it. Possible up to ten days after it was sent."
    href = reverse("merchant:boost", args=[store.brand_id, campaign.pk])
    return Opening("zap", "Boost the campaign sent on", why, href, "Boost it", at, ("channel", "email"))


def _again(store: Store, sent: Sequence[Campaign]) -> Opening | None:
    """The last one that was written here; of others we do not have all of the content."""
    own = [one for one in sent if not one.mirrored and one.type != Campaign.Type.BOOSTER]
    if not own:
        return None
    why = f"“{own[0]}” as a new draft, to be changed and sent at another time."
    href = reverse("merchant:copy", args=[store.brand_id, own[0].pk])
    return Opening("repeat", "Repeat the last one", why, href, "Use it again")


def silent_boosters(store: Store, campaigns: QuerySet[Campaign]) -> list[Campaign]:
    """Boosters that are written and that nobody gets, because they were never sent."""
    found = list(campaigns.filter(SILENT_BOOSTERS).select_related("parent")[:LOOKED_AT])
    for booster in found:
        booster.store = store
    return found
