"""The authorisation endpoint: checks the request, logs in as a brand, asks for consent, redirects back."""

import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from omniapp.sandbox.models import Brand
from omniapp.sandbox.oauth import screens
from omniapp.sandbox.oauth.registry import SCOPES
from omniapp.sandbox.world import World

COOKIE = "omnisend_sandbox_session"  # cookies ignore ports: never a name another process here could use
PARAMETERS = (
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "scopes",
    "state",
    "code_challenge",
    "code_challenge_method",
)


@dataclass(frozen=True)
class Wish:
    """One authorisation request, as it came."""

    values: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def scope(self) -> list[str]:
        """`scope`; the documentation's table also knows `scopes`."""
        return (self["scope"] or self["scopes"]).split()


class Authorize:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        return [
            Route("/oauth2/authorize", self.show, methods=["GET"]),
            Route("/oauth2/authorize", self.decide, methods=["POST"]),
            Route("/oauth2/login", self.log_in, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        wish = _wish(dict(request.query_params))
        if wrong := self._unsafe(wish):
            return screens.refused(wrong)
        if error := _error(wish):
            return self._back(request, wish, {"error": error})
        brand = self._brand(request)
        if brand is None:
            return screens.log_in(list(self._world.brands.values())[:12], wish.values)
        return screens.consent(brand, wish["client_id"], wish.scope, wish.values)

    async def log_in(self, request: Request) -> Response:
        """Choose the brand, or forget it to choose another one."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        answer = RedirectResponse(f"/oauth2/authorize?{urlencode(_wish(form).values)}", 303)
        if form.get("brand") in self._world.brands:
            session = secrets.token_urlsafe(24)
            self._world.registry.sessions[session] = form["brand"]
            answer.set_cookie(COOKIE, session, httponly=True, samesite="lax")
        else:
            answer.delete_cookie(COOKIE)
        return answer

    async def decide(self, request: Request) -> Response:
        """Allow or Cancel."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        wish, brand = _wish(form), self._brand(request)
        if wrong := self._unsafe(wish):
            return screens.refused(wrong)
        if error := _error(wish):
            return self._back(request, wish, {"error": error})
        if brand is None:
            return screens.log_in(list(self._world.brands.values())[:12], wish.values)
        if form.get("decision") != "allow":
            values = {"error": "access_denied", "error_description": "The merchant did not allow access."}
            if self._world.switches.denied_without_state:
                wish = Wish({name: value for name, value in wish.values.items() if name != "state"})
            return self._back(request, wish, values)
        code = self._world.registry.new_code(
            self._world.now(),
            client_id=wish["client_id"],
            redirect_uri=wish["redirect_uri"],
            scope=frozenset(wish.scope),
            brand_id=brand.id,
            challenge=wish["code_challenge"],
        )
        return self._back(request, wish, {"code": code})

    def _brand(self, request: Request) -> Brand | None:
        session = request.cookies.get(COOKIE, "")
        return self._world.brands.get(self._world.registry.sessions.get(session, ""))

    def _unsafe(self, wish: Wish) -> str:
        """Why there must be no redirect at all: an unknown client, or an address it never registered."""
        if wish["client_id"] not in self._world.registry.clients:
            return f"No app with the client id “{wish['client_id']}” is registered here."
        if wish["redirect_uri"] not in self._world.registry.redirect_uris:
            return (
                f"The address “{wish['redirect_uri']}” is not registered for this app in exactly this form."
            )
        return ""

    def _back(self, request: Request, wish: Wish, values: dict[str, str]) -> Response:
        if wish["state"]:
            values["state"] = wish["state"]
        if self._world.switches.issuer_in_redirect:
            values["iss"] = str(request.base_url).rstrip("/")
        return RedirectResponse(f"{wish['redirect_uri']}?{urlencode(values)}", 303)


def _wish(values: dict[str, str]) -> Wish:
    return Wish({name: values[name] for name in PARAMETERS if name in values})


def _error(wish: Wish) -> str:
    """A code of RFC 6749, 4.1.2.1 that goes back to the app, or nothing."""
    if wish["response_type"] != "code":
        return "unsupported_response_type" if wish["response_type"] else "invalid_request"
    if wish["code_challenge"] and wish["code_challenge_method"] != "S256":
        return "invalid_request"
    if not wish.scope or any(scope not in SCOPES for scope in wish.scope):
        return "invalid_scope"
    return ""
