"""One store on the local Omnisend, and an engine whose clock the tests hold."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from pytest_django.fixtures import Settings
from redis import Redis

from omniapp.campaigns.models import Campaign
from omniapp.people import actors
from omniapp.sending import engine, operations
from omniapp.sending.models import Delivery
from omniapp.sending.states import FINAL, State
from omniapp.stores.models import Store
from tests import cast
from tests.sandbox_control import Sandbox


class Stage:
    """Alpine Wool with the engine beside it. ``now`` is ours and the sandbox's time at once."""

    def __init__(self, sandbox: Sandbox, store: Store) -> None:
        self.sandbox, self.store = sandbox, store
        self.merchant = actors.merchant(store)
        self.now = sandbox.now()
        templates = [t for t in sandbox.state()["templates"] if t["brandID"] == store.brand_id]
        self.templates: list[str] = [t["id"] for t in templates]

    def advance(self, seconds: float) -> None:
        """Both clocks go on by so much."""
        self.now += dt.timedelta(seconds=seconds)
        self.sandbox.clock(advance=seconds)
        if seconds:
            self.forget_budget()

    def forget_budget(self) -> None:
        """Budgets go by Redis' own clock, which no test turns: when time goes on, they forget."""
        with Redis.from_url(settings.REDIS_URL) as redis:
            for key in redis.scan_iter(f"omniapp:budget:{self.store.brand_id}:*"):
                redis.delete(key)

    def campaign(self, **content: Any) -> Campaign:
        """A complete email to everyone, sent at once unless ``content`` says otherwise."""
        values = {
            "name": "Warm socks",
            "subject": "Socks for the cold weeks",
            "sender_name": "Alpine Wool",
            "template_id": self.templates[0],
            "template_name": "First",
            "audience": "everyone",
            "timing": "now",
            "created_at": self.now,
            "updated_at": self.now,
        }
        return Campaign.objects.create(store=self.store, **(values | content))

    def in_hours(self, hours: float) -> dict[str, str]:
        """For ``campaign``: to be sent then. Counted from now, as it is followed in so many turns."""
        at = (self.now + dt.timedelta(hours=hours)).astimezone(self.store.tz)
        return {"timing": "at", "on_date": f"{at:%Y-%m-%d}", "at_time": f"{at:%H:%M}"}

    def send(self, campaign: Campaign) -> Delivery:
        return operations.send(campaign=campaign, version=campaign.version, actor=self.merchant, now=self.now)

    def test_mail(self, campaign: Campaign, *recipients: str) -> Delivery:
        to = recipients or ("me@example.com",)
        return operations.send_test(campaign=campaign, recipients=to, actor=self.merchant, now=self.now)

    def step(self) -> int:
        """One turn of the engine at the present time."""
        return engine.drain(rounds=1, now=lambda: self.now)

    def work(
        self, delivery: Delivery, until: Callable[[Delivery], bool] | None = None, *, turns: int = 60
    ) -> Delivery:
        """Turns of the engine, each when the delivery is due, until ``until`` holds (default: it rests)."""
        done = until or (lambda d: State(d.state) in FINAL or d.state == State.NEEDS_PERSON)
        for _ in range(turns):
            delivery.refresh_from_db()
            if done(delivery):
                return delivery
            self.advance(max((delivery.not_before - self.now).total_seconds(), 0))
            self.step()
        raise AssertionError(f"still {delivery.state}/{delivery.step} after {turns} turns")

    def fault(self, operation: str, kind: str = "problem", **how: Any) -> None:
        self.sandbox.fault(OPERATIONS[operation], kind, **how)

    def sends(self) -> int:
        """How many sends of ours Omnisend accepted; what a merchant did there does not count."""
        return len([send for send in self.sandbox.sends() if send["via"] == "api"])

    def drafts(self) -> list[dict[str, Any]]:
        ours = self.sandbox.state()["campaigns"]
        return [c for c in ours if c["brandID"] == self.store.brand_id and c["status"] == "draft"]


OPERATIONS = {
    "create": "POST /campaigns",
    "find": "GET /campaigns",
    "look": "GET /campaigns/{id}",
    "patch": "PATCH /campaigns/{id}",
    "delete": "DELETE /campaigns/{id}",
    "send": "POST /campaigns/{id}/send",
    "cancel": "POST /campaigns/{id}/cancel",
}


@pytest.fixture
def stage(db: None, sandbox: Sandbox, settings: Settings) -> Stage:
    settings.SENDING_HOLD = 0
    settings.SENDING_CONCURRENCY = 1
    return Stage(sandbox, cast.connected_store(sandbox))
