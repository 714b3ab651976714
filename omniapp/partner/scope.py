"""What a partner may see, and of it what the address asks for. Every query of these pages begins here."""

from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.core.cache import cache
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

from omniapp.people.models import StoreAccess, User
from omniapp.stores.models import Store

M = TypeVar("M", bound=Model)
LONGEST = 200
_EVERY_TAG: Final = "every-tag"
_REMEMBERED: Final = 30.0  # seconds, for tags that were changed by something else than a page


def stores_of(user: User) -> QuerySet[Store]:
    """What this partner may see, by name; an owner sees all."""
    return Store.objects.all() if user.is_owner else Store.objects.filter(access__user=user)


def of_theirs(rows: QuerySet[M], user: User) -> QuerySet[M]:
    """Those ``rows`` whose ``store`` this partner may see."""
    return rows if user.is_owner else rows.filter(store__access__user=user)


@dataclass(frozen=True)
class Rights:
    """For which stores this partner has a right of their own; ``None``: for every store."""

    edit: frozenset[int] | None = None
    send: frozenset[int] | None = None

    def may_edit(self, store_id: int) -> bool:
        return self.edit is None or store_id in self.edit

    def may_send(self, store_id: int) -> bool:
        return self.send is None or store_id in self.send

    def of(self, store_id: int) -> frozenset[str]:
        edit, send = self.may_edit(store_id), self.may_send(store_id)
        return frozenset({"view"} | ({"edit"} if edit else set()) | ({"send"} if send else set()))


def rights(user: User) -> Rights:
    """One query, none for an owner."""
    if user.is_owner:
        return Rights()
    held = list(StoreAccess.objects.filter(user=user).values_list("store_id", "can_edit", "can_send"))
    return Rights(
        edit=frozenset(store for store, edit, _ in held if edit),
        send=frozenset(store for store, _, send in held if send),
    )


@dataclass(frozen=True)
class Narrowed:
    """Which stores the address asks for: words of name, domain or brand id, and a tag."""

    search: str = ""
    tag: str = ""

    @classmethod
    def read(cls, asked: QueryDict) -> "Narrowed":
        return cls(word(asked, "search"), word(asked, "tag"))

    def of(self, way: str) -> Q:
        """As a condition on rows from which ``way`` leads to their store: "store__", or nothing."""
        where = Q(**{f"{way}tags__contains": [self.tag]}) if self.tag else Q()
        for part in self.search.split():
            names = Q(**{f"{way}name__icontains": part}) | Q(**{f"{way}website__icontains": part})
            where &= names | Q(**{f"{way}brand_id": part})
        return where

    def sql(self, store_id: str) -> str:
        """The same, and that ``who`` may see it, for a statement of polls that is asked with ``asked``."""
        if not self:
            return THEIRS.format(store_id)
        return f"{THEIRS.format(store_id)} and {store_id} in ({_NARROWED})"

    @property
    def asked(self) -> dict[str, Any]:
        return {"tag": self.tag, "words": self.search.split()}

    def __bool__(self) -> bool:
        return bool(self.search or self.tag)


#: Whether ``who``, somebody signed in, may see the store with the id that stands in the braces.
THEIRS: Final = """
    (who.is_owner or exists (
        select from people_storeaccess theirs where theirs.user_id = who.id and theirs.store_id = {}
    ))
"""
_NARROWED: Final = """
    select near.id from stores_store near
    where (%(tag)s = '' or %(tag)s = any(near.tags)) and not exists (
        select from unnest(%(words)s::text[]) word where near.brand_id <> word
            and position(upper(word) in upper(near.name)) = 0
            and position(upper(word) in upper(near.website)) = 0
    )
"""


def word(asked: QueryDict, name: str) -> str:
    """What the address says, as far as a database takes it."""
    return asked.get(name, "").replace("\x00", "").strip()[:LONGEST]


def tags_of(user: User) -> list[str]:
    """The tags of this partner's stores, in alphabetical order. Those of all stores are kept for a while."""
    if not user.is_owner:
        return _tags(stores_of(user))
    kept: list[str] | None = cache.get(_EVERY_TAG)
    if kept is None:
        kept = _tags(Store.objects.all())
        cache.set(_EVERY_TAG, kept, _REMEMBERED)
    return kept


def forget_tags() -> None:
    """They were changed."""
    cache.delete(_EVERY_TAG)


def _tags(stores: QuerySet[Store]) -> list[str]:
    groups = stores.exclude(tags=[]).order_by().values_list("tags", flat=True).distinct()
    return sorted({tag for tags in groups for tag in tags})
