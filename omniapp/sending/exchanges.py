"""The one request of a claim: what is asked, and what came back."""

import datetime as dt
import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import structlog
from django.conf import settings

from omniapp import budgets, clock, omnisend
from omniapp.sending.claims import Claim
from omniapp.sending.points import reached
from omniapp.sending.situation import Evidence, Kind, Problem
from omniapp.sending.states import State
from omniapp.sending.steps import call_for, evidence_of, evidence_of_error
from omniapp.stores import connection as store_connection
from omniapp.stores.errors import NeedsReconnect
from omniapp.stores.models import Store
from omniapp.stores.operations import mark_needs_reconnect

Clock = Callable[[], dt.datetime]


class LeaseOver(omnisend.NotReached):
    """The clock, read immediately before the first byte, said that the lease may not outlive the answer."""


@dataclass(frozen=True)
class Asked:
    """A claim with the call it makes. ``slot``: of the brand's budget; empty when nobody counts."""

    claim: Claim
    call: omnisend.Call[Any]
    slot: str = ""

    def still_ours(self, now: Clock) -> None:
        """To be called before the first byte. Raises LeaseOver."""
        left = (self.claim.lease_until - now()).total_seconds()
        if left < settings.SENDING_REQUEST_DEADLINE:
            raise LeaseOver("the lease ends before an answer could be waited for")


@dataclass(frozen=True)
class Exchanged:
    """What one claim brought: a result, or why there is none."""

    asked: Asked
    started: dt.datetime
    at: dt.datetime
    result: object = None
    error: omnisend.OmnisendError | NeedsReconnect | None = None
    status: int | None = None  # of a yes; what else came has it in its error

    @property
    def claim(self) -> Claim:
        return self.asked.claim

    @property
    def shown(self) -> omnisend.Campaign | None:
        return self.result if isinstance(self.result, omnisend.Campaign) else None

    @property
    def milliseconds(self) -> int:
        return max(int((self.at - self.started).total_seconds() * 1000), 0)

    @functools.cached_property
    def evidence(self) -> Evidence:
        """What it proves. Looks into the database for what else carries the id that was shown."""
        match self.error:
            case None:
                delivery, step = self.claim.delivery, self.claim.step
                return evidence_of(delivery, step, self.result, asked_at=self.started, at=self.at)
            case NeedsReconnect():
                operation = self.asked.call.request.operation
                problem = Problem(operation=operation, detail=str(self.error), kind="NeedsReconnect")
                return Evidence(Kind.LOCKED_OUT, self.started, self.at, problem=problem)
            case _:
                return evidence_of_error(self.error, self.asked.call, asked_at=self.started, at=self.at)


def ask(claim: Claim, slot: str = "") -> Asked:
    """The claim's request, yet to be made."""
    return Asked(claim, call_for(claim.delivery, claim.step), slot)


def lane(state: str) -> budgets.Lane:
    """Following can wait a little; what decides whether and when something is sent cannot."""
    return budgets.Lane.BACKGROUND if state == State.FOLLOWING else budgets.Lane.SEND


def perform(claim: Claim, now: Clock = clock.now) -> Exchanged:
    """Makes the one request of this claim, here and now. Raises nothing that Omnisend or the network does."""
    return make(ask(claim), now)


def make(asked: Asked, now: Clock, *, refused: int | None = None) -> Exchanged:
    """The same with all that may be needed for a token that works.

    ``refused``: the generation of the token that was answered 401 to this request just now.
    """
    started = now()
    result, error, status = None, None, None
    with structlog.contextvars.bound_contextvars(**asked.claim.names):
        try:
            if refused is None:
                used = store_connection.credentials(asked.claim.delivery.store)
                try:
                    result, status = _exchange(asked, used, now)
                except omnisend.Unauthorized:
                    refused = used.generation
            if refused is not None:
                asked = replace(asked, slot="")  # it was used, and ends by itself
                result, status = _again(asked, now, refused)
        except (omnisend.OmnisendError, NeedsReconnect) as no:
            error = no
    reached("answered")
    return Exchanged(asked, started, now(), result, error, status)


def _exchange(asked: Asked, used: store_connection.Credentials, now: Clock) -> tuple[object, int]:
    answer = _client(used).exchange(asked.call, before_write=partial(asked.still_ours, now))
    return asked.call.read(answer), answer.status


def _again(asked: Asked, now: Clock, refused: int) -> tuple[object, int]:
    """A 401 says that nothing happened: the token is renewed and it is asked once more.

    Raises omnisend.OmnisendError, and NeedsReconnect when no token works without a person.
    """
    store = asked.claim.delivery.store
    if not store_connection.recover_from_401(store, generation=refused):
        raise _needs_reconnect(store)
    used = store_connection.credentials(store)
    _take_another_slot(asked)
    try:
        return _exchange(asked, used, now)
    except omnisend.Unauthorized as no:
        mark_needs_reconnect(store, clock.now(), generation=used.generation)
        raise _needs_reconnect(store) from no


def _take_another_slot(asked: Asked) -> None:
    """The second try is a request of its own."""
    delivery, operation = asked.claim.delivery, asked.call.request.operation
    grant = budgets.take(delivery.store.brand_id, operation, lane=lane(delivery.state))
    if not grant.slots:
        raise omnisend.NotReached("Omnisend's limit for this store is used up for the moment")


def _needs_reconnect(store: Store) -> NeedsReconnect:
    return NeedsReconnect(f"{store.name} needs to be connected again.")


def _client(used: store_connection.Credentials) -> omnisend.Client:
    return omnisend.Client(
        used.token,
        api_url=settings.OMNISEND_API_URL,
        transport=store_connection.transport(),
        deadline=settings.SENDING_REQUEST_DEADLINE,
    )
