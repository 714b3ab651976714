"""What goes wrong in a run, drawn from a seed: requests by the share, processes one by one."""

import random
from collections.abc import Callable
from typing import Any, NamedTuple

from tests.chaos.orders import POINTS
from tests.chaos.scale import Scale

_SEND = "POST /campaigns/{id}/send"
#: For each operation how many kinds of faults it may meet at one time, and how often each at most.
_OPERATIONS = {
    _SEND: (3, 0.3),
    "POST /campaigns": (2, 0.3),
    "PATCH /campaigns/{id}": (2, 0.3),
    "GET /campaigns/{id}": (2, 0.25),
    "GET /campaigns": (2, 0.25),
    "DELETE /campaigns/{id}": (1, 0.4),
    "PUT /campaigns/{id}/utm": (1, 0.4),
    "POST /campaigns/{id}/cancel": (1, 0.4),
    "POST /campaigns/{id}/test-email": (1, 0.4),
}
_MOST = 0.5  # of an operation's requests to one kind of fault: something has to come through
_CONFLICTS = ("invalid-email-content", "invalid-audience", "invalid-campaign-status", "never-heard-of")
Make = Callable[[random.Random, Scale], dict[str, Any]]


class Blow(NamedTuple):
    """One thing done to a process or a server."""

    kind: str
    point: str = ""
    seconds: float = 0.0


def _late(dice: random.Random, scale: Scale) -> dict[str, Any]:
    return {"kind": "late", "seconds": dice.uniform(0.02, 1) * scale.longest_effect}


def _slow(dice: random.Random, scale: Scale) -> dict[str, Any]:
    """From slow to longer than anybody waits; applied at its arrival or at the end."""
    seconds = dice.uniform(0.2, 1.6) * scale.seconds(30)
    return {"kind": "latency", "seconds": seconds, "effect": dice.choice(("before", "none"))}


def _limited(dice: random.Random, scale: Scale) -> dict[str, Any]:
    return {"kind": "problem", "status": 429, "retryAfter": 1}


def _unpaid(dice: random.Random, scale: Scale) -> dict[str, Any]:
    return {"kind": "problem", "status": 402}


def _refused(dice: random.Random, scale: Scale) -> dict[str, Any]:
    return {"kind": "problem", "status": 409, "slug": dice.choice(_CONFLICTS)}


_REQUESTS: tuple[tuple[float, Make], ...] = (
    (3, lambda dice, scale: {"kind": "cut", "effect": "before"}),
    (2, lambda dice, scale: {"kind": "cut", "effect": "none"}),
    (2, lambda dice, scale: {"kind": "problem", "status": 500, "effect": "before"}),
    (1, lambda dice, scale: {"kind": "problem", "status": 503, "effect": "none"}),
    (3, _late),
    (2, _slow),
    (1, lambda dice, scale: {"kind": "html", "effect": "before"}),
    (1, lambda dice, scale: {"kind": "empty", "effect": "none"}),
    (1, lambda dice, scale: {"kind": "truncated"}),
    (1.5, _unpaid),
    (1.5, _refused),
    (1, _limited),
)


def requests(
    dice: random.Random, scale: Scale, brands: list[str], harder: float = 1.0
) -> list[dict[str, Any]]:
    """Orders for the local Omnisend until the weather turns: a shower everywhere, sometimes a storm.

    ``harder``: how many times as often as usual.
    """
    orders = [
        _order(dice, scale, operation, min(most * harder, _MOST))
        for operation, (kinds, most) in _OPERATIONS.items()
        for _ in range(kinds)
    ]
    # A word of Omnisend that is not true for a moment: it has the campaign, and says that there is none.
    stray = {"operation": "GET /campaigns/{id}", "share": dice.uniform(0, 0.1)}
    orders.append(stray | {"kind": "problem", "status": 404})
    if dice.random() < 0.25:
        storm = dice.choice((_limited, _refused, _unpaid))
        orders.insert(0, {"share": 0.8, "brandID": dice.choice(brands)} | storm(dice, scale))
    if dice.random() < 0.1:
        orders.append({"times": 1, "kind": "problem", "status": 401})
    return [{"operation": "*", "times": 0} | order for order in orders]


def _order(dice: random.Random, scale: Scale, operation: str, most: float) -> dict[str, Any]:
    weights, makers = zip(*_REQUESTS, strict=True)
    share = {"operation": operation, "share": dice.uniform(0.2, 1) * most}
    make: Make = dice.choices(makers, weights)[0]
    return share | make(dice, scale)


_BLOWS: tuple[tuple[float, str], ...] = (
    (9, "kill at a point"),
    (4, "kill a child"),
    (1, "kill a worker"),
    (3, "stop at a point"),
    (2, "stop a child"),
    (1.5, "flush Redis"),
    (0.5, "restart Redis"),
    (0.4, "restart PostgreSQL"),
    (0.3, "crash PostgreSQL"),
    (0.7, "no beat"),
    (0.7, "two beats"),
)


def blow(dice: random.Random, scale: Scale, sleepers: float) -> Blow:
    """The next one. A stopped worker sleeps past its lease.

    A share ``sleepers`` are those that an engine must have thought of: claimed, and asleep for longer than
    all quiet time; or with answers in hand that are told when their lease has only just been lost.
    """
    lease, quiet = scale.durations.lease, scale.durations.quiet
    if dice.random() < sleepers:
        long_asleep = Blow("stop at a point", "claimed", lease + quiet + 1)
        return dice.choice((long_asleep, Blow("stop at a point", "answered", dice.uniform(0.7, 1.7) * lease)))
    weights, kinds = zip(*_BLOWS, strict=True)
    kind = dice.choices(kinds, weights)[0]
    if not kind.startswith(("kill at", "stop")):
        return Blow(kind, seconds=dice.uniform(0, 1))
    point = dice.choice(POINTS) if kind.endswith("point") else ""
    return Blow(kind, point, dice.uniform(1, 3) * lease + 0.2)
