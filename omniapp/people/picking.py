"""Choosing stores out of many on a page that works without JavaScript: what is chosen stays in the form."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import QueryDict

from omniapp.stores.models import Store

_SHOWN = 20


@dataclass(frozen=True)
class Picked:
    """``found`` are the first that fit ``q`` and are not chosen yet; ``more``: there are others that fit."""

    q: str
    chosen: Sequence[Store]
    found: Sequence[Store]
    more: bool


def pick(typed: QueryDict, among: QuerySet[Store]) -> Picked:
    """``typed`` holds ``q`` and, for each chosen store, its brand id as ``stores``."""
    q = text(typed.get("q", ""))
    ids = [brand_id for brand_id in typed.getlist("stores") if brand_id.isprintable()]
    chosen = list(among.filter(brand_id__in=ids))
    rest = fitting(among, q).exclude(pk__in=[store.pk for store in chosen])
    found = list(rest[: _SHOWN + 1])
    return Picked(q, chosen, found[:_SHOWN], len(found) > _SHOWN)


def asks(typed: QueryDict) -> bool:
    """Whether something was typed that was not looked for yet: then Enter was to look for it."""
    return text(typed.get("q", "")) != text(typed.get("found", ""))


def fitting(stores: QuerySet[Store], q: str) -> QuerySet[Store]:
    return stores.filter(Q(name__icontains=q) | Q(website__icontains=q)) if q else stores


def text(typed: str) -> str:
    """What was typed to search for; PostgreSQL takes no NUL."""
    return typed.strip()[:100] if typed.isprintable() else ""
