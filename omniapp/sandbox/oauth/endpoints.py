"""Token, revocation and metadata endpoints: RFC 6749, RFC 7009, RFC 8414."""

import asyncio
import base64
import binascii
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from omniapp.sandbox import wire
from omniapp.sandbox.api.call import Answer
from omniapp.sandbox.api.orders import HTML
from omniapp.sandbox.faults import Fault
from omniapp.sandbox.journal import Entry
from omniapp.sandbox.oauth.registry import SCOPES, OAuthError
from omniapp.sandbox.world import World

NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
LOGGED = ("grant_type", "redirect_uri", "client_id", "token_type_hint")


class Endpoints:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        return [
            Route("/oauth2/token", self.token, methods=["POST"]),
            Route("/oauth2/revoke", self.revoke, methods=["POST"]),
            Route("/.well-known/oauth-authorization-server", self.metadata),
        ]

    async def metadata(self, request: Request) -> JSONResponse:
        issuer = str(request.base_url).rstrip("/")
        return JSONResponse(
            {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/oauth2/authorize",
                "token_endpoint": f"{issuer}/oauth2/token",
                "revocation_endpoint": f"{issuer}/oauth2/revoke",
                "scopes_supported": list(SCOPES),
                "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code", "refresh_token"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
                "authorization_response_iss_parameter_supported": self._world.switches.issuer_in_redirect,
            }
        )

    async def token(self, request: Request) -> Response:
        return await self._serve(request, self._token)

    async def revoke(self, request: Request) -> Response:
        return await self._serve(request, self._revoke)

    async def _serve(self, request: Request, act: Any) -> Response:
        """Log (without secrets), apply a fault if one is ordered, act, answer."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        world, path = self._world, request.url.path
        world.settle()
        body = {name: form[name] for name in LOGGED if name in form}
        entry = world.journal.receive(
            at=world.now(),
            method="POST",
            path=path,
            query="",
            brand_id="",
            operation=f"POST {path}",
            body=body,
        )

        def answer() -> Answer:
            try:
                authenticate(world, request, form)
                return Answer(200, act(form))
            except OAuthError as error:
                entry.slug = error.error
                return Answer(error.status, {"error": error.error, "error_description": error.description})

        fault = world.faults.take(entry.operation, "")
        if fault is not None:
            entry.fault = fault.kind
            return await _faulty(fault, entry, answer, request)
        done = answer()
        entry.status = done.status
        return JSONResponse(done.body, done.status, headers=NO_STORE)

    def _token(self, form: dict[str, str]) -> dict[str, Any]:
        world, grant_type = self._world, form.get("grant_type", "")
        if grant_type == "authorization_code":
            return world.registry.exchange(
                form.get("code", ""),
                client_id=form["client_id"],
                redirect_uri=form.get("redirect_uri", ""),
                verifier=form.get("code_verifier", ""),
                now=world.now(),
                switches=world.switches,
            )
        if grant_type == "refresh_token":
            return world.registry.refresh(
                form.get("refresh_token", ""),
                client_id=form["client_id"],
                now=world.now(),
                switches=world.switches,
            )
        code = "unsupported_grant_type" if grant_type else "invalid_request"
        raise OAuthError(code, "grant_type must be authorization_code or refresh_token.")

    def _revoke(self, form: dict[str, str]) -> dict[str, Any]:
        if not form.get("token"):
            raise OAuthError("invalid_request", "token is required.")
        self._world.registry.revoke(form["token"])
        return {}


def authenticate(world: World, request: Request, form: dict[str, str]) -> None:
    """client_secret_basic or client_secret_post; leaves the client's id in the form."""
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(value).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise OAuthError("invalid_client", "The Authorization header cannot be read.", 401) from None
    else:
        client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    world.registry.authenticate(client_id, secret)
    form["client_id"] = client_id


async def _faulty(fault: Fault, entry: Entry, answer: Any, request: Request) -> Response:
    """The fault kinds for an endpoint whose effect is a token: `late` effects count as none here."""
    done = answer() if fault.effect == "before" else None
    if fault.kind == "latency":
        await asyncio.sleep(fault.seconds)
        done = done or answer()
        entry.status = done.status
        return JSONResponse(done.body, done.status, headers=NO_STORE)
    if fault.kind == "cut":
        await wire.cut(request.scope)
        return Response()
    entry.status = fault.status or (done.status if done else 502)
    if fault.kind == "html":
        return Response(HTML % entry.status, entry.status, media_type="text/html")
    if fault.kind in ("empty", "truncated"):
        return Response(
            b"" if fault.kind == "empty" else b'{"access_to', entry.status, media_type="application/json"
        )
    entry.slug = fault.slug or "server_error"
    return JSONResponse(
        {"error": entry.slug, "error_description": fault.detail}, entry.status, headers=NO_STORE
    )
