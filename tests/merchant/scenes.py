"""Campaigns of Alpine Wool in every state a page can show, put there without the way that leads to it."""

import dataclasses
import datetime as dt
from typing import Any

from omniapp.campaigns.models import Campaign
from omniapp.campaigns.reviewed import Reviewed
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.recording import tell_campaign
from omniapp.sending.situation import Problem
from omniapp.sending.states import FINAL, Reason, State, Step
from omniapp.stores.models import Store

NOW = dt.datetime(2026, 11, 24, 8, 2, 13, tzinfo=dt.UTC)  # Tuesday, 10:02 in Vilnius
REQUEST = "req_01JD3V8QK2N4"


def campaign(store: Store, **content: Any) -> Campaign:
    """A complete email to one segment, sent at once unless ``content`` says otherwise."""
    values: dict[str, Any] = {
        "name": "Warm socks for the cold weeks",
        "subject": "Your feet will thank you: merino socks are back",
        "preheader": "Knitted in Anykščiai, and this week with free delivery in all of Europe",
        "sender_name": store.name,
        "sender_email": "hello@alpinewool.example",
        "template_id": "b20000000000000000000001",
        "template_name": "Winter newsletter",
        "audience": "segments",
        "included": [{"id": "c30000000000000000000001", "name": "VIP customers"}],
        "excluded": [{"id": "c30000000000000000000002", "name": "Bought in the last 7 days"}],
        "reach": 12480,
        "reach_at": NOW - dt.timedelta(minutes=1),
        "timing": "now",
        "created_at": NOW - dt.timedelta(days=1),
        "updated_at": NOW - dt.timedelta(minutes=2),
    }
    return Campaign.objects.create(store=store, **(values | content))


def delivery(
    of: Campaign, state: State, step: Step = Step.LOOK, *, problem: Problem | None = None, **columns: Any
) -> Delivery:
    """A delivery of ``of`` in ``state``, with a short record behind it."""
    after = dt.timedelta(seconds=45)
    values: dict[str, Any] = {
        "reviewed": Reviewed.of(of, now=NOW - dt.timedelta(minutes=1)).model_dump(mode="json"),
        "version": of.version,
        "created_by": f"someone with access to {of.store.name}",
        "created_at": NOW - dt.timedelta(seconds=40),
        "hold_until": NOW - dt.timedelta(seconds=20),
        "not_before": NOW + after,
        "deadline": NOW + dt.timedelta(hours=1),
        "remote_id": "" if state == State.HELD else f"d4{of.pk:022}",
        "problem": dataclasses.asdict(problem) if problem else None,
        "ended_at": NOW if state in FINAL else None,
    }
    made = Delivery.objects.create(store=of.store, campaign=of, state=state, step=step, **(values | columns))
    _record(made, problem)
    tell_campaign(made, at=NOW)
    of.refresh_from_db()
    return made


def _record(made: Delivery, problem: Problem | None) -> None:
    kind = DeliveryEvent.Kind
    _event(made, kind.PERSON, -40, actor=made.created_by, note="pressed Send")
    if made.state in (State.HELD, State.UNDONE):
        return
    _event(
        made, kind.EXCHANGE, -18, step="create", outcome="yes", method="POST", path="/campaigns", status=201,
        remote_status="draft", milliseconds=212,
    )  # fmt: skip
    refused = problem is not None and problem.status is not None
    outcome = "yes" if problem is None else "no" if refused else "unknown"
    _event(
        made, kind.EXCHANGE, -12, step="send", outcome=outcome, method="POST",
        path=f"/campaigns/{made.remote_id}/send", status=(problem.status or 0) if problem else 204,
        slug=problem.slug if problem else "", note=problem.detail if problem else "", milliseconds=318,
        request_id=REQUEST if refused else "",
    )  # fmt: skip


def _event(made: Delivery, kind: DeliveryEvent.Kind, seconds: int, **columns: Any) -> None:
    at = NOW + dt.timedelta(seconds=seconds)
    DeliveryEvent.objects.create(
        delivery=made, store=made.store, campaign=made.campaign, at=at, kind=kind, **columns
    )


def _refused(status: int, slug: str = "", detail: str = "", *fields: tuple[str, str, str]) -> Problem:
    return Problem("POST /campaigns/{id}/send", status, slug, "", detail, REQUEST, None, fields, "Conflict")


_OUT: dict[str, Any] = {"accepted_at": NOW - dt.timedelta(seconds=12), "sent_by": "us"}
_UNKNOWN: dict[str, Any] = {"unknown_since": NOW - dt.timedelta(seconds=30), "ever_unknown": True, "sends": 1}
_WORDS = "Your plan covers 500 emails."
_PARKED = (State.NEEDS_PERSON, Step.SEND)

