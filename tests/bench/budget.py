"""How much of a brand's limit several processes use together, and whether they overstep it."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Final

from omniapp.omnisend.limits import GENERAL
from tests.bench import seeding, workers
from tests.bench.place import Bench
from tests.bench.report import Row, at_least, at_most
from tests.bench.workers import Arrival
from tests.waiting import eventually

_PROCESSES: Final = 4
_LIMIT: Final = GENERAL.windows[0].requests
_MINUTE: Final = float(GENERAL.windows[0].seconds)
_ALONE, _SHARED = 1, 2  # brands


def rows(bench: Bench) -> Iterator[Row]:
    """A brand's limit.

    Four worker processes and beat work on two brands that each have more campaigns due than their limit of
    400 requests a minute lets through. The remote holds exactly that sliding limit, answers in 50 to 500 ms,
    and has another app spend half of the second brand's limit. The first minute is for warming up; five more
    count, each for itself.
    """
    minutes = 1 if bench.quick else 5
    with ExitStack() as stack:
        foreign = {_SHARED: _LIMIT / 2}
        remote = stack.enter_context(
            workers.remote(bench, latency=[0.05, 0.5], limit=_LIMIT, foreign=foreign)
        )
        both = seeding.stores(2)
        seeding.prepared(seeding.spread(both, 2 * _LIMIT * (minutes + 2)))
        for number in range(_PROCESSES):
            stack.enter_context(workers.engine(bench, f"engine-{number}"))
        stack.enter_context(workers.beat(bench))
        remote.forget()
        begin = time.time() + _MINUTE
        for minute in range(minutes + 1):
            end = begin + minute * _MINUTE
            _wait_until(end)
            told = Counter(
                (a.brand, a.what == "foreign", a.status) for a in remote.journal() if a.at >= end - _MINUTE
            )
            bench.say(f"minute {minute}: (brand, foreign, status) {dict(sorted(told.items()))}")
        arrived = [arrival for arrival in remote.journal() if arrival.at < begin + minutes * _MINUTE]
    yield from _of(arrived, _ALONE, begin, minutes, "alone")
    yield from _of(arrived, _SHARED, begin, minutes, "beside another app")


def _wait_until(moment: float) -> None:
    eventually(lambda: time.time() >= moment, within=2 * _MINUTE, what="The end of a minute")


def _of(arrived: Sequence[Arrival], brand: int, begin: float, minutes: int, how: str) -> Iterator[Row]:
    ours = [a for a in arrived if a.brand == brand and a.what != "foreign"]
    theirs = [a for a in arrived if a.brand == brand and a.what == "foreign"]
    taken, left = _by_minute(ours, begin, minutes, 200), _by_minute(theirs, begin, minutes, 200)
    shares = [100 * mine / (_LIMIT - foreign) for mine, foreign in zip(taken, left, strict=True)]
    refused = [a for a in ours if a.status == 429]
    alone = how == "alone"
    yield Row(f"share of what there is, {how}", "%", shares, at_least(99) if alone else None)
    yield Row(
        f"answers of 429, {how}, warming up included", "", [len(refused)], at_most(0) if alone else None
    )
    if not alone:
        yield Row(f"answers of 429 a minute, {how}", "", _by_minute(ours, begin, minutes, 429))
        yield Row("answers of 429 a minute, the other app", "", _by_minute(theirs, begin, minutes, 429))


def _by_minute(arrived: Sequence[Arrival], begin: float, minutes: int, status: int) -> list[int]:
    places = (int((a.at - begin) // _MINUTE) for a in arrived if a.status == status and a.at >= begin)
    counted = Counter(places)
    return [counted[minute] for minute in range(minutes)]
