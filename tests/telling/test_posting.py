"""Webhooks: what is posted, how it is signed, and where it is never posted."""

import datetime as dt
import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import httpcore2
import pytest
from pytest_django.fixtures import Settings

from omniapp.people import actors
from omniapp.sending.states import State
from omniapp.stores.models import Store
from omniapp.telling import addresses, posting, webhooks
from omniapp.telling.models import Message
from tests import cast
from tests.telling import receiver as receiving
from tests.telling.conftest import Desk
from tests.telling.receiver import Receiver

PUBLIC = "93.184.215.14"


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOK_LOOPBACK = True
    with receiving.running() as running:
        yield running


def hook(store: Store, url: str) -> str:
    """The store's webhook; its secret."""
    return webhooks.point(store, url, actor=actors.merchant(store), now=cast.CONNECTED_AT)[1]


def post(desk: Desk, url: str) -> Message:
    """One event, posted to ``url``; what is recorded of it."""
    hook(desk.store, url)
    desk.moved(desk.delivery(), State.SENT)
    desk.feed()
    desk.tell()
    return Message.objects.get()


def test_every_event_arrives_once_signed_and_says_the_same(desk: Desk, receiver: Receiver) -> None:
    secret, verify = hook(desk.store, receiver.url), receiving.verify()
    for state in (State.SENT, State.CANCELED, State.FAILED):
        desk.moved(desk.delivery(), state)
    desk.moved(desk.delivery(), State.NEEDS_PERSON, reason="plan")
    desk.feed()
    desk.tell()
    told = {str(pk) for pk in Message.objects.filter(state="told").values_list("news", flat=True)}
    assert len(receiver.ids) == len(set(receiver.ids)) == 4
    assert set(receiver.ids) == told
    for one in receiver.delivered:
        assert verify(secret, one.headers, one.body)
        assert not verify(secret, one.headers, one.body + b" ")
        assert json.loads(one.body)["id"] == one.id


def test_the_body_says_what_and_where(desk: Desk, receiver: Receiver) -> None:
    delivery = desk.delivery()
    hook(desk.store, receiver.url)
    desk.moved(delivery, State.SENT)
    desk.feed()
    desk.tell()
    told = json.loads(receiver.delivered[0].body)
    assert told["type"] == "campaign.sent"
    assert dt.datetime.fromisoformat(told["timestamp"]) == desk.now
    assert told["data"]["campaign"] == {"id": delivery.campaign_id, "name": "Warm socks"}
    assert told["data"]["store"]["id"] == desk.store.brand_id
    assert told["data"]["link"].endswith(f"/campaigns/{delivery.campaign_id}/")


def test_a_partners_webhook_hears_of_their_stores_alone(desk: Desk, receiver: Receiver) -> None:
    for user in (cast.partner(desk.store), cast.partner(cast.other_store(), email="eve@agency.example")):
        url = f"{receiver.url}/{user.pk}"
        webhooks.point(user, url, actor=actors.partner(user, ()), now=cast.CONNECTED_AT)
    desk.moved(desk.delivery(), State.SENT)
    desk.feed()
    desk.tell()
    assert len(receiver.delivered) == 1


def test_after_a_new_secret_both_count_for_a_day(desk: Desk, receiver: Receiver) -> None:
    old, verify = hook(desk.store, receiver.url), receiving.verify()
    webhook = webhooks.of(desk.store)
    assert webhook
    new = webhooks.rotate(webhook, actor=actors.merchant(desk.store), now=desk.now)
    desk.moved(desk.delivery(), State.SENT)
    desk.feed()
    desk.tell()
    one = receiver.delivered[0]
    assert verify(old, one.headers, one.body)
    assert verify(new, one.headers, one.body)
    webhook.refresh_from_db()
    assert webhooks.keys(webhook, now=desk.now + webhooks.OLD_COUNTS) == [new]
    assert old not in (webhook.secret, webhook.old_secret)


def test_a_no_is_tried_again_under_the_same_id(desk: Desk, receiver: Receiver) -> None:
    receiver.status = 500
    message = post(desk, receiver.url)
    assert (message.state, message.status, message.trouble) == ("waiting", 500, "It answered 500.")
    receiver.status = 200
    desk.tell(later=dt.timedelta(seconds=5))
    assert Message.objects.get().state == "told"
    first, second = receiver.delivered
    assert (first.id, first.body) == (second.id, second.body)


def test_a_receiver_that_is_down_is_not_knocked_at_for_every_event(desk: Desk, receiver: Receiver) -> None:
    receiver.status = 503
    hook(desk.store, receiver.url)
    for _ in range(5):
        desk.moved(desk.delivery(), State.SENT)
    desk.feed()
    assert desk.tell() == 1
    receiver.status = 200
    assert desk.tell(later=dt.timedelta(seconds=5)) == 5
    assert Message.objects.filter(state="told").count() == 5


def test_redirects_are_not_followed(desk: Desk, receiver: Receiver) -> None:
    receiver.status = 302
    assert post(desk, receiver.url).trouble == "It answered 302. We do not follow redirects."
    assert [one.path for one in receiver.delivered] == ["/hook"]


