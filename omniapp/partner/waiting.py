"""What waits for a person over all stores, put into groups by what puts it right."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Count, Window

from omniapp.campaigns.models import Campaign
from omniapp.partner import troubles
from omniapp.partner.days import zone_named
from omniapp.partner.fixes import FIXES, Fix
from omniapp.partner.scope import Narrowed
from omniapp.partner.troubles import Trouble
from omniapp.people.models import User
from omniapp.sending import outcomes
from omniapp.sending.models import Delivery
from omniapp.stores.models import Store

_NAMELESS: Final = str(Campaign())


@dataclass(frozen=True)
class Row:
    """One thing that waits. ``edition``: its delivery as shown, where several can be decided at once."""

    store_id: int
    brand_id: str
    store: str
    tz: ZoneInfo
    since: dt.datetime
    campaign_id: int | None = None
    campaign: str = ""
    edition: str = ""
    said: str = ""
    scope: str = ""

    @property
    def reconnect_url(self) -> str:
        return Store(brand_id=self.brand_id, scope=self.scope).reconnect_url


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
    lapsed = [one for one in found if not one.delivery]
    keyed: dict[str, list[Trouble]] = {key: [] for key in FIXES}
    for one in found:
        if one.delivery:
            keyed[one.fix.key].append(one)
    shown = {key: ones[start : start + many] for key, ones in keyed.items() if only in ("", key)}
    each = [one.delivery or 0 for key, ones in shown.items() if FIXES[key].each for one in ones]
    said = _said(each, now) if each else {}
    groups = {
        key: Group(
            FIXES[key],
            stores=len({one.store_id for one in keyed[key]}),
            many=len(keyed[key]),
            rows=[_row(one, said.get(one.delivery or 0, "")) for one in ones],
        )
        for key, ones in shown.items()
    }
    if "reconnect" in groups:
        with_sends = {one.store_id for one in keyed["reconnect"]}
        alone = [one for one in lapsed if one.store_id not in with_sends]
        _add_stores(groups["reconnect"], alone, start, many)
    silent = _add_boosters(groups["boosters"], user, narrowed, start, many) if "boosters" in groups else 0
    return Waiting([group for group in groups.values() if group.many], troubles.told(found, silent))


def _said(ids: Sequence[int], now: dt.datetime) -> dict[int, str]:
    """The cause of each, where every one has its own. One query."""
    whole = Delivery.objects.filter(pk__in=ids).select_related("store", "campaign__parent")
    found = {}
    for one in whole:
        one.campaign.store = one.store  # known already: nothing asks the database once more
        found[one.pk] = outcomes.describe(one.campaign, one, one.store, now=now).sentence
    return found


def _row(one: Trouble, said: str = "") -> Row:
    store = Row(one.store_id, one.brand_id, one.name, _zone(one.timezone), one.since, scope=one.scope)
    if not one.delivery:
        return store
    campaign = one.campaign_name or _NAMELESS
    return replace(store, campaign_id=one.campaign_id, campaign=campaign, edition=one.edition, said=said)


def _zone(name: str) -> ZoneInfo:
    return zone_named(name) or ZoneInfo("UTC")


def _add_stores(group: Group, alone: list[Trouble], start: int, many: int) -> None:
    """Stores that wait for their connection, though none of their sends does."""
    offset = max(start - group.many, 0)
    room = many - len(group.rows)
    group.rows += [_row(one) for one in alone[offset : offset + room]]
    group.many += len(alone)
    group.stores += len(alone)


def _add_boosters(group: Group, user: User, narrowed: Narrowed, start: int, many: int) -> int:
    told = ("pk", "name", "updated_at", "store_id", "store__brand_id", "store__name", "store__timezone")
    counted = troubles.silent(user, narrowed).annotate(all=Window(Count("pk")))
    found = list(counted.order_by("store__name", "pk").values_list(*told, "all")[start : start + many])
    group.rows = [
        Row(store, brand, called, _zone(zone), at, pk, name or _NAMELESS)
        for pk, name, at, store, brand, called, zone, _ in found
    ]
    group.many = found[0][-1] if found else 0
    return group.many
