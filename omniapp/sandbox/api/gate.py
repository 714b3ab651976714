"""Who may pass: token, version, scope, rate limits; in this order."""

import re
from collections.abc import Mapping

from omniapp.sandbox.api.call import Operation
from omniapp.sandbox.models import Brand
from omniapp.sandbox.oauth.registry import SCOPES
from omniapp.sandbox.problems import FieldError, Problem, invalid
from omniapp.sandbox.world import World

VERSION = "2026-03-15"
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def identify(world: World, headers: Mapping[str, str]) -> tuple[Brand | None, frozenset[str]]:
    """The brand and scopes behind an Authorization header; `<brand id>-key` is an API key."""
    kind, _, secret = headers.get("authorization", "").partition(" ")
    secret = secret.strip()
    if kind.lower() == "bearer":
        grant = world.registry.look_up(secret, world.now())
        return (world.brands.get(grant.brand_id), grant.scope) if grant else (None, frozenset())
    if kind.lower() == "omnisend-api-key" and secret.endswith("-key"):
        return world.brands.get(secret.removesuffix("-key")), frozenset(SCOPES)
    return None, frozenset()


def admit(world: World, operation: Operation, headers: Mapping[str, str]) -> Brand:
    """The brand, or the 401, 400, 410, 403 or 429 that keeps the request out."""
    brand, scopes = identify(world, headers)
    if brand is None:
        raise Problem(401, detail="Authentication is missing or invalid.")
    check_version(world, headers.get("omnisend-version"))
    if operation.scope not in scopes:
        raise Problem(403, detail="Insufficient permissions for this operation.")
    switches = world.switches
    if switches.rate_limits:
        world.windows.take(
            brand.id, operation.bucket, per_minute=switches.requests_per_minute, tell=switches.retry_after
        )
    return brand


def check_version(world: World, version: str | None) -> None:
    """An older date was a version once and is retired; anything else is none."""
    if version == VERSION or (version is None and world.switches.missing_version == "accept"):
        return
    if version is not None and _DATE.fullmatch(version) and version < VERSION:
        raise Problem(410, detail=f"API version {version} has been retired.")
    code = "required" if version is None else "invalid_value"
    raise invalid(FieldError("Omnisend-Version", code, f"Must be {VERSION}"))
