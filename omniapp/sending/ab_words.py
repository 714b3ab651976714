"""What a running or decided A/B test adds to what its page says and offers. Pure."""

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import ValidationError

from omniapp import omnisend
from omniapp.campaigns.ab_plan import per_cent
from omniapp.campaigns.parts import SEND_ALL, AbTestPart
from omniapp.campaigns.wording import METRICS
from omniapp.sending.outcome import Action, Outcome
from omniapp.sending.states import State, Step
from omniapp.sending.wording import Wording

if TYPE_CHECKING:
    from omniapp.sending.models import Delivery

STOP = Action("stop-test", "Stop the choice")
GO_ON = Action("resume-test", "Go on: let the better one be chosen", primary=True)
WINNERS = (
    Action("winner-a", "Send A to the others"),
    Action("winner-b", "Send B to the others"),
)
_ASKED = {
    Step.STOP: "We are asking Omnisend to stop the choice.",
    Step.RESUME: "We are asking Omnisend to go on.",
    Step.WINNER: "We are telling Omnisend which one the others get.",
}


def adapt(outcome: Outcome, delivery: "Delivery", say: Wording) -> Outcome:
    """The same outcome for anything but a test that Omnisend has and that has something to decide."""
    test = delivery.snapshot.ab_test if delivery.reviewed else None
    if test is None or test.share == SEND_ALL or delivery.accepted_at is None:
        return outcome
    chosen = chosen_words(delivery, say)
    if chosen:
        return replace(outcome, sentence=f"{chosen} {outcome.sentence}")
    if delivery.state != State.FOLLOWING or delivery.remote_status not in ("started", "stopped"):
        return outcome
    if delivery.step in _ASKED:
        return replace(outcome, sentence=_ASKED[Step(delivery.step)], actions=())
    if delivery.remote_status == "stopped":
        return replace(
            outcome,
            sentence="The choice is stopped. The others get nothing until it goes on or you choose yourself.",
            went_out=f"{per_cent(2 * test.share)} got A or B.",
            actions=(GO_ON, *WINNERS, *outcome.actions),
        )
    return replace(
        outcome,
        icon="flask-conical",
        title="Testing",
        sentence=_until(test, delivery, say),
        went_out=f"{per_cent(2 * test.share)} get A or B; the others wait.",
        actions=(STOP, *WINNERS, *outcome.actions),
    )


def chosen_words(delivery: "Delivery", say: Wording) -> str:
    """Who or what chose which one, and when; empty while nothing is chosen."""
    shown = _shown(delivery)
    result = shown.ab_test.result if shown and shown.ab_test else None
    if shown is None or shown.ab_test is None or result is None or not result.winner_variant_id:
        return ""
    b = shown.ab_test.variants.b
    letter = "B" if b is not None and b.id == result.winner_variant_id else "A"
    at = f" at {say.clock(result.selected_at)}" if result.selected_at else ""
    if not result.is_manually_selected:
        test = delivery.snapshot.ab_test
        metric = METRICS.get(test.metric, "") if test else ""
        return f"Omnisend chose {letter}{at}: it had more {metric}."
    if delivery.chosen_variant.upper() == letter:
        return f"{letter} was chosen by hand{at}, from here."
    return f"{letter} was chosen by hand{at}, in Omnisend."


def decides_at(delivery: "Delivery") -> dt.datetime | None:
    """When Omnisend will choose; None where it does not or does not say when it began."""
    test, shown = delivery.snapshot.ab_test, _shown(delivery)
    if test is None or test.decision is None or shown is None or shown.started_at is None:
        return None
    return shown.started_at + dt.timedelta(hours=test.decision.hours)


def _until(test: AbTestPart, delivery: "Delivery", say: Wording) -> str:
    metric = METRICS.get(test.metric, "")
    at = decides_at(delivery)
    if at is None:
        return f"Omnisend is sending A and B. {test.decision} later the one with more {metric} is chosen."
    rest = f"It goes to the other {per_cent(2 * (SEND_ALL - test.share))}."
    if at <= say.now:
        return f"The time is over: Omnisend is choosing the one with more {metric}. {rest}"
    return f"The one with more {metric} is chosen at {say.clock(at)}, in {left(at - say.now)}. {rest}"


def left(wait: dt.timedelta) -> str:
    """``2 days 3 h``, ``3 h 20 min``, ``5 min``; at least a minute."""
    minutes = max(round(wait.total_seconds() / 60), 1)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} day{'' if days == 1 else 's'}" + (f" {hours} h" if hours else "")
    return " ".join(
        part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part
    )


def _shown(delivery: "Delivery") -> omnisend.Campaign | None:
    try:
        return omnisend.Campaign.model_validate(delivery.shown or {})
    except ValidationError:
        return None
