"""Which campaigns can have a booster: every rule with its own sentence. Pure. When it leaves: booster_times.

Used before Omnisend is asked. ``block`` is what Omnisend refuses, ``warn`` what its guides disagree about:
whether the ten days after which a sent campaign can no longer be boosted count from its sending or from the
moment the booster is made. Past the stricter of the two we warn and let Omnisend decide.
Source: Omnisend API 2026-03-15, Create campaign.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from omniapp.campaigns import seen

if TYPE_CHECKING:
    from omniapp.campaigns.models import Campaign

TEN_DAYS = dt.timedelta(days=10)
BOOSTABLE = {"", "draft", "sent"}
STATUS_WORDS = {
    "scheduled": "It is scheduled. Add a booster while a campaign is a draft, or after it was sent.",
    "started": "It is being sent. A booster can follow once that is over.",
    "paused": "Omnisend is checking it before it goes on. A booster can follow once it was sent.",
    "stopped": "It is stopped. Only a campaign that was sent can be boosted.",
    "canceled": "It was canceled, so there is nobody who did not open it.",
    "onHold": "Omnisend holds it back for a review. A booster can follow once it was sent.",
    "error": "It failed at Omnisend, so there is nothing to follow up.",
    "expired": "It expired at Omnisend without being sent, so there is nothing to follow up.",
}


@dataclass(frozen=True)
class Rule:
    """A rule that stands in the way. ``field`` is where a booster's page says it.

    ``booster`` is the one that is there already, where that is the rule.
    """

    level: Literal["block", "warn"]
    code: str
    field: str
    sentence: str
    booster: "Campaign | None" = None


def attaches(parent: "Campaign") -> bool:
    """Whether a booster of ``parent`` is attached to a draft; else it follows one that was sent."""
    return parent.omnisend_status in {"", "draft"}


def sent_at(parent: "Campaign") -> dt.datetime | None:
    """When a sent campaign began to go out, as Omnisend last said; else when it was to. None if not sent."""
    if parent.omnisend_status != "sent":
        return None
    said = seen.last(parent)
    began = said and (said.started_at or said.ended_at)
    return began or parent.moment.at or parent.locked_at


def why_not(
    parent: "Campaign",
    *,
    boosters: "Iterable[Campaign]" = (),
    now: dt.datetime,
) -> list[Rule]:
    """What forbids a (further) booster of ``parent``, the plainest rule first; [] if nothing does.

    ``boosters``: those it has already, canceled ones too, deleted ones not.
    """
    return [
        *deleted(parent),
        *not_regular(parent),
        *not_email(parent),
        *on_its_way(parent),
        *wrong_status(parent),
        *taken(boosters),
        *long_ago(parent, now=now),
    ]


def deleted(parent: "Campaign") -> Iterator[Rule]:
    if parent.deleted_at is not None:
        yield Rule("block", "parent-deleted", "parent", "The campaign it should follow was deleted.")


def not_regular(parent: "Campaign") -> Iterator[Rule]:
    kinds = {"abTest": "an A/B test", "booster": "a booster itself"}
    if parent.type in kinds:
        yield Rule(
            "block",
            "parent-not-regular",
            "parent",
            f"It is {kinds[parent.type]}. Omnisend boosts ordinary campaigns only.",
        )


def not_email(parent: "Campaign") -> Iterator[Rule]:
    if parent.channel != "email":
        yield Rule(
            "block",
            "parent-not-email",
            "parent",
            "It is a text message: nobody can tell who opened it. Omnisend boosts emails only.",
        )


def on_its_way(parent: "Campaign") -> Iterator[Rule]:
    """A draft that is being handed over is no draft any more, whatever was last read."""
    if attaches(parent) and parent.locked_reason:
        yield Rule(
            "block",
            "parent-on-its-way",
            "parent",
            "It is on its way out. A booster can follow once it was sent.",
        )


def wrong_status(parent: "Campaign") -> Iterator[Rule]:
    status = parent.omnisend_status
    if status not in BOOSTABLE:
        words = STATUS_WORDS.get(
            status, f"Omnisend calls it “{status}”; only drafts and sent ones can be boosted."
        )
        yield Rule("block", f"parent-{status}", "parent", words)


def taken(boosters: "Iterable[Campaign]") -> Iterator[Rule]:
    """One per parent; a canceled one keeps the place until it is deleted."""
    for booster in boosters:
        canceled = booster.omnisend_status == "canceled"
        words = f"It has a booster already: “{booster}”."
        if canceled:
            words = f"It had a booster, “{booster}”. Though canceled, that keeps the only place."
        yield Rule(
            "block", "booster-exists", "parent", f"{words} Show it, or delete it and make a new one.", booster
        )
        return


def long_ago(parent: "Campaign", *, now: dt.datetime) -> Iterator[Rule]:
    sent = sent_at(parent)
    if sent is None or now <= sent + TEN_DAYS:
        return
    days = (now - sent).days
    yield Rule(
        "warn",
        "sent-long-ago",
        "parent",
        f"It was sent {days} days ago. Omnisend boosts for 10 days and may refuse; then nothing is sent.",
    )
