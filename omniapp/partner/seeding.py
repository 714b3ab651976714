"""Many stores with a believable past and future, to see how the pages look and how fast they are.

Everything is made up and opens nothing: the stores hold no token. The same numbers give the same stores.
"""

import datetime as dt
import functools
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from omniapp.campaigns.models import Campaign, DraftEvent
from omniapp.campaigns.reviewed import Reviewed
from omniapp.sending.models import Delivery
from omniapp.sending.recording import leaves_at, locked_reason
from omniapp.sending.situation import Problem
from omniapp.sending.states import FINAL, Reason, State, Step
from omniapp.stores.models import Store, StoreEvent

FIRST = (
    "Alpine", "Harbor", "Nordic", "Copper", "Willow", "Juniper", "Velvet", "Granite", "Saffron", "Linden",
    "Maple", "Coral", "Ember", "Fjord", "Meadow", "Indigo", "Birch", "Quartz", "Clover", "Tundra",
)  # fmt: skip
SECOND = (
    "Wool", "Tea", "Candle", "Bikes", "Ceramics", "Coffee", "Linen", "Books", "Boots", "Garden",
    "Knives", "Toys", "Soap", "Bakery", "Paper", "Cycling", "Skincare", "Vinyl", "Lamps", "Honey",
)  # fmt: skip
ZONES = (
    "Europe/Vilnius", "Europe/London", "Europe/Berlin", "America/New_York", "America/Los_Angeles",
    "America/Sao_Paulo", "Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney", "UTC",
)  # fmt: skip
SUBJECTS = (
    "New in this week", "The winter edit", "Your feet will thank you", "Last hours of the sale",
    "A letter from the workshop", "Free delivery until Sunday", "Back in stock", "Five gifts under 30",
)  # fmt: skip
TAGS = ("fashion", "food", "home", "key account", "new")
DAY = dt.timedelta(days=1)
SITTING = dt.timedelta(minutes=15)
#: The columns of a campaign that ``delivery`` fills.
TOLD = ("omnisend_id", "omnisend_status", "omnisend_read_at", "locked_reason", "locked_at", "sends_at")


@dataclass(frozen=True)
class Case:
    """One way a campaign can stand. ``days``: from now, at the earliest and at the latest."""

    weight: int
    days: tuple[float, float]
    state: State | None = None
    step: Step = Step.LOOK
    remote: str = ""
    reason: Reason | None = None
    status: int = 0
    slug: str = ""


CASES = (
    Case(620, (-90, -1), State.SENT, remote="sent"),
    Case(150, (1, 40), State.FOLLOWING, remote="scheduled"),
    Case(40, (-0.1, 0), State.FOLLOWING, remote="started"),
    Case(30, (-90, -1), State.CANCELED, remote="canceled"),
    Case(10, (-90, -1), State.FAILED, remote="error"),
    Case(6, (-3, 5), State.NEEDS_PERSON, Step.SEND, "draft", Reason.PLAN, 402, "payment-required"),
    Case(2, (-3, 5), State.NEEDS_PERSON, Step.SEND, "draft", Reason.FIX, 409, "email-unverified-domain"),
    Case(2, (-3, 5), State.NEEDS_PERSON, Step.SEND, "draft", Reason.FIX, 409, "invalid-email-content"),
    Case(1, (-1, 0), State.NEEDS_PERSON, Step.LOOK, "draft", Reason.UNKNOWN, 524),
    Case(1, (-2, 0), State.NEEDS_PERSON, Step.CREATE, "", Reason.LATE),
    Case(138, (-30, 0)),
)


def stores(count: int, now: dt.datetime, *, first: int = 0) -> Iterator[Store]:
    """``count`` stores, most of them connected."""
    dice = random.Random(first)  # noqa: S311 - made-up data
    for number in range(first, first + count):
        name = f"{FIRST[number % 20]} {SECOND[number // 20 % 20]}" + (
            f" {number // 400 + 1}" if number >= 400 else ""
        )
        state = dice.choices(("connected", "needs_reconnect", "disconnected"), (970, 20, 10))[0]
        began = now - dice.random() * 400 * DAY
        yield Store(
            brand_id=f"5ca1e{number:019x}",
            name=name,
            website=f"https://{name.lower().replace(' ', '')}.example",
            timezone=ZONES[number % len(ZONES)],
            currency="EUR",
            state=state,
            state_reason="refused" if state == "needs_reconnect" else "",
            state_since=max(began, now - dice.random() * 20 * DAY) if state != "connected" else began,
            connected_at=began,
            contact_email=f"owner@{name.lower().replace(' ', '')}.example" if dice.random() < 0.7 else "",
            tags=sorted(dice.sample(TAGS, dice.choice((0, 0, 1, 1, 2)))),
        )


def began(store: Store) -> StoreEvent:
    who = f"someone with access to {store.name}"
    return StoreEvent(store=store, at=store.connected_at, kind=StoreEvent.Kind.CONNECTED, actor=who)


