"""What a recipient said, whichever way it was told."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """``status`` of an HTTP answer; ``trouble`` in words for the page, empty when it was accepted."""

    accepted: bool
    status: int | None = None
    trouble: str = ""
