"""The bar on every page of a store and of partners while nothing is sent: ``{% standstill %}``."""

from typing import Any
from zoneinfo import ZoneInfo

from django import template

from omniapp import clock
from omniapp.campaigns import wording
from omniapp.sending import heartbeat

register = template.Library()
UTC = ZoneInfo("UTC")


@register.inclusion_tag("health/standstill.html", takes_context=True)
def standstill(context: dict[str, Any]) -> dict[str, Any]:
    """Nothing for people who have nothing to send here, nor while the engine runs."""
    request = context.get("request")
    store = getattr(request, "store", None)
    # A request that was refused early, such as for its host, never got as far as having a user.
    user = getattr(request, "user", None)
    if store is None and (user is None or not user.is_authenticated):
        return {"found": None}
    now = clock.now()
    found = heartbeat.standstill(now)
    if found is None or found.since is None:
        return {"found": found, "since": ""}
    if store is None:
        return {"found": found, "since": f"{wording.lately(found.since, now, UTC)} UTC"}
    return {"found": found, "since": wording.lately(found.since, now, store.tz)}
