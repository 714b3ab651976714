"""Every address of omniapp, as the URLconf has it."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

EXAMPLES: dict[str, Any] = {
    "pk": 1,
    "slug": "denied",
    "template_id": "t1",
    "verb": "send",
    "uid": "MQ",
    "token": "x",
}


def patterns(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """The name ("merchant:home") and the pattern of every view."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, f"{pattern.namespace}:" if pattern.namespace else namespace)
        else:
            yield f"{namespace}{pattern.name}", pattern


def access_of(pattern: URLPattern) -> str:
    """What the view declares: "public", "partner", "store:edit"; empty when it declares nothing."""
    return str(getattr(pattern.callback, "access", ""))


def path_of(name: str, pattern: URLPattern, brand_id: str, pk: int = 1) -> str:
    """An address of this view for a store. ``pk``: of the campaign, or whatever else the view shows."""
    wanted = pattern.pattern.converters
    values = EXAMPLES | {"brand_id": brand_id, "pk": pk}
    return reverse(name, kwargs={key: values[key] for key in wanted})


def addresses(kind: str) -> list[tuple[str, URLPattern]]:
    return sorted(
        ((name, pattern) for name, pattern in patterns() if access_of(pattern).startswith(kind)),
        key=lambda pair: pair[0],
    )
