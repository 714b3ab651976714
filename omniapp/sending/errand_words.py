"""What a page says of a test mail or a deletion that was asked for. Pure.

Sources: Omnisend API 2026-03-15, Send campaign test email and Delete campaign.
"""

import datetime as dt
from dataclasses import dataclass

from omniapp.sending.field_names import named
from omniapp.sending.models import Delivery
from omniapp.sending.outcome import Tone
from omniapp.sending.refusals import field_of
from omniapp.sending.rows import problem_from
from omniapp.sending.situation import Problem
from omniapp.sending.states import Purpose, State, Step
from omniapp.sending.wording import Wording

_ICONS: dict[Tone, str] = {"busy": "hourglass", "good": "circle-check", "warn": "triangle-alert"}
_DOMAIN = ("sender_domain_unverified", "email-unverified-domain")


@dataclass(frozen=True)
class Errand:
    """``live``: it will change by itself, so ask again."""

    tone: Tone
    sentence: str
    details: tuple[tuple[str, str], ...]
    live: bool = False

    @property
    def icon(self) -> str:
        return _ICONS[self.tone]


def describe(delivery: Delivery, *, now: dt.datetime) -> Errand:
    """How far a test mail, or the deletion of the draft in Omnisend, has come."""
    say, problem = Wording(delivery.store.tz, now), problem_from(delivery.problem)
    state = State(delivery.state)
    asked = f"Asked for at {say.clock(delivery.created_at)}. "
    tone: Tone
    if state == State.DONE:
        tone, sentence = _done(delivery, say)
    elif state in (State.HANDING_OVER, State.CHECKING):
        tone, sentence = "busy", asked + _under_way(delivery, say, problem)
    else:
        tone, sentence = "warn", _refused(delivery, problem)
    return Errand(tone, sentence, say.details(problem), live=tone == "busy")


def never_learnt(errand: Delivery) -> bool:
    """Whether a test mail, a copy or a deletion ended here although it may have been done: no answer came."""
    untold = errand.state == State.GIVEN_UP and errand.stray_at is not None
    match Purpose(errand.purpose):
        case Purpose.TEST:
            return untold and errand.step == Step.TEST
        case Purpose.COPY:
            return untold or errand.ever_unknown
        case _:
            return untold or errand.step == Step.READ_BACK


def _done(delivery: Delivery, say: Wording) -> tuple[Tone, str]:
    at = say.clock(delivery.ended_at or delivery.created_at)
    if delivery.purpose == Purpose.DELETE:
        return "good", f"It was deleted in Omnisend at {at}."
    if delivery.ever_unknown:
        return "warn", (
            f"Omnisend's answer was lost at {at}, so nobody knows whether the test mail left. We do not "
            "repeat it: look in the inbox, and ask for another if none has come."
        )
    return "good", f"Omnisend accepted the test mail at {at}. It can take a few minutes to arrive."


def _under_way(delivery: Delivery, say: Wording, problem: Problem | None) -> str:
    if delivery.purpose == Purpose.DELETE:
        return "We are deleting the draft in Omnisend. It goes from here once it is gone there."
    if delivery.state == State.CHECKING:
        return (
            "The answer was lost while the draft was being made in Omnisend, so we are looking for it. "
            "No mail has left."
        )
    if problem is not None and problem.status == 429:
        return (
            f"Omnisend asks us to wait; we try again at {say.clock(delivery.not_before)}. No mail has left."
        )
    if problem is not None:
        again = say.clock(delivery.not_before)
        return f"We could not reach Omnisend; we try again at {again}. No mail has left."
    return "We are handing the draft to Omnisend, which mails it."


def _refused(delivery: Delivery, problem: Problem | None) -> str:
    if never_learnt(delivery):
        what = "it was deleted there" if delivery.purpose == Purpose.DELETE else "the test mail left"
        return f"Omnisend's answer was lost, and we could not find out whether {what}. Look before asking."
    if delivery.purpose == Purpose.DELETE:
        return f"It was not deleted in Omnisend, so it stays here too. {_why(problem)}"
    return f"No test mail was sent. {_why(problem)}"


def _why(problem: Problem | None) -> str:
    """The cause in a merchant's words; what Omnisend leaves open is said to be open."""
    if problem is None:
        return "Omnisend could not be reached in time. Ask for it again."
    said = (problem.detail or problem.title).rstrip(".")
    quoted = f" It said: “{said}”." if said else ""
    if problem.kind == "NeedsReconnect" or problem.status in (401, 403):
        return "Omnisend does not let us in. Reconnect the store, then ask for it again."
    test_mail = problem.operation.endswith("/test-email")
    match problem.status:
        case 402:
            return f"Omnisend says that this store's plan or credits do not cover it.{quoted}"
        case 409 if problem.slug in _DOMAIN:
            return "The sender's domain is not verified in Omnisend. Verify it there, then ask for it again."
        case 409 if test_mail:
            return (
                "Omnisend refuses test mails when sending is switched off for the store, when the sender's "
                f"domain is not verified, or when it mails none of these addresses any more.{quoted}"
            )
        case 409:
            return f"It is no longer a draft in Omnisend.{quoted}"
        case 422 if test_mail:
            return f"Omnisend sends test mails only of emails, and this campaign is of another kind.{quoted}"
        case 404:
            return "Somebody deleted the draft in Omnisend meanwhile. Ask again: a new one is made."
        case 400 if problem.fields:
            each = (named(field_of(dotted), message) for dotted, _, message in problem.fields)
            return f"Omnisend refused it. {' '.join(each)}"
        case None:
            return "Omnisend could not be reached in time. Ask for it again."
    return f"Omnisend refused it ({problem.status}).{quoted}"
