"""Text messages: what must stand in the compliance texts, and how long a message may be with them."""

import pytest

from tests.contract import examples
from tests.contract.wire import Wire

MESSAGE = "content.sms.message"
STOP = "content.sms.compliance.stopKeywordText"
LINK = "content.sms.compliance.unsubscribeLinkText"


@pytest.mark.parametrize(
    ("path", "text"), [(STOP, "Write to us and we end it"), (LINK, "Write to us and we end it")]
)
def test_a_compliance_text_says_how_to_end_it(wire: Wire, path: str, text: str) -> None:
    answer = wire.call("create_campaign", body=examples.replaced(examples.regular_sms(), path, text))

    assert answer.status == 400
    assert answer.fields == {path}


@pytest.mark.parametrize(("character", "most"), [("a", 9 * 153), ("ž", 9 * 67)])
def test_a_message_has_nine_segments_with_its_compliance_text(wire: Wire, character: str, most: int) -> None:
    longest = examples.replaced(examples.regular_sms(), MESSAGE, character * (most - 60))
    assert wire.call("create_campaign", body=longest).status == 201

    over = examples.replaced(examples.regular_sms(), MESSAGE, character * (most + 1))
    answer = wire.call("create_campaign", body=over)
    assert answer.status == 400
    assert answer.fields == {MESSAGE}


def test_links_are_shortened_unless_told_otherwise(wire: Wire) -> None:
    body = examples.without(examples.regular_sms(), "content.sms.isLinkShorteningEnabled")
    made = wire.call("create_campaign", body=body).body
    assert made["content"]["sms"]["isLinkShorteningEnabled"] is True

    body = examples.replaced(body, "content.sms.isLinkShorteningEnabled", False)
    made = wire.call("create_campaign", body=body).body
    assert made["content"]["sms"]["isLinkShorteningEnabled"] is False
