"""What waits for a person over all stores, put into groups by what puts it right."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Window

from omniapp.campaigns.models import Campaign
from omniapp.partner import troubles
from omniapp.partner.fixes import FIXES, Fix
from omniapp.partner.scope import Narrowed
from omniapp.partner.troubles import Trouble
from omniapp.people.models import User
from omniapp.sending import outcomes
from omniapp.sending.models import Delivery
from omniapp.stores.models import Store


@dataclass(frozen=True)
class Row:
    """One thing that waits. ``edition``: its delivery as shown, where several can be decided at once."""

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
    """``told``: what a poll asks about; it changes with whatever is shown."""

    groups: list[Group]
    told: list[str]


def look(
    user: User, narrowed: Narrowed, *, now: dt.datetime, only: str = "", start: int = 0, many: int
) -> Waiting:
    """``many`` rows of each group, from ``start`` on; ``only``: of one group. Three queries."""
    found = troubles.of(user, narrowed)
    lapsed = {one.store_id: one for one in found if one.lapsed}
    keyed: dict[str, list[Trouble]] = {key: [] for key in FIXES}
    for one in found:
        if one.delivery:
            keyed[one.fix.key].append(one)
    shown = {key: ones[start : start + many] for key, ones in keyed.items() if only in ("", key)}
    whole = _whole([one.delivery for ones in shown.values() for one in ones if one.delivery])
    groups = {
        key: Group(
            FIXES[key],
            stores=len({one.store_id for one in keyed[key]}),
            many=len(keyed[key]),
            rows=[_row(whole[one.delivery], FIXES[key], now) for one in ones if one.delivery in whole],
        )
        for key, ones in shown.items()
    }
    if "reconnect" in groups:
        with_sends = {one.store_id for one in keyed["reconnect"]}
        alone = [one for pk, one in lapsed.items() if pk not in with_sends]
        _add_stores(groups["reconnect"], alone, start, many)
    silent = _add_boosters(groups["boosters"], user, narrowed, start, many) if "boosters" in groups else 0
    return Waiting([group for group in groups.values() if group.many], troubles.told(found, silent))


def _whole(ids: Sequence[int]) -> dict[int, Delivery]:
    return Delivery.objects.select_related("store", "campaign__parent").in_bulk(ids)


def _row(delivery: Delivery, fix: Fix, now: dt.datetime) -> Row:
    campaign, store = delivery.campaign, delivery.store
    campaign.store = store  # known already: nothing asks the database once more
    said = outcomes.describe(campaign, delivery, store, now=now).sentence if fix.each else ""
    return Row(store, campaign, delivery.edition, delivery.unknown_since or delivery.created_at, said)


def _add_stores(group: Group, alone: list[Trouble], start: int, many: int) -> None:
    """Stores that wait for their connection, though none of their sends does."""
    offset = max(start - group.many, 0)
    room = many - len(group.rows)
    group.rows += [Row(one.store, since=one.state_since) for one in alone[offset : offset + room]]
    group.many += len(alone)
    group.stores += len(alone)


def _add_boosters(group: Group, user: User, narrowed: Narrowed, start: int, many: int) -> int:
    counted = troubles.silent(user, narrowed).annotate(all=Window(Count("pk")))
    found = list(counted.select_related("store").order_by("store__name", "pk")[start : start + many])
    group.rows = [Row(one.store, one, since=one.updated_at) for one in found]
    group.many = found[0].all if found else 0
    return group.many
