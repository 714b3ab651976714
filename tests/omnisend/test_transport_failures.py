"""When the wire fails: what is known for sure, and that it never takes longer than allowed."""

import gzip
import threading
import time
from typing import Any, Never

import pytest

from omniapp import omnisend
from omniapp.omnisend.attempt import MOST_BYTES
from tests.omnisend.conftest import GET, Exchange
from tests.omnisend.servers import OK, Script, Server, Visit, answering, free_port, serving


class Spent:
    """Measures a block's seconds."""

    def __enter__(self) -> "Spent":
        self._started = time.monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.monotonic() - self._started


def _hold(_: Server, visit: Visit) -> None:
    visit.hold()


def not_called() -> Never:
    raise AssertionError("nothing was to be written")


def test_a_refused_connection_reached_nobody(exchange: Exchange) -> None:
    with pytest.raises(omnisend.NotReached) as caught:
        exchange(f"http://127.0.0.1:{free_port()}/", before_write=not_called)
    assert not caught.value.may_have_arrived


@pytest.mark.parametrize("url", ["http://nobody.invalid/", f"http://{'a' * 70}.invalid/", "ftp://127.0.0.1/"])
def test_an_address_that_leads_nowhere_reached_nobody(exchange: Exchange, url: str) -> None:
    with pytest.raises(omnisend.NotReached):
        exchange(url, before_write=not_called)


def _speak_first(_: Server, visit: Visit) -> None:
    visit.send(OK)
    visit.hold()


def test_failed_tls_reached_nobody(exchange: Exchange) -> None:
    with serving(_speak_first) as server, pytest.raises(omnisend.NotReached):
        exchange(server.url(scheme="https"), before_write=not_called)


def test_tls_that_never_ends_reached_nobody_in_time(exchange: Exchange) -> None:
    with serving(_hold) as server, Spent() as spent, pytest.raises(omnisend.NotReached):
        exchange(server.url(scheme="https"), deadline=0.3, before_write=not_called)
    assert spent.seconds < 5


def test_what_before_write_raises_comes_out_and_nothing_was_written(exchange: Exchange) -> None:
    def refuse() -> None:
        raise LookupError("not now")

    with serving(answering(OK)) as server:
        with pytest.raises(LookupError, match="not now"):
            exchange(server.url(), before_write=refuse)
        assert exchange(server.url()).status == 200
    assert len(server.requests) == 1


def test_before_write_that_takes_all_the_time_lets_nothing_out(exchange: Exchange) -> None:
    def dawdle() -> None:
        threading.Event().wait(0.3)

    with serving(answering(OK)) as server, pytest.raises(omnisend.NotReached):
        exchange(server.url(), deadline=0.2, before_write=dawdle)
    assert server.requests == []


def _cut_at_once(_: Server, visit: Visit) -> None:
    visit.socket.close()


def _cut_after_reading(_: Server, visit: Visit) -> None:
    visit.read_request()


def _say(data: bytes) -> Script:
    def script(_: Server, visit: Visit) -> None:
        visit.read_request()
        visit.send(data)

    return script


def _hold_after_reading(_: Server, visit: Visit) -> None:
    visit.read_request()
    visit.hold()


def _drip_head(_: Server, visit: Visit) -> None:
    visit.read_request()
    visit.drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"z" * 1000, every=0.05)


def _drip_body(_: Server, visit: Visit) -> None:
    visit.read_request()
    visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    visit.drip(b"z" * 1000, every=0.05)


@pytest.mark.parametrize(
    "script",
    [
        _cut_at_once,
        _cut_after_reading,
        _hold_after_reading,
        _drip_head,
        _drip_body,
        _say(b"HTTP/1.1 200 OK\r\nContent-Len"),
        _say(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"),
        _say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"),
        _say(b"SSH-2.0-OpenSSH_9.6\r\n"),
        _say(b"\0\xff" * 100),
        _say(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000),
    ],
)
def test_a_broken_exchange_may_have_arrived_and_ends_in_time(exchange: Exchange, script: Script) -> None:
    with serving(script) as server, Spent() as spent, pytest.raises(omnisend.NoAnswer) as caught:
        exchange(server.url(), deadline=1.0)
    assert caught.value.may_have_arrived
    assert spent.seconds < 5
    assert server.visits == 1
    assert "secret-token" not in f"{caught.value!r} {caught.value}"


def test_a_server_that_does_not_read_cannot_stretch_the_deadline(exchange: Exchange) -> None:
    def sip(_: Server, visit: Visit) -> None:
        while visit.socket.recv(1000) and not visit.stopping.wait(0.02):
            pass

    big = omnisend.Request("POST /big", "POST", "/big", body=b"z" * 20_000_000)
    with serving(sip) as server, Spent() as spent, pytest.raises(omnisend.NoAnswer):
        exchange(server.url(), big, deadline=0.5)
    assert spent.seconds < 5


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"z" * (MOST_BYTES + 1),
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"
        + gzip.compress(b"z" * (MOST_BYTES + 1)),
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\n" + gzip.compress(b"abc")[:8],
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 3\r\n\r\nabc",
    ],
    ids=["large", "bomb", "not gzip", "half gzip", "brotli"],
)
def test_an_answer_that_cannot_be_taken_in_is_unreadable(exchange: Exchange, answer: bytes) -> None:
    with serving(_say(answer)) as server, pytest.raises(omnisend.Unreadable) as caught:
        exchange(server.url())
    assert caught.value.may_have_arrived


def test_a_read_that_breaks_off_did_no_harm() -> None:
    with serving(_cut_after_reading) as server:
        client = omnisend.Client("t", api_url=server.url(""), transport=omnisend.HttpTransport())
        calls: list[tuple[omnisend.Call[Any], bool]] = [
            (omnisend.calls.send_campaign("c"), True),
            (omnisend.calls.render_content("c"), False),
            (omnisend.calls.get_campaign("c"), False),
        ]
        for call, harm in calls:
            with pytest.raises(omnisend.NoAnswer) as caught:
                client.exchange(call)
            assert caught.value.may_have_arrived is harm


def test_the_next_exchange_does_not_inherit_a_half_read_connection(exchange: Exchange) -> None:
    def half_first(server: Server, visit: Visit) -> None:
        visit.read_request()
        if visit.number == 1:
            visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
            visit.hold()
        visit.send(OK)

    with serving(half_first) as server:
        with pytest.raises(omnisend.NoAnswer):
            exchange(server.url(), GET, deadline=1.0)
        assert exchange(server.url(), GET).body == b"{}"
    assert server.visits == 2
