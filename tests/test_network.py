"""No test reaches beyond this machine, and what a test forgets to point at the sandbox goes nowhere."""

import socket
import urllib.error
import urllib.request

import pytest
from django.conf import settings
from pytest_socket import SocketConnectBlockedError


def test_an_address_beyond_this_machine_is_refused() -> None:
    with (
        socket.socket() as beyond,
        pytest.warns(UserWarning, match=r"192\.0\.2\.1"),
        pytest.raises(SocketConnectBlockedError),
    ):
        beyond.connect(("192.0.2.1", 443))  # RFC 5737: an address of documentation


def test_without_the_sandbox_omnisend_is_nowhere() -> None:
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(settings.OMNISEND_API_URL, timeout=5)
