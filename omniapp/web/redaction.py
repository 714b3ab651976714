"""Secrets left out of whatever is logged: those of the settings word for word, others by where they stand."""

import functools
import re
from urllib.parse import urlsplit

from django.conf import settings
from structlog.typing import EventDict

LEFT_OUT = "…"
_SHORTEST = 8  # anything shorter would blank out words that are no secret
_NAMES = (
    r"access_?token|refresh_?token|id_?token|client_?secret|code_?verifier|authorization|set-cookie|cookie"
    r"|password\d?|passwd|secret|csrfmiddlewaretoken|session_?(?:id|key)|omniapp_(?:session|csrf)|token|api_?key"
)
_OURS = ("timestamp", "level", "logger")
_PLAIN = re.compile(r"[\w.-]*")  # one word: no rule finds anything in it
_NAME = re.compile(rf"(?i)(?:\w*_)?(?:{_NAMES})")
_RULES = (
    (re.compile(r"/(join|reset)/[^\s?#\"']+"), rf"/\1/{LEFT_OUT}"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), rf"\1 {LEFT_OUT}"),
    (re.compile(r"([?&](?:code|state|link|token|key|signature)=)[^&\s\"'#]+"), rf"\1{LEFT_OUT}"),
    (
        re.compile(rf"(?i)\b((?:{_NAMES})[\"']?\s*[=:]\s*[\"']?)(?!{LEFT_OUT})[^\s\"'&,;)}}\]]+"),
        rf"\1{LEFT_OUT}",
    ),
    (re.compile(r"://[^/\s:@]*:[^/\s@]+@"), f"://{LEFT_OUT}@"),
    (re.compile(r"\bwhsec_[\w+/=]+"), f"whsec_{LEFT_OUT}"),
)


def without_secrets(text: str) -> str:
    """``text`` without tokens, passwords, authorisation codes and links that open something."""
    return _without(text, _own(_from_settings()))


def redact(_logger: object, _method: str, event: EventDict) -> EventDict:
    """The same for every value of a log line; what is named like a secret is left out whole."""
    own = _own(_from_settings())
    return {name: value if name in _OURS else _value(name, value, own) for name, value in event.items()}


def _value(name: str, value: object, own: tuple[str, ...]) -> object:
    if _is_secret(name):
        return LEFT_OUT
    if isinstance(value, dict):
        return {key: _value(str(key), one, own) for key, one in value.items()}
    if isinstance(value, bool | int | float | None):
        return value
    return _without(str(value), own)


def _without(text: str, own: tuple[str, ...]) -> str:
    for secret in own:
        text = text.replace(secret, LEFT_OUT)
    if _PLAIN.fullmatch(text):
        return text
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text


@functools.lru_cache(maxsize=256)
def _is_secret(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def _from_settings() -> tuple[str, ...]:
    database = settings.DATABASES["default"].get("PASSWORD") or ""
    keys = [entry.partition(":")[2] for entry in settings.TOKEN_KEYS]
    redis = urlsplit(settings.REDIS_URL).password or ""
    more = (settings.OMNISEND_CLIENT_SECRET, settings.EMAIL_HOST_PASSWORD, settings.METRICS_TOKEN)
    return (settings.SECRET_KEY, database, redis, *more, *keys)


@functools.lru_cache(maxsize=8)
def _own(secrets: tuple[str, ...]) -> tuple[str, ...]:
    """The longest first, so that no part of one is left where another ends."""
    return tuple(sorted((one for one in secrets if len(one) >= _SHORTEST), key=len, reverse=True))