def test_an_answer_that_trickles_ends_at_the_deadline(
    desk: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()

    def trickle(handler: BaseHTTPRequestHandler) -> None:
        while not over.wait(0.05):
            handler.wfile.write(b"H")

    receiver.instead = trickle
    monkeypatch.setattr(posting, "DEADLINE", 0.5)
    began = time.monotonic()
    message = post(desk, receiver.url)
    over.set()
    assert message.trouble == "No answer within 0.5 seconds."
    assert time.monotonic() - began < 8


def test_an_endless_body_is_not_read(desk: Desk, receiver: Receiver) -> None:
    over = threading.Event()

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\nno end")
        over.wait(30)

    receiver.instead = endless
    began = time.monotonic()
    message = post(desk, receiver.url)
    over.set()
    assert message.state == "told"
    assert time.monotonic() - began < 8


def test_this_machine_is_refused_unless_the_setting_allows_it(
    desk: Desk, receiver: Receiver, settings: Settings
) -> None:
    hook(desk.store, receiver.url)
    settings.WEBHOOK_LOOPBACK = False
    message = post(desk, receiver.url)
    assert message.trouble == "It has to begin with https://."
    assert receiver.delivered == []


REFUSED = [
    "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.8.8.8",
    "0.0.0.0", "169.254.169.254", "168.63.129.16", "192.0.0.192", "192.0.2.1", "198.18.0.1", "203.0.113.9",
    "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.88.99.1", "::", "::1", "::7f00:1",
    "fe80::1", "fc00::1",
    "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "100::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:93.184.215.14", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::1", "2001:0:1::1",
    "fe80::1%2", "2001:20::1", "3fff::1", "5f00::1", "::ffff:0:7f00:1",
]  # fmt: skip


@pytest.mark.parametrize("loopback_allowed", [True, False])
@pytest.mark.parametrize("address", REFUSED)
def test_addresses_that_are_nobodys_server_are_refused(
    settings: Settings, address: str, loopback_allowed: bool
) -> None:
    settings.WEBHOOK_LOOPBACK = loopback_allowed
    if loopback_allowed and address in ("127.0.0.1", "127.8.8.8", "::1"):
        addresses.check_address(address)
        return
    with pytest.raises(addresses.NotAllowed, match="is not a public address"):
        addresses.check_address(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_public_addresses_are_allowed(address: str) -> None:
    addresses.check_address(address)
    assert addresses.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "https:///path", "https://", "example.com",
        "https://me:secret@example.com/", "https://example.com/#part", "https://exämple.com/", "https://a b/",
        "https://example.com:99999/", "https://example.com:0/", "https://[::1]/", "https://127.0.0.1/",
        "https://[::ffff:127.0.0.1]/", "https://169.254.169.254/latest/meta-data/", "https://[bad", "//x/",
        "javascript:alert(1)", "https://exa\tmple.com/",
    ],
)  # fmt: skip
def test_addresses_that_cannot_be_right_are_refused_before_anybody_is_asked(url: str) -> None:
    with pytest.raises(addresses.NotAllowed):
        addresses.check_url(url)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What each look-up of a name answers, one after the other; the last answer repeats."""
    answers: dict[str, list[str]] = {}

    def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        known = answers[host]
        found = known.pop(0) if len(known) > 1 else known[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found.split()]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return answers


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which addresses were connected to. None answers."""
    tried: list[str] = []

    def connect(self: httpcore2.SyncBackend, host: str, port: int, **_: Any) -> httpcore2.NetworkStream:
        tried.append(host)
        raise httpcore2.ConnectError("nobody there")

    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", connect)
    return tried


@pytest.mark.parametrize(
    "answer", ["10.0.0.1", f"{PUBLIC} 10.0.0.1", f"10.0.0.1 {PUBLIC}", "::1", "::ffff:127.0.0.1"]
)
def test_a_name_that_leads_inside_is_refused(
    desk: Desk, names: dict[str, list[str]], connected: list[str], answer: str
) -> None:
    names["hooks.example"] = [answer]
    assert post(desk, "https://hooks.example/in").trouble.endswith("is not a public address.")
    assert connected == []


@pytest.mark.parametrize("name", ["localhost", "2130706433", "0x7f.1", "127.1", "0177.0.0.1"])
def test_this_machine_by_other_names_is_refused(desk: Desk, connected: list[str], name: str) -> None:
    assert post(desk, f"https://{name}/").trouble.endswith(
        ("is not a public address.", "not known", "No address associated with hostname")
    )
    assert connected == []


def test_it_connects_to_the_very_address_that_was_allowed(
    desk: Desk, names: dict[str, list[str]], connected: list[str]
) -> None:
    names["hooks.example"] = [PUBLIC, "127.0.0.1"]  # a look-up for the connection would lead inside
    message = post(desk, "https://hooks.example/in")
    assert message.trouble == "The connection failed: nobody there"
    assert connected == [PUBLIC]


def test_the_name_is_looked_up_anew_at_each_delivery(
    desk: Desk, names: dict[str, list[str]], connected: list[str]
) -> None:
    names["hooks.example"] = [PUBLIC, "127.0.0.1"]
    post(desk, "https://hooks.example/in")
    desk.tell(later=dt.timedelta(seconds=5))
    assert Message.objects.get().trouble == "127.0.0.1 is not a public address."
    assert connected == [PUBLIC]
