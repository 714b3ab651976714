"""The people a store writes to, made up: always the same ones, as many as it has subscribers."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from omniapp.sandbox.models import Brand

FIRST = (
    *("Ana", "Ben", "Carla", "Dario", "Elena", "Femi", "Greta", "Hugo", "Ieva", "Jonas", "Kira", "Liam"),
    *("Marta", "Nils", "Olga", "Pedro", "Rasa", "Sven", "Tara", "Umar", "Vera", "Wim", "Yuki", "Zoe"),
)
LAST = (
    *("Adams", "Berg", "Costa", "Dubois", "Eriksen", "Fischer", "Grant", "Hansen", "Ito", "Jansen"),
    *("Kowalski", "Lopez", "Moreau", "Novak", "Olsen", "Petrauskas", "Rossi", "Silva", "Tamm", "Weber"),
)
COUNTRIES = (
    ("US", "+1 555 01"),
    ("CA", "+1 555 02"),
    ("LT", "+370 600 "),
    ("DE", "+49 150 "),
    ("GB", "+44 7700 9"),
)
AMERICAN = ("US", "CA")


@dataclass(frozen=True)
class Contact:
    """`number` counts from 0 within the store."""

    number: int
    name: str
    email: str
    phone: str
    country: str

    @property
    def american(self) -> bool:
        """Whether the rules for the US and Canada hold for text messages."""
        return self.country in AMERICAN


def contact(brand: Brand, number: int) -> Contact:
    dice = random.Random(f"{brand.id} {number}")  # noqa: S311
    first, last = dice.choice(FIRST), dice.choice(LAST)
    country, prefix = dice.choice(COUNTRIES)
    email = f"{first}.{last}{number}@people.example".lower()
    return Contact(number, f"{first} {last}", email, f"{prefix}{dice.randrange(10_000):04d}", country)


def some(brand: Brand, identifier: str, count: int, start: int, most: int) -> Iterator[Contact]:
    """From `start` at most `most` of the `count` who got the campaign of that id, each of them once."""
    subscribers = max(brand.subscribers, count, 1)
    offset = random.Random(identifier).randrange(subscribers)  # noqa: S311
    for place in range(start, min(start + most, count)):
        yield contact(brand, (offset + place) % subscribers)
