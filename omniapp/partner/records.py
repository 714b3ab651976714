"""The four records whose lines stand together: of sends, of drafts, of stores and of partners' accounts.

Each is asked for the same columns, so that one query reads them as one. What a record lacks is empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import BigIntegerField, F, IntegerField, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from omniapp.campaigns.models import DraftEvent
from omniapp.people.models import AccountEvent
from omniapp.sending.evidence import told_of
from omniapp.sending.models import DeliveryEvent
from omniapp.stores.models import StoreEvent

#: Of a call to Omnisend.
CALL: Final = ("step", "outcome", "method", "path", "slug", "request_id", "remote_status")
#: Of a line about a store; of the others, their campaign tells.
STORE: Final = ("brand_id", "name", "website", "timezone")
_STORE: Final = {f"store_{name}": F(f"store__{name}") for name in STORE}
_NUMBERS: Final = ("status", "milliseconds", "store_id", "campaign_id")
_TEXTS: Final = (*CALL, *_STORE, "whose")
COLUMNS: Final = ("at", "rank", "id", "kind", "actor", "note", *_TEXTS, *_NUMBERS)


@dataclass(frozen=True, eq=False)
class Record:
    """``rank``: of two lines at the same moment the one with the smaller is the older."""

    rank: int
    model: type[Model]
    has: Mapping[str, Any] = field(default_factory=dict)

    def rows(self, where: Q, place: Q) -> QuerySet[Any, dict[str, Any]]:
        found: QuerySet[Any] = self.model._default_manager.filter(where).filter(place)
        if self.model is DeliveryEvent:
            found = told_of(found)
        own = {one.attname for one in self.model._meta.concrete_fields}
        lacks: dict[str, Any] = {name: Value("", TextField()) for name in _TEXTS}
        lacks |= {name: Cast(Value(None), BigIntegerField()) for name in _NUMBERS}
        more = {name: value for name, value in (lacks | dict(self.has)).items() if name not in own}
        rows: QuerySet[Any, dict[str, Any]] = found.annotate(
            rank=Value(self.rank, IntegerField()), **more
        ).values(*COLUMNS)
        return rows


ACCOUNTS: Final = Record(0, AccountEvent, {"whose": F("user__email")})
#: A store is connected before anybody writes for it, and a campaign is written before it is sent.
STORES: Final = Record(1, StoreEvent, _STORE)
DRAFTS: Final = Record(2, DraftEvent)
SENDS: Final = Record(3, DeliveryEvent)
ALL: Final = (ACCOUNTS, STORES, DRAFTS, SENDS)
