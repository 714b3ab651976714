"""One delivery to one webhook: once, within ten seconds, to an address that was looked up and allowed."""

import datetime as dt
import functools
import json
import ssl
from collections.abc import Iterable, Mapping

import httpcore2
import httpx2

from omniapp.omnisend.attempt import Attempt, current
from omniapp.omnisend.network import DeadlineBackend, addresses_of
from omniapp.omnisend.transport import BROKEN
from omniapp.stores.vault import Unopenable
from omniapp.telling import addresses, mailing, signing, webhooks
from omniapp.telling.models import Message, News
from omniapp.telling.said import Said

DEADLINE = 10.0  # seconds, look-up included


class _Pinned(DeadlineBackend):
    """Connects to the very address that was allowed: nobody can change the name's answer in between."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        found = addresses_of(host, port, current.get().left(httpcore2.ConnectTimeout))
        for address in found:
            addresses.check_address(address)
        if not found:
            raise httpcore2.ConnectError(f"{host} has no address")
        return super().connect_tcp(found[0], port, timeout, local_address, socket_options)


def post(message: Message, *, now: dt.datetime) -> Said:
    """Tells a webhook. Any 2xx accepts; the answer's body is not read."""
    webhook = message.webhook
    if webhook is None:
        raise ValueError("a message to nobody's webhook")
    content = body(message.news)
    try:
        addresses.check_url(webhook.url)
        keys = webhooks.keys(webhook, now=now)
        headers = signing.headers(str(message.news_id), content, keys, now=now)
        status = _status(webhook.url, content, headers)
    except addresses.NotAllowed as no:
        return Said(False, trouble=str(no))
    except Unopenable:
        return Said(False, trouble="We can no longer read its secret. Make a new one.")
    except httpcore2.TimeoutException:
        return Said(False, trouble=f"No answer within {DEADLINE:g} seconds.")
    except BROKEN as broken:
        return Said(False, trouble=f"The connection failed: {broken}"[:300].rstrip(": "))
    if 200 <= status < 300:
        return Said(True, status)
    moved = " We do not follow redirects." if 300 <= status < 400 else ""
    return Said(False, status, f"It answered {status}.{moved}")


def body(news: News) -> bytes:
    """The same bytes at every try."""
    data: dict[str, object] = {"title": news.words["title"], "text": news.words["text"]}
    if news.store is not None:
        store = {"id": news.store.brand_id, "name": news.store.name, "website": news.store.website}
        data |= {"store": store, "link": mailing.link(news)}
    if news.delivery is not None:
        data |= {
            "campaign": {"id": news.delivery.campaign_id, "name": news.words["name"]},
            "send": {"id": news.delivery_id, "by": news.delivery.created_by},
            "reason": news.words["reason"],
        }
    told = {"id": str(news.pk), "type": news.type, "timestamp": news.at.isoformat(), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _status(url: str, content: bytes, headers: Mapping[str, str]) -> int:
    own = {"User-Agent": "omniapp", "Content-Type": "application/json"}
    lines = [(name.encode(), value.encode()) for name, value in {**own, **headers}.items()]
    attempt = current.set(Attempt(DEADLINE, None))
    try:
        with (
            httpcore2.ConnectionPool(ssl_context=_trust(), retries=0, network_backend=_Pinned()) as pool,
            pool.stream("POST", url, headers=lines, content=content) as response,
        ):
            return int(response.status)
    finally:
        current.reset(attempt)


@functools.cache
def _trust() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)
