"""A line of the record in words: the same as on the campaign's own page."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from omniapp.campaigns.models import Campaign, DraftEvent
from omniapp.partner.records import ACCOUNTS, CALL, DRAFTS, STORE, STORES
from omniapp.people.actors import SYSTEM
from omniapp.people.models import AccountEvent
from omniapp.sending.evidence import told
from omniapp.sending.models import DeliveryEvent
from omniapp.sending.outcome import Tone
from omniapp.stores.models import Store, StoreEvent
from omniapp.web.templatetags.web import opening

_TONES: Final[dict[str, Tone]] = {
    StoreEvent.Kind.CONNECTED: "good",
    StoreEvent.Kind.RECONNECTED: "good",
    StoreEvent.Kind.LAPSED: "warn",
}
_OF_A_SEND: Final = ("kind", "actor", "note", *CALL, "status", "milliseconds")


@dataclass(frozen=True)
class Line:
    """One thing that happened. ``who``: somebody, or ``omniapp``. ``store``: None for an account."""

    at: dt.datetime
    store: Store | None
    who: str
    title: str
    text: str
    tone: Tone
    campaign: Campaign | None = None
    event: DeliveryEvent | None = None  # of a send, with what Omnisend answered

    @property
    def tz(self) -> dt.tzinfo:
        return self.store.tz if self.store else dt.UTC

    @property
    def by_itself(self) -> bool:
        """Whether no person did it."""
        return self.who == SYSTEM.label

    @property
    def call(self) -> str:
        return f"{self.event.method} {self.event.path}".strip() if self.event else ""


def lines(rows: Sequence[Mapping[str, Any]]) -> list[Line]:
    """In the order of ``rows``. At most one query."""
    named = {row["campaign_id"] for row in rows} - {None}
    found = Campaign.objects.select_related("store").only(
        "name", "deleted_at", *(f"store__{name}" for name in STORE)
    )
    campaigns = found.in_bulk(named)
    return [_line(row, campaigns.get(row["campaign_id"])) for row in rows]


def _line(row: Mapping[str, Any], campaign: Campaign | None) -> Line:
    at, kind, who, note = row["at"], row["kind"], row["actor"], row["note"]
    text = opening(note)
    if row["rank"] == ACCOUNTS.rank:
        if row["whose"] != who:
            text = " · ".join(one for one in (f"Account of {row['whose']}", text) if one)
        return Line(at, None, who, AccountEvent.Kind(kind).label, text, "quiet")
    if row["rank"] == STORES.rank:
        of = Store(pk=row["store_id"], **{name: row[f"store_{name}"] for name in STORE})
        return Line(at, of, who, StoreEvent.Kind(kind).label, text, _TONES.get(kind, "quiet"))
    store = campaign.store if campaign else None
    if row["rank"] == DRAFTS.rank:
        return Line(at, store, who, DraftEvent.Kind(kind).label, text, "quiet", campaign)
    event = DeliveryEvent(**{name: row[name] for name in _OF_A_SEND})
    title, text, tone = told(event)
    title = title[:1].upper() + title[1:]
    return Line(at, store, who or SYSTEM.label, title, text, tone, campaign, event)
