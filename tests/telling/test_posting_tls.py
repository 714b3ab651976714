"""The connection is pinned to an address, and the certificate still has to be the name's."""

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from omniapp.people import actors
from omniapp.sending.states import State
from omniapp.telling import posting, webhooks
from omniapp.telling.models import Message
from tests import cast
from tests.omnisend.servers import Server, serving
from tests.omnisend.test_transport_tls import answer_one, certificate, under_tls
from tests.telling.conftest import Desk

__all__ = ["certificate"]


@pytest.fixture
def server(certificate: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A receiver at 127.0.0.1, which every name leads to."""
    settings.WEBHOOK_LOOPBACK = True

    def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with serving(under_tls(certificate, answer_one)) as running:
        yield running


def post(desk: Desk, url: str) -> Message:
    webhooks.point(desk.store, url, actor=actors.merchant(desk.store), now=cast.CONNECTED_AT)
    desk.moved(desk.delivery(), State.SENT)
    desk.feed()
    desk.tell()
    return Message.objects.get()


def test_a_certificate_nobody_vouches_for_gets_nothing(desk: Desk, server: Server) -> None:
    assert "certificate verify failed" in post(desk, server.url(scheme="https")).trouble
    assert server.requests == []


def test_a_certificate_of_another_name_gets_nothing(
    desk: Desk, server: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(posting, "_trust", lambda: trust)
    url = server.url(scheme="https").replace("127.0.0.1", "hooks.example")
    assert "certificate verify failed" in post(desk, url).trouble
    assert server.requests == []


def test_the_names_own_certificate_is_delivered_to(
    desk: Desk, server: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust = ssl.create_default_context(cafile=certificate)
    monkeypatch.setattr(posting, "_trust", lambda: trust)
    assert post(desk, server.url(scheme="https")).state == "told"
    assert len(server.requests) == 1
