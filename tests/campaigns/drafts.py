"""Hypothesis: drafts that a person could write and that our check lets pass."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from omniapp import omnisend
from omniapp.campaigns import timing
from omniapp.campaigns.models import Campaign
from omniapp.merchant.lines import one_line
from omniapp.stores.models import Store
from tests.campaigns.making import NOW, TEAM, VIP, alpine_wool, draft


def lines(least: int = 0) -> st.SearchStrategy[str]:
    """One-line texts of any script, as they are after typing."""
    letters = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))
    return (
        st.text(letters, min_size=least, max_size=250).map(one_line).filter(lambda text: len(text) >= least)
    )


addresses = st.sampled_from(["hello@alpinewool.example", "o'neill+x@mail.alpinewool.example"])


@st.composite
def drafts(
    draw: st.DrawFn, store: Store | None = None, segments: list[dict[str, str]] | None = None
) -> Campaign:
    """``segments``: those of the store; at least two."""
    store = store or draw(
        st.sampled_from(["Europe/Vilnius", "America/New_York", "Asia/Kolkata"]).map(alpine_wool)
    )
    one, other, *_ = segments or [VIP, TEAM]
    included, excluded = draw(st.sampled_from([([one], []), ([one], [other]), ([one, other], [])]))
    content: dict[str, Any] = {
        "name": draw(lines(1)),
        "subject": draw(lines(1)),
        "preheader": draw(lines()),
        "sender_name": draw(lines(1)),
        "language": draw(st.sampled_from(omnisend.LANGUAGES)),
        "sender_email": draw(st.just("") | addresses),
        "reply_to": draw(st.just("") | addresses),
    }
    content |= draw(
        st.sampled_from(
            [
                {"audience": "everyone", "excluded": excluded},
                {"audience": "segments", "included": included, "excluded": excluded},
            ]
        )
    )
    return draft(store, **content, **draw(times(store)))


@st.composite
def times(draw: st.DrawFn, store: Store) -> dict[str, Any]:
    kind = draw(st.sampled_from(["now", "at", "local", "best"]))
    if kind == "now":
        return {"timing": kind}
    minutes = draw(st.integers(1, 365 * 24 * 60 - 1))
    local = (NOW + dt.timedelta(minutes=minutes)).astimezone(store.tz)
    found: dict[str, Any] = {"timing": kind, "on_date": f"{local:%Y-%m-%d}", "at_time": f"{local:%H:%M}"}
    if kind == "best":
        return found | {"optimize_for": draw(st.sampled_from(["opens", "clicks", "orders"]))}
    if timing.read(kind, found["on_date"], found["at_time"], store.tz).trouble == "twice":
        found["which_hour"] = "second" if local.fold else "first"
    return found
