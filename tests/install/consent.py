"""A merchant's browser at the local Omnisend's consent page, without a browser."""

import urllib.parse

import httpx2
from django.test import Client

from tests.sandbox_control import ALPINE_WOOL


def begin(client: Client, next_url: str = "") -> str:
    """Presses *Connect Omnisend*; the address of Omnisend's consent page."""
    answer = client.post("/install/", {"next": next_url} if next_url else {})
    assert answer.status_code == 302
    return answer.headers["Location"]


def decide(address: str, *, brand_id: str = ALPINE_WOOL, allow: bool = True, **changed: str) -> str:
    """Logs in as a brand and presses Allow or Cancel; the path that Omnisend sends the browser back to.

    ``changed`` replaces parameters of the authorisation request, such as ``scope``.
    """
    url = urllib.parse.urlsplit(address)
    wish = dict(urllib.parse.parse_qsl(url.query)) | changed
    server = f"{url.scheme}://{url.netloc}"
    with httpx2.Client(base_url=server, trust_env=False) as merchant:
        merchant.post("/oauth2/login", data=wish | {"brand": brand_id})
        answer = merchant.post("/oauth2/authorize", data=wish | {"decision": "allow" if allow else "cancel"})
    back = urllib.parse.urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def walk(client: Client, *, brand_id: str = ALPINE_WOOL, next_url: str = "") -> str:
    """The whole way: connect, allow, come back. Returns where the callback sends the browser."""
    answer = client.get(decide(begin(client, next_url), brand_id=brand_id))
    assert answer.status_code == 302
    return answer.headers["Location"]


def state_of(address: str) -> str:
    return urllib.parse.parse_qs(urllib.parse.urlsplit(address).query)["state"][0]
