"""What can still be stopped of a campaign that Omnisend has, and what a cancel has come to so far. Pure.

Source: Omnisend API 2026-03-15, Cancel campaign: asynchronous; from scheduled, paused and, emails, started.
"""

import datetime as dt

from omniapp.campaigns.models import Campaign
from omniapp.sending.models import Delivery
from omniapp.sending.outcome import Action
from omniapp.sending.rows import problem_from
from omniapp.sending.states import Step

SLOW = dt.timedelta(seconds=60)  # a cancel that shows nothing for so long may be asked for again
_STOPPABLE = ("scheduled", "started", "paused")
_HINTS = {
    "scheduled": "Nothing has gone out yet, so this stops all of it.",
    "paused": "A first part has gone out. This stops the rest.",
    "started": "It is going out. Omnisend stops what it still can; what has left cannot be called back.",
}
CHANGE = Action(
    "change",
    "Change it",
    hint="Omnisend cannot change what is scheduled. We ask it to cancel this one and open a new draft of it. "
    "The new one can be sent once this one is canceled, so that never both go out.",
)


def offered(campaign: Campaign, delivery: Delivery, *, now: dt.datetime) -> tuple[tuple[Action, ...], str]:
    """What to offer while Omnisend has it, and what is to be said of a cancel, with a space before."""
    status, asked = delivery.remote_status, delivery.cancel_asked_at
    if status not in _STOPPABLE:
        return (), _under_way(delivery) if asked else ""
    if status == "started" and campaign.channel == Campaign.Channel.SMS:
        return (), " It can no longer be stopped: Omnisend cancels text messages only before they start."
    cancel = Action("cancel", "Cancel in Omnisend", hint=_HINTS[status])
    if asked is None:
        changeable = status == "scheduled" and campaign.type != Campaign.Type.BOOSTER
        return ((CHANGE, cancel) if changeable else (cancel,)), _refused(delivery)
    if delivery.step == Step.CANCEL or now < asked + SLOW:
        return (), _under_way(delivery)
    shown = {"scheduled": "scheduled", "paused": "in its safety check", "started": "being sent"}[status]
    again = Action("cancel", "Cancel in Omnisend again", hint=_HINTS[status])
    return (again,), f" You asked Omnisend to cancel it, but it still shows it as {shown}."


def _under_way(delivery: Delivery) -> str:
    if delivery.remote_status == "scheduled":
        return " You asked Omnisend to cancel it; that takes a moment."
    return " You asked Omnisend to cancel it; that takes a moment, and what has left cannot be called back."


def _refused(delivery: Delivery) -> str:
    problem = problem_from(delivery.problem)
    if problem is None or not problem.operation.endswith("/cancel"):
        return ""
    words = (problem.detail or problem.title).rstrip(".")
    return f" Omnisend refused to cancel it{f': “{words}”' if words else ''}."
