"""What the address of ``/activity/`` asks for."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.http import QueryDict
from django.utils.http import urlencode

from omniapp.partner.happened import Wanted
from omniapp.partner.scope import Narrowed, word

_PEOPLE = Q(kind="person")
#: What the address may ask for, by its word there: a label, then which lines of sends and of stores.
KINDS: Final[dict[str, tuple[str, Wanted]]] = {
    "all": ("Everything", Wanted()),
    "people": ("Done by people", Wanted(_PEOPLE, ~Q(actor="omniapp"))),
    "answers": ("Omnisend's answers", Wanted(Q(kind__in=["exchange", "late"]), None)),
    "refused": ("Omnisend said no", Wanted(Q(outcome__in=["no", "locked_out"]), None)),
    "lost": ("Answer lost", Wanted(Q(outcome="unknown") | Q(kind="lost"), None)),
    "stores": ("Stores and rights", Wanted(None, Q())),
}
FIELDS = ("search", "tag", "kind", "who", "since", "until", "campaign", "request")


@dataclass(frozen=True)
class Asked:
    """What the address asks for, as it stands there, and what that means for both records."""

    said: dict[str, str]
    wanted: Wanted

    @classmethod
    def read(cls, address: QueryDict) -> "Asked":
        said = {name: word(address, name) for name in FIELDS}
        said["kind"] = said["kind"] if said["kind"] in KINDS else "all"
        said |= {name: str(_day(said[name]) or "") for name in ("since", "until")}
        said["campaign"] = said["campaign"] if _is_number(said["campaign"]) else ""
        both = Narrowed.read(address).of("store__")
        if since := _day(said["since"]):
            both &= Q(at__gte=_midnight(since))
        if until := _day(said["until"]):
            both &= Q(at__lt=_midnight(until + dt.timedelta(days=1)))
        sends = both
        if said["who"]:
            both &= Q(actor__icontains=said["who"])
            sends = both & _PEOPLE  # only their lines name anybody
        if said["campaign"]:
            sends &= Q(campaign=int(said["campaign"]))
        if said["request"]:
            sends &= Q(request_id=said["request"])
        kind = KINDS[said["kind"]][1]
        only_sends = bool(said["campaign"] or said["request"])
        return cls(
            said,
            Wanted(
                None if kind.sends is None else sends & kind.sends,
                None if kind.stores is None or only_sends else both & kind.stores,
            ),
        )

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
        return not any(self.said[name] for name in ("who", "since", "until", "request"))


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2200 else None


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _is_number(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) < 19
