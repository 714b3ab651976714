"""Beginning an attempt, recognising it when the browser comes back, and using it up.

The row is the attempt (see models.py). The browser's session holds one random binding key for all attempts of
that session, so that several tabs at once do not overwrite each other's.
"""

import datetime as dt
import hashlib
import hmac
import secrets

from django.conf import settings
from django.http import HttpRequest

from omniapp.install.models import InstallAttempt
from omniapp.install.problems import Ended
from omniapp.people import sessions
from omniapp.people.models import Invitation, User
from omniapp.stores.transports import oauth
from omniapp.stores.vault import vault

LASTS = dt.timedelta(minutes=10)
KEPT = dt.timedelta(days=30)  # to recognise a link that is used again
Outcome = InstallAttempt.Outcome


def begin(
    request: HttpRequest, *, next_url: str, scope: str, now: dt.datetime, invitation: Invitation | None = None
) -> str:
    """Writes an attempt and returns the address of Omnisend's consent page, which asks for ``scope``.

    ``invitation``: that of a merchant, which is used up once the store is connected.

    Raises Ended("not-set-up") when this site has no client id.
    """
    if not settings.OMNISEND_CLIENT_ID:
        raise Ended("not-set-up")
    forget(now)
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    InstallAttempt.objects.create(
        state_hash=_hash(state),
        binding_hash=_hash(sessions.binding(request)),
        verifier=vault().seal(verifier, owner=_hash(state), kind="verifier"),
        scope=scope,
        next_url=next_url,
        started_by=person(request),
        invitation=invitation,
        created_at=now,
        expires_at=now + LASTS,
    )
    return oauth().authorize_url(state, verifier, scope)


def recognise(request: HttpRequest, state: str, *, now: dt.datetime) -> InstallAttempt:
    """The attempt of this ``state``, if it may end here and now. Reads only: nothing is used up.

    Raises Ended with unknown-state, other-browser, other-person, replayed or expired.
    """
    attempt = InstallAttempt.objects.filter(state_hash=_hash(state)).first()
    if attempt is None:
        raise Ended("unknown-state")
    if not belongs(request, attempt):
        raise Ended("other-browser")
    if attempt.started_by != person(request):
        raise Ended("other-person")
    if attempt.consumed_at is not None:
        raise Ended("replayed")
    if attempt.expires_at <= now:
        raise Ended("expired")
    return attempt


def use_up(attempt: InstallAttempt, *, now: dt.datetime) -> str:
    """Marks the attempt as used, in one UPDATE that only one caller wins, and returns its PKCE verifier.

    Raises Ended("replayed") for everybody else.
    """
    verifier = vault().open(attempt.verifier, owner=attempt.state_hash, kind="verifier")
    fresh = InstallAttempt.objects.filter(pk=attempt.pk, consumed_at=None, expires_at__gt=now)
    if not fresh.update(consumed_at=now, verifier=""):
        raise Ended("replayed")
    return verifier


def close(attempt: InstallAttempt, outcome: Outcome, *, problem: str = "", brand_id: str = "") -> None:
    """Notes what came of a used attempt."""
    InstallAttempt.objects.filter(pk=attempt.pk).update(outcome=outcome, problem=problem, brand_id=brand_id)


def belongs(request: HttpRequest, attempt: InstallAttempt) -> bool:
    """Whether this browser's session began the attempt."""
    binding = sessions.known_binding(request)
    return bool(binding) and hmac.compare_digest(_hash(binding), attempt.binding_hash)


def person(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def forget(now: dt.datetime) -> int:
    """Empties secrets nobody may use any more, and drops old attempts; how many rows held a secret."""
    InstallAttempt.objects.filter(expires_at__lte=now - KEPT).delete()
    unused = InstallAttempt.objects.filter(expires_at__lte=now).exclude(verifier="")
    unanswered = InstallAttempt.objects.filter(waiting_until__lte=now).exclude(waiting_grant="")
    return unused.update(verifier="") + unanswered.update(waiting_grant="", brand=None)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
