"""Raw HTTP clients, sending as fast as they can: ``python -m tests.bench.raw CLIENT COUNT CONCURRENCY``.

They know no database, no token but a fixed one, no budget and no record: what the engine could at most reach.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Final

import aiohttp
import httpx2

_HEADERS: Final = {"Authorization": "Bearer bench-1", "Omnisend-Version": "2026-03-15"}


def _urls(count: int) -> Iterator[str]:
    return (f"{os.environ['OMNISEND_API_URL']}/campaigns/{n:024x}/send" for n in range(count))


async def _in_flight(urls: Iterator[str], concurrency: int, post: Callable[[str], Awaitable[None]]) -> None:
    async def one_after_the_other() -> None:
        for url in urls:
            await post(url)

    async with asyncio.TaskGroup() as group:
        for _ in range(concurrency):
            group.create_task(one_after_the_other())


async def with_httpx2(count: int, concurrency: int) -> None:
    limits = httpx2.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)
    async with httpx2.AsyncClient(limits=limits, timeout=60, trust_env=False, headers=_HEADERS) as client:

        async def post(url: str) -> None:
            (await client.post(url)).raise_for_status()

        await _in_flight(_urls(count), concurrency, post)


async def with_aiohttp(count: int, concurrency: int) -> None:
    connector = aiohttp.TCPConnector(limit=concurrency)
    async with aiohttp.ClientSession(connector=connector, headers=_HEADERS) as client:

        async def post(url: str) -> None:
            async with client.post(url) as answer:
                answer.raise_for_status()

        await _in_flight(_urls(count), concurrency, post)


CLIENTS: Final = {"httpx2": with_httpx2, "aiohttp": with_aiohttp}

if __name__ == "__main__":
    asyncio.run(CLIENTS[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3])))
