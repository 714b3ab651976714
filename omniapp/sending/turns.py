"""A draft that takes the place of a scheduled campaign, and whether its turn has come.

Omnisend can neither edit nor move what is scheduled: it is canceled and another one sent. Never both: the new
one waits until the old one was read as canceled, and stays if the old one went out after all.
"""

from dataclasses import dataclass

from omniapp.campaigns.models import Campaign
from omniapp.sending.models import Delivery
from omniapp.sending.outcome import Tone
from omniapp.sending.queries import newest
from omniapp.sending.states import Reason, State

_STARTED = ("started", "paused", "stopped", "onHold")


@dataclass(frozen=True)
class Turn:
    """``waits``: the draft must not be sent now. ``live``: that will change by itself."""

    replaced: Campaign
    waits: bool
    live: bool
    tone: Tone
    title: str
    sentence: str

    @property
    def boosters(self) -> bool:
        """Whether a booster was attached to the old one, which no copy takes over."""
        return self.replaced.boosters.live().filter(attached=True).exists()


_WENT_OUT = (
    "The campaign that this one replaces was sent before it could be canceled. To send this one too, copy it."
)
_STARTED_ALREADY = (
    "The old campaign has started to go out. Until Omnisend shows it as canceled, this one is not sent, "
    "because both would go out."
)
_NOT_CANCELED = (
    "The old campaign is not canceled, so this one is not sent: both would go out. Cancel the old one first."
)
_ASKED = (
    "Omnisend was asked to cancel the old campaign. Write on meanwhile: this one can be sent once the old "
    "one is read as canceled, so that never both go out."
)
_EXPIRED = "The old campaign's time to be sent ran out in Omnisend, so this one may be sent."
_FAILED = (
    "Omnisend ran into an error while sending the old campaign, so some of it may have gone out. It sends no "
    "more of it, and this one may be sent now."
)
_GONE = "The old campaign was deleted in Omnisend before it was to go out, so this one may be sent."
_GONE_AFTER = (
    "The old campaign is no longer in Omnisend, and it may have gone out before it was deleted. Say on its "
    "page whether it was sent. Until then this one is not sent."
)
_SAID_NOT = (
    "Somebody checked in Omnisend and said that the old campaign was not sent, so this one may be sent."
)
_CANCELED = "Nothing of it went out. This one may be sent now."
_CANCELED_LATE = (
    "It had started before it was canceled, so some of it may have gone out. This one may be sent now."
)


def of(draft: Campaign) -> Turn | None:
    """How it stands with the campaign that ``draft`` takes the place of; None if it takes none's."""
    replaced = draft.replaces
    return _turn(replaced, newest(replaced)) if replaced is not None else None


def _turn(replaced: Campaign, last: Delivery | None) -> Turn:
    """By the last state that was read. Only what can no longer go out is not waited for."""
    state = State(last.state) if last else None
    status = last.remote_status if last and not _read_since(replaced, last) else replaced.omnisend_status
    if state == State.SENT or status == "sent" or (last and _said_sent(last)):
        return Turn(replaced, True, False, "bad", "The old one went out", _WENT_OUT)
    if state == State.CANCELED or status == "canceled":
        late = last is not None and last.events.filter(remote_status__in=_STARTED).exists()
        said = _CANCELED_LATE if late else _CANCELED
        return Turn(replaced, False, False, "good", "The old one is canceled", said)
    if state == State.FAILED or status in ("error", "expired"):
        said = _EXPIRED if status == "expired" else _FAILED
        return Turn(replaced, False, False, "warn", "The old one was ended", said)
    if last is not None and last.reason == Reason.GONE:
        waits = not _deleted_in_time(last)
        return Turn(replaced, waits, False, "warn", "The old one is gone", _GONE_AFTER if waits else _GONE)
    if last is not None and state == State.GIVEN_UP and not _read_since(replaced, last):
        return Turn(replaced, False, False, "warn", "The old one was not sent", _SAID_NOT)
    if status in _STARTED:
        return Turn(replaced, True, True, "warn", "The old one has started", _STARTED_ALREADY)
    if last is not None and last.cancel_asked_at is None:
        return Turn(replaced, True, True, "warn", "The old one is not canceled", _NOT_CANCELED)
    return Turn(replaced, True, True, "busy", "The old one is being canceled", _ASKED)


def _read_since(replaced: Campaign, last: Delivery) -> bool:
    """Whether Omnisend was read after we had stopped following it, so that this is the newest word."""
    read = replaced.omnisend_read_at
    return last.state == State.UNFOLLOWED or bool(last.ended_at and read and read > last.ended_at)


def _said_sent(last: Delivery) -> bool:
    """Whether a person saw it go out that was deleted since: their word is all there is."""
    return last.state == State.UNFOLLOWED and (last.problem or {}).get("status") == 404


def _deleted_in_time(last: Delivery) -> bool:
    """Whether it was missing while it still was to go out later, so that none of it can have gone out."""
    planned = last.snapshot.scheduled_at if last.snapshot.timing == "at" else None
    missing = last.missing_since or last.not_before
    return last.remote_status == "scheduled" and planned is not None and missing < planned
