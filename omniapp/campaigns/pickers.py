"""Templates and segments to choose from, as Omnisend has them, kept for a minute.

A listing never raises: what went wrong is its sentence.
Sources: Omnisend API 2026-03-15, Get email templates, List segments, Get segment, Get segment statistics.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Generic, Literal, NamedTuple, TypeVar

from django.core.cache import cache

from omniapp import omnisend
from omniapp.campaigns import trouble
from omniapp.stores import connection
from omniapp.stores.models import Store

FRESH = 60  # seconds a listing is kept
COUNTS_FRESH = 600
NAMES_KEPT = 24 * 3600  # what was listed once keeps its name
TEMPLATES_A_PAGE = 24
SEGMENTS_A_PAGE = 25
PATIENCE = 10.0  # seconds a person waits for a list
SOON = 4.0  # seconds a save waits for a name
AT_ONCE = 4  # counts asked for at the same time


@dataclass(frozen=True)
class TemplateChoice:
    id: str
    name: str
    updated_at: dt.datetime | None = None


@dataclass(frozen=True)
class SegmentChoice:
    """``count``: all contacts that match, subscribed or not; None when Omnisend did not say."""

    id: str
    name: str
    status: str = "ready"
    count: int | None = None
    counted_at: dt.datetime | None = None


class Reach(NamedTuple):
    """At most so many contacts, by the oldest of the counts. Somebody in two segments counts twice."""

    contacts: int
    at: dt.datetime | None


C = TypeVar("C", TemplateChoice, SegmentChoice)


@dataclass(frozen=True)
class Listing(Generic[C]):
    """One page of choices, or why there is none. ``after``: cursor of the next page, "" at the end."""

    state: Literal["ready", "empty", "failing"]
    items: tuple[C, ...] = ()
    after: str = ""
    sentence: str = ""


def templates(store: Store, *, search: str = "", after: str = "") -> Listing[TemplateChoice]:
    """The store's templates, the newest first; ``search`` is a part of the name."""
    key = cache_key(store, "templates", search, after)
    kept: Listing[TemplateChoice] | None = cache.get(key)
    if kept is not None:
        return kept
    call = omnisend.calls.list_templates(
        name_contains=search or None,
        after=after or None,
        limit=TEMPLATES_A_PAGE,
        sort="createdAt",
        direction="desc",
    )
    try:
        page = connection.run(store, call, deadline=PATIENCE)
    except trouble.Expected as error:
        return Listing("failing", sentence=trouble.sentence(error))
    items = tuple(TemplateChoice(item.id, item.name or item.id, item.updated_at) for item in page.items)
    return _keep(store, key, "template", items, page.after if page.has_more else None)


def forget_templates(store: Store) -> None:
    """The first page is asked for anew: there is a template that it does not know."""
    cache.delete(cache_key(store, "templates", "", ""))


def segments(store: Store, *, after: str = "", now: dt.datetime) -> Listing[SegmentChoice]:
    """The store's segments by name, without archived ones, each with its count where Omnisend gives it."""
    key = cache_key(store, "segments", after)
    kept: Listing[SegmentChoice] | None = cache.get(key)
    if kept is not None:
        return kept
    call = omnisend.calls.list_segments(
        after=after or None, limit=SEGMENTS_A_PAGE, sort="name", direction="asc"
    )
    try:
        page = connection.run(store, call, deadline=PATIENCE)
        found = [
            SegmentChoice(item.segment_id, item.name or item.segment_id, item.status)
            for item in page.items
            if item.status != "archived"
        ]
        items = tuple(_counted(store, found, now=now))
    except trouble.Expected as error:
        return Listing("failing", sentence=trouble.sentence(error))
    return _keep(store, key, "segment", items, page.after if page.has_more else None)


def template(store: Store, key: str) -> TemplateChoice:
    """One template by its id. Raises what ``connection.run`` raises."""
    kept: TemplateChoice | None = cache.get(cache_key(store, "template", key))
    if kept is not None:
        return kept
    item = connection.run(store, omnisend.calls.get_template(key), deadline=SOON)
    found = TemplateChoice(item.id, item.name or item.id, item.updated_at)
    cache.set(cache_key(store, "template", key), found, NAMES_KEPT)
    return found


def segment(store: Store, key: str) -> SegmentChoice:
    """One segment by its id, without a count. Raises what ``connection.run`` raises."""
    kept: SegmentChoice | None = cache.get(cache_key(store, "segment", key))
    if kept is not None:
        return kept
    item = connection.run(store, omnisend.calls.get_segment(key), deadline=SOON)
    found = SegmentChoice(item.segment_id, item.name or item.segment_id, item.status)
    cache.set(cache_key(store, "segment", key), found, NAMES_KEPT)
    return found


def reach(store: Store, ids: Iterable[str], *, now: dt.datetime) -> Reach | None:
    """How many contacts these segments hold; None when Omnisend does not give the number of one of them."""
    try:
        return _total(_counted(store, [SegmentChoice(key, "") for key in ids], now=now))
    except trouble.Expected:
        return None


def known_reach(store: Store, ids: Iterable[str]) -> Reach | None:
    """The same from what was counted lately, without asking Omnisend."""
    kept = {key: cache.get(cache_key(store, "count", key)) for key in ids}
    return _total(SegmentChoice(key, "", "", *(found or (None, None))) for key, found in kept.items())


def _total(choices: Iterable[SegmentChoice]) -> Reach | None:
    total = Reach(0, None)
    for choice in choices:
        if choice.count is None or choice.counted_at is None:
            return None
        total = Reach(total.contacts + choice.count, min(total.at or choice.counted_at, choice.counted_at))
    return total if total.at else None


def _counted(store: Store, choices: list[SegmentChoice], *, now: dt.datetime) -> Iterable[SegmentChoice]:
    """The same segments with their counts: kept ones, and the others asked for a few at a time."""
    kept = {choice.id: cache.get(cache_key(store, "count", choice.id)) for choice in choices}
    asked = [key for key, count in kept.items() if count is None]
    if asked:
        client = connection.client(store, deadline=PATIENCE)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for key, count in zip(asked, pool.map(lambda key: _count(client, key), asked), strict=True):
                if count is not None:
                    kept[key] = (count, now)
                    cache.set(cache_key(store, "count", key), (count, now), COUNTS_FRESH)
    for choice in choices:
        count, at = kept[choice.id] or (None, None)
        yield replace(choice, count=count, counted_at=at)


def _count(client: omnisend.Client, key: str) -> int | None:
    try:
        return client.run(omnisend.calls.get_segment_statistics(key)).contacts_count
    except omnisend.OmnisendError:
        return None


def _keep(store: Store, key: str, what: str, items: tuple[C, ...], after: str | None) -> Listing[C]:
    cache.set_many({cache_key(store, what, item.id): item for item in items}, NAMES_KEPT)
    found = Listing("ready" if items or after else "empty", items, after or "")
    cache.set(key, found, FRESH)
    return found


def cache_key(store: Store, *parts: str) -> str:
    """A key of the cache: texts of any length and kind, without leaving their store."""
    return f"pick:{store.brand_id}:{hashlib.sha256(repr(parts).encode()).hexdigest()}"