#: A name for each thing the page can say, and what makes it say so: state, step, columns.
SCENES: dict[str, tuple[State, Step, dict[str, Any]]] = {
    "held": (State.HELD, Step.CREATE, {"hold_until": NOW + dt.timedelta(seconds=18)}),
    "handing-over": (State.HANDING_OVER, Step.SEND, {"not_before": NOW}),
    "asked-to-wait": (State.HANDING_OVER, Step.SEND, {"problem": _refused(429, "rate-limited")}),
    "not-reached": (State.HANDING_OVER, Step.SEND, {"problem": Problem(kind="NotReached")}),
    "checking": (State.CHECKING, Step.LOOK, {"problem": Problem(kind="NoAnswer"), **_UNKNOWN}),
    "starting": (State.FOLLOWING, Step.LOOK, {"remote_status": "draft", **_OUT}),
    "sending": (State.FOLLOWING, Step.LOOK, {"remote_status": "started", **_OUT}),
    "safety-check": (State.FOLLOWING, Step.LOOK, {"remote_status": "paused", **_OUT}),
    "on-hold": (State.FOLLOWING, Step.LOOK, {"remote_status": "onHold", **_OUT}),
    "stopped": (State.FOLLOWING, Step.LOOK, {"remote_status": "stopped", **_OUT}),
    "sent": (State.SENT, Step.LOOK, {"remote_status": "sent", **_OUT}),
    "sent-in-omnisend": (State.SENT, Step.LOOK, {"remote_status": "sent", **_OUT, "sent_by": "omnisend"}),
    "canceled": (State.CANCELED, Step.CANCEL, {"remote_status": "canceled", "cancel_asked_at": NOW, **_OUT}),
    "failed": (State.FAILED, Step.LOOK, {"remote_status": "error", **_OUT}),
    "expired": (State.FAILED, Step.LOOK, {"remote_status": "expired", **_OUT}),
    "undone": (State.UNDONE, Step.CREATE, {}),
    "given-up": (State.GIVEN_UP, Step.SEND, {}),
    "unfollowed": (State.UNFOLLOWED, Step.LOOK, {"remote_status": "started", **_OUT}),
    "plan": (*_PARKED, {"reason": Reason.PLAN, "problem": _refused(402, "payment-required", _WORDS)}),
    "fix-content": (*_PARKED, {"reason": Reason.FIX, "problem": _refused(409, "invalid-email-content")}),
    "fix-domain": (*_PARKED, {"reason": Reason.FIX, "problem": _refused(409, "email-unverified-domain")}),
    "fix-fields": (*_PARKED, {"reason": Reason.FIX, "problem": _refused(
        400, "validation-failed", "", ("content.email.senderEmail", "sender_email", "Not verified"),
        ("content.email.subject", "max", "At most 255 characters"),
    )}),
    "reconnect": (*_PARKED, {"reason": Reason.RECONNECT, "problem": _refused(401, "unauthorized")}),
    "no-permission": (*_PARKED, {"reason": Reason.RECONNECT, "problem": _refused(403, "forbidden")}),
    "gone": (*_PARKED, {"reason": Reason.GONE, "problem": _refused(404, "not-found")}),
    "differs": (*_PARKED, {"reason": Reason.DIFFERS, "differences": ["the subject is “Sale”"]}),
    "doubtful": (*_PARKED, {"reason": Reason.DOUBTFUL, "remote_id": ""}),
    "not-arrived": (*_PARKED, {"reason": Reason.NOT_ARRIVED}),
    "unknown": (*_PARKED, {"reason": Reason.UNKNOWN, "problem": Problem(kind="NoAnswer"), **_UNKNOWN}),
    "late": (*_PARKED, {"reason": Reason.LATE, "problem": Problem(kind="NotReached")}),
    "overdue": (*_PARKED, {"reason": Reason.OVERDUE, "remote_status": "started", **_OUT}),
    "version": (*_PARKED, {"reason": Reason.VERSION, "problem": _refused(410, "api-version-retired")}),
}  # fmt: skip


def scene(store: Store, shows: str, **content: Any) -> Campaign:
    """A campaign whose page shows SCENES[shows]; "draft" and "scheduled" too."""
    if shows == "draft":
        return campaign(store, **content)
    if shows == "scheduled":
        of = campaign(store, **({"timing": "at", "on_date": "2026-11-26", "at_time": "09:00"} | content))
        delivery(of, State.FOLLOWING, remote_status="scheduled", **_OUT)
        return of
    state, step, columns = SCENES[shows]
    of = campaign(store, **content)
    delivery(of, state, step, **columns)
    return of


NAMES = ("draft", "scheduled", *SCENES)
