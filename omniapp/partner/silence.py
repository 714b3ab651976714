"""Whether nothing happened since a page of ``/activity/`` was made: one probe of each record's end.

Only lines of what its reader may see count, else their silence would tell when something happens elsewhere.
Lines that the page leaves out count as well: its view is asked then, and looks at what is to be seen.
"""

from typing import Final

from django.http import QueryDict

from omniapp.partner import polls
from omniapp.partner.happened import Place
from omniapp.partner.polls import News
from omniapp.partner.records import ACCOUNTS, ALL, Record
from omniapp.partner.scope import THEIRS
from omniapp.people.models import User

_NEWS: Final = "select 'something' where exists ({})"


def mark(user: User) -> str:
    """For the address of a page's poll (``?seen=``): whose page it is."""
    return polls.mark(user, ())


def unchanged(session: str, asked: QueryDict) -> bool:
    """``?after=``: the newest line that the page knows."""
    place = Place.read(asked.get("after", ""))
    return place is not None and polls.unchanged(lambda _: _after(place), session, asked)


def _after(place: Place) -> News:
    probes = " union all ".join(_newer(record, place) for record in ALL)
    return News(_NEWS.format(probes), {"at": place.at, "id": place.pk})


def _newer(record: Record, place: Place) -> str:
    newer = "(l.at, l.id) > (%(at)s, %(id)s)"
    if record.rank != place.rank:
        newer = "l.at >= %(at)s" if record.rank > place.rank else "l.at > %(at)s"
    seen = "who.is_owner" if record is ACCOUNTS else THEIRS.format("l.store_id")
    return f"select from {record.model._meta.db_table} l where {newer} and {seen}"
