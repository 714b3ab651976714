"""Going through the sandbox's OAuth pages with plain forms, as a browser would."""

import base64
import hashlib
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2 as httpx

from tests.sandbox.asking import client
from tests.sandbox_control import ALPINE_WOOL, Sandbox

CALLBACK = "http://127.0.0.1:8000/install/callback/"
VERIFIER = "a-verifier-of-at-least-forty-three-characters-0123456789"
SCOPE = "brands.read campaigns.read"
CLIENT = {"client_id": "omniapp-demo", "client_secret": "omniapp-demo-secret"}


class Browser:
    """One merchant's browser at the sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.client = client(base_url=sandbox.url)

    def open(self, **changes: str) -> httpx.Response:
        """The authorisation page, asked for as an app would; a change to an empty text leaves it out."""
        return self.client.get("/oauth2/authorize", params=request(**changes))

    def log_in(self, brand_id: str = ALPINE_WOOL, **changes: str) -> httpx.Response:
        """Choose a brand on the log-in page; answers the consent page."""
        form = hidden(self.open(**changes).text) | {"brand": brand_id}
        return self.client.post("/oauth2/login", data=form, follow_redirects=True)

    def decide(self, page: httpx.Response, decision: str = "allow") -> dict[str, str]:
        """Allow or Cancel; answers the parameters that come back to the app."""
        answer = self.client.post("/oauth2/authorize", data=hidden(page.text) | {"decision": decision})
        return returned(answer)

    def exchange(self, code: str, **changes: str) -> httpx.Response:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK} | CLIENT
        return self.client.post("/oauth2/token", data=form | {"code_verifier": VERIFIER} | changes)

    def refresh(self, token: str) -> httpx.Response:
        form = {"grant_type": "refresh_token", "refresh_token": token} | CLIENT
        return self.client.post("/oauth2/token", data=form)


def request(**changes: str) -> dict[str, str]:
    digest = hashlib.sha256(VERIFIER.encode()).digest()
    whole = {
        "response_type": "code",
        "client_id": "omniapp-demo",
        "redirect_uri": CALLBACK,
        "scope": SCOPE,
        "state": "some-state",
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return {name: value for name, value in (whole | changes).items() if value}


def returned(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 303, answer.text
    address = urlsplit(answer.headers["location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == CALLBACK
    return dict(parse_qsl(address.query))


def hidden(page: str) -> dict[str, Any]:
    """The hidden fields of the page's first form."""
    form = page[page.index("<form") : page.index("</form>")]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
