"""The wire when it works: one request, one answer, nothing added and nothing kept."""

import gzip
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from omniapp import omnisend
from tests.omnisend.conftest import GET, POST, Exchange
from tests.omnisend.servers import OK, Server, Visit, answering, free_port, serving
from tests.waiting import eventually

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"


def test_a_request_is_sent_as_it_is(exchange: Exchange) -> None:
    with serving(answering(OK)) as server:
        answer = exchange(server.url("/thing?a=b%20c"))
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /thing?a=b%20c HTTP/1.1"
    assert {line.lower() for line in lines[1:]} == {
        f"host: 127.0.0.1:{server.port}",
        "user-agent: omniapp",
        "accept-encoding: gzip",
        "authorization: bearer secret-token",
        "content-type: application/json",
        "content-length: 2",
    }
    assert body == b"{}"
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, b"{}", "application/json")
    assert 0 <= answer.milliseconds < 5000


def test_a_change_without_a_body_says_so(exchange: Exchange) -> None:
    with serving(answering(OK)) as server:
        exchange(server.url(), omnisend.Request("POST /send", "POST", "/send"))
        exchange(server.url(), GET)
    first, second = (request.lower() for request in server.requests)
    assert b"content-length: 0" in first
    assert b"content-length" not in second


def test_before_write_comes_once_after_connecting_and_before_the_first_byte(exchange: Exchange) -> None:
    seen: list[tuple[int, int]] = []

    def look() -> None:
        seen.append((eventually(lambda: server.visits), len(server.requests)))

    with serving(answering(OK)) as server:
        for _ in range(2):
            exchange(server.url(), before_write=look)
    assert seen == [(1, 0), (1, 1)]


def test_connections_are_used_again(exchange: Exchange) -> None:
    with serving(answering(OK)) as server:
        for _ in range(5):
            exchange(server.url())
    assert (server.visits, len(server.requests)) == (1, 5)


def test_a_connection_the_server_has_closed_is_not_used_again(exchange: Exchange) -> None:
    closed = threading.Event()

    def once(server: Server, visit: Visit) -> None:
        server.requests.append(visit.read_request())
        visit.send(OK)
        visit.socket.close()
        closed.set()

    with serving(once) as server:
        exchange(server.url())
        assert closed.wait(5)
        assert exchange(server.url()).status == 200
    assert server.visits == 2


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
def test_a_request_swallowed_by_a_kept_connection_is_not_repeated(exchange: Exchange, method: str) -> None:
    def swallow_second(server: Server, visit: Visit) -> None:
        server.requests.append(visit.read_request())
        visit.send(OK)
        server.requests.append(visit.read_request())

    with serving(swallow_second) as server:
        exchange(server.url())
        with pytest.raises(omnisend.NoAnswer) as caught:
            exchange(server.url(), omnisend.Request(method, method, "/thing"))
        assert caught.value.may_have_arrived
    assert (server.visits, len(server.requests)) == (1, 2)


def test_what_a_server_says_unasked_is_not_the_next_answer(exchange: Exchange) -> None:
    spoken = threading.Event()

    def speak_twice(server: Server, visit: Visit) -> None:
        server.requests.append(visit.read_request())
        if visit.number > 1:
            visit.send(b"HTTP/1.1 402 Payment Required\r\nContent-Length: 0\r\n\r\n")
            return
        visit.send(b"HTTP/1.1 204 No Content\r\n\r\n")
        assert answered.wait(5)
        visit.send(b"HTTP/1.1 204 No Content\r\n\r\n")
        spoken.set()
        visit.hold()

    answered = threading.Event()
    with serving(speak_twice) as server:
        exchange(server.url())
        answered.set()
        assert spoken.wait(5)
        assert exchange(server.url()).status == 402


def test_a_line_break_cannot_be_smuggled_into_a_request(exchange: Exchange) -> None:
    smuggling = omnisend.Request("POST /", "POST", "/", content_type="text/plain\r\nX-Mine: 1")
    with serving(answering(OK)) as server, pytest.raises((ValueError, omnisend.NotReached)):
        exchange(server.url(), smuggling)
    assert server.requests == []


@pytest.mark.parametrize(
    "first",
    [
        b"HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong",
        b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nstray",
        OK + b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong",
        CHUNKED + b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwrong",
    ],
)
def test_what_follows_an_answer_is_not_the_next_answer(exchange: Exchange, first: bytes) -> None:
    with serving(answering(first, OK)) as server:
        assert exchange(server.url()).status in {200, 204}
        assert exchange(server.url()).body == b"{}"
    assert (server.visits, len(server.requests)) == (2, 2)


@pytest.mark.parametrize("answer", [b"HTTP/1.1 204 No Content\r\n\r\n", CHUNKED])
def test_other_well_formed_answers_keep_the_connection(exchange: Exchange, answer: bytes) -> None:
    with serving(answering(answer)) as server:
        for _ in range(3):
            exchange(server.url())
    assert server.visits == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(exchange: Exchange, status: int) -> None:
    with serving(answering(OK)) as elsewhere:
        moved = f"HTTP/1.1 {status} Moved\r\nLocation: {elsewhere.url()}\r\nContent-Length: 0\r\n\r\n"
        with serving(answering(moved.encode())) as server:
            answer = exchange(server.url())
    assert answer.status == status
    assert elsewhere.visits == 0
    with pytest.raises(omnisend.ServerTrouble) as caught:
        omnisend.calls.send_campaign("c").read(answer)
    assert caught.value.may_have_arrived


def test_cookies_are_not_carried_from_one_store_to_the_next(exchange: Exchange) -> None:
    baked = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n"
    with serving(answering(baked)) as server:
        answer = exchange(server.url())
        exchange(server.url())
    assert answer.headers["set-cookie"] == "a=1; Path=/, b=2"
    assert b"cookie" not in server.requests[1].lower()


def test_a_compressed_answer_is_unpacked(exchange: Exchange) -> None:
    packed = gzip.compress(b'{"id": "c"}')
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: GZip\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    with serving(answering(head + packed)) as server:
        assert exchange(server.url(), GET).body == b'{"id": "c"}'


def test_the_environment_has_no_say(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    with serving(answering(OK)) as server:
        assert exchange(server.url()).status == 200


def test_many_threads_share_one_transport_and_each_gets_its_own_answer() -> None:
    def echo(_: Server, visit: Visit) -> None:
        while request := visit.read_request():
            body = request.partition(b"\r\n\r\n")[2]
            visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))

    transport = omnisend.HttpTransport()

    def ask(number: int) -> bool:
        body = str(number).encode() * 50
        request = omnisend.Request(POST.operation, "POST", "/", body=body)
        return transport.exchange(server.url(), request, {}, deadline=10).body == body

    with serving(echo) as server, ThreadPoolExecutor(12) as pool:
        assert all(pool.map(ask, range(240)))
        transport.close()
    assert server.visits <= 12
