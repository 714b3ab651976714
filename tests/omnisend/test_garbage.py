"""No answer can do worse than raise one of our errors."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from omniapp import omnisend
from omniapp.omnisend import calls
from tests.omnisend import examples
from tests.omnisend.answers import answer, failure

WORDS = """
id status name content email paging cursors after hasMore campaigns segments templates type title detail
errors field instance retryAfter contactsCount brandID segmentID sendingSettings scheduledAt abTest
"""
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
MEMBERS = st.sampled_from(WORDS.split())
LIKELY = st.recursive(
    JSON,
    lambda inner: st.dictionaries(MEMBERS, inner, max_size=6) | st.lists(inner, max_size=3),
    max_leaves=10,
)
BODIES = st.binary() | JSON.map(json.dumps).map(str.encode) | LIKELY.map(json.dumps).map(str.encode)


def outcome(call: omnisend.Call[Any], told: omnisend.Answer) -> omnisend.OmnisendError | None:
    try:
        call.read(told)
    except omnisend.OmnisendError as error:
        return error
    return None


@settings(deadline=None)
@given(call=st.sampled_from(examples.every_call()), status=st.integers(100, 599), body=BODIES)
def test_any_answer_is_either_read_or_an_error_of_ours(
    call: omnisend.Call[Any], status: int, body: bytes
) -> None:
    error = outcome(call, answer(status, body))
    if error is None:
        assert 200 <= status < 300
        return
    assert str(error)
    assert error.status == status
    assert call.changes or not error.may_have_arrived
    assert not (isinstance(error, omnisend.Refused) and error.may_have_arrived)


def test_nesting_and_digits_beyond_reason_are_unreadable() -> None:
    for body in (b"[" * 100_000, b"9" * 100_000, b'{"id":' * 5_000):
        error = failure(calls.get_campaign("c"), answer(200, body))
        assert isinstance(error, omnisend.Unreadable)
