"""The engine: claim what is due, make each delivery's one request, record what came.

No request is made inside a transaction. Outcomes are recorded as they arrive, each under the fence of its
claim, so that a worker that slept past its lease cannot overwrite what was decided meanwhile. Claiming,
carrying and recording are each done by a thread of its own, because each of them waits for somebody else.
"""

import contextlib
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

import structlog
from django.conf import settings
from django.db import Error, connection

from omniapp import clock
from omniapp.sending import rations
from omniapp.sending.claims import Claim, claim, give_back_lost, park_overdue
from omniapp.sending.clerk import Clerk, ClerkBeside
from omniapp.sending.clocks import Clocks
from omniapp.sending.courier import Carrier, Courier, OneByOne
from omniapp.sending.due import Round, soonest
from omniapp.sending.exchanges import Asked, Clock, ask, perform
from omniapp.sending.heartbeat import Pulse
from omniapp.sending.mistakes import MISTAKES
from omniapp.sending.record import record, record_all
from omniapp.stores.connection import credentials_at_hand

__all__ = ["drain", "perform", "record"]

STAYS = 2.0  # seconds: what is due so soon is waited for, and begun on time
_LOOK_AGAIN = 0.25  # seconds between two looks for what became due while answers are waited for
_AT_ONCE = 200  # claimed together: while these leave, the next are claimed
_LEASES = 1.0  # seconds between two looks for leases that ran out
_DEADLINES = 5.0  # seconds between two looks for deadlines that passed
log = structlog.get_logger(__name__)


def drain(
    *,
    rounds: int | None = None,
    seconds: float = math.inf,
    when_over: Callable[[], object] = int,
    now: Clock = clock.now,
) -> int:
    """Works until nothing is due, nor will be soon. Answers how many outcomes were recorded.

    ``rounds``: how often at most it claims; it does not wait for what is due soon then. ``seconds``: after
    which it ends as soon as nothing is under way; one request later it claims nothing more at all. When
    they are over it calls ``when_over``, so that another run can go on while this one ends.
    """
    with contextlib.ExitStack() as stack:
        one_by_one = settings.SENDING_CONCURRENCY <= 1
        carrier = OneByOne(now) if one_by_one else stack.enter_context(Courier(now))
        clerk = stack.enter_context(Clerk() if one_by_one else ClerkBeside())
        return _Drain(carrier, clerk, now, rounds, seconds, when_over).run()


