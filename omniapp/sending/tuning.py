"""How a process that does nothing but work off deliveries treats its memory and its threads."""

import gc
import sys
from typing import Final

_RARELY: Final = 20_000  # objects more than before, until circles of unused ones are looked for
_BRIEFLY: Final = 0.001  # seconds that one thread may keep the others from running


def tune() -> None:
    """For the start of a process.

    Each exchange makes hundreds of objects that no circle holds: looking for some as often as usual takes a
    fifth of the time. And the event loop must not wait long for its turn while outcomes are recorded.
    """
    gc.set_threshold(_RARELY, *gc.get_threshold()[1:])
    sys.setswitchinterval(_BRIEFLY)
