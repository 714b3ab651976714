"""Whether nothing at all happened since a page of ``/activity/`` was made: one probe of each record's end.

Lines that the page would not show count as well: its view is asked then, and looks at what is to be seen.
"""

from typing import Final

from django.http import QueryDict

from omniapp.partner import polls
from omniapp.partner.happened import Place
from omniapp.partner.polls import SIGNED_IN, WHO, News
from omniapp.partner.records import ALL

_SILENT: Final = f"select from {WHO} where {SIGNED_IN} and not exists ({{}})"


def unchanged(session: str, asked: QueryDict) -> bool:
    """``?after=``: the newest line that the page knows."""
    place = Place.read(asked.get("after", ""))
    return place is not None and bool(polls.ask(_SILENT, _after(place), session))


def _after(place: Place) -> News:
    probes = []
    for record in ALL:
        newer = "(at, id) > (%(at)s, %(id)s)"
        if record.rank != place.rank:
            newer = "at >= %(at)s" if record.rank > place.rank else "at > %(at)s"
        probes.append(f"select from {record.model._meta.db_table} where {newer}")
    return News(" union all ".join(probes), {"at": place.at, "id": place.pk})
