"""From the code that came back to a grant, and to the brand it belongs to."""

import dataclasses
import re

from django.conf import settings

from omniapp import budgets, omnisend
from omniapp.install import scopes
from omniapp.install.problems import Ended
from omniapp.stores.transports import oauth, transport

_BRAND_ID = re.compile(r"[0-9A-Za-z_-]{1,24}")
_SECONDS = 15.0


def redeem(code: str, verifier: str, *, wanted: str) -> tuple[omnisend.Grant, omnisend.Brand]:
    """Redeems the code, checks the scopes, reads whose token it is. Nothing is stored.

    Raises Ended with exchange-refused, missing-scope, brand-refused, unreachable or unreadable.
    """
    try:
        grant = oauth().exchange(code, verifier)
    except omnisend.Refused as no:
        raise Ended("exchange-refused") from no
    except omnisend.OmnisendError as trouble:
        raise Ended(_trouble(trouble)) from trouble
    # Without `scope` in the answer, what was asked for is what was given (RFC 6749, section 5.1).
    grant = dataclasses.replace(grant, scope=grant.scope or wanted)
    if lacking := scopes.missing(wanted, grant.scope):
        raise Ended("missing-scope", missing=tuple(lacking))
    return grant, _read_brand(grant)


def _read_brand(grant: omnisend.Grant) -> omnisend.Brand:
    client = omnisend.Client(
        grant.access_token, api_url=settings.OMNISEND_API_URL, transport=transport(), deadline=_SECONDS
    )
    call = omnisend.calls.get_current_brand()
    try:
        brand = client.run(call)
    except (omnisend.RateLimited, omnisend.NotReached, omnisend.NoAnswer, omnisend.ServerTrouble) as trouble:
        raise Ended(_trouble(trouble)) from trouble
    except omnisend.Refused as no:
        raise Ended("brand-refused") from no
    except omnisend.OmnisendError as trouble:
        raise Ended("unreadable") from trouble
    if not _BRAND_ID.fullmatch(brand.brand_id):
        raise Ended("unreadable")
    budgets.note(brand.brand_id, call.request.operation)
    return brand


def _trouble(trouble: omnisend.OmnisendError) -> str:
    return "unreadable" if isinstance(trouble, omnisend.Unreadable) else "unreachable"
