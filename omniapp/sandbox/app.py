"""The whole sandbox as one ASGI application."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from omniapp.sandbox.api.dispatch import Api
from omniapp.sandbox.control import api as control
from omniapp.sandbox.oauth.authorize import Authorize
from omniapp.sandbox.oauth.endpoints import Endpoints
from omniapp.sandbox.pages import home
from omniapp.sandbox.world import World


def build(world: World) -> Starlette:
    return Starlette(
        routes=[
            Mount("/api", Api(world, "/api")),
            *home.routes(world),
            *control.routes(world),
            *Authorize(world).routes(),
            *Endpoints(world).routes(),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ]
    )
