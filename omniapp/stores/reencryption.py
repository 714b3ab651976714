"""Sealing every stored token anew with the first key, so that older keys can go."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from omniapp.stores.models import Token
from omniapp.stores.vault import Unopenable, vault

_BATCH = 500


@dataclass
class Count:
    """What one run did. ``changed_meanwhile`` rows were replaced while we looked: they are current."""

    sealed_anew: int = 0
    changed_meanwhile: int = 0
    unopenable: int = 0


def reencrypt(batch: int = _BATCH) -> Count:
    """Reads the rows that another key sealed, ``batch`` at a time. Doing it again finds nothing to do.

    Rows are replaced one by one, only if nobody else replaced them, and nothing is locked: pages and the
    engine go on. Raises ImproperlyConfigured when a row's key is not among TOKEN_KEYS.
    """
    count = Count()
    old = _sealed_by_another_key()
    last = 0
    while rows := list(old.filter(pk__gt=last).select_related("store").order_by("pk")[:batch]):
        for row in rows:
            _seal_anew(row, count)
        last = rows[-1].pk
    return count


def _sealed_by_another_key() -> QuerySet[Token]:
    ours = f"{vault().current}:"
    other_access = ~Q(access="") & ~Q(access__startswith=ours)
    other_refresh = ~Q(refresh="") & ~Q(refresh__startswith=ours)
    return Token.objects.filter(other_access | other_refresh)


def _seal_anew(row: Token, count: Count) -> None:
    brand = row.store.brand_id
    try:
        anew = {
            kind: vault().seal(vault().open(sealed, owner=brand, kind=kind), owner=brand, kind=kind)
            for kind, sealed in (("access", row.access), ("refresh", row.refresh))
            if sealed
        }
    except Unopenable:
        count.unopenable += 1
        return
    same = Token.objects.filter(pk=row.pk, access=row.access, refresh=row.refresh)
    if same.update(**anew):
        count.sealed_anew += 1
    else:
        count.changed_meanwhile += 1
