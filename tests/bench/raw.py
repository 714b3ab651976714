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

from omniapp import omnisend

_API_URL: Final = os.environ["OMNISEND_API_URL"]
_TOKEN: Final = "bench-1"
_HEADERS: Final = {"Authorization": f"Bearer {_TOKEN}", "Omnisend-Version": omnisend.VERSION}


def _ids(count: int) -> Iterator[str]:
    return (f"{number:024x}" for number in range(count))


async def _in_flight(ids: Iterator[str], concurrency: int, post: Callable[[str], Awaitable[None]]) -> None:
    async def one_after_the_other() -> None:
        for campaign in ids:
            await post(campaign)

    async with asyncio.TaskGroup() as group:
        for _ in range(concurrency):
            group.create_task(one_after_the_other())


async def with_our_transport(count: int, concurrency: int) -> None:
    transport = omnisend.AsyncHttpTransport()
    client = omnisend.AsyncClient(_TOKEN, api_url=_API_URL, transport=transport, deadline=60)

    async def post(campaign: str) -> None:
        await client.run(omnisend.calls.send_campaign(campaign))

    await _in_flight(_ids(count), concurrency, post)
    await transport.aclose()


async def with_httpx2(count: int, concurrency: int) -> None:
    limits = httpx2.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)
    async with httpx2.AsyncClient(limits=limits, timeout=60, trust_env=False, headers=_HEADERS) as client:

        async def post(campaign: str) -> None:
            (await client.post(f"{_API_URL}/campaigns/{campaign}/send")).raise_for_status()

        await _in_flight(_ids(count), concurrency, post)


async def with_aiohttp(count: int, concurrency: int) -> None:
    connector = aiohttp.TCPConnector(limit=concurrency)
    async with aiohttp.ClientSession(connector=connector, headers=_HEADERS) as client:

        async def post(campaign: str) -> None:
            async with client.post(f"{_API_URL}/campaigns/{campaign}/send") as answer:
                answer.raise_for_status()

        await _in_flight(_ids(count), concurrency, post)


#: By name; the first is the one the engine uses.
CLIENTS: Final = {"the transport": with_our_transport, "aiohttp": with_aiohttp, "httpx2": with_httpx2}

if __name__ == "__main__":
    asyncio.run(CLIENTS[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3])))
