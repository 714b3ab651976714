"""What waits for a person over all stores: a query over what the engine recorded, put into groups."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Max, QuerySet, Sum, Window
from django.db.models.fields.json import KT

from omniapp.campaigns.models import Campaign
from omniapp.campaigns.queries import SILENT_BOOSTERS
from omniapp.partner import fixes
from omniapp.partner.fixes import FIXES, Fix
from omniapp.partner.scope import Narrowed, of_theirs, stores_of
from omniapp.people.models import User
from omniapp.sending import outcomes
from omniapp.sending.models import NEEDS_SOMEBODY, Delivery
from omniapp.stores.models import Store


@dataclass(frozen=True)
class Row:
    """One thing that waits. ``edition``: its delivery as it is shown, where several can be decided at once."""

    store: Store
    campaign: Campaign | None = None
    edition: str = ""
    since: dt.datetime | None = None
    said: str = ""


@dataclass
class Group:
    """All that one fix would solve, of which ``rows`` are shown."""

    fix: Fix
    stores: int = 0
    many: int = 0
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Waiting:
    """``seen`` is a mark that changes with whatever is shown."""

    groups: list[Group]
    seen: str


def look(
    user: User, narrowed: Narrowed, *, now: dt.datetime, only: str = "", start: int = 0, many: int
) -> Waiting:
    """``many`` rows of each group, from ``start`` on; ``only``: of one group. Four queries."""
    light = _light(_parked(user, narrowed))
    keyed: dict[str, list[dict[str, Any]]] = {key: [] for key in FIXES}
    for one in light:
        may_be_out = one["accepted_at"] is not None or one["unknown_since"] is not None
        fix = fixes.of(one["state"], one["reason"], one["slug"] or "", may_be_out=may_be_out)
        keyed[fix.key].append(one)
    shown = {key: ones[start : start + many] for key, ones in keyed.items() if only in ("", key)}
    whole = _whole([one["pk"] for ones in shown.values() for one in ones])
    groups = {
        key: Group(
            FIXES[key],
            stores=len({one["store_id"] for one in keyed[key]}),
            many=len(keyed[key]),
            rows=[_row(whole[one["pk"]], FIXES[key], now) for one in ones if one["pk"] in whole],
        )
        for key, ones in shown.items()
    }
    lapsed = list(_lapsed(user, narrowed))
    if "reconnect" in groups:
        _add_stores(groups["reconnect"], lapsed, keyed["reconnect"], start, many)
    if "boosters" in groups:
        _add_boosters(groups["boosters"], user, narrowed, start, many)
    mark = _mark(
        len(light), sum(one["revision"] for one in light), max((one["pk"] for one in light), default=0),
        len(lapsed), max((store.state_since for store in lapsed), default=None),
    )  # fmt: skip
    return Waiting([group for group in groups.values() if group.many], mark)


def seen(user: User, narrowed: Narrowed) -> str:
    """The same mark as ``look`` gives, for two light queries."""
    sent = _parked(user, narrowed).aggregate(Count("pk"), Sum("revision"), Max("pk"))
    told = _lapsed(user, narrowed).aggregate(Count("pk"), Max("state_since"))
    return _mark(*(one or 0 for one in sent.values()), told["pk__count"], told["state_since__max"])


def _mark(parked: int, moved: int, newest: int, lapsed: int, at: dt.datetime | None) -> str:
    return f"{parked}.{moved}.{newest}.{lapsed}.{at:%s}" if at else f"{parked}.{moved}.{newest}.{lapsed}"


def _parked(user: User, narrowed: Narrowed) -> QuerySet[Delivery]:
    return of_theirs(Delivery.objects.filter(NEEDS_SOMEBODY), user).filter(narrowed.of("store__"))


def _lapsed(user: User, narrowed: Narrowed) -> QuerySet[Store]:
    return stores_of(user).filter(narrowed.of(""), state=Store.State.NEEDS_RECONNECT)


def _light(parked: QuerySet[Delivery]) -> list[dict[str, Any]]:
    """All of them, but of each only what decides where it belongs."""
    columns = ("pk", "store_id", "state", "reason", "revision", "accepted_at", "unknown_since")
    return list(parked.order_by("store__name", "pk").values(*columns, slug=KT("problem__slug")))


def _whole(ids: Sequence[int]) -> dict[int, Delivery]:
    return Delivery.objects.select_related("store", "campaign__parent").in_bulk(ids)


def _row(delivery: Delivery, fix: Fix, now: dt.datetime) -> Row:
    campaign, store = delivery.campaign, delivery.store
    campaign.store = store  # known already: nothing asks the database once more
    said = outcomes.describe(campaign, delivery, store, now=now).sentence if fix.each else ""
    return Row(store, campaign, delivery.edition, delivery.unknown_since or delivery.created_at, said)


def _add_stores(
    group: Group, lapsed: list[Store], parked: list[dict[str, Any]], start: int, many: int
) -> None:
    """Stores that wait for their connection, though none of their sends does."""
    with_sends = {one["store_id"] for one in parked}
    alone = [store for store in lapsed if store.pk not in with_sends]
    offset = max(start - group.many, 0)
    room = many - len(group.rows)
    group.rows += [Row(store, since=store.state_since) for store in alone[offset : offset + room]]
    group.many += len(alone)
    group.stores += len(alone)


def _add_boosters(group: Group, user: User, narrowed: Narrowed, start: int, many: int) -> None:
    silent = of_theirs(Campaign.objects.live().filter(SILENT_BOOSTERS), user).filter(narrowed.of("store__"))
    counted = silent.annotate(all=Window(Count("pk")), age=F("updated_at"))
    found = list(counted.select_related("store").order_by("store__name", "pk")[start : start + many])
    group.rows = [Row(one.store, one, since=one.updated_at) for one in found]
    group.many = found[0].all if found else 0
