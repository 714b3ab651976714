"""A line of the record in words: the same as on the campaign's own page."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from omniapp.campaigns.models import UNNAMED, DraftEvent
from omniapp.partner.days import zone_named
from omniapp.partner.records import ACCOUNTS, ALL, DRAFTS, STORES
from omniapp.people.actors import SYSTEM
from omniapp.people.models import AccountEvent
from omniapp.sending.evidence import Event, told
from omniapp.sending.outcome import Tone
from omniapp.stores.models import StoreEvent
from omniapp.web.templatetags.web import opening

_TONES: Final[dict[str, Tone]] = {
    StoreEvent.Kind.CONNECTED: "good",
    StoreEvent.Kind.RECONNECTED: "good",
    StoreEvent.Kind.LAPSED: "warn",
}
_LABELS: Final = {
    record.rank: {kind.value: str(kind.label) for kind in kinds}
    for record, kinds in ((ACCOUNTS, AccountEvent.Kind), (STORES, StoreEvent.Kind), (DRAFTS, DraftEvent.Kind))
}
_UTC: Final = ZoneInfo("UTC")
_NAMED: Final = """
    select line.*, campaign.name, campaign.deleted_at is not null, store.brand_id, store.name, store.timezone
    from ({}) line
    left join campaigns_campaign campaign on campaign.id = line.campaign_id
    left join stores_store store on store.id = line.store_id
"""


class Written(NamedTuple):
    """What the database holds of a line of any record. ``whose``: the account it is about."""

    rank: int
    pk: int
    at: dt.datetime
    kind: str
    actor: str
    note: str
    whose: str
    step: str
    outcome: str
    method: str
    path: str
    slug: str
    request_id: str
    remote_status: str
    status: int | None
    milliseconds: int | None
    store_id: int | None
    campaign_id: int | None
    campaign_name: str | None
    campaign_deleted: bool
    brand_id: str | None
    store: str | None
    timezone: str | None

    @property
    def campaign(self) -> str:
        return "" if self.campaign_name is None else self.campaign_name or UNNAMED

    @property
    def zone(self) -> ZoneInfo:
        return zone_named(self.timezone or "UTC") or _UTC


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. ``who``: somebody, or ``omniapp``."""

    of: Written
    who: str
    title: str
    text: str
    tone: Tone

    @property
    def by_itself(self) -> bool:
        """Whether no person did it."""
        return self.who == SYSTEM.label


def lines(places: Sequence[tuple[dt.datetime, int, int]]) -> list[Line]:
    """What stands at ``places``, in their order. At most one query."""
    asked = defaultdict(list)
    for _, rank, pk in places:
        asked[rank].append(pk)
    if not asked:
        return []
    sql = " union all ".join(record.sql for record in ALL if record.rank in asked)
    with connection.cursor() as cursor:
        cursor.execute(_NAMED.format(sql), {f"of_{rank}": ids for rank, ids in asked.items()})
        found = {row[:2]: _line(Written(*row)) for row in cursor.fetchall()}
    return [found[rank, pk] for _, rank, pk in places]


def _line(of: Written) -> Line:
    if of.rank not in _LABELS:
        title, text, tone = told(Event(of.kind, of.step, of.outcome, of.status, of.remote_status, of.note))
        return Line(of, of.actor or SYSTEM.label, title[:1].upper() + title[1:], text, tone)
    text = opening(of.note)
    if of.rank == ACCOUNTS.rank and of.whose != of.actor:
        text = " · ".join(one for one in (f"Account of {of.whose}", text) if one)
    tone = _TONES.get(of.kind, "quiet") if of.rank == STORES.rank else "quiet"
    return Line(of, of.actor, _LABELS[of.rank][of.kind], text, tone)
