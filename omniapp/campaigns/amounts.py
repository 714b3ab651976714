"""Numbers and waits as a merchant types them. Pure."""

from typing import Literal, Self

from omniapp.campaigns.frozen import Frozen

Unit = Literal["h", "d"]
HOURS = {"h": 1, "d": 24}


def whole(text: str) -> int | None:
    """``30``, also as ``30 %``; None if it is no whole number or a very long one."""
    digits = text.strip().removesuffix("%").strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= 6 else None


class Wait(Frozen):
    """A number of hours ("h") or days ("d")."""

    amount: int
    unit: Unit

    @classmethod
    def read(cls, amount: str, unit: str) -> Self | None:
        """What was typed, None if it is no number or no unit."""
        number = whole(amount)
        if number is None or unit not in HOURS:
            return None
        return cls(amount=number, unit="d" if unit == "d" else "h")

    @property
    def hours(self) -> int:
        return self.amount * HOURS[self.unit]

    def __str__(self) -> str:
        """``4 hours``, ``1 day``."""
        word = {"h": "hour", "d": "day"}[self.unit]
        return f"{self.amount} {word}{'' if self.amount == 1 else 's'}"
