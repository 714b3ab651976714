"""Which lines of which record an address means."""

import datetime as dt
import functools
import operator
from collections.abc import Iterable, Mapping
from typing import Final

from django.db.models import Q

from omniapp.campaigns.models import Campaign
from omniapp.partner.happened import Wanted
from omniapp.partner.names import Name, has_words, look_up
from omniapp.partner.readers import Reader
from omniapp.partner.records import ACCOUNTS, DRAFTS, SENDS, STORES, Record
from omniapp.partner.scope import Narrowed
from omniapp.people.actors import SOMEBODY
from omniapp.people.models import User
from omniapp.stores.models import Store, StoreEvent

PERSON: Final = Q(kind="person")
Said = Mapping[str, str]
Found = Mapping[str, Q | None]


def wanted(said: Said, of_kind: Mapping[Record, Q], reader: Reader) -> Wanted:
    """``of_kind``, as far as this reader sees it and the address asks for it. At most one query."""
    found = look_up(_names(said, reader))
    asked = {}
    for record, where in of_kind.items():
        conditions = [
            where,
            _seen(said, found, reader, record),
            _days(said),
            _done_by(said["who"], found, record),
            _named(said["search"], found, record),
            _exactly(said, record),
        ]
        present = [one for one in conditions if one is not None]
        if present == conditions:
            asked[record] = functools.reduce(operator.and_, present)
    return asked


def _names(said: Said, reader: Reader) -> dict[str, Name]:
    """What has to be looked up."""
    names: dict[str, Name] = {}
    tagged = Narrowed(tag=said["tag"])
    theirs = Store.objects.filter(reader.of("") & tagged.of(""))
    all_of_them = reader.of("store__") & tagged.of("store__")
    if all_of_them and not reader.store:
        names["theirs"] = Name(theirs, "store", all_of_them)
    if (search := said["search"]) and not reader.store:
        some = Narrowed(search)
        names["stores"] = Name(theirs.filter(some.of("")), "store", some.of("store__"))
    if search:
        campaigns = Campaign.objects.filter(all_of_them & has_words("name", search))
        names["campaigns"] = Name(campaigns, "campaign", has_words("campaign__name", search))
    if who := said["who"]:
        people = User.objects.filter(Q(email__icontains=who) | Q(name__icontains=who))
        names["people"] = Name(people, "actor", Q(actor__icontains=who), by="email")
        merchants = theirs.filter(name__icontains=who)
        names["merchants"] = Name(merchants, "store", Q(store__name__icontains=who))
    return names


def _seen(said: Said, found: Found, reader: Reader, record: Record) -> Q | None:
    """What this reader may see."""
    if record is ACCOUNTS:
        return Q() if reader.reads_accounts and not said["tag"] else None
    where = reader.of("store__") if reader.store else found.get("theirs", Q())
    if where is not None and record is STORES and not reader.reads_tags:
        where &= ~Q(kind=StoreEvent.Kind.TAGGED)
    return where


def _days(said: Said) -> Q:
    where = Q()
    if since := said["since"]:
        where &= Q(at__gte=_midnight(since))
    if until := said["until"]:
        where &= Q(at__lt=_midnight(until) + dt.timedelta(days=1))
    return where


def _midnight(day: str) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), dt.UTC)


def _done_by(who: str, found: Found, record: Record) -> Q | None:
    """By somebody of this name or address, whatever their store was called then; or just as it stands."""
    if not who:
        return Q()
    some = [Q(actor=who), found["people"]]
    if record is not ACCOUNTS:
        merchants = Q() if who.lower() in SOMEBODY else found["merchants"]
        some.append(None if merchants is None else Q(actor__startswith=SOMEBODY) & merchants)
    return _any(some) & (PERSON if record is SENDS else Q())  # of sends only theirs name anybody


def _named(search: str, found: Found, record: Record) -> Q | None:
    """Of a store or a campaign of this name, or with this request id."""
    if not search:
        return Q()
    some = [] if record is ACCOUNTS else [found.get("stores")]
    if record in (DRAFTS, SENDS):
        some.append(found["campaigns"])
    if record is SENDS:
        some.append(Q(request_id=search))
    return _any(some) or None


def _exactly(said: Said, record: Record) -> Q | None:
    """The one campaign, the one request."""
    where = Q()
    if said["campaign"]:
        if record not in (DRAFTS, SENDS):
            return None
        where &= Q(campaign=int(said["campaign"]))
    if said["request"]:
        if record is not SENDS:
            return None
        where &= Q(request_id=said["request"])
    return where


def _any(conditions: Iterable[Q | None]) -> Q:
    return functools.reduce(operator.or_, (one for one in conditions if one is not None), Q())
