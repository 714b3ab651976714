"""What a standstill of sending means for one campaign: its page says so beside the state."""

import datetime as dt

from omniapp.campaigns import wording
from omniapp.sending import heartbeat
from omniapp.sending.models import Delivery
from omniapp.sending.states import State

MEANS = {
    State.HELD: "It stays held here and leaves when sending runs again. You can take it back until then.",
    State.HANDING_OVER: "It is kept here and goes on when sending runs again. If its time has passed by "
    "then, it waits for your decision.",
    State.CHECKING: "So nobody looks at present whether Omnisend took it. Do not send it again: it is looked "
    "up when sending runs again.",
    State.FOLLOWING: "Omnisend goes on with it, but nobody reads how far it is. What stands here may be old.",
}


def sentence(delivery: Delivery | None, *, now: dt.datetime) -> str:
    """Empty while the engine runs, and for what no engine moves. One query, for a delivery that is moved."""
    means = MEANS.get(State(delivery.state)) if delivery else None
    found = heartbeat.standstill(now) if means else None
    if delivery is None or found is None:
        return ""
    if found.since is None:
        return f"Sending does not run here yet. {means}"
    return f"Sending has stood still since {wording.lately(found.since, now, delivery.store.tz)}. {means}"
