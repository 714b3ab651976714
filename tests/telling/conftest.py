"""A store with a campaign whose record the tests write themselves, line by line."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection

from omniapp.campaigns.models import Campaign
from omniapp.campaigns.reviewed import Reviewed
from omniapp.people.models import User
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.states import FINAL, State
from omniapp.stores.models import Store
from omniapp.telling import feeding, outbox
from tests import cast


class Desk:
    """Alpine Wool and one send of it."""

    def __init__(self) -> None:
        self.store: Store = cast.connected_store()
        self.now = outbox.real_time()

    def delivery(self, *, by: User | None = None, **columns: Any) -> Delivery:
        campaign = Campaign.objects.create(
            store=self.store, name="Warm socks", subject="Socks for the cold weeks", sender_name="Wool",
            template_id="t1", template_name="First", audience="everyone", timing="now",
            created_at=self.now, updated_at=self.now,
        )  # fmt: skip
        values = {
            "store": self.store, "campaign": campaign, "version": 1,
            "reviewed": Reviewed.of(campaign, now=self.now).model_dump(mode="json"),
            "created_by": by.email if by else f"someone with access to {self.store.name}",
            "created_by_user": by.pk if by else None, "created_at": self.now,
            "state": State.HANDING_OVER, "step": "send", "remote_id": "6900000000000000000000aa",
            "hold_until": self.now, "not_before": self.now, "deadline": self.now,
        }  # fmt: skip
        return Delivery.objects.create(**(values | columns))

    def moved(self, delivery: Delivery, state: State, *, reason: str = "", **more: Any) -> DeliveryEvent:
        """The delivery and one line of its record, as the engine writes them."""
        before = delivery.state
        delivery.state, delivery.reason = state, reason
        delivery.remote_status = more.get("remote_status", delivery.remote_status)
        delivery.ended_at = self.now if state in FINAL else None
        delivery.accepted_at = self.now if state in (State.FOLLOWING, State.SENT) else None
        delivery.save()
        return DeliveryEvent.objects.create(
            delivery=delivery, store=self.store, campaign=delivery.campaign, at=self.now, kind="move",
            state_before=before, state_after=state, reason=reason, **more,
        )  # fmt: skip

    def feed(self) -> int:
        return feeding.feed(now=self.now)

    def tell(self, *, later: dt.timedelta = dt.timedelta(0)) -> int:
        """Tells whatever is due; how many turns that took."""
        turns = 0
        while outbox.tell_one(lambda: self.now + later):
            turns += 1
        return turns


@contextmanager
def other_session() -> Iterator[psycopg.Connection]:
    """A second session of the test's database, inside a transaction of its own."""
    wanted = ("dbname", "user", "password", "host", "port")
    where = {k: v for k, v in connection.get_connection_params().items() if k in wanted}
    with psycopg.connect(**where) as session:
        yield session


@pytest.fixture
def desk(db: None) -> Desk:
    return Desk()
