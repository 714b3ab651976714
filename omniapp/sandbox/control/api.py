"""Steering the sandbox: health, reset, clock, switches, faults, log, state."""

import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from omniapp.sandbox import moments
from omniapp.sandbox.api import show
from omniapp.sandbox.control import actions
from omniapp.sandbox.control.wanted import Wanted, WrongRequest
from omniapp.sandbox.openapi.whole import description
from omniapp.sandbox.problems import Problem
from omniapp.sandbox.world import World

Act = Callable[[World, Wanted], Any]


def reset(world: World, wanted: Wanted) -> Any:
    redirect_uris = wanted.texts("redirect_uris")
    switches = wanted.mapping("switches")
    world.reset(
        seed=wanted.integer("seed") or 0, redirect_uris=tuple(redirect_uris) if redirect_uris else None
    )
    _switch(world, switches)
    return {"ok": True}


def read_clock(world: World, wanted: Wanted) -> Any:
    return {"now": moments.write_exactly(world.now()), "speed": world.clock.speed}


def change_clock(world: World, wanted: Wanted) -> Any:
    moment, seconds, speed = wanted.moment("set"), wanted.number("advance"), wanted.number("speed")
    if speed is not None and speed < 0:
        raise WrongRequest("speed must not be negative")
    if speed is not None:
        world.clock.run_at(speed)
    if moment is not None:
        world.clock.set(moment)
    if seconds is not None:
        world.clock.advance(seconds)
    world.settle()
    return read_clock(world, wanted)


def read_switches(world: World, wanted: Wanted) -> Any:
    return world.switches.as_json()


def change_switches(world: World, wanted: Wanted) -> Any:
    _switch(world, wanted.all())
    return world.switches.as_json()


def _switch(world: World, changes: dict[str, Any]) -> None:
    if wrong := world.switches.change(changes):
        raise WrongRequest("; ".join(wrong))


def list_faults(world: World, wanted: Wanted) -> Any:
    return {"faults": [fault.as_json() for fault in world.faults.orders]}


def add_fault(world: World, wanted: Wanted) -> Any:
    try:
        return world.faults.add(wanted.all()).as_json()
    except (ValueError, TypeError) as error:
        raise WrongRequest(str(error)) from None


def remove_faults(world: World, wanted: Wanted) -> Any:
    number = wanted.path.get("number")
    world.faults.remove(int(number) if number else None)
    return {"ok": True}


def read_log(world: World, wanted: Wanted) -> Any:
    """Everything, or what came after request number `after`, or only one brand's."""
    after, brand = int(wanted.query.get("after", "0")), wanted.query.get("brandID")
    return {
        "requests": [
            entry.as_json()
            for entry in world.journal.requests
            if entry.number > after and brand in (None, entry.brand_id)
        ],
        "sends": [send for send in world.journal.sends if brand in (None, send["brandID"])],
        "testEmails": [mail for mail in world.journal.test_emails if brand in (None, mail["brandID"])],
    }


def clear_log(world: World, wanted: Wanted) -> Any:
    world.journal.clear()
    return {"ok": True}


def read_state(world: World, wanted: Wanted) -> Any:
    brands = list(world.brands.values())
    return {
        "brands": [actions.show_brand(brand) for brand in brands],
        "campaigns": [show.campaign(one) for brand in brands for one in brand.campaigns.values()],
        "segments": [
            show.segment(one) | {"brandID": brand.id, "contactsCount": one.contacts}
            for brand in brands
            for one in brand.segments.values()
        ],
        "templates": [
            show.template_item(one) | {"brandID": brand.id}
            for brand in brands
            for one in brand.templates.values()
        ],
    }


TABLE: tuple[tuple[str, str, Act], ...] = (
    ("GET", "/health", lambda world, wanted: {"ok": True}),
    ("GET", "/openapi.json", lambda world, wanted: description()),
    ("POST", "/reset", reset),
    ("GET", "/clock", read_clock),
    ("POST", "/clock", change_clock),
    ("GET", "/switches", read_switches),
    ("PATCH", "/switches", change_switches),
    ("GET", "/faults", list_faults),
    ("POST", "/faults", add_fault),
    ("DELETE", "/faults", remove_faults),
    ("DELETE", "/faults/{number:int}", remove_faults),
    ("GET", "/log", read_log),
    ("DELETE", "/log", clear_log),
    ("GET", "/state", read_state),
    ("POST", "/tokens", actions.give_tokens),
    ("POST", "/brands", actions.add_brands),
    ("PATCH", "/brands/{brand_id}", actions.change_brand),
    ("POST", "/brands/{brand_id}/disconnect", actions.disconnect),
    ("POST", "/brands/{brand_id}/campaigns", actions.add_campaign),
    ("PATCH", "/campaigns/{campaign_id}", actions.edit_campaign),
    ("DELETE", "/campaigns/{campaign_id}", actions.remove_campaign),
    ("POST", "/campaigns/{campaign_id}/status", actions.move_campaign),
    ("DELETE", "/segments/{thing_id}", actions.remove_segment),
    ("DELETE", "/templates/{thing_id}", actions.remove_template),
    ("DELETE", "/images/{thing_id}", actions.remove_image),
)


def routes(world: World) -> list[Route]:
    return [Route(f"/_sandbox{path}", _endpoint(world, act), methods=[method]) for method, path, act in TABLE]


def _endpoint(world: World, act: Act) -> Callable[[Request], Any]:
    async def serve(request: Request) -> Response:
        raw = await request.body()
        world.settle()
        try:
            body = json.loads(raw) if raw else {}
            wanted = Wanted(body, dict(request.path_params), dict(request.query_params))
            return JSONResponse(act(world, wanted))
        except Problem as problem:
            return JSONResponse(problem.body(), problem.status)
        except (WrongRequest, json.JSONDecodeError) as error:
            return JSONResponse({"error": str(error)}, 400)

    return serve
