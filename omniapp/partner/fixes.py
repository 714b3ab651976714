"""What can be wrong, by what puts it right: the groups of ``/attention/``. Pure."""

from dataclasses import dataclass
from typing import Final, Literal

from omniapp.sending.outcome import Tone
from omniapp.sending.states import Reason, State

Verb = Literal["", "resume", "look-again"]
#: Omnisend's words for a sender that it does not let send. They hold for the store, not for one campaign.
SENDER = frozenset({"sender_domain_unverified", "email-unverified-domain", "sender-email-not-available"})


@dataclass(frozen=True)
class Fix:
    """One group. ``verb`` is what can be asked for all of its deliveries at once, ``button`` its label.

    ``asked`` is the label once some are chosen, with # for how many.
    """

    key: str
    icon: str
    title: str
    sentence: str
    verb: Verb = ""
    button: str = ""
    asked: str = ""
    tone: Tone = "warn"
    each: bool = False  # every campaign has a cause of its own, which its row says
    letter: bool = False  # there is something only the store's owner can do


_UNKNOWN = Fix(
    "unknown", "circle-help", "Not known whether it went out",
    "Omnisend's answer was lost, or Omnisend does not show how it ended. Nothing is sent again while this is "
    "open. Looking sends nothing.",
    "look-again", "Look again for the chosen", "Look again for these #", letter=True,
)  # fmt: skip
_PLAN = Fix(
    "plan", "credit-card", "Plan limit",
    "Omnisend says the store's plan does not cover the send. Nothing was sent. The plan is changed in "
    "Omnisend; what is not fixed comes back here, unsent.",
    "resume", "Send the ones that are fixed", "Send the # that are fixed", letter=True,
)  # fmt: skip
_RECONNECT = Fix(
    "reconnect", "plug-zap", "Reconnect",
    "Omnisend does not let us into these stores, or not to all that is needed. Nothing was sent. What waits "
    "goes on by itself once a store is connected again, if it is still in time and was not edited since.",
    letter=True,
)  # fmt: skip
_SENDER = Fix(
    "sender", "at-sign", "Sender not verified",
    "Omnisend does not let the sender's address or domain send yet. Nothing was sent. It is verified in "
    "Omnisend, once for all campaigns of the store.",
    "resume", "Send the ones that are fixed", "Send the # that are fixed", letter=True,
)  # fmt: skip
_LATE = Fix(
    "late", "alarm-clock-off", "Not sent in time",
    "It could not be handed over in time, or did not arrive. Nothing was sent. What is still wanted can go "
    "now, as it was reviewed; what was meant for a time that has passed asks for a new one.",
    "resume", "Send the chosen now", "Send these # now",
)  # fmt: skip
_CONTENT = Fix(
    "content", "wrench", "Something in the campaign",
    "Each has a cause of its own, and its page leads to it. Nothing was sent.",
    each=True, letter=True,
)  # fmt: skip
_STOPPED = Fix(
    "on-hold", "hand", "On hold at Omnisend",
    "Omnisend's check of the content did not pass. At most a first part went out. It is looked at in "
    "Omnisend before it can go on.",
    tone="bad", letter=True,
)  # fmt: skip
_VERSION = Fix(
    "version", "package-x", "Waiting for omniapp",
    "Omnisend has retired the version of its interface that omniapp uses. omniapp has to be updated first. "
    "Nothing was sent.",
    "resume", "Send the chosen", "Send these #",
)  # fmt: skip
_BOOSTERS = Fix(
    "boosters", "zap", "Boosters that were never sent",
    "They are written and follow a campaign, but nobody gets them until somebody presses Send.",
    tone="quiet",
)  # fmt: skip

FIXES: Final[dict[str, Fix]] = {
    fix.key: fix
    for fix in (_UNKNOWN, _STOPPED, _PLAN, _RECONNECT, _SENDER, _LATE, _CONTENT, _VERSION, _BOOSTERS)
}
_OF_REASON = {
    Reason.UNKNOWN: _UNKNOWN,
    Reason.OVERDUE: _UNKNOWN,
    Reason.PLAN: _PLAN,
    Reason.RECONNECT: _RECONNECT,
    Reason.LATE: _LATE,
    Reason.NOT_ARRIVED: _LATE,
    Reason.VERSION: _VERSION,
}


def of(state: str, reason: str, slug: str, *, may_be_out: bool, edited: bool = False) -> Fix:
    """The group of a delivery. ``may_be_out``: it was accepted, or an unknown of it was never settled.

    ``edited``: since its review, so that a connection alone does not let it go on.
    """
    if state == State.FOLLOWING:
        return _STOPPED
    found = _OF_REASON.get(Reason(reason), _CONTENT)
    if reason == Reason.FIX and slug in SENDER:
        found = _SENDER
    if found is _RECONNECT and edited:
        found = _CONTENT
    if may_be_out and found is not _RECONNECT and reason != Reason.PARENT:
        return _UNKNOWN
    return found
