"""Hypothesis: drafts of the kinds besides regular email that our check lets pass."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from omniapp.campaigns import check
from omniapp.campaigns.models import Campaign
from omniapp.merchant.lines import one_line
from omniapp.stores.models import Store
from tests.campaigns.drafts import addresses, drafts, lines, times
from tests.campaigns.kinds.making import ab_test, attached, following, sent, sms
from tests.campaigns.making import NOW, alpine_wool, draft

WINTER_SOCKS = "1a0100000000000000000001"  # a picture of Alpine Wool's
SHORT = 200  # characters; enough for several segments


def several_lines(least: int, most: int) -> st.SearchStrategy[str]:
    letters = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")) | st.sampled_from("\n€[ž👍’")
    return (
        st.text(letters, min_size=least, max_size=most).map(str.strip).filter(lambda text: len(text) >= least)
    )


def around(word: str) -> st.SearchStrategy[str]:
    """Compliance texts with ``word`` in them."""
    return st.tuples(lines(), lines()).map(lambda ends: one_line(f"{ends[0][:40]} {word} {ends[1][:40]}"))


emails = st.fixed_dictionaries(
    {
        "subject": lines(1),
        "preheader": lines(),
        "sender_name": lines(1),
        "sender_email": st.just("") | addresses,
        "reply_to": st.just("") | addresses,
        "template_id": st.sampled_from(["b10000000000000000000001", "b10000000000000000000002"]),
        "template_name": st.just("A letter"),
    }
)
tags = st.fixed_dictionaries({part: lines() for part in ("source", "medium", "campaign")})
hours = st.tuples(st.integers(1, 168).map(str), st.just("h"))
days = st.tuples(st.integers(1, 7).map(str), st.just("d"))


@st.composite
def to_whom(draw: st.DrawFn, store: Store, segments: list[dict[str, str]] | None) -> dict[str, Any]:
    """Name, language, audience and a time that every kind may have."""
    common = draw(drafts(store, segments))
    fields = ("name", "language", "audience", "included", "excluded")
    when = draw(times(store).filter(lambda found: found["timing"] in {"now", "at"}))
    return {field: getattr(common, field) for field in fields} | when


@st.composite
def text_messages(
    draw: st.DrawFn, store: Store | None = None, segments: list[dict[str, str]] | None = None
) -> Campaign:
    store = store or alpine_wool()
    campaign = sms(store, **draw(to_whom(store, segments)), **draw(messages()))
    campaign.utm = draw(st.just({}) | tags)
    return campaign


@st.composite
def messages(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "message": draw(several_lines(1, SHORT)),
        "stop_text": draw(around("STOP")),
        "unsubscribe_text": draw(around("[[unsubscribe_link]]")),
        "shorten_links": draw(st.booleans()),
        "image_id": draw(st.sampled_from(["", WINTER_SOCKS])),
    }


@st.composite
def ab_tests(
    draw: st.DrawFn, store: Store | None = None, segments: list[dict[str, str]] | None = None
) -> Campaign:
    store = store or alpine_wool()
    amount, unit = draw(hours | days)
    return ab_test(
        store,
        **draw(to_whom(store, segments)),
        variants={"a": draw(emails), "b": draw(emails)},
        test_share=str(draw(st.integers(10, 100))),
        winning_metric=draw(st.sampled_from(["openRate", "clickRate"])),
        decision_amount=amount,
        decision_unit=unit,
        utm=draw(st.just({}) | st.fixed_dictionaries({"a": tags, "b": tags})),
    )


@st.composite
def boosters(draw: st.DrawFn, parent: Campaign | None = None, *, of_draft: bool | None = None) -> Campaign:
    """Of a draft or of a sent campaign, by email (with or without words of its own) or SMS."""
    attach = draw(st.booleans()) if of_draft is None else of_draft
    parent = parent or (draft() if attach else sent())
    content: dict[str, Any] = {
        "name": draw(lines(1)),
        "send_to": draw(st.sampled_from(["nonOpeners", "nonClickers"])),
    }
    content["utm"] = draw(st.just({}) | tags)
    channel = draw(st.sampled_from(["email", "sms"]))
    if channel == "sms":
        content |= {"channel": channel} | draw(messages())
    else:
        own = draw(emails)
        content |= {field: own[field] for field in draw(st.sets(st.sampled_from(sorted(own))))}
    if attach:
        least = 0 if channel == "sms" else 1
        return attached(parent, **content, delay_amount=str(draw(st.integers(least, 240))))
    leaves = NOW + dt.timedelta(minutes=draw(st.integers(1, 8 * 24 * 60)))
    local = leaves.astimezone(parent.store.tz)
    return following(parent, **content, on_date=f"{local:%Y-%m-%d}", at_time=f"{local:%H:%M}")


def passes(campaign: Campaign) -> bool:
    return not [finding for finding in check.findings(campaign, now=NOW) if finding.blocks]


def every_kind() -> st.SearchStrategy[Campaign]:
    return st.one_of(drafts(), text_messages(), ab_tests(), boosters()).filter(passes)
