"""What the editor shows of a draft: the context of its page and of every piece htmx refreshes."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from omniapp.campaigns import check, kinds, operations, pickers, queries, wording
from omniapp.campaigns.check import Finding
from omniapp.campaigns.languages import NAMES
from omniapp.campaigns.models import Campaign
from omniapp.merchant import attached, designs, following, labels, naming, sections, tags, testing, texting
from omniapp.merchant.widths import previews
from omniapp.sending import queries as deliveries
from omniapp.sending import refusals, turns
from omniapp.sending.rows import problem_from
from omniapp.sending.situation import Problem
from omniapp.sending.states import State
from omniapp.web.times import place


@dataclass(frozen=True)
class Field:
    """One input of the editor, with what is to be said at it."""

    name: str
    label: str
    value: str
    findings: tuple[Finding, ...]

    @property
    def problems(self) -> list[Finding]:
        """What is wrong with what was typed; what is only missing waits for the end."""
        return [finding for finding in self.findings if finding.blocks and not finding.missing]

    @property
    def hints(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.blocks]


def context(
    campaign: Campaign, *, now: dt.datetime, page: str = "", booster: Campaign | None = None
) -> dict[str, Any]:
    """Everything the editor's templates use. ``page`` names this open page, see ``operations.save``.

    ``booster``: what was typed about the one that goes along, where that is not what is stored.
    """
    found = check.findings(
        campaign,
        now=now,
        neighbours=queries.neighbours(campaign, now=now),
        siblings=queries.siblings(campaign),
        last_sent_at=queries.last_sent_at(campaign.store),
    )
    found += refused(campaign)
    booster = booster or attached.of(campaign)
    if booster is not None:
        found += attached.findings(booster, now=now)
    shown = fields(campaign, found)
    zone = campaign.store.tz
    today = now.astimezone(zone).date()
    return (
        {
            "campaign": campaign,
            "store": campaign.store,
            "version": campaign.version,
            "page_key": page or secrets.token_urlsafe(16),
            "fields": shown,
            "named_after": naming.followed(campaign),
            "missing": [finding for finding in found if finding.missing],
            "problems": [finding for finding in found if finding.blocks and not finding.missing],
            "warnings": [finding for finding in found if not finding.blocks],
            "sections": sections.of(campaign),
            "tags": tags.context(campaign, shown),
            "turn": turns.of(campaign),
            "designs": designs.of(campaign),
            "kind": kinds.name(campaign),
            "timings": kinds.timings(campaign),
            "facts": facts(campaign),
            "languages": NAMES,
            "previews": previews(campaign.subject, campaign.preheader),
            "shown_sender": campaign.sender_name,
            "sms": texting.context(campaign) if campaign.channel == Campaign.Channel.SMS else None,
            "moment": campaign.moment,
            "zone": zone,
            "saved_clock": wording.lately(campaign.updated_at, now, zone),
            "reach_clock": wording.lately(campaign.reach_at, now, zone) if campaign.reach_at else "",
            "today": today,
            "last_day": today + dt.timedelta(days=365),
            "audience_words": audience_words(campaign),
            "when_words": when_words(campaign),
        }
        | of_its_kind(campaign, shown, now=now)
        | going_along(booster, found)
    )


def of_its_kind(campaign: Campaign, shown: dict[str, Field], *, now: dt.datetime) -> dict[str, Any]:
    """What only an A/B test, a booster or a draft that may have one shows."""
    if campaign.type == Campaign.Type.AB_TEST:
        return {"sides": testing.sides(campaign, shown)} | testing.draft_plan(campaign)
    if campaign.type == Campaign.Type.BOOSTER:
        found = following.context(campaign, now=now)
        whole = found["as_received"]
        return found | {
            "previews": previews(whole.subject, whole.preheader),
            "shown_sender": whole.sender_name,
        }
    return {}


def going_along(booster: Campaign | None, found: list[Finding]) -> dict[str, Any]:
    """The booster of this draft. Its fields stand in the same form, with a prefix."""
    if booster is None:
        return {"booster": None}
    own = {
        name: Field(
            f"{attached.PREFIX}{name}",
            labels.BOOSTER.get(name) or f"{labels.EMAIL[name]} of the booster",
            labels.value(booster, name),
            tuple(one for one in found if one.field == f"{attached.PREFIX}{name}"),
        )
        for name in attached.fields(booster)
    }
    unit = Field("booster-delay_unit", "Unit", booster.delay_unit, ())
    return {
        "booster": booster,
        "booster_fields": own | {"delay_unit": unit},
        "booster_version": booster.version,
        "booster_is_sms": booster.channel == Campaign.Channel.SMS,
        "booster_words": " · ".join(
            words for words in (following.to_whom(booster), following.after_words(booster)) if words
        ),
    }


def refused(campaign: Campaign) -> list[Finding]:
    """What Omnisend said against single fields of this very version, when it was last handed over."""
    delivery = deliveries.newest(campaign)
    if delivery is None or delivery.state != State.NEEDS_PERSON or delivery.version != campaign.version:
        return []
    problem = problem_from(delivery.problem) or Problem()
    fields = [(refusals.field_of(dotted), message) for dotted, _, message in problem.fields]
    places = {"included": "audience", "excluded": "audience"}
    return [
        Finding("block", places.get(field, field), "refused", f"Omnisend says: {message}")
        for field, message in fields
    ]


def fields(campaign: Campaign, found: list[Finding]) -> dict[str, Field]:
    return {
        name: Field(name, label, labels.value(campaign, name), tuple(f for f in found if f.field == name))
        for name, label in labels.of(campaign).items()
    }


def facts(campaign: Campaign) -> list[tuple[str, str]]:
    """The message in a few lines, for the summary beside it; an empty text is still to come."""
    if campaign.type == Campaign.Type.AB_TEST:
        return testing.facts(campaign)
    if campaign.type == Campaign.Type.BOOSTER:
        return following.facts(campaign)
    if campaign.channel == Campaign.Channel.SMS:
        return texting.facts(campaign)
    return [
        ("Subject", campaign.subject),
        ("From", campaign.sender_name),
        ("Template", campaign.template_name or campaign.template_id),
    ]


def audience_words(campaign: Campaign) -> str:
    """Whom the draft goes to, as far as it says; "" if it does not."""
    if campaign.audience == "everyone":
        words = "Everyone subscribed"
    elif campaign.audience == "segments" and campaign.included:
        words = wording.listed([chosen["name"] for chosen in campaign.included])
    else:
        return ""
    if campaign.excluded:
        words += f", without {wording.listed([chosen['name'] for chosen in campaign.excluded])}"
    return words


def when_words(campaign: Campaign) -> str:
    """When the draft leaves, as far as it says; "" if it does not."""
    at, zone = campaign.moment.at, campaign.store.tz
    if campaign.timing == "now":
        return "As soon as you press Send"
    if at is None:
        return ""
    if campaign.timing == "best":
        return f"{wording.day(at.astimezone(zone).date())}, at each reader's best time"
    if campaign.timing == "local":
        return f"{wording.clock(at, zone)}, in each reader's own zone"
    return f"{wording.clock(at, zone)} {place(zone)}"


def note_known_reach(campaign: Campaign) -> None:
    """Brings the number of contacts up to date from what was counted lately; asks nobody."""
    reach = pickers.known_reach(campaign.store, campaign.included_ids)
    if campaign.audience == "segments" and reach is not None:
        operations.note_reach(campaign=campaign, reach=reach.contacts, at=reach.at)
