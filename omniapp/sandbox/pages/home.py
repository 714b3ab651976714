"""The control page: one screen to watch and steer the sandbox, one form per button."""

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from omniapp.sandbox.api.campaigns import STATUSES
from omniapp.sandbox.pages import brands, log, top
from omniapp.sandbox.pages.html import Html, h, join, page
from omniapp.sandbox.pages.presets import OPERATIONS, PRESETS, SEND
from omniapp.sandbox.rules import changes, life
from omniapp.sandbox.world import World

Form = dict[str, str]
REFRESH_SECONDS = 3


def routes(world: World) -> list[Route]:
    async def show(request: Request) -> Response:
        world.settle()
        return _home(world, live="live" in request.query_params)

    posts = [Route(f"/_page/{name}", _post(world, act), methods=["POST"]) for name, act in ACTIONS.items()]
    return [Route("/", show), *posts]


def _home(world: World, *, live: bool) -> Response:
    sections = [
        top.header(world, live=live),
        top.orders(world),
        brands.section(world),
        log.section(world),
        top.switches(world),
    ]
    return page(
        "Omnisend sandbox",
        h("{parts}", parts=join(sections)),
        kind="home",
        refresh=REFRESH_SECONDS if live else 0,
    )


def clock(world: World, form: Form) -> None:
    if "advance" in form:
        world.clock.advance(float(form["advance"]))
    if "speed" in form:
        world.clock.run_at(float(form["speed"]))


def fault(world: World, form: Form) -> None:
    operation = form.get("operation", SEND)
    if form.get("preset") in PRESETS and operation in OPERATIONS:
        world.faults.add({"operation": operation, **PRESETS[form["preset"]]})


def forget_fault(world: World, form: Form) -> None:
    world.faults.remove(int(form["number"]) if form.get("number") else None)


def disconnect(world: World, form: Form) -> None:
    world.registry.disconnect(form.get("brand", ""))


def plan(world: World, form: Form) -> None:
    brand = world.brand(form.get("brand", ""))
    brand.plan_limit = int(form["limit"]) if form.get("limit") else None


def move(world: World, form: Form) -> None:
    brand, campaign = world.campaign(form.get("campaign", ""))
    if form.get("status") in STATUSES:
        life.put_into(world, brand, campaign, form["status"])
    elif form.get("status") == "delete":
        changes.remove(world, brand, campaign)


def vanish(world: World, form: Form) -> None:
    brand = world.brand(form.get("brand", ""))
    brand.segments.pop(form.get("segment", ""), None)


def switch(world: World, form: Form) -> None:
    current = world.switches.as_json()
    name, text = form.get("name", ""), form.get("value", "")
    if name in current:
        world.switches.change({name: _typed(current[name], text)})


def reset(world: World, form: Form) -> None:
    world.reset()


ACTIONS: dict[str, Callable[[World, Form], None]] = {
    "clock": clock,
    "fault": fault,
    "forget-fault": forget_fault,
    "disconnect": disconnect,
    "plan": plan,
    "move": move,
    "vanish": vanish,
    "switch": switch,
    "reset": reset,
}


def _typed(current: Any, text: str) -> Any:
    if isinstance(current, bool):
        return text == "on"
    if isinstance(current, (int, float)):
        return type(current)(text)
    return text


def _post(world: World, act: Callable[[World, Form], None]) -> Callable[[Request], Any]:
    async def serve(request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        world.settle()
        try:
            act(world, form)
        except ValueError:
            return page("That is no number", _sorry("That is no number."), status=400, kind="narrow")
        return RedirectResponse(request.headers.get("referer") or "/", 303)

    return serve


def _sorry(sentence: str) -> Html:
    return h('<main class="card"><h1>{sentence}</h1><p><a href="/">Back</a></p></main>', sentence=sentence)
