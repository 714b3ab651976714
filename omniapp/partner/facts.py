"""What the rows of ``/stores/`` say of their stores, and the mark by which a poll knows them. Two statements.

Both are asked of fifty stores at most, by their ids: what they cost does not grow with the number of stores.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final, TypedDict
from zoneinfo import ZoneInfo

from django.db import connection
from django.http import QueryDict
from django.utils.safestring import SafeString

from omniapp.partner import marks
from omniapp.partner.days import zone_named
from omniapp.partner.marks import Mark
from omniapp.partner.polls import News
from omniapp.partner.scope import THEIRS
from omniapp.sending import mirrored
from omniapp.sending.states import LIVE
from omniapp.stores.models import Store, domain_of

PER_PAGE: Final = 50
PLAN_REMEMBERED: Final = dt.timedelta(days=30)
_UTC: Final = ZoneInfo("UTC")


class Row(TypedDict):
    """One store, as a dict: there a template finds a name at its first try.

    ``plan``: a send waits for its plan now; ``plan_at``: when one was last refused for it, and none
    was accepted since. ``access``: how old the access is that is used now, which may be renewed every hour.
    ``read``: its campaigns were read in Omnisend at least once.
    """

    pk: int
    brand_id: str
    name: str
    domain: str
    tz: ZoneInfo
    connection: SafeString
    since: dt.datetime | None  # is set while it is not connected
    access: str
    tags: list[str]
    needs: int
    plan: bool
    plan_at: dt.datetime | None
    next_at: dt.datetime | None
    next: SafeString
    last_at: dt.datetime | None
    last: SafeString
    news: str
    read: bool


_CONNECTION: Final = {
    Store.State.CONNECTED: Mark("good", "plug", "Connected").said,
    Store.State.DISCONNECTED: Mark("quiet", "unplug", "Disconnected").said,
    Store.State.NEEDS_RECONNECT: Mark("warn", "plug-zap", "Needs reconnecting").pill,
}
#: The little that changes whenever a row does. What is final does not, so only the rest is added up.
_READ: Final = "sync.synced_at is not null"
_TOLD: Final = (
    f"concat_ws(' ', s.id, live.moved, sync.changed_at, {_READ}, s.state_since, s.connected_at, s.tags)"
)
_WAITS: Final = "(d.state = 'needs_person' or (d.state = 'following' and d.remote_status = 'onHold'))"
_JOINED: Final = f"""
    left join campaigns_campaignsync sync on sync.store_id = s.id
    left join lateral (
        select sum(d.revision + d.id) as moved, count(*) filter (where {_WAITS}) as needs,
            coalesce(bool_or(d.reason = 'plan' and {_WAITS}), false) as plan
        from sending_delivery d where d.store_id = s.id and d.state = any(%(live)s)
    ) live on true
"""  # noqa: S608 - here and below all parts are ours
_SEND: Final = """
    left join lateral (
        select c.sends_at, c.mirrored, c.gone_at, c.omnisend_status, newest.state, newest.remote_status
        from campaigns_campaign c
        left join lateral (
            select d.state, d.remote_status from sending_delivery d
            where d.campaign_id = c.id and d.purpose = 'send' order by d.id desc limit 1
        ) newest on true
        where c.store_id = s.id and c.deleted_at is null and {which} limit 1
    ) {name} on true
"""
#: Times as numbers: the driver reads those quickly, and texts of times slowly.
_COLUMNS: Final = """extract(epoch from {0}.sends_at)::float8,
        {0}.state, {0}.remote_status, {0}.mirrored, {0}.gone_at is not null, {0}.omnisend_status"""
_COMING: Final = "c.sends_at > %(now)s and c.omnisend_status <> all(%(over)s) order by c.sends_at"
_GONE: Final = "c.sends_at <= %(now)s order by c.sends_at desc"
_FACTS: Final = f"""
    select s.id, s.brand_id, s.name, s.website, s.timezone, s.state,
        case when s.state <> 'connected' then s.state_since end,
        extract(day from %(now)s - coalesce(token.given_at, s.connected_at))::integer,
        s.tags, live.needs, live.plan, {_TOLD}, {_READ},
        (select max(e.at) from sending_deliveryevent e
            where e.store_id = s.id and e.status = 402 and e.at > %(remembered)s and not exists
            (select from sending_delivery d where d.store_id = s.id and d.accepted_at > e.at)),
        {_COLUMNS.format("coming")}, {_COLUMNS.format("gone")}
    from stores_store s
    left join stores_token token on token.store_id = s.id
    {_JOINED} {_SEND.format(name="coming", which=_COMING)} {_SEND.format(name="gone", which=_GONE)}
    where s.id = any(%(ids)s)
"""  # noqa: S608
_NEWS: Final = f"""
    select {_TOLD} from stores_store s {_JOINED}
    where s.id = any(%(ids)s) and {THEIRS.format("s.id")}
"""  # noqa: S608
_LIVE: Final = sorted(LIVE)
_OVER: Final = sorted(mirrored.OVER)


def rows(keys: Sequence[int], now: dt.datetime) -> list[Row]:
    """In the order of ``keys``, without those that are not there. One query."""
    asked: dict[str, Any] = {
        "ids": list(keys),
        "now": now,
        "remembered": now - PLAN_REMEMBERED,
        "live": _LIVE,
        "over": _OVER,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, asked)
        found = {told[0]: _row(told) for told in cursor.fetchall()}
    return [found[pk] for pk in keys if pk in found]


def news(asked: QueryDict) -> News:
    """What changes with the rows of the stores in ``?of=``."""
    return News(_NEWS, {"ids": ids(asked), "live": _LIVE})


def ids(asked: QueryDict) -> list[int]:
    """The stores in ``?of=``, as far as they are numbers that a row can have."""
    told = asked.get("of", "").split(".")[:PER_PAGE]
    return [int(one) for one in told if one.isascii() and one.isdecimal() and len(one) < 19]


def _row(told: tuple[Any, ...]) -> Row:
    pk, brand, name, website, zone, state, since, days, tags, needs, plan, news, read, plan_at, *sends = told
    next_at, *coming = sends[:6]
    last_at, *gone = sends[6:]
    return Row(
        pk=pk,
        brand_id=brand,
        name=name,
        domain=domain_of(website),
        tz=zone_named(zone) or _UTC,
        connection=_CONNECTION[state],
        since=since,
        access=f"{days} day{'s' if days > 1 else ''}" if days > 0 else "less than a day",
        tags=tags,
        needs=needs,
        plan=plan,
        plan_at=plan_at,
        next_at=next_at and dt.datetime.fromtimestamp(next_at, dt.UTC),
        next=_said(*coming) if next_at else SafeString(),
        last_at=last_at and dt.datetime.fromtimestamp(last_at, dt.UTC),
        last=_said(*gone) if last_at else SafeString(),
        news=news,
        read=read,
    )


def _said(state: str | None, remote: str, mirrored: bool, gone: bool, there: str) -> SafeString:
    return marks.read(state, remote, mirrored=mirrored, there=there, gone=gone).said
