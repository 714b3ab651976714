"""The four records whose lines stand together: of sends, of drafts, of stores and of partners' accounts.

Each is asked for where its lines stand, so that one query orders them as one (see happened.py), and for the
same columns, so that one statement reads what they say (see lines.py). What a record lacks is empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.db.models import IntegerField, Model, Q, QuerySet, Value

from omniapp.campaigns.models import DraftEvent
from omniapp.people.models import AccountEvent
from omniapp.sending.evidence import told_of
from omniapp.sending.models import DeliveryEvent
from omniapp.stores.models import StoreEvent

_OF_ALL: Final = ("id", "at", "kind", "actor", "note")
#: The others, by what stands for them in a record without them.
_OF_SOME: Final[Mapping[str, str]] = {
    "whose": "''",
    **dict.fromkeys(("step", "outcome", "method", "path", "slug", "request_id", "remote_status"), "''"),
    **dict.fromkeys(("status", "milliseconds"), "null::integer"),
    **dict.fromkeys(("store_id", "campaign_id"), "null::bigint"),
}


@dataclass(frozen=True, eq=False)
class Record:
    """``rank``: of two lines at the same moment the one with the smaller is the older."""

    rank: int
    model: type[Model]
    has: Mapping[str, str] = field(default_factory=dict)

    def places(self, where: Q) -> QuerySet[Any, tuple[Any, ...]]:
        """Where lines stand, as ``Place`` has it."""
        return self._places.filter(where)

    @cached_property
    def _places(self) -> QuerySet[Any, tuple[Any, ...]]:
        """Made once, and never asked itself: making it takes longer than its answer."""
        lines: QuerySet[Any] = self.model._default_manager.order_by()
        if self.model is DeliveryEvent:
            lines = told_of(lines)
        places: QuerySet[Any, tuple[Any, ...]] = lines.annotate(
            rank=Value(self.rank, IntegerField())
        ).values_list("at", "rank", "id")
        return places

    @cached_property
    def sql(self) -> str:
        """Reads the lines with the ids ``of_{rank}``."""
        own = {one.column for one in self.model._meta.concrete_fields}
        some = (
            name if name in own else f"{self.has.get(name, empty)} as {name}"
            for name, empty in _OF_SOME.items()
        )
        columns = ", ".join([f"{self.rank} as rank", *_OF_ALL, *some])
        return f"select {columns} from {self.model._meta.db_table} l where id = any(%(of_{self.rank})s)"  # noqa: S608 - all parts are ours


_WHOSE: Final = "(select email from people_user u where u.id = l.user_id)"
ACCOUNTS: Final = Record(0, AccountEvent, {"whose": _WHOSE})
#: A store is connected before anybody writes for it, and a campaign is written before it is sent.
STORES: Final = Record(1, StoreEvent)
DRAFTS: Final = Record(2, DraftEvent)
SENDS: Final = Record(3, DeliveryEvent)
ALL: Final = (ACCOUNTS, STORES, DRAFTS, SENDS)
