"""The named moments of a turn, at which a process may die: auditing events, for whoever wants to watch.

``sys.addaudithook`` sees them as ``omniapp.sending.<point>``. With nobody watching they cost next to nothing.
The moment between a request and its answer is the transport's: ``omniapp.omnisend.written``.
"""

import sys
from typing import Literal

Point = Literal["before_claim", "claimed", "answered", "recorded"]


def reached(point: Point) -> None:
    """Says that this thread has come to ``point``.

    before_claim: something is due and nobody's. claimed: the claim is committed, no byte has left.
    answered: an answer is there and not recorded. recorded: the outcome is committed.
    """
    sys.audit(f"omniapp.sending.{point}")
