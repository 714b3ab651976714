"""What the Review page shows."""

import datetime as dt
from typing import Any

from omniapp.campaigns import check, operations, pickers, queries, wording
from omniapp.campaigns.models import Campaign
from omniapp.campaigns.reviewed import Incomplete, Reviewed
from omniapp.merchant import attached, designs, editor, following, tags, testing, texting
from omniapp.people.actors import Actor
from omniapp.sending import turns


def context(campaign: Campaign, *, actor: Actor, now: dt.datetime) -> dict[str, Any]:
    """The sentence, the findings, and whether ``actor`` may send. Asks Omnisend for unknown counts."""
    if campaign.audience == "segments" and campaign.included:
        reach = pickers.reach(campaign.store, campaign.included_ids, now=now)
        if reach:
            operations.note_reach(campaign=campaign, reach=reach.contacts, at=reach.at)
    found = check.findings(
        campaign,
        now=now,
        neighbours=queries.neighbours(campaign, now=now),
        siblings=queries.siblings(campaign),
        last_sent_at=queries.last_sent_at(campaign.store),
    )
    booster = attached.of(campaign)
    if booster is not None:
        found += attached.findings(booster, now=now)
    blocking = [finding for finding in found if finding.blocks]
    reviewed = _reviewed(campaign, now=now) if not blocking else None
    return {
        "campaign": campaign,
        "tag_facts": tags.facts(campaign),
        "turn": turns.of(campaign),
        "designs": designs.of(campaign),
        "store": campaign.store,
        "blocking": blocking,
        "warnings": [finding for finding in found if not finding.blocks],
        "reviewed": reviewed,
        "sms": texting.context(campaign) if campaign.channel == Campaign.Channel.SMS else None,
        "facts": editor.facts(campaign) if _has_its_own_facts(campaign) else [],
        "booster_sentence": attached.sentence(booster, now=now) if reviewed else "",
        "sentence": reviewed.sentence(campaign.store) if reviewed else "",
        "to": wording.reach(reviewed) if reviewed else "",
        "may_send": actor.may("send"),
        "may_edit": actor.may("edit"),
        "hold": round(campaign.store.hold),
        "audience_words": editor.audience_words(campaign),
        "when_words": editor.when_words(campaign),
        "reach_clock": wording.lately(campaign.reach_at, now, campaign.store.tz) if campaign.reach_at else "",
        "arrives": campaign,
        "sides": [],
    } | _of_its_kind(campaign, now=now)


def _has_its_own_facts(campaign: Campaign) -> bool:
    return (campaign.type, campaign.channel) != (Campaign.Type.REGULAR, Campaign.Channel.EMAIL)


def _of_its_kind(campaign: Campaign, *, now: dt.datetime) -> dict[str, Any]:
    if campaign.type == Campaign.Type.AB_TEST:
        return {"sides": testing.sides(campaign)} | testing.draft_plan(campaign)
    if campaign.type == Campaign.Type.BOOSTER:
        found = following.context(campaign, now=now)
        goes = following.after_words(campaign) or editor.when_words(campaign)
        return found | {"arrives": found["as_received"], "when_words": goes, "to": found["audience_words"]}
    return {}


def _reviewed(campaign: Campaign, *, now: dt.datetime) -> Reviewed | None:
    try:
        return Reviewed.of(campaign, now=now)
    except Incomplete:
        return None
