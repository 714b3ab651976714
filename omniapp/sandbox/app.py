"""The whole sandbox as one ASGI application."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from omniapp.sandbox import keeping
from omniapp.sandbox.api.dispatch import Api
from omniapp.sandbox.control import api as control
from omniapp.sandbox.oauth.authorize import Authorize
from omniapp.sandbox.oauth.endpoints import Endpoints
from omniapp.sandbox.pages import home, outbox, pictures
from omniapp.sandbox.world import World


def build(world: World, keep: Path | None = None) -> Starlette:
    """`keep` names the file that carries the state over to the next start, if it should be."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        if keep is not None:
            keeping.load(world, keep)
        yield
        if keep is not None:
            keeping.save(world, keep)

    return Starlette(
        lifespan=lifespan,
        routes=[
            Mount("/api", Api(world, "/api")),
            *home.routes(world),
            *pictures.routes(world),
            *outbox.routes(world),
            *control.routes(world),
            *Authorize(world).routes(),
            *Endpoints(world).routes(),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ],
    )
