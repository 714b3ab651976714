"""Every duration of the engine and of the local Omnisend, divided by one factor that is printed."""

from typing import NamedTuple

from tests.chaos.history import Durations

_ENGINE = {
    "SENDING_HOLD": 20.0,
    "SENDING_REQUEST_DEADLINE": 30.0,
    "SENDING_LEASE": 60.0,
    "SENDING_QUIET": 300.0,
    "SENDING_HANDOVER_DEADLINE": 3600.0,
    "SENDING_PACE": 1.0,
}
_OMNISEND = {"sending_seconds": 20.0, "cancel_seconds": 2.0}


class Scale(NamedTuple):
    """``factor`` 40 makes the quiet time of 300 s one of 7.5 s."""

    factor: float

    def seconds(self, real: float) -> float:
        """So many seconds of production, in seconds of this run."""
        return real / self.factor

    @property
    def settings(self) -> dict[str, str]:
        """The engine's settings, as environment variables."""
        return {name: f"{value / self.factor:.6g}" for name, value in _ENGINE.items()}

    @property
    def switches(self) -> dict[str, float]:
        """The local Omnisend's durations."""
        return {name: value / self.factor for name, value in _OMNISEND.items()}

    @property
    def durations(self) -> Durations:
        """What the checker has to know."""
        return Durations(
            hold=_ENGINE["SENDING_HOLD"] / self.factor,
            lease=_ENGINE["SENDING_LEASE"] / self.factor,
            quiet=_ENGINE["SENDING_QUIET"] / self.factor,
        )

    @property
    def longest_effect(self) -> float:
        """How late an effect may come that is still ours to expect: well within the quiet time."""
        return 0.7 * self.durations.quiet

    @property
    def settling(self) -> float:
        """By when everything rests once the faults are over: four quiet times of checking, and a look."""
        return 4 * self.durations.quiet + 2 * self.durations.lease + 5
