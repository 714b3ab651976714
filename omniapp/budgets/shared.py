"""The budget that all processes share, in Redis. Raises RedisError when it cannot be asked."""

import functools
import pathlib
import secrets
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.retry import Retry

from omniapp.budgets.slots import Grant, Settled, Share, Wish, parts, shares_of, slot

KEYS = "omniapp:budget"
BORN = f"{KEYS}:born"  # since when this Redis remembers
CAUTIOUS = 0.25  # of every limit at least, while the memory is younger than the limit's window
LEAST = 1 / 40  # of a limit, however often others spent it
PACE, SLOWEST = 0.1, 1 / 160  # of a limit that comes back in each window: after the first 429, after many
_MARK_LASTS = 7 * 24 * 3600
_AT_ONCE = 200  # wishes in one script, which others wait for
_PATIENCE = 1.0  # seconds
_SCRIPTS = pathlib.Path(__file__).parent / "scripts"
T = TypeVar("T")


def take(wishes: Sequence[Wish]) -> list[Grant]:
    return [grant for some in _some(wishes) for grant in _take(some)]


def _take(wishes: Sequence[Wish]) -> Iterator[Grant]:
    base = secrets.token_hex(6)
    keys, told = [BORN], [settings.SENDING_LEASE, CAUTIOUS, _MARK_LASTS]
    for number, wish in enumerate(wishes):
        shares = shares_of(wish.operation)
        told += [wish.count, wish.lane.share, f"{base}.{number}", len(shares)]
        for share in shares:
            keys.append(_key(wish.brand, share))
            told += [share.most, share.seconds]
    answers = _run("take", keys, told)
    for number, wish in enumerate(wishes):
        granted, milliseconds = answers[2 * number : 2 * number + 2]
        names = (f"{base}.{number}:{one}" for one in range(1, granted + 1))
        slots = tuple(slot(wish.brand, wish.operation, name) for name in names)
        yield Grant(wish.brand, slots, milliseconds / 1000)


def settle(answers: Sequence[Settled]) -> None:
    for some in _some(answers):
        keys: list[str] = []
        told: list[Any] = [settings.SENDING_LEASE, LEAST, PACE, SLOWEST]
        for answer in some:
            brand, operation, name = parts(answer.slot)
            shares = shares_of(operation)
            asked = -1.0 if answer.retry_after is None else answer.retry_after
            keys += [_key(brand, share) for share in shares]
            told += [answer.how.value, asked, name, len(shares), *(share.seconds for share in shares)]
        _run("settle", keys, told)


def _some(many: Sequence[T]) -> Iterator[Sequence[T]]:
    return (many[start : start + _AT_ONCE] for start in range(0, len(many), _AT_ONCE))


def _key(brand: str, share: Share) -> str:
    """The same for every site in this Redis: Omnisend counts the requests of all of them together."""
    return f"{KEYS}:{brand}:{share.name}"


def _run(name: str, keys: Sequence[str], told: Sequence[Any]) -> Any:
    return _script(name, settings.REDIS_URL)(keys=keys, args=told)


@functools.lru_cache(maxsize=8)
def _script(name: str, url: str) -> Script:
    # No second tries: a worker that waits for Redis sends nothing meanwhile.
    redis = Redis.from_url(
        url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE, retry=Retry(NoBackoff(), 0)
    )
    text = "".join((_SCRIPTS / f"{part}.lua").read_text() for part in ("common", name))
    return redis.register_script(text)
