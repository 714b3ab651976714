"""All state of one sandbox, and the one way time passes in it."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

from omniapp.sandbox import seed as demo
from omniapp.sandbox.clock import Agenda, Clock
from omniapp.sandbox.faults import Faults
from omniapp.sandbox.journal import Journal
from omniapp.sandbox.limits import Windows
from omniapp.sandbox.models import Brand, Campaign
from omniapp.sandbox.oauth.registry import Registry
from omniapp.sandbox.problems import not_found
from omniapp.sandbox.switches import Switches

REDIRECT_URIS = ("http://127.0.0.1:8000/install/callback/",)


class World:
    """Everything the sandbox knows. One thread, one event loop: whatever a handler does is atomic."""

    def __init__(self, *, speed: float = 1.0, redirect_uris: tuple[str, ...] = REDIRECT_URIS) -> None:
        self._speed, self._redirect_uris = speed, redirect_uris
        self.reset()

    def reset(self, *, seed: int = 0, redirect_uris: tuple[str, ...] | None = None) -> None:
        """As new: the demo brands, no tokens, no faults, an empty log, the real time, default switches."""
        self.clock = Clock(self._speed)
        self.agenda = Agenda()
        self.switches = Switches()
        self.faults = Faults(seed)
        self.journal = Journal()
        self.windows = Windows()
        self.registry = Registry(redirect_uris or self._redirect_uris)
        self._dice = random.Random(seed)  # noqa: S311
        self._moment: datetime | None = None
        self.brands = demo.brands(self.clock.now())

    def now(self) -> datetime:
        """The virtual moment; while something planned happens, the moment it was planned for."""
        return self._moment or self.clock.now()

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        self.agenda.add(self.now() + timedelta(seconds=seconds), action)

    def settle(self) -> None:
        """Let everything due happen, each thing at its own moment and in order. Called before every look."""
        if self._moment is not None:
            return
        until = self.clock.now()
        try:
            while planned := self.agenda.pop(until):
                self._moment, action = planned
                action()
        finally:
            self._moment = None

    def new_id(self) -> str:
        """24 hexadecimal characters, the first eight the time, as in Omnisend's ids."""
        return f"{int(self.now().timestamp()):08x}{self._dice.getrandbits(64):016x}"

    def brand(self, brand_id: str) -> Brand:
        if brand_id not in self.brands:
            raise not_found("Brand")
        return self.brands[brand_id]

    def campaign(self, campaign_id: str) -> tuple[Brand, Campaign]:
        """A campaign of any brand, for the control API and page."""
        for brand in self.brands.values():
            if campaign_id in brand.campaigns:
                return brand, brand.campaigns[campaign_id]
        raise not_found("Campaign")
