"""Answers that say yes, more or less."""

import pytest

from omniapp import omnisend
from omniapp.omnisend import calls
from tests.omnisend import examples
from tests.omnisend.answers import answer, failure


def test_a_campaign_with_unknown_words_and_nulls_is_read() -> None:
    told = {
        "id": "c",
        "status": "simmering",
        "type": "carousel",
        "content": {"email": None, "pigeon": {}},
        "audience": {"includedSegmentIDs": None},
        "startedAt": "0001-01-01T00:00:00Z",
        "updatedAt": "not a time",
        "createdAt": "2026-01-02T03:04:05.123456789+02:00",
        "abTest": {"result": None, "variants": {"a": {"id": "a", "content": {"email": {"subject": "S"}}}}},
    }
    campaign = calls.get_campaign("c").read(answer(200, told))
    assert (campaign.status, campaign.type, campaign.content.email) == ("simmering", "carousel", None)
    assert campaign.audience.included_segment_ids == ()
    assert (campaign.started_at, campaign.updated_at) == (None, None)
    assert campaign.created_at is not None
    assert campaign.created_at.isoformat() == "2026-01-02T01:04:05.123456+00:00"
    assert campaign.ab_test is not None
    assert campaign.ab_test.variants.a is not None
    assert campaign.ab_test.variants.a.content.email == omnisend.EmailContent(subject="S")
    assert campaign.ab_test.variants.b is None


@pytest.mark.parametrize("body", [{}, {"id": "c"}, {"id": "", "status": "draft"}, [], "c", None, {"id": 3}])
def test_a_change_whose_answer_makes_no_sense_may_have_arrived(body: object) -> None:
    error = failure(calls.create_campaign(examples.REGULAR), answer(201, body))
    assert isinstance(error, omnisend.Unreadable)
    assert error.may_have_arrived
    assert not failure(calls.get_campaign("c"), answer(200, body)).may_have_arrived


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"stray"])
def test_no_content_is_a_yes_whatever_comes_with_it(body: bytes) -> None:
    assert calls.send_campaign("c").read(answer(204, body)) is None


def test_another_yes_must_at_least_look_like_omnisends() -> None:
    assert calls.send_campaign("c").read(answer(202, b'{"accepted": true}')) is None
    error = failure(calls.send_campaign("c"), answer(200, b"<html>Log in to the hotel</html>"))
    assert isinstance(error, omnisend.Unreadable)
    assert error.may_have_arrived


def test_a_page_brings_its_cursors() -> None:
    told = {
        "segments": [{"segmentID": "s1", "name": "Fans", "status": "ready"}],
        "paging": {"hasMore": True, "limit": 1, "cursors": {"after": "next", "before": None}},
    }
    page = calls.list_segments().read(answer(200, told))
    assert page == omnisend.Page(
        items=(omnisend.Segment(segment_id="s1", name="Fans", status="ready"),), after="next", has_more=True
    )


def test_an_empty_list_may_be_null_and_a_missing_one_is_an_error() -> None:
    assert calls.list_templates().read(answer(200, {"templates": None})).items == ()
    told: object
    for told in ({}, {"templates": {}}, {"templates": [{}]}, {"templates": [], "paging": 3}):
        assert isinstance(failure(calls.list_templates(), answer(200, told)), omnisend.Unreadable)


def test_a_rendering_is_its_only_text_whatever_its_name() -> None:
    assert calls.render_template("t").read(answer(200, {"page": "<p>Hi</p>"})) == "<p>Hi</p>"
    told: object
    for told in ({}, {"html": 3}, [], "<p>"):
        assert isinstance(failure(calls.render_content("t"), answer(200, told)), omnisend.Unreadable)


def test_an_unreadable_answer_does_not_quote_a_stores_values() -> None:
    told = {"id": "c", "status": "draft", "name": ["confidential"]}
    error = failure(calls.get_campaign("c"), answer(200, told))
    assert "confidential" not in str(error)
    assert "name" in str(error)
