"""The authorisation code journey: where to send the browser, and what its code is worth.

Source: Omnisend, OAuth guide; RFC 6749 (code, refresh), RFC 7636 (PKCE), RFC 7009 (revocation).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from .client import Transport, usable_token
from .errors import GrantRefused, OmnisendError
from .messages import Answer, Request
from .reading import document, number, problem, unreadable, words

T = TypeVar("T")

TEN_YEARS = 10 * 365 * 24 * 3600


@dataclass(frozen=True)
class Grant:
    """What a code or a refresh token was exchanged for.

    refresh_token: None when there is none. scope: space separated, empty when the answer does not say.
    expires_in: seconds, None for a token without an expiry: absent, senseless or ten years and more.
    """

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    scope: str
    expires_in: int | None


class OAuth:
    """One registered application at one authorisation server.

    app_url: e.g. https://app.omnisend.com, without /oauth2. redirect_uri: exactly as registered and without a
    query, as the consent page drops what follows its first parameter; ValueError otherwise.
    deadline: seconds for one exchange.

    Authlib supplies the authorisation address and the PKCE challenge. Its client is not used: it brings its
    own HTTP client with per-operation timeouts and cookies, and an answer that is not JSON breaks it.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        *,
        app_url: str,
        redirect_uri: str,
        transport: Transport,
        deadline: float = 15.0,
    ) -> None:
        address = urlsplit(redirect_uri)
        if address.query or address.fragment:
            raise ValueError("a redirect URI has neither query nor fragment")
        self._client_id = client_id
        self._client_secret = client_secret
        self._transport = transport
        self._deadline = deadline
        self.app_url = app_url.rstrip("/")
        self.redirect_uri = redirect_uri

    def __repr__(self) -> str:
        return f"<OAuth {self._client_id} at {self.app_url}>"

    def authorize_url(self, state: str, verifier: str, scope: str) -> str:
        """Where the browser goes to ask for consent.

        verifier: the PKCE secret to be given to `exchange`; 43 to 128 characters of RFC 7636's alphabet.
        The redirect URI comes last, so that whatever is lost behind it is nothing of ours.
        """
        address = prepare_grant_uri(
            f"{self.app_url}/oauth2/authorize",
            self._client_id,
            "code",
            scope=scope,
            state=state,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return str(add_params_to_uri(address, [("redirect_uri", self.redirect_uri)]))

    def exchange(self, code: str, verifier: str) -> Grant:
        """The tokens for a code, which works once: after NoAnswer or Unreadable the journey starts again.

        Raises GrantRefused, or another OmnisendError.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": verifier,
        }
        return self._post("token", form, read_grant)

    def refresh(self, refresh_token: str) -> Grant:
        """New tokens; the refresh token is the one given when the answer brings no other.

        Raises GrantRefused (invalid_grant: only the merchant can reconnect), or another OmnisendError. After
        NoAnswer a server that rotates may have spent the old refresh token.
        """
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        grant = self._post("token", form, read_grant)
        return grant if grant.refresh_token else replace(grant, refresh_token=refresh_token)

    def revoke(self, token: str) -> None:
        """Ends a token, access or refresh. An unknown token is no error. Raises OmnisendError."""
        self._post("revoke", {"token": token}, read_revocation)

    def _post(self, endpoint: str, form: dict[str, str], read: Callable[[Answer], T]) -> T:
        credentials = {"client_id": self._client_id, "client_secret": self._client_secret}
        request = Request(
            operation=f"POST /oauth2/{endpoint}",
            method="POST",
            path=f"/oauth2/{endpoint}",
            body=urlencode(form | credentials).encode("ascii"),
            content_type="application/x-www-form-urlencoded",
        )
        answer = self._transport.exchange(
            request.url(self.app_url), request, {"Accept": "application/json"}, deadline=self._deadline
        )
        return read(answer)


def read_grant(answer: Answer) -> Grant:
    """Reads the token endpoint's answer. Raises OmnisendError."""
    found = _members(answer)
    if found is None:
        raise unreadable(answer, True, "the token answer is not a JSON object")
    access, refresh = found.get("access_token"), found.get("refresh_token")
    if not isinstance(access, str) or not usable_token(access):
        raise unreadable(answer, True, "the token answer has no usable access token")
    if words(found.get("token_type")).lower() not in {"", "bearer"}:
        raise unreadable(answer, True, "the token is not a bearer token")
    scope = found.get("scope")
    if isinstance(scope, list):
        scope = " ".join(part for part in scope if isinstance(part, str))
    return Grant(
        access_token=access,
        refresh_token=refresh if isinstance(refresh, str) and refresh else None,
        scope=words(scope),
        expires_in=lifetime(found.get("expires_in")),
    )


def read_revocation(answer: Answer) -> None:
    """Reads the revocation endpoint's answer, whose body does not matter. Raises OmnisendError."""
    _members(answer)


def lifetime(value: object) -> int | None:
    """Seconds a token lives, None when it has no end.

    A senseless or non-positive number is no end either: taken for one, it would have every call refresh
    first, whereas a token that has really ended shows by its 401.
    """
    seconds = number(value)
    return int(seconds) if seconds is not None and 1 <= seconds < TEN_YEARS else None


def _members(answer: Answer) -> dict[str, Any] | None:
    try:
        found = document(answer.body)
    except ValueError:
        found = None
    members = found if isinstance(found, dict) else None
    refusal = words(members.get("error")) if members is not None else ""
    if refusal and answer.status < 500 and answer.status != 429:
        description = words(members.get("error_description")) if members is not None else ""
        raise GrantRefused(refusal, description, status=answer.status)
    if not 200 <= answer.status < 300:
        error: OmnisendError = problem(answer, True)
        raise error
    return members
