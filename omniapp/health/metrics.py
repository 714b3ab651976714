"""What /metrics tells, read from the database and from Redis at that moment.

So it is the same whichever process is asked, and no restart sets anything back to zero. What only Redis knows
is left out while Redis is away: ``omniapp_redis_up`` says so.
"""

import datetime as dt
import math
from collections.abc import Iterable, Iterator

from django.db.models import Count, Min, Q
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from omniapp.budgets.use import use
from omniapp.campaigns.models import CampaignSync
from omniapp.health.checks import redis_answers, seconds_late
from omniapp.sending import heartbeat
from omniapp.sending.models import NEEDS_SOMEBODY, Delivery, DeliveryEvent
from omniapp.sending.states import Reason, State
from omniapp.stores.models import Store
from omniapp.telling import feeding
from omniapp.telling.models import Message

WINDOW = dt.timedelta(hours=1)
WATCHED = (402, 409, 429)
_UNKNOWN = Q(state=State.CHECKING) | Q(state=State.NEEDS_PERSON, reason=Reason.UNKNOWN)


class Metrics(Collector):
    """Everything at ``now``. Raises Django's DatabaseError."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from self._sending()
        yield from self._answers()
        yield from self._rest()
        yield from self._redis()

    def _sending(self) -> Iterator[GaugeMetricFamily]:
        every = Delivery.objects.order_by()
        counts = {state.value: 0 for state in State}
        counts |= dict(every.values_list("state").annotate(count=Count("*")))  # an index alone answers this
        yield _family("deliveries", "Deliveries by state.", ["state"], [((k,), v) for k, v in counts.items()])
        needs = every.filter(NEEDS_SOMEBODY).values_list("reason").annotate(count=Count("pk"))
        yield _family(
            "needs_person",
            "Deliveries that no timer moves, by reason.",
            ["reason"],
            [((reason or "on_hold",), count) for reason, count in needs],
        )
        unknown = every.filter(_UNKNOWN).aggregate(count=Count("pk"), since=Min("unknown_since"))
        yield _one(
            "unknown_outcomes", "Sends of which it is not known whether they arrived.", unknown["count"]
        )
        since = unknown["since"]
        age = (self.now - since).total_seconds() if since else 0.0
        yield _one("unknown_oldest_seconds", "For how long the oldest of these has been unknown.", age)
        yield _one(
            "oldest_due_seconds", "By how much the oldest due delivery is late.", seconds_late(self.now)
        )
        beat = heartbeat.age()
        yield _one(
            "heartbeat_age_seconds",
            "Seconds since the engine last looked for work; +Inf: it never did.",
            math.inf if beat is None else beat,
        )

    def _answers(self) -> Iterator[GaugeMetricFamily]:
        lately = DeliveryEvent.objects.order_by().filter(at__gt=self.now - WINDOW, status__in=WATCHED)
        rows = lately.values_list("status", "slug").annotate(count=Count("pk"))
        yield _family(
            "refusals_last_hour",
            "Answers 402, 409 and 429 to sends within the last hour.",
            ["status", "slug"],
            [((str(status), slug), count) for status, slug, count in rows],
        )

    def _rest(self) -> Iterator[GaugeMetricFamily]:
        states: dict[str, int] = dict.fromkeys(Store.State.values, 0)
        states |= dict(Store.objects.order_by().values_list("state").annotate(count=Count("pk")))
        yield _family("stores", "Stores by connection.", ["state"], [((k,), v) for k, v in states.items()])
        due = CampaignSync.objects.filter(store__state=Store.State.CONNECTED, next_at__lte=self.now)
        since = due.aggregate(since=Min("next_at"))["since"]
        age = (self.now - since).total_seconds() if since else 0.0
        yield _one("sync_oldest_due_seconds", "By how much the oldest reading of a list is late.", age)
        since = feeding.oldest_untold()
        age = (self.now - since).total_seconds() if since else 0.0
        yield _one(
            "untold_oldest_seconds", "How long the oldest news waits to be made into messages.", max(age, 0.0)
        )
        begun = Q(digest=False) | Q(tries__gt=0)  # a digest waits for its morning
        waiting = Message.objects.order_by().filter(begun, state=Message.State.WAITING)
        told = waiting.aggregate(count=Count("pk"), due=Min("made_at"))
        yield _one("messages_waiting", "Mails and webhook calls that were not accepted yet.", told["count"])
        age = (self.now - told["due"]).total_seconds() if told["due"] else 0.0
        yield _one("messages_oldest_seconds", "How long the oldest of these has waited.", max(age, 0.0))

    def _redis(self) -> Iterator[GaugeMetricFamily]:
        up = redis_answers()
        yield _one("redis_up", "Whether Redis answers.", up)
        try:
            used = sorted(use().items()) if up else []
        except RedisError:
            return
        yield _family(
            "budget_used_ratio",
            "The fullest store's part of one of Omnisend's limits.",
            ["limit"],
            [((name,), one.fullest) for name, one in used],
        )
        yield _family(
            "budget_stores", "Stores that use a limit.", ["limit"], [((n,), one.stores) for n, one in used]
        )
        yield _family(
            "budget_cut_stores",
            "Stores whose limit was surprised by a 429 and is filled more slowly.",
            ["limit"],
            [((name,), one.cut) for name, one in used],
        )


def _one(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"omniapp_{name}", what, value=float(value))


def _family(
    name: str, what: str, labels: list[str], rows: Iterable[tuple[tuple[str, ...], float]]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"omniapp_{name}", what, labels=labels)
    for values, number in rows:
        family.add_metric(values, float(number))
    return family
