"""Which campaigns of a store are shown where. Every query begins at the store."""

import datetime as dt

from django.core.paginator import Page, Paginator
from django.db.models import Q

from omniapp.campaigns.check.audience import TOO_SOON
from omniapp.campaigns.models import Campaign, CampaignQuerySet
from omniapp.stores.models import Store

PER_PAGE = 25
DRAFT = Q(locked_reason="", omnisend_status__in=["", "draft"])
UNDERWAY = Q(omnisend_status__in=["scheduled", "started", "paused", "stopped"]) | (
    ~Q(locked_reason="") & Q(omnisend_status__in=["", "draft"])
)
#: Written to follow a campaign that was sent or will be, and reaching nobody: no one pressed Send.
SILENT_BOOSTERS = Q(
    type=Campaign.Type.BOOSTER,
    attached=False,
    locked_reason="",
    omnisend_status__in=["", "draft"],
    gone_at=None,
)
SHOWN = {"all": Q(), "drafts": DRAFT, "underway": UNDERWAY, "done": ~DRAFT & ~UNDERWAY}


def for_store(store: Store) -> CampaignQuerySet:
    """The store's campaigns that are not deleted, the last changed first."""
    return Campaign.objects.live().filter(store=store).order_by("-updated_at", "-pk")


def listed(store: Store, *, search: str = "", show: str = "all", page: int = 1) -> Page[Campaign]:
    """One page of them. ``show``: all, drafts, underway, done; ``search``: words of name, subject or message.

    A page beyond the last is the last, an unknown ``show`` is all.
    """
    found = for_store(store).filter(SHOWN.get(show, Q()))
    for word in search.replace("\x00", "").split():
        found = found.filter(
            Q(name__icontains=word) | Q(subject__icontains=word) | Q(message__icontains=word)
        )
    return Paginator(found, PER_PAGE).get_page(page)


def neighbours(campaign: Campaign, *, now: dt.datetime) -> list[Campaign]:
    """The store's other campaigns that are on their way or out, near the time this one is to leave."""
    leaves = campaign.moment.at or now
    others = for_store(campaign.store).exclude(pk__in=[campaign.pk, campaign.replaces_id or 0]).exclude(DRAFT)
    others = others.exclude(omnisend_status__in=["canceled", "error", "expired"]).select_related("store")
    return [other for other in others[:200] if abs(other.leaves_at() - leaves) < TOO_SOON]


def siblings(campaign: Campaign) -> list[Campaign]:
    """The other boosters of a booster's parent that are deleted neither here nor there, canceled ones too."""
    if campaign.parent_id is None:
        return []
    others = (
        Campaign.objects.live().filter(parent_id=campaign.parent_id, gone_at=None).exclude(pk=campaign.pk)
    )
    return list(others.select_related("store"))


def attached_booster(campaign: Campaign) -> Campaign | None:
    """The one that goes with this draft: reviewed, sent and locked together with it."""
    if campaign.type == Campaign.Type.BOOSTER:
        return None
    found = campaign.boosters.live().filter(attached=True, gone_at=None).order_by("id").first()
    if found is not None:
        found.store, found.parent = campaign.store, campaign
    return found


def last_sent_at(store: Store) -> dt.datetime | None:
    """When the store last sent a campaign that we know of; None if we know of none."""
    sent = for_store(store).filter(omnisend_status__in=["sent", "started", "paused"]).select_related("store")
    return max((campaign.leaves_at() for campaign in sent[:50]), default=None)
