"""What segments are called that only Omnisend chose: read in a page or two, then remembered for a day.

Source: Omnisend API 2026-03-15, List segments (50 a page, 100 requests a minute for a brand).
"""

from collections.abc import Callable, Iterable

from django.core.cache import cache

from omniapp import omnisend
from omniapp.campaigns import pickers
from omniapp.stores.models import Store

MOST_PAGES = 2
Read = Callable[[omnisend.Call[omnisend.Page[omnisend.Segment]]], omnisend.Page[omnisend.Segment]]


def of(store: Store, ids: Iterable[str], read: Read) -> dict[str, str]:
    """Names by id, without those that could not be found. ``read`` makes a call and raises what it raises."""
    keys = {key: pickers.cache_key(store, "segment", key) for key in ids}
    kept = cache.get_many(keys.values())
    names = {key: kept[place].name for key, place in keys.items() if place in kept}
    if keys.keys() - names.keys():
        names |= _listed(store, keys.keys() - names.keys(), read)
    return {key: name for key, name in names.items() if name}


def _listed(store: Store, missing: Iterable[str], read: Read) -> dict[str, str]:
    """Those that are not found are remembered too, so that the next reading does not ask again."""
    found: dict[str, str] = {}
    after: str | None = None
    for _ in range(MOST_PAGES):
        page = read(omnisend.calls.list_segments(sort="name", direction="asc", limit=50, after=after))
        found |= {segment.segment_id: segment.name for segment in page.items}
        after = page.after
        if not page.has_more or not after:
            break
    names = found | {key: "" for key in missing if key not in found}
    choices = {
        pickers.cache_key(store, "segment", key): pickers.SegmentChoice(key, name)
        for key, name in names.items()
    }
    cache.set_many(choices, pickers.NAMES_KEPT)
    return names
