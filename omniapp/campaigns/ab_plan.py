"""An A/B test as a plan in steps: who gets what, when the better one is chosen, who gets that. Pure."""

import datetime as dt
from dataclasses import dataclass

from omniapp.campaigns.amounts import Wait
from omniapp.campaigns.parts import SEND_ALL
from omniapp.campaigns.wording import METRICS


@dataclass(frozen=True)
class Step:
    """``after`` is counted from the start; ``share`` is in half per cents of the audience, 0 for a decision.

    ``key`` is "a", "b", "decide" or "rest".
    """

    key: str
    after: dt.timedelta
    share: int
    text: str


@dataclass(frozen=True)
class Plan:
    """``each``, ``rest``: shares as written, like ``7.5 %``; ``rest`` is empty when all get a variant."""

    each: str
    rest: str
    wait: Wait | None
    metric: str
    steps: tuple[Step, ...]

    @property
    def sentence(self) -> str:
        """``15 % get A, 15 % get B; after 4 hours the better one by opens goes to the other 70 %``."""
        halves = f"{self.each} get A, {self.each} get B"
        if not self.rest:
            return f"{halves}; nobody is left for a winner"
        return f"{halves}; after {self.wait} the better one by {self.metric} goes to the other {self.rest}"


def plan(share: int, metric: str, decision: Wait | None) -> Plan:
    """``share`` in per cent, 10 to 100; ``metric`` as Omnisend calls it. At 100 neither of the others counts.

    Raises ValueError for a share that cannot be or a decision that is missing.
    """
    if not 10 <= share <= SEND_ALL:
        raise ValueError(f"a test takes 10 to 100 per cent, not {share}")
    at_once = dt.timedelta()
    each = per_cent(share)
    halves = (
        Step("a", at_once, share, f"{each} get A"),
        Step("b", at_once, share, f"{each} get B"),
    )
    if share == SEND_ALL:
        return Plan(each, "", None, "", halves)
    if decision is None or not METRICS.get(metric):
        raise ValueError("a test needs a metric and a time after which the better one is chosen")
    rest = per_cent(2 * (SEND_ALL - share))
    word, wait = METRICS[metric], dt.timedelta(hours=decision.hours)
    return Plan(
        each,
        rest,
        decision,
        word,
        (
            *halves,
            Step("decide", wait, 0, f"After {decision} the one with more {word} is chosen"),
            Step("rest", wait, 2 * (SEND_ALL - share), f"The other {rest} get that one"),
        ),
    )


def per_cent(halves: int) -> str:
    """Half per cents as written: 15 is ``7.5 %``, 30 is ``15 %``."""
    return f"{halves // 2}{'.5' if halves % 2 else ''} %"