class _Drain:
    """One run: as many requests under way as may be, and more claimed as answers come in."""

    def __init__(
        self,
        carrier: Carrier,
        clerk: Clerk,
        now: Clock,
        rounds: int | None,
        seconds: float,
        when_over: Callable[[], object],
    ) -> None:
        self._carrier, self._clerk, self._now, self._rounds = carrier, clerk, now, rounds
        self._ends, self._when_over, self._told = time.monotonic() + seconds, when_over, False
        self._round, self._rations, self._pulse = Round(), rations.Rations(), Pulse()
        self._clocks = Clocks()
        self._leases_seen = self._deadlines_seen = float("-inf")
        self._without: set[int] = set()  # stores that had no token at hand: one request sees to it

    def run(self) -> int:
        try:
            return self._work()
        except (*MISTAKES, Error, RuntimeError):
            self._bring_home()
            raise

    def _work(self) -> int:
        recorded = 0
        while True:
            more = self._look()
            more = more or self._clerk.busy  # what was recorded meanwhile may go on at once
            recorded += self._clerk.finish()
            if self._carrier.under_way():
                self._clerk.begin(self._carrier.arrived(0 if more else self._next_look()))
            elif not more and not self._stayed():
                self._hand_over()
                return recorded

    def _look(self) -> bool:
        """Does what is due; whether there may be more at once. By a wrong clock, nothing is."""
        self._hand_over()
        if not self._clocks.agree():
            return False
        self._give_back_lost()
        more = self._claim()
        self._park_overdue()
        self._pulse.beat()
        return more

    def _claim(self) -> bool:
        """Begins what may be begun now; whether there may be more to begin at once."""
        busy, each = self._carrier.under_way(), max(settings.SENDING_PER_STORE, 1)
        room = min(max(settings.SENDING_CONCURRENCY, 1) - busy.total(), _AT_ONCE)
        if self._rounds == 0 or room <= 0 or self._over():
            return False
        if self._rounds is not None:
            self._rounds -= 1
        closed, patient = self._rations.waiting()
        over = time.monotonic() >= self._ends
        closed += [s for s, requests in busy.items() if requests >= each or s in self._without or over]
        due = self._round.pick(self._now(), most=room, each=each, closed=closed, patient=patient)
        full = len(due) == room
        due = [one for one in due if busy[one.store] + one.turn <= each]
        slots = self._rations.granted(due)
        full = full or len(slots) < len(due)
        due = [one for one in due if one.id in slots]
        at_hand = credentials_at_hand({one.store for one in due})
        self._without = (self._without & busy.keys()) | ({one.store for one in due} - at_hand.keys())
        due = [one for one in due if one.store in at_hand or busy[one.store] + one.turn == 1]
        claims = claim([one.id for one in due], self._now())
        asked = list(_asked(claims, slots))
        rations.give_back(slots[pk] for pk in slots.keys() - {one.claim.delivery.pk for one in asked})
        self._carrier.carry(asked, at_hand)
        return full

    def _bring_home(self) -> None:
        """Something stopped us, such as a database that went away: no answer to what is under way is lost."""
        ends, kept = time.monotonic() + settings.SENDING_LEASE, self._clerk.left()
        while (kept or self._carrier.under_way()) and time.monotonic() < ends:
            try:
                kept += self._carrier.arrived(_LOOK_AGAIN)
            except RuntimeError:
                ends = min(ends, time.monotonic() + _LOOK_AGAIN)  # nothing arrives any more
            try:
                connection.close_if_unusable_or_obsolete()
                record_all(kept)
                kept = []
            except Error:
                log.exception("outcomes not recorded yet")
                time.sleep(_LOOK_AGAIN)

    def _give_back_lost(self) -> None:
        if time.monotonic() - self._leases_seen >= _LEASES:
            give_back_lost(self._now())
            self._leases_seen = time.monotonic()

    def _park_overdue(self) -> None:
        if time.monotonic() - self._deadlines_seen >= _DEADLINES:
            park_overdue(self._now())
            self._deadlines_seen = time.monotonic()

    def _next_look(self) -> float:
        """Seconds that answers may be waited for before something may have become due."""
        return min(_LOOK_AGAIN, self._soon())

    def _stayed(self) -> bool:
        """Waits for what is due soon; whether there is any, by a clock that goes on."""
        seconds, before = self._soon(), self._now()
        if seconds > STAYS or self._rounds is not None or self._over():
            return False
        time.sleep(seconds)
        return self._now() > before

    def _hand_over(self) -> None:
        if time.monotonic() >= self._ends and not self._told:
            self._told = True
            self._when_over()

    def _over(self) -> bool:
        """Whether nothing more is claimed. While a slow answer is waited for, other stores are not kept."""
        late = time.monotonic() - self._ends
        return late >= settings.SENDING_REQUEST_DEADLINE or (late >= 0 and not self._carrier.under_way())

    def _soon(self) -> float:
        """Seconds until something is due that is not yet, or a store need not wait any more."""
        now = self._now()
        at = soonest(now)
        waits = [self._rations.wait(), (at - now).total_seconds() if at else None]
        return max(min((wait for wait in waits if wait is not None), default=STAYS + 1), 0.0)


def _asked(claims: Sequence[Claim], slots: Mapping[int, str]) -> Iterator[Asked]:
    for one in claims:
        try:
            yield ask(one, slots[one.delivery.pk])
        except MISTAKES:
            # Of ours, with one delivery: its lease will run out, and no other waits for it.
            log.exception("delivery step failed", **one.names)
