"""A transport that takes a slot before each request of one brand, and says afterwards how it went."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from omniapp import omnisend
from omniapp.budgets.budget import settle_many, take
from omniapp.budgets.slots import Lane, Settled, how_it_went
from omniapp.omnisend.reading import problem

PATIENCE = (
    2.0  # seconds that somebody who clicked waits for a slot; background reads come again by themselves
)


class BudgetSpent(omnisend.RateLimited):
    """Nothing was asked: the brand's requests of this minute are used up. ``retry_after`` is always there."""


@dataclass(frozen=True)
class WithinBudget:
    """Carries one brand's requests in one lane. Raises BudgetSpent besides what ``inner`` raises."""

    inner: omnisend.Transport
    brand: str
    lane: Lane

    def exchange(
        self,
        url: str,
        request: omnisend.Request,
        headers: Mapping[str, str],
        *,
        deadline: float,
        before_write: Callable[[], None] | None = None,
    ) -> omnisend.Answer:
        """See ``omnisend.Transport``. Time spent waiting for a slot is not part of the deadline."""
        slot = _wait_for(self.brand, request.operation, self.lane)
        try:
            answer = self.inner.exchange(url, request, headers, deadline=deadline, before_write=before_write)
        except omnisend.OmnisendError as error:
            _settle(how_it_went(slot, error))
            raise
        limited = answer.status == HTTPStatus.TOO_MANY_REQUESTS
        _settle(how_it_went(slot, problem(answer, changes=False) if limited else None))
        return answer


def _wait_for(brand: str, operation: str, lane: Lane) -> str:
    until = time.monotonic() + (PATIENCE if lane is Lane.SEND else 0.0)
    while True:
        grant = take(brand, operation, lane=lane)
        if grant.slots:
            return grant.slots[0]
        if time.monotonic() + grant.wait > until:
            raise BudgetSpent(f"no room for {operation}", retry_after=max(grant.wait, 1.0))
        time.sleep(max(grant.wait, 0.01))


def _settle(settled: Settled | None) -> None:
    if settled is not None:
        settle_many([settled])