def campaign(store: Store, number: int, now: dt.datetime) -> tuple[Campaign, Case]:
    """One campaign of ``store`` and the case its delivery is to be made of."""
    dice = random.Random(f"{store.brand_id} {number}")  # noqa: S311
    case = dice.choices(CASES, [case.weight for case in CASES])[0]
    at = (now + dice.uniform(*case.days) * DAY).replace(minute=dice.choice((0, 0, 15, 30)), second=0)
    local = at.astimezone(store.tz)
    subject = dice.choice(SUBJECTS)
    future = at > now
    written_at = min(at - 3 * DAY, now - dice.uniform(0.1, 3) * DAY)
    return Campaign(
        store=store,
        name=f"{subject} {number + 1}",
        subject=subject,
        sender_name=store.name,
        template_id=f"b2{number:022x}",
        template_name="Newsletter",
        audience="everyone",
        timing="at" if future else "now",
        on_date=f"{local:%Y-%m-%d}" if future else "",
        at_time=f"{local:%H:%M}" if future else "",
        created_at=written_at,
        updated_at=written_at + SITTING if future else at,
        created_by=f"someone with access to {store.name}",
    ), case


def written(of: Campaign) -> Iterator[DraftEvent]:
    """Who wrote ``of``: one sitting, some days before it was to leave."""
    line = functools.partial(DraftEvent, store=of.store, campaign=of, actor=of.created_by)
    yield line(kind=DraftEvent.Kind.MADE, at=of.created_at, note="Email")
    yield line(kind=DraftEvent.Kind.CONTENT, at=of.created_at + dt.timedelta(minutes=2))
    yield line(kind=DraftEvent.Kind.AUDIENCE, at=of.created_at + dt.timedelta(minutes=9))


def delivery(of: Campaign, case: Case, now: dt.datetime) -> Delivery | None:
    """What became of ``of``; it also fills the campaign's own columns as sending does."""
    if case.state is None:
        return None
    at = of.moment.at or of.updated_at
    pressed = (of.updated_at if of.moment.at else at) - dt.timedelta(minutes=3)
    parked = case.state == State.NEEDS_PERSON
    problem = Problem("POST /campaigns/{id}/send", case.status, case.slug, request_id=f"req_{of.pk:x}")
    made = Delivery(
        store=of.store,
        campaign=of,
        reviewed=Reviewed.of(of, now=pressed).model_dump(mode="json"),
        version=of.version,
        created_by=of.created_by,
        created_at=pressed,
        state=case.state,
        step=case.step,
        reason=case.reason or "",
        hold_until=pressed + dt.timedelta(seconds=20),
        not_before=at + DAY,
        deadline=at + 2 * DAY,
        remote_id=f"d4{of.pk:022x}" if case.remote else "",
        remote_status=case.remote,
        accepted_at=None if parked else pressed + dt.timedelta(seconds=22),
        sent_by="" if parked else "us",
        unknown_since=pressed if case.reason == Reason.UNKNOWN else None,
        sends=0 if case.step == Step.CREATE else 1,
        ended_at=at + dt.timedelta(minutes=9) if case.state in FINAL else None,
        problem=asdict(problem) if case.status else None,
    )
    of.omnisend_id, of.omnisend_status, of.omnisend_read_at = made.remote_id, made.remote_status, now
    of.locked_reason, of.locked_at = locked_reason(made), pressed
    of.sends_at = leaves_at(made)
    return made


def booster(parent: Campaign) -> Campaign:
    """A follow-up to ``parent`` that somebody wrote and nobody sent."""
    return Campaign(
        store=parent.store,
        type=Campaign.Type.BOOSTER,
        parent=parent,
        name=f"Booster of {parent.name}",
        subject=f"Did you see it? {parent.subject}",
        send_to="nonOpeners",
        timing="now",
        created_at=parent.updated_at,
        updated_at=parent.updated_at,
        created_by=parent.created_by,
    )


def record(made: Delivery) -> Iterator[dict[str, Any]]:
    """The lines that stand behind ``made``, as columns of the record."""
    who = {"delivery": made, "store_id": made.store_id, "campaign_id": made.campaign_id}
    handed = {"state_before": State.HANDING_OVER, "state_after": State.HANDING_OVER}
    asked = handed | {"kind": "exchange", "method": "POST", "path": "/campaigns", "milliseconds": 212}
    lines: list[dict[str, Any]] = [
        {"kind": "person", "actor": made.created_by, "note": "pressed Send", "state_after": State.HELD},
        {"kind": "move", "note": "the hold is over", "state_after": State.HANDING_OVER},
        asked | {"step": Step.CREATE, "status": 201, "outcome": "yes"},
        asked
        | {"step": Step.SEND, "path": "/campaigns/{id}/send", "state_after": made.state, **_answer(made)},
    ]
    if made.state in FINAL:
        read = asked | {"step": Step.LOOK, "method": "GET", "path": "/campaigns/{id}"}
        lines.append(read | {"status": 200, "outcome": "yes", "remote_status": made.remote_status})
    for place, line in enumerate(lines):
        after = dt.timedelta(seconds=(0, 20, 21, 22, 600)[place])
        request = f"req_{made.pk:x}{place}" if "method" in line else ""
        yield who | line | {"at": made.created_at + after, "request_id": request}


def _answer(made: Delivery) -> dict[str, Any]:
    if made.state != State.NEEDS_PERSON:
        return {"status": 204, "outcome": "yes"}
    problem = made.problem or {}
    outcome = "unknown" if made.reason == Reason.UNKNOWN else "no"
    return {"status": problem.get("status"), "slug": problem.get("slug", ""), "outcome": outcome}
