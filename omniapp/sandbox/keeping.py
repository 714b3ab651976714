"""Keeping the state over a restart, for demos: written when the process ends, read when it starts.

Kept are stores, campaigns, tokens, switches, log and the clock, not the orders for faults and the effects
still to come. The file is this program's own and holds tokens: only its owner may read it.
"""

import os
import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from omniapp.sandbox.rules import life
from omniapp.sandbox.world import World

KEPT = ("brands", "registry", "switches", "journal")
UNUSABLE = (
    *(OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError),
    *(TypeError, KeyError, ValueError, IndexError),
)


def save(world: World, path: Path) -> None:
    world.settle()
    kept: dict[str, Any] = {name: getattr(world, name) for name in KEPT}
    kept |= {"now": world.now(), "speed": world.clock.speed, "saved_at": datetime.now(UTC)}
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        pickle.dump(kept, file)
    part.replace(path)


def load(world: World, path: Path) -> bool:
    """Take up what was kept; False when there is nothing usable, and the world is as new then."""
    try:
        kept = pickle.loads(path.read_bytes())  # noqa: S301 (our own file)
        values = {name: kept[name] for name in KEPT}
        now, speed = kept["now"] + (datetime.now(UTC) - kept["saved_at"]), kept["speed"]
    except UNUSABLE:
        return False
    for name, value in values.items():
        setattr(world, name, value)
    world.clock.run_at(speed)
    world.clock.set(kept["now"])
    for brand in world.brands.values():
        for campaign in brand.campaigns.values():
            life.plan_again(world, brand, campaign)
    world.clock.set(now)
    return True
