"""What the client refuses to build, and that whatever it builds is published."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omniapp import omnisend
from omniapp.campaigns import languages
from omniapp.omnisend import calls
from tests.contract import examples
from tests.contract.body_rules import problems_in_body
from tests.contract.cases import REGULAR, fields
from tests.contract.client_calls import KEY
from tests.contract.facts import OPERATIONS
from tests.contract.facts_campaign_bodies import CHANGE, CREATE, LANGUAGES, OBJECTIVES
from tests.contract.model import Field, Query

GOOD = {"regular email": examples.regular_email(KEY), "regular sms": examples.regular_sms()}
LISTS: dict[str, Callable[..., omnisend.Call[Any]]] = {
    "list_campaigns": calls.list_campaigns,
    "list_segments": calls.list_segments,
    "list_templates": calls.list_templates,
}


@pytest.mark.parametrize("kind", GOOD)
def test_the_examples_can_be_built(kind: str) -> None:
    new = omnisend.NewCampaign.model_validate(GOOD[kind])

    assert json.loads(calls.create_campaign(new).request.body or b"") == GOOD[kind]


@pytest.mark.parametrize(("kind", "field"), fields(CREATE, "longest", REGULAR))
def test_a_text_too_long_to_create_cannot_be_built(kind: str, field: Field) -> None:
    whole = examples.replaced(GOOD[kind], field.path, examples.longest(field))
    omnisend.NewCampaign.model_validate(whole)

    over = examples.replaced(GOOD[kind], field.path, examples.too_long(field))
    with pytest.raises(ValueError, match=r"250 characters"):
        omnisend.NewCampaign.model_validate(over)


@pytest.mark.parametrize(("kind", "field"), fields(CHANGE, "longest", REGULAR))
def test_a_text_too_long_to_change_cannot_be_built(kind: str, field: Field) -> None:
    over = examples.replaced({}, field.path, examples.too_long(field))
    with pytest.raises(ValueError, match=r"250 characters"):
        omnisend.CampaignChanges.model_validate(over)


@pytest.mark.parametrize(("kind", "field"), fields(CHANGE, "shortest", REGULAR))
def test_a_text_that_must_stay_cannot_be_emptied(kind: str, field: Field) -> None:
    with pytest.raises(ValueError, match=r"at least 1"):
        omnisend.CampaignChanges.model_validate(examples.replaced({}, field.path, ""))


@pytest.mark.parametrize(("kind", "field"), fields(CREATE, "choices", REGULAR))
def test_a_word_that_is_not_published_cannot_be_built(kind: str, field: Field) -> None:
    with pytest.raises(ValueError, match=field.path.rpartition(".")[2]):
        omnisend.NewCampaign.model_validate(examples.replaced(GOOD[kind], field.path, "sideways"))


def test_client_and_editor_know_the_published_languages() -> None:
    assert sorted(omnisend.LANGUAGES) == sorted(languages.NAMES) == sorted(LANGUAGES)


@pytest.mark.parametrize("ask", [calls.list_campaigns, calls.list_templates, calls.list_images])
def test_an_empty_filter_is_none(ask: Callable[..., omnisend.Call[Any]]) -> None:
    assert ask(name_contains="").request.query == ()
    assert ask(name_contains="x" * 300).request.query == (("nameContains", "x" * 200),)


@pytest.mark.parametrize("unit", ["h", "d"])
@pytest.mark.parametrize("settings", [omnisend.Delay, omnisend.DecisionTime])
def test_waits_keep_their_range(settings: type[omnisend.Delay | omnisend.DecisionTime], unit: str) -> None:
    most = {
        (omnisend.Delay, "h"): 240,
        (omnisend.Delay, "d"): 10,
        (omnisend.DecisionTime, "h"): 168,
        (omnisend.DecisionTime, "d"): 7,
    }[settings, unit]
    least = 0 if settings is omnisend.Delay else 1

    for amount in (least, most):
        settings.model_validate({"amount": amount, "unit": unit})
    for amount in (least - 1, most + 1):
        with pytest.raises(ValueError, match="amount"):
            settings.model_validate({"amount": amount, "unit": unit})


def test_small_bodies_keep_their_lengths() -> None:
    address = "ana@alpinewool.example"
    for recipients in ([], [address] * 6, ["nobody"]):
        with pytest.raises(ValueError, match="recipients"):
            calls.send_test_email(KEY, recipients)
    for name, html in (("", "<p>"), ("x" * 256, "<p>"), ("Hello", "")):
        with pytest.raises(ValueError, match="character"):
            calls.import_template(name, html)
    for tag in ("source", "medium", "campaign"):
        with pytest.raises(ValueError, match="250 characters"):
            omnisend.UtmUpdate.model_validate({"tags": {tag: "x" * 251}})
    neither: dict[str, object] = {}
    both: dict[str, object] = {"tags": {}, "variants": {"a": {}, "b": {}}}
    for wrong in (neither, both):
        with pytest.raises(ValueError, match="either"):
            omnisend.UtmUpdate.model_validate(wrong)


@pytest.mark.parametrize("name", LISTS)
def test_page_sizes_and_cursors_keep_their_rules(name: str) -> None:
    paging, ask = OPERATIONS[name].paging, LISTS[name]
    assert paging
    for limit in (0, -1, paging.most + 1):
        with pytest.raises(ValueError, match="limit"):
            ask(limit=limit)
    with pytest.raises(ValueError, match="cursor"):
        ask(after="a", before="b")
    assert ask(limit=paging.most).request.query == (("limit", str(paging.most)),)
    assert Query("limit", "whole", least=1, most=paging.most) in OPERATIONS[name].query


@pytest.mark.parametrize("key", ["", ".", "..", "a/b", "a?b", "a#b", "ž", "%2e%2e", "a b"])
def test_a_strange_id_never_becomes_another_address(key: str) -> None:
    try:
        path = calls.send_campaign(key).request.path
    except ValueError:
        return
    assert path.startswith("/campaigns/")
    assert path.endswith("/send")
    assert path.count("/") == 3
    assert not set(path) & set("?# ")


texts = st.text(min_size=1, max_size=250)
keys = st.from_regex(r"[0-9a-f]{24}", fullmatch=True)
times = st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2030, 1, 1), timezones=st.timezones()).filter(
    lambda moment: moment.utcoffset() is not None
)
settings = st.one_of(
    st.builds(omnisend.NewSendingSettings, strategy=st.just("immediate")),
    st.builds(omnisend.NewSendingSettings, strategy=st.just("scheduled"), scheduled_at=times),
    st.builds(
        omnisend.NewSendingSettings,
        strategy=st.just("personalized"),
        scheduled_at=times,
        optimize_for=st.sampled_from(OBJECTIVES),
    ),
)
audiences = st.builds(
    omnisend.Audience,
    included_segment_ids=st.lists(keys, max_size=3).map(tuple),
    excluded_segment_ids=st.lists(keys, max_size=3).map(tuple),
)
emails = st.fixed_dictionaries(
    {"templateID": keys, "subject": texts, "senderName": texts}, optional={"preheader": texts}
).map(omnisend.NewEmail.model_validate)


@given(texts, emails, audiences, settings, st.sampled_from(LANGUAGES))
def test_whatever_email_campaign_is_built_is_published(
    name: str,
    email: omnisend.NewEmail,
    audience: omnisend.Audience,
    when: omnisend.NewSendingSettings,
    language: str,
) -> None:
    new = omnisend.NewCampaign(
        name=name,
        language=language,
        audience=audience,
        content=omnisend.NewContent(email=email),
        sending_settings=when,
    )
    body = json.loads(calls.create_campaign(new).request.body or b"")

    assert problems_in_body(body, CREATE["regular email"]) == []
    assert body["name"] == name
    assert body["content"]["email"]["subject"] == email.subject


@given(texts, texts, audiences, settings)
def test_whatever_change_is_built_is_published(
    name: str, subject: str, audience: omnisend.Audience, when: omnisend.NewSendingSettings
) -> None:
    changes = omnisend.CampaignChanges(
        name=name,
        audience=audience,
        content=omnisend.ContentChanges(email=omnisend.EmailChanges(subject=subject)),
        sending_settings=when,
    )
    body = json.loads(calls.update_campaign(KEY, changes).request.body or b"")

    assert problems_in_body(body, CHANGE["regular email"]) == []
    if when.scheduled_at:
        sent = dt.datetime.fromisoformat(body["sendingSettings"]["scheduledAt"])
        assert sent == when.scheduled_at
