"""Clients, codes and tokens, by RFC 6749 and RFC 7636. Tokens name no store in themselves."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from omniapp.sandbox.switches import Switches

SCOPES = {
    "brands.read": "See the store's name, website, time zone and currency",
    "campaigns.read": "See campaigns and their status",
    "campaigns.write": "Create, change, send, cancel and delete campaigns",
    "email-templates.read": "See email templates and the content of emails",
    "email-templates.write": "Create and change email templates and the content of emails",
    "segments.read": "See segments and how many contacts they hold",
    "segments.write": "Create, change and delete segments",
    "analytics.read": "See how campaigns performed",
    "images.read": "See images",
    "images.write": "Upload images",
    "contacts.read": "See contacts",
    "contacts.write": "Add and change contacts",
    "products.read": "See products",
    "products.write": "Add and change products",
    "events.read": "See events",
    "events.write": "Send events",
}
CODE_SECONDS = 600  # virtual
EVER = 10 * 365 * 86_400  # lifetimes from ten years on never end here


class OAuthError(Exception):
    """An answer of the token endpoint: `error` is a code of RFC 6749, 5.2."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(f"{error}: {description}")
        self.error, self.description, self.status = error, description, status


@dataclass
class Grant:
    """One connection of one brand: the access tokens it has now and its refresh token."""

    brand_id: str
    client_id: str
    scope: frozenset[str]
    refresh: str = ""
    access: dict[str, datetime | None] = field(default_factory=dict)


@dataclass
class Code:
    client_id: str
    redirect_uri: str
    scope: frozenset[str]
    brand_id: str
    challenge: str
    expires_at: datetime
    grant: Grant | None = None


class Registry:
    def __init__(self, redirect_uris: tuple[str, ...]) -> None:
        self.clients = {"omniapp-demo": "omniapp-demo-secret"}
        self.redirect_uris = list(redirect_uris)
        self.sessions: dict[str, str] = {}
        self._codes: dict[str, Code] = {}
        self._by_access: dict[str, Grant] = {}
        self._by_refresh: dict[str, Grant] = {}

    def authenticate(self, client_id: str, secret: str) -> None:
        known = self.clients.get(client_id, "")
        if not known or not hmac.compare_digest(known.encode(), secret.encode()):
            raise OAuthError("invalid_client", "Unknown client, or its secret is wrong.", 401)

    def new_code(self, now: datetime, **values: Any) -> str:
        text = secrets.token_urlsafe(24)
        self._codes[text] = Code(expires_at=now + timedelta(seconds=CODE_SECONDS), **values)
        return text

    def exchange(
        self,
        text: str,
        *,
        client_id: str,
        redirect_uri: str,
        verifier: str,
        now: datetime,
        switches: Switches,
    ) -> dict[str, Any]:
        """A code for tokens, once. The redirect URI must be the one of the authorisation, byte for byte."""
        code = self._codes.get(text)
        if code is None or code.client_id != client_id:
            raise OAuthError("invalid_grant", "The code is unknown.")
        if code.grant is not None:
            if switches.code_reuse_revokes:
                self._forget(code.grant)
            raise OAuthError("invalid_grant", "The code was used already.")
        if now > code.expires_at:
            raise OAuthError("invalid_grant", "The code has expired.")
        if redirect_uri != code.redirect_uri:
            raise OAuthError("invalid_grant", "redirect_uri is not the one of the authorisation.")
        if code.challenge != (challenge_of(verifier) if verifier else ""):
            raise OAuthError("invalid_grant", "code_verifier does not fit the code_challenge.")
        code.grant = Grant(code.brand_id, client_id, code.scope)
        return self._answer(code.grant, now, switches, switches.token_seconds)

    def issue(
        self,
        brand_id: str,
        scope: frozenset[str],
        now: datetime,
        switches: Switches,
        seconds: int | None = None,
    ) -> dict[str, Any]:
        """Tokens without the journey, for tests."""
        grant = Grant(brand_id, next(iter(self.clients)), scope)
        return self._answer(grant, now, switches, switches.token_seconds if seconds is None else seconds)

    def refresh(self, token: str, *, client_id: str, now: datetime, switches: Switches) -> dict[str, Any]:
        grant = self._by_refresh.get(token)
        if grant is None or grant.client_id != client_id:
            raise OAuthError("invalid_grant", "The refresh token is unknown, used up or revoked.")
        if not switches.old_access_survives:
            for old in grant.access:
                self._by_access.pop(old, None)
            grant.access.clear()
        return self._answer(grant, now, switches, switches.token_seconds, refreshing=True)

    def look_up(self, access: str, now: datetime) -> Grant | None:
        grant = self._by_access.get(access)
        if grant is None:
            return None
        ends = grant.access[access]
        return None if ends is not None and now >= ends else grant

    def revoke(self, token: str) -> None:
        """RFC 7009: either token ends the whole grant; an unknown one is no error."""
        grant = self._by_access.get(token) or self._by_refresh.get(token)
        if grant is not None:
            self._forget(grant)

    def disconnect(self, brand_id: str) -> int:
        """The merchant removes the app: all tokens of the brand are dead. Answers how many grants."""
        grants = self.grants_of(brand_id)
        for grant in grants:
            self._forget(grant)
        return len(grants)

    def grants_of(self, brand_id: str) -> list[Grant]:
        grants = {id(grant): grant for grant in [*self._by_access.values(), *self._by_refresh.values()]}
        return [grant for grant in grants.values() if grant.brand_id == brand_id]

    def _answer(
        self, grant: Grant, now: datetime, switches: Switches, seconds: int, *, refreshing: bool = False
    ) -> dict[str, Any]:
        access = secrets.token_urlsafe(32)
        grant.access[access] = None if not 0 < seconds < EVER else now + timedelta(seconds=seconds)
        self._by_access[access] = grant
        answer: dict[str, Any] = {
            "access_token": access,
            "token_type": "Bearer",
            "scope": " ".join(sorted(grant.scope)),
        }
        if seconds:
            answer["expires_in"] = seconds
        if switches.refresh_tokens == "rotate" or (switches.refresh_tokens == "keep" and not refreshing):
            self._by_refresh.pop(grant.refresh, None)
            grant.refresh = answer["refresh_token"] = secrets.token_urlsafe(32)
            self._by_refresh[grant.refresh] = grant
        return answer

    def _forget(self, grant: Grant) -> None:
        for access in grant.access:
            self._by_access.pop(access, None)
        self._by_refresh.pop(grant.refresh, None)


def challenge_of(verifier: str) -> str:
    """S256 of RFC 7636."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
