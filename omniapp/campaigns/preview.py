"""How a template looks, rendered by Omnisend and kept for ten minutes.

Source: Omnisend API 2026-03-15, Render email template (40 a minute for a brand).
"""

import re

from django.core.cache import cache

from omniapp import omnisend
from omniapp.campaigns import pickers
from omniapp.stores import connection
from omniapp.stores.models import Store

KEPT = 600  # seconds
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
# A dark mailbox paints what a template leaves unpainted; where the template has colours, they stay.
_DARK = '<meta name="color-scheme" content="dark"><style>:root { color-scheme: dark }</style>'


def rendered(store: Store, template_id: str) -> str:
    """The template as a whole HTML page: somebody else's markup, only ever for a sandboxed frame.

    Kept by the template and the time of its last change. Raises what ``connection.run`` raises.
    """
    choice = pickers.template(store, template_id)
    changed = choice.updated_at.isoformat() if choice.updated_at else ""
    key = pickers.cache_key(store, "preview", template_id, changed)
    html: str | None = cache.get(key)
    if html is None:
        html = connection.run(store, omnisend.calls.render_template(template_id), deadline=pickers.PATIENCE)
        cache.set(key, html, KEPT)
    return html


def in_the_dark(html: str) -> str:
    """The same page as a reader with dark colours gets it, as far as a browser can show that. Pure."""
    head = _HEAD.search(html)
    return html[: head.end()] + _DARK + html[head.end() :] if head else _DARK + html
