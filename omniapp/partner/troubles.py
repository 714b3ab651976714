"""All that waits for a person over all stores: a query over what the engine recorded."""

import datetime as dt
from collections.abc import Sequence
from typing import Final, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import QueryDict

from omniapp.campaigns.models import Campaign
from omniapp.campaigns.queries import SILENT_BOOSTERS
from omniapp.partner import fixes
from omniapp.partner.fixes import Fix
from omniapp.partner.polls import News
from omniapp.partner.scope import Narrowed, of_theirs, word
from omniapp.people.models import User


class Trouble(NamedTuple):
    """What waits, and where it belongs. Without ``delivery``: a store whose connection is lost."""

    store_id: int
    name: str
    brand_id: str
    timezone: str
    scope: str
    since: dt.datetime
    delivery: int | None
    fence: int
    state: str
    reason: str
    revision: int
    slug: str | None
    may_be_out: bool
    edited: bool  # since it was reviewed
    campaign_id: int
    campaign_name: str

    @property
    def fix(self) -> Fix:
        told = self.state, self.reason, self.slug or ""
        return fixes.of(*told, may_be_out=self.may_be_out, edited=self.edited)

    @property
    def edition(self) -> str:
        """As Delivery.edition."""
        return f"{self.delivery}.{self.fence}"


def needs_somebody(way: str) -> Q:
    """NEEDS_SOMEBODY, for rows from which ``way`` leads to deliveries."""
    on_hold = {f"{way}state": "following", f"{way}remote_status": "onHold"}
    return Q(**{f"{way}state": "needs_person"}) | Q(**on_hold)


def of(user: User, narrowed: Narrowed) -> list[Trouble]:
    """All there is for this partner, by the stores' names. One query."""
    sql = _ALL.format(theirs=narrowed.sql("s.id"))
    with connection.cursor() as cursor:
        cursor.execute(sql, {"user": user.pk, **narrowed.asked})
        return [Trouble(*row) for row in cursor.fetchall()]


_WAITS: Final = "(d.state = 'needs_person' or (d.state = 'following' and d.remote_status = 'onHold'))"
#: When the record says that it came to wait.
_SINCE: Final = """(
        select case when d.state = 'needs_person'
            then max(e.at) filter (where e.state_after = d.state and e.state_before <> d.state)
            else min(e.at) filter (where e.remote_status = 'onHold') end
        from sending_deliveryevent e where e.delivery_id = d.id
    )"""
_ALL: Final = f"""
    select s.id, s.name, s.brand_id, s.timezone, s.scope, coalesce(d.unknown_since, {_SINCE}, d.created_at),
        d.id, d.fence, d.state, d.reason, d.revision, d.problem ->> 'slug',
        d.accepted_at is not null or d.unknown_since is not null, d.version <> c.version, c.id, c.name
    from people_user who cross join sending_delivery d
    join stores_store s on s.id = d.store_id join campaigns_campaign c on c.id = d.campaign_id
    where who.id = %(user)s and {_WAITS} and {{theirs}}
    union all
    select s.id, s.name, s.brand_id, s.timezone, s.scope, s.state_since,
        null, null, null, null, null, null, null, null, null, null
    from people_user who cross join stores_store s
    where who.id = %(user)s and s.state = 'needs_reconnect' and {{theirs}}
    order by 2, 1, 7
"""  # noqa: S608 - here and below all parts are ours


def silent(user: User, narrowed: Narrowed) -> QuerySet[Campaign]:
    """Boosters that are written and that nobody sent."""
    return of_theirs(Campaign.objects.live().filter(SILENT_BOOSTERS), user).filter(narrowed.of("store__"))


def told(found: Sequence[Trouble], silent: int) -> list[str]:
    """As ``news`` says it of these. ``silent``: how many boosters the page knows of."""
    sent = [one for one in found if one.delivery]
    lapsed = [one.store_id for one in found if not one.delivery]
    moved, newest = sum(one.revision for one in sent), max((one.delivery or 0 for one in sent), default=0)
    return [f"{len(sent)} {moved} {newest}", f"{len(lapsed)} {sum(lapsed)}", f"{silent}"]


def news(asked: QueryDict) -> News:
    """What changes with all that waits. Boosters count where ``?fix=`` shows them."""
    narrowed = Narrowed.read(asked)
    parts = [_SENT.format(narrowed.sql("d.store_id")), _LAPSED.format(narrowed.sql("s.id"))]
    parts.append(_SILENT.format(narrowed.sql("c.store_id")) if _shows_boosters(asked) else "select '0'")
    return News(" union all ".join(parts), narrowed.asked)


def _shows_boosters(asked: QueryDict) -> bool:
    fix = word(asked, "fix")
    return fix == "boosters" or fix not in fixes.FIXES


#: As NEEDS_SOMEBODY and SILENT_BOOSTERS say it.
_SENT: Final = f"""
    select concat_ws(' ', count(*), coalesce(sum(d.revision), 0), coalesce(max(d.id), 0))
    from sending_delivery d
    where {_WAITS} and {{}}
"""  # noqa: S608
_LAPSED: Final = """
    select concat_ws(' ', count(*), coalesce(sum(s.id), 0))
    from stores_store s where s.state = 'needs_reconnect' and {}
"""
_SILENT: Final = """
    select count(*)::text from campaigns_campaign c
    where c.type = 'booster' and not c.attached and c.locked_reason = '' and c.deleted_at is null
        and c.omnisend_status in ('', 'draft') and c.gone_at is null and {}
"""
