"""How omniapp is: what it needs, and whether its engine runs."""

import datetime as dt
import socket
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.db.models import Min
from redis import Redis
from redis.exceptions import RedisError

from omniapp.sending import clocks, heartbeat
from omniapp.sending.models import Delivery
from omniapp.sending.states import WORKABLE

PATIENCE = 2.0  # seconds for Redis to answer


@dataclass(frozen=True)
class Health:
    """``heartbeat`` is the seconds since the engine last looked for work, ``late`` those by which the oldest
    delivery that is due waits; None: not known, or for the heartbeat that there never was one.
    ``wrong_clocks`` are the machines whose clock is not the database's, with the seconds they are ahead.
    """

    database: bool
    redis: bool
    heartbeat: float | None = None
    late: float | None = None
    wrong_clocks: dict[str, float] = field(default_factory=dict)

    @property
    def runs(self) -> bool:
        return self.database and not heartbeat.stands_still(self.heartbeat)

    @property
    def well(self) -> bool:
        """Lateness alone is no illness: a store may have used up what Omnisend allows it."""
        return self.runs and self.redis and not self.wrong_clocks

    def told(self) -> dict[str, Any]:
        return {
            "ok": self.well,
            "database": self.database,
            "redis": self.redis,
            "sending": self.runs,
            "heartbeat_age_seconds": _rounded(self.heartbeat),
            "oldest_due_late_seconds": _rounded(self.late),
            "wrong_clocks": {machine: _rounded(seconds) for machine, seconds in self.wrong_clocks.items()},
        }


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 1)


def health(now: dt.datetime) -> Health:
    redis = redis_answers()
    try:
        return Health(True, redis, heartbeat.age(), seconds_late(now), wrong_clocks())
    except DatabaseError:
        return Health(False, redis)


def seconds_late(now: dt.datetime) -> float:
    waiting = Delivery.objects.filter(state__in=sorted(WORKABLE), lease_until=None, not_before__lte=now)
    oldest = waiting.aggregate(at=Min("not_before"))["at"]
    return (now - oldest).total_seconds() if oldest else 0.0


def wrong_clocks() -> dict[str, float]:
    """Of workers that refused to work, and of this machine: by its clock holds are counted."""
    seconds = clocks.ahead()
    own = {} if clocks.right(seconds) else {socket.gethostname(): seconds}
    return clocks.wrong() | own


def redis_answers() -> bool:
    try:
        with Redis.from_url(
            settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
        ) as redis:
            return bool(redis.ping())
    except RedisError:
        return False
