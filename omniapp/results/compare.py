"""Whether one of two is better, or whether it could as well be chance. Pure.

A share of fewer than thirty people says next to nothing and is not shown. To compare two, there must be ten
people on either side who did it and ten who did not; then a two-proportion z-test (pooled, two-sided) at 95
per cent decides. What fails the first is said to be too small, what fails the second may be chance.
"""

import math
from dataclasses import dataclass
from typing import Literal

FEWEST = 10
FEWEST_FOR_SHARES = 30
CERTAIN = 1.96  # standard errors: 95 per cent, two-sided


@dataclass(frozen=True)
class Verdict:
    """kind: "small" too few to compare, "chance" no clear difference, "first" or "second" is ahead."""

    kind: Literal["small", "chance", "first", "second"]
    sentence: str


def compare(
    first: tuple[int | None, int | None],
    second: tuple[int | None, int | None],
    *,
    names: tuple[str, str],
    did: str,
) -> Verdict | None:
    """Compares (how many did it, of how many). ``did``: "opened" or "clicked". None: something is unknown."""
    part, whole = first
    other_part, other_whole = second
    if part is None or whole is None or other_part is None or other_whole is None:
        return None
    smallest = min(part, other_part, whole - part, other_whole - other_part)
    if smallest < FEWEST:
        why = f"it takes {FEWEST} who did on either side, and {FEWEST} who did not"
        return Verdict("small", f"Too few to compare who {did} {names[0]} and who {did} {names[1]}: {why}.")
    score = z_score(part, whole, other_part, other_whole)
    if abs(score) < CERTAIN:
        return Verdict(
            "chance",
            f"Neither {names[0]} nor {names[1]} is clearly {did} more: the difference may be chance.",
        )
    ahead = 0 if score > 0 else 1
    return Verdict(
        "first" if ahead == 0 else "second",
        f"More people {did} {names[ahead]} than {names[1 - ahead]}, and by more than chance would bring.",
    )


def z_score(part: int, whole: int, other_part: int, other_whole: int) -> float:
    """How many standard errors the first share is above the second."""
    pooled = (part + other_part) / (whole + other_whole)
    error = math.sqrt(pooled * (1 - pooled) * (1 / whole + 1 / other_whole))
    return (part / whole - other_part / other_whole) / error if error else 0.0


def too_few_for_shares(whole: int | None) -> bool:
    """Whether so few people got it that percentages would mislead."""
    return whole is not None and 0 < whole < FEWEST_FOR_SHARES
