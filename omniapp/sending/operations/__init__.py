"""What a person may decide. Each is one transaction, recorded, and rings the bell after it.

Every decision raises the fence, so that an answer under way to an older claim counts only if it is a yes.
"""

from omniapp.sending.operations.clicking import send
from omniapp.sending.operations.connecting import store_disconnected, store_reconnected
from omniapp.sending.operations.deciding import (
    checked_in_omnisend,
    give_up,
    look_again,
    resume,
    send_without_booster,
    undo,
)
from omniapp.sending.operations.errands import copy_in_omnisend, delete_in_omnisend, send_test
from omniapp.sending.operations.steering import cancel, change, choose_winner, resume_test, stop_test

__all__ = [
    "cancel",
    "change",
    "checked_in_omnisend",
    "choose_winner",
    "copy_in_omnisend",
    "delete_in_omnisend",
    "give_up",
    "look_again",
    "resume",
    "resume_test",
    "send",
    "send_test",
    "send_without_booster",
    "stop_test",
    "store_disconnected",
    "store_reconnected",
    "undo",
]
