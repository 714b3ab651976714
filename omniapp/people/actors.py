"""Who does something, as the evidence names them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from omniapp.people.models import User
from omniapp.stores.models import Store

Right = Literal["view", "edit", "send"]
RIGHTS: tuple[Right, ...] = ("view", "edit", "send")
SOMEBODY = "someone with access to "


@dataclass(frozen=True)
class Actor:
    """Somebody, or the machine, with what they may do with the store at hand."""

    kind: Literal["merchant", "partner", "system"]
    label: str
    user_id: int | None = None
    rights: frozenset[str] = frozenset()

    def may(self, right: Right) -> bool:
        return right in self.rights


def merchant(store: Store) -> Actor:
    """Omnisend names no person: a merchant is whoever proved control of the store, and may do everything."""
    return Actor("merchant", f"{SOMEBODY}{store.name}", rights=frozenset(RIGHTS))


def partner(user: User, rights: Iterable[str]) -> Actor:
    return Actor("partner", user.email, user_id=user.pk, rights=frozenset(rights))


SYSTEM = Actor("system", "omniapp", rights=frozenset(RIGHTS))
