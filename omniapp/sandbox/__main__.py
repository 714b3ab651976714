"""`python -m omniapp.sandbox`: one process, its state in memory, gone when it ends unless kept."""

import argparse
from pathlib import Path

import uvicorn

from omniapp.sandbox.app import build
from omniapp.sandbox.wire import CuttableProtocol
from omniapp.sandbox.world import REDIRECT_URIS, World


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m omniapp.sandbox", description="A local Omnisend.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8900)
    parser.add_argument("--speed", type=float, default=1.0, help="virtual seconds for each real one")
    parser.add_argument(
        "--redirect-uri", action="append", help="where the app may be sent back to; repeatable"
    )
    parser.add_argument("--keep", type=Path, metavar="FILE", help="carry the state over to the next start")
    options = parser.parse_args()
    redirect_uris = tuple(options.redirect_uri or REDIRECT_URIS)
    world = World(speed=options.speed, redirect_uris=redirect_uris)
    uvicorn.run(
        build(world, options.keep),
        host=options.host,
        port=options.port,
        http=CuttableProtocol,
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )


if __name__ == "__main__":
    main()
