"""What is said of what a person ended here while a send of it, or an earlier one, may have arrived. Pure."""

from typing import TYPE_CHECKING

from omniapp.sending.states import DRAFTING

if TYPE_CHECKING:
    from omniapp.sending.models import Delivery

_FIRST = "Before it is sent again, we look in Omnisend first."


def never_found_out(d: "Delivery") -> bool:
    """Whether it ended here while a send, its own or an earlier one, may have arrived."""
    return d.unknown_since is not None and d.step not in DRAFTING


def undone(say: object, d: "Delivery") -> str:
    if never_found_out(d):
        return f"It was taken back while it was held. Whether an earlier send arrived is still open. {_FIRST}"
    return "It was taken back while it was held. Nothing had left us, and it is a draft again."


def given_up(say: object, d: "Delivery") -> str:
    if never_found_out(d):
        return f"Somebody checked in Omnisend and said that it was not sent. It is a draft again. {_FIRST}"
    return "It was stopped here before it was sent, and is a draft again."
