"""What the address of a record asks for."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.http import QueryDict
from django.utils.http import urlencode

from omniapp.partner.happened import Wanted
from omniapp.partner.readers import Reader
from omniapp.partner.records import ACCOUNTS, DRAFTS, SENDS, STORES, Record
from omniapp.partner.scope import word
from omniapp.partner.wanting import PERSON, wanted
from omniapp.people.actors import SYSTEM

#: What the address may ask for, by its word there: a label, then which lines of which record.
KINDS: Final[Mapping[str, tuple[str, Mapping[Record, Q]]]] = {
    "all": ("Everything", {ACCOUNTS: Q(), STORES: Q(), DRAFTS: Q(), SENDS: Q()}),
    "people": (
        "Done by people",
        {ACCOUNTS: Q(), STORES: ~Q(actor=SYSTEM.label), DRAFTS: Q(), SENDS: PERSON},
    ),
    "drafts": ("Drafts", {DRAFTS: Q()}),
    "answers": ("Omnisend's answers", {SENDS: Q(kind__in=["exchange", "late"])}),
    "refused": ("Omnisend said no", {SENDS: Q(outcome__in=["no", "locked_out"])}),
    "lost": ("Answer lost", {SENDS: Q(outcome="unknown") | Q(kind="lost")}),
    "stores": ("Stores and rights", {STORES: Q()}),
    "accounts": ("Accounts", {ACCOUNTS: Q()}),
}
FIELDS = ("search", "tag", "kind", "who", "since", "until", "campaign", "request")


@dataclass(frozen=True)
class Asked:
    """What the address asks for, as it stands there, and which lines that means."""

    said: Mapping[str, str]
    wanted: Wanted
    kinds: Mapping[str, str]  # that this reader may ask for, with their labels

    @classmethod
    def read(cls, address: QueryDict, reader: Reader) -> "Asked":
        """At most one query."""
        said = {name: word(address, name) for name in FIELDS}
        kinds = {
            key: label for key, (label, _) in KINDS.items() if key != "accounts" or reader.reads_accounts
        }
        said["kind"] = said["kind"] if said["kind"] in kinds else "all"
        said |= {name: str(_day(said[name]) or "") for name in ("since", "until")}
        said["campaign"] = said["campaign"] if _is_number(said["campaign"]) else ""
        said["tag"] = "" if reader.store else said["tag"]
        return cls(said, wanted(said, KINDS[said["kind"]][1], reader), kinds)

    def query(self, **change: str) -> str:
        """The address of the same lines, but for ``change``; what goes without saying is left out."""
        said = {**self.said, **change}
        return urlencode(
            {name: text for name, text in said.items() if text and (name, text) != ("kind", "all")}
        )

    @property
    def narrowed(self) -> bool:
        return bool(self.query())

    @property
    def folded(self) -> bool:
        """Whether nothing is asked for that stands in the fold."""
        return not any(self.said[name] for name in ("who", "since", "until"))


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2200 else None


def _is_number(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) < 19
