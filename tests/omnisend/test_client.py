"""The client over a transport that only remembers."""

import json
from collections.abc import Callable, Mapping

import pytest

from omniapp import omnisend
from omniapp.omnisend import calls

TOKEN = "secret-token"


class Remembering:
    """Answers with the documents it was given, in turn."""

    def __init__(self, *documents: object) -> None:
        self._documents = iter(documents)
        self.sent: list[tuple[str, Mapping[str, str], float]] = []

    def exchange(
        self,
        url: str,
        request: omnisend.Request,
        headers: Mapping[str, str],
        *,
        deadline: float,
        before_write: Callable[[], None] | None = None,
    ) -> omnisend.Answer:
        if before_write is not None:
            before_write()
        self.sent.append((url, headers, deadline))
        return omnisend.Answer(200, {}, json.dumps(next(self._documents)).encode())


def page(*ids: str, after: str | None = None, more: bool = True) -> object:
    segments = [{"segmentID": id} for id in ids]
    return {"segments": segments, "paging": {"hasMore": more, "cursors": {"after": after, "before": "b"}}}


def client(transport: Remembering) -> omnisend.Client:
    return omnisend.Client(TOKEN, api_url="https://api.example/api", transport=transport, deadline=3)


def ids(transport: Remembering) -> list[str]:
    found = client(transport).pages(lambda after: calls.list_segments(limit=2, after=after))
    return [segment.segment_id for segment in found]


def test_a_call_carries_token_and_version() -> None:
    transport = Remembering({"brandID": "b", "name": "Alpine Wool"})
    assert client(transport).run(calls.get_current_brand()).name == "Alpine Wool"
    url, headers, deadline = transport.sent[0]
    assert (url, deadline) == ("https://api.example/api/brands/current", 3)
    assert headers == {
        "Authorization": "Bearer secret-token",
        "Omnisend-Version": "2026-03-15",
        "Accept": "application/json",
    }


def test_before_write_is_passed_on() -> None:
    def refuse() -> None:
        raise LookupError("not now")

    with pytest.raises(LookupError, match="not now"):
        client(Remembering()).run(calls.send_campaign("c"), before_write=refuse)


def test_pages_follow_the_cursor_to_the_end() -> None:
    transport = Remembering(
        page("a", "b", after="x/="), page("c", after="y"), page("d", after="z", more=False)
    )
    assert ids(transport) == ["a", "b", "c", "d"]
    assert [url.partition("?")[2] for url, _, _ in transport.sent] == [
        "limit=2",
        "limit=2&after=x%2F%3D",
        "limit=2&after=y",
    ]


def test_pages_are_fetched_as_they_are_needed() -> None:
    transport = Remembering(page("a", after="x"))
    found = client(transport).pages(lambda after: calls.list_segments(after=after))
    assert next(found).segment_id == "a"
    assert len(transport.sent) == 1


@pytest.mark.parametrize(
    "documents",
    [
        [page("a", after="x"), page("b", after="x")],
        [page("a", after="x"), page("b", after="y"), page("c", after="x")],
        [page("a", after=None)],
        [page("a", after="")],
    ],
)
def test_a_list_without_an_end_is_unreadable(documents: list[object]) -> None:
    with pytest.raises(omnisend.Unreadable, match="does not say where"):
        ids(Remembering(*documents))


def test_the_token_is_never_shown() -> None:
    shown = client(Remembering())
    assert TOKEN not in f"{shown!r} {shown}"
    assert repr(shown) == "<Client https://api.example/api>"


@pytest.mark.parametrize("token", ["", "two\r\nlines", "sp ace", "ümlaut", "\0"])
def test_a_token_that_no_header_can_carry_is_refused_unseen(token: str) -> None:
    with pytest.raises(ValueError, match="cannot be sent") as caught:
        omnisend.Client(token, api_url="https://api.example", transport=Remembering())
    assert not token or token not in str(caught.value)


def test_every_brand_call_counts_against_the_general_limit() -> None:
    limits = omnisend.limits
    assert limits.limits_of("POST /campaigns") == (limits.GENERAL,)
    assert limits.limits_of("GET /segments/{segmentID}/statistics") == (limits.GENERAL, limits.SEGMENTS)
    assert limits.ANALYTICS.windows == (limits.Window(10, 60), limits.Window(55, 86_400))
