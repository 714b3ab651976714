"""What Omnisend's limits leave of what is due: a slot of its brand's budget for each request, or a wait."""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence

from omniapp import budgets, omnisend
from omniapp.sending.due import Due
from omniapp.sending.exchanges import Exchanged

#: All of the engine's requests count against the general limit alone, whatever their step turns out to be.
_OPERATION = "POST /campaigns/{id}/send"


class Rations:
    """Asks for many at once, and remembers which stores have to wait, so that they are left out meanwhile."""

    def __init__(self) -> None:
        self._waits: dict[tuple[int, budgets.Lane], float] = {}

    def granted(self, due: Sequence[Due]) -> dict[int, str]:
        """The slot of each delivery that may be claimed."""
        wanted: defaultdict[tuple[int, str, budgets.Lane], list[int]] = defaultdict(list)
        for one in due:
            lane = budgets.Lane.BACKGROUND if one.follows else budgets.Lane.SEND
            wanted[one.store, one.brand, lane].append(one.id)
        wishes = [budgets.Wish(brand, _OPERATION, lane, len(ids)) for (_, brand, lane), ids in wanted.items()]
        slots: dict[int, str] = {}
        for ((store, _, lane), ids), grant in zip(wanted.items(), budgets.take_many(wishes), strict=True):
            slots.update(zip(ids, grant.slots, strict=False))
            if grant.wait > 0:
                self._waits[store, lane] = time.monotonic() + grant.wait
        return slots

    def waiting(self) -> tuple[list[int], list[int]]:
        """The stores that have to wait with everything, and those that have to wait with following."""
        now = time.monotonic()
        self._waits = {key: until for key, until in self._waits.items() if until > now}
        everything = [store for store, lane in self._waits if lane is budgets.Lane.SEND]
        return everything, [store for store, lane in self._waits if lane is budgets.Lane.BACKGROUND]

    def wait(self) -> float | None:
        """Seconds until the first of them need not wait any more."""
        return min(self._waits.values()) - time.monotonic() if self._waits else None


def give_back(slots: Iterable[str]) -> None:
    """For requests that were not made after all."""
    unused = [budgets.Settled(slot, budgets.How.NOT_WRITTEN) for slot in slots]
    if unused:
        budgets.settle_many(unused)


def settle(arrived: Iterable[Exchanged]) -> None:
    """Tells the budget how the requests went. One whose answer was lost goes on counting."""
    told = []
    for exchanged in arrived:
        if exchanged.asked.slot:
            error = exchanged.error
            known = error if isinstance(error, omnisend.OmnisendError) else None
            if (settled := budgets.how_it_went(exchanged.asked.slot, known)) is not None:
                told.append(settled)
    if told:
        budgets.settle_many(told)
