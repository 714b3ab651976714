"""The one place a campaign has for a booster: free, forbidden by a rule, or taken."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from omniapp import omnisend
from omniapp.campaigns import boosters, mirror, operations, trouble
from omniapp.campaigns.boosters import Rule
from omniapp.campaigns.errors import NotEditable
from omniapp.campaigns.models import Campaign
from omniapp.people.actors import Actor
from omniapp.sending import operations as sending
from omniapp.sending import outcomes, queries
from omniapp.sending.errors import AlreadyOnItsWay
from omniapp.sending.models import Delivery
from omniapp.sending.outcome import Outcome
from omniapp.sending.states import LIVE, Purpose, State
from omniapp.stores import connection
from omniapp.stores.models import Store

REMOVABLE = {"", "draft", "canceled"}


@dataclass(frozen=True)
class Place:
    """``rules`` forbid one, ``warning`` says what Omnisend may refuse. ``booster`` is the one that is there.

    ``silent``: it is written, but nobody pressed Send. ``removing``: it is being deleted in Omnisend, or was
    to be and ``not_removed`` says why it is not.
    """

    parent: Campaign
    rules: tuple[Rule, ...] = ()
    warning: str = ""
    booster: Campaign | None = None
    outcome: Outcome | None = None
    silent: bool = False
    removable: bool = False
    removing: bool = False
    not_removed: str = ""

    @property
    def free(self) -> bool:
        return not self.rules and self.booster is None

    @property
    def sent_at(self) -> dt.datetime | None:
        return boosters.sent_at(self.parent)

    @property
    def mark(self) -> str:
        """What a page that polls has shown of it."""
        key = self.outcome.key if self.outcome else ""
        return f"{self.free} {self.booster} {key} {self.removing} {self.not_removed} {len(self.rules)}"


def of(parent: Campaign, *, now: dt.datetime) -> Place:
    return of_several(parent.store, [parent], now=now)[0]


def of_several(store: Store, parents: Iterable[Campaign], *, now: dt.datetime) -> list[Place]:
    """Three queries, however many there are."""
    asked = list(parents)
    there = Campaign.objects.live().filter(parent__in=asked, gone_at=None)
    # The one that Omnisend has holds the place, whatever else was begun here.
    taken = {
        booster.parent_id: booster for booster in sorted(there, key=lambda b: (bool(b.omnisend_id), b.pk))
    }
    sent = queries.newest_of(taken.values())
    errands = {
        errand.campaign_id: errand
        for errand in Delivery.objects.filter(campaign__in=taken.values(), purpose=Purpose.DELETE).order_by(
            "id"
        )
    }
    places = []
    for parent in asked:
        parent.store = store
        booster = taken.get(parent.pk)
        if booster is None:
            places.append(_empty(parent, now))
            continue
        booster.store, booster.parent = store, parent
        places.append(_taken(parent, booster, sent.get(booster.pk), errands.get(booster.pk), now))
    return places


def _empty(parent: Campaign, now: dt.datetime) -> Place:
    rules = boosters.why_not(parent, now=now)
    return Place(
        parent,
        tuple(rule for rule in rules if rule.level == "block"),
        " ".join(rule.sentence for rule in rules if rule.level == "warn"),
    )


def _taken(
    parent: Campaign, booster: Campaign, sent: Delivery | None, errand: Delivery | None, now: dt.datetime
) -> Place:
    live = sent is not None and sent.state in LIVE and sent.state != State.NEEDS_PERSON
    removing = errand is not None and errand.state in LIVE
    refused = errand is not None and errand.state == State.REFUSED
    return Place(
        parent,
        booster=booster,
        outcome=outcomes.describe(booster, sent, parent.store, now=now),
        silent=booster.omnisend_status in {"", "draft"} and not live and not booster.attached,
        removable=booster.omnisend_status in REMOVABLE and not (live or removing or _goes(booster)),
        removing=removing,
        not_removed="Omnisend did not delete it." if refused else "",
    )


def _goes(booster: Campaign) -> bool:
    """Whether its campaign is on its way, and it with that."""
    return booster.attached and booster.omnisend_status in {"", "draft"} and bool(booster.locked_reason)


def clear(booster: Campaign, *, actor: Actor, now: dt.datetime) -> None:
    """Takes away the booster that has the place: here at once, or first in Omnisend if it is there.

    Raises SendingError; then it is where it was.
    """
    delivery = queries.newest(booster)
    if delivery is not None and delivery.state == State.NEEDS_PERSON and delivery.accepted_at is None:
        sending.give_up(delivery=delivery, actor=actor, now=now)
        booster.refresh_from_db()
    if booster.omnisend_id:
        sending.delete_in_omnisend(campaign=booster, actor=actor, now=now)
        return
    try:
        operations.delete(campaign=booster, actor=actor, now=now)
    except NotEditable as error:
        raise AlreadyOnItsWay(error.reason) from error


def look_in_omnisend(parent: Campaign, *, now: dt.datetime) -> str:
    """Asks Omnisend for this campaign's booster and notes it here; a sentence if that did not work."""
    call = omnisend.calls.list_campaigns(type="booster", parent_campaign_id=parent.omnisend_id)
    try:
        page = connection.run(parent.store, call, deadline=10.0)
    except trouble.Expected as error:
        return trouble.sentence(error)
    for remote in page.items:
        mirror.note(parent.store, remote, now=now)
    return "" if page.items else "Omnisend shows no booster of it any more."
