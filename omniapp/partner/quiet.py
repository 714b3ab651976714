"""Whether the stores of an open page have been quiet: nothing was recorded of them since it was made.

Every change of what a row of ``/stores/`` tells, and of who may see it, leaves a line in a record of its
store. To look for a line takes a step or two in an index, so that comes before anything of the stores
themselves is read. A line bears the time at which something happened and stands a little later, so lines from
shortly before the page count too.
"""

import datetime as dt
from typing import Final

from django.http import QueryDict
from django.utils.crypto import constant_time_compare, salted_hmac

from omniapp.partner import polls
from omniapp.partner.polls import SIGNED_IN, WHO, News
from omniapp.people.models import User

#: Longer than anything takes from its moment to its commit: leases, answers and readings all end before.
WRITTEN_WITHIN: Final = dt.timedelta(minutes=5)
_RECORDS: Final = {
    "sending_deliveryevent": "at",
    "stores_storeevent": "at",
    "campaigns_campaignsync": "changed_at",
}
_LINES: Final = " union all ".join(
    f"select from {table} where store_id = any(asked.stores) and {at} > %(since)s"
    for table, at in _RECORDS.items()
)
_STORES: Final = "(select string_to_array(%(of)s, '.')::bigint[] as stores) asked"
#: No row where something was recorded.
_QUIET: Final = f"""
    select who.password, who.is_owner from {WHO}, {_STORES} where {SIGNED_IN} and not exists ({{}})
"""  # noqa: S608


def since(user: User, of: str, at: dt.datetime) -> str:
    """For the address of a page's poll: when it was made, of which stores, and for whom."""
    seconds = f"{at.timestamp():.0f}"
    return f"{seconds}.{_signed(user.password, user.is_owner, of, seconds)}"


def unchanged(of: str, session: str, asked: QueryDict) -> bool:
    """``?since=``: as above. False where something may have changed."""
    seconds, _, signature = asked.get("since", "").partition(".")
    if not (seconds.isascii() and seconds.isdecimal() and len(seconds) < 12):
        return False
    at = dt.datetime.fromtimestamp(int(seconds), dt.UTC)
    found = polls.ask(_QUIET, News(_LINES, {"of": of, "since": at - WRITTEN_WITHIN}), session)
    return any(
        constant_time_compare(_signed(password, is_owner, of, seconds), signature)
        for password, is_owner in found
    )


def _signed(password: str, is_owner: bool, of: str, seconds: str) -> str:
    told = f"{password} {is_owner} {of} {seconds}"
    return salted_hmac(__name__, told, algorithm="sha256").hexdigest()[:16]
