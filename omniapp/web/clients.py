"""From which network address a request came, whatever it says of itself."""

import re

from django.conf import settings
from django.http import HttpRequest

_WITH_PORT = re.compile(r"^\[([^\]]+)\](?::\d+)?$|^([\d.]+):\d+$")


def address(request: HttpRequest) -> str:
    """Seen past as many proxies as we run (``settings.TRUSTED_PROXIES``). Without a port."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted: int = settings.TRUSTED_PROXIES
    seen = hops[-trusted] if trusted and len(hops) >= trusted else str(request.META.get("REMOTE_ADDR", ""))
    return _WITH_PORT.sub(r"\1\2", seen)
