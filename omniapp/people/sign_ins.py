"""Where a partner is signed in: beginning, the half-way of a second step, proving it again, ending.

A session lasts fourteen days from its sign-in, however much it is used, and ends sooner where nobody uses it.
"""

import datetime as dt
import hmac
import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import SESSION_KEY, login
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from omniapp import clock
from omniapp.people import record, sessions
from omniapp.people.models import Session, User
from omniapp.people.session_store import SessionStore

_HALF, _SINCE, _PROVED, _BROWSER = "half_signed_in", "signed_in_at", "proved_at", "browser"
_HELD_UP = "held_up"
_HALF_SECONDS = 600
FRESH_SECONDS = 1800


@dataclass(frozen=True)
class SignedIn:
    """One browser in which somebody is signed in. ``mark`` names it in a form, and opens nothing."""

    mark: str
    browser: str
    since: dt.datetime | None
    here: bool


def begin(request: HttpRequest, user: User, *, note: str = "") -> None:
    """Signs this browser in, under a new session id (against a planted one)."""
    login(request, user)
    sessions.binding(request)
    request.session.pop(_HALF, None)
    now = clock.now()
    request.session[_SINCE] = now.isoformat()
    request.session[_BROWSER] = browser(request)
    request.session.set_expiry(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE))
    prove(request)
    record.add(user, record.Kind.SIGNED_IN, at=now, note=f"{browser(request)}{note}")


def begin_half(request: HttpRequest, user: User, onward: str) -> None:
    """The password was right; nobody is signed in before the second step."""
    request.session.cycle_key()
    request.session[_HALF] = [user.pk, user.get_session_auth_hash(), time.time(), onward]


def half(request: HttpRequest) -> tuple[User, str] | None:
    """Who gave the right password in this browser within ten minutes, and where they were going."""
    pk, proof, at, onward = request.session.get(_HALF, (0, "", 0.0, ""))
    if not 0 <= time.time() - at < _HALF_SECONDS:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or not hmac.compare_digest(proof, user.get_session_auth_hash()):
        return None
    return user, onward


def prove(request: HttpRequest) -> bool:
    """Notes that whoever sits here has just shown that they know the password.

    Whether asking for it kept something from being done that was pressed.
    """
    request.session[_PROVED] = time.time()
    return bool(request.session.pop(_HELD_UP, False))


def hold_up(request: HttpRequest) -> None:
    """Notes that the password is asked for instead of what this request wanted."""
    request.session[_HELD_UP] = request.method == "POST"


def is_fresh(request: HttpRequest) -> bool:
    """Whether that was less than half an hour ago."""
    at: float = request.session.get(_PROVED, float("-inf"))
    return 0 <= time.time() - at < FRESH_SECONDS


def everywhere(request: HttpRequest, user: User) -> list[SignedIn]:
    """This browser first, then the newest."""
    found = [
        SignedIn(
            mark=_mark(row),
            browser=data.get(_BROWSER, "A browser"),
            since=dt.datetime.fromisoformat(data[_SINCE]) if _SINCE in data else None,
            here=row.session_key == request.session.session_key,
        )
        for row, data in _living(user)
    ]
    oldest = dt.datetime.min.replace(tzinfo=dt.UTC)
    return sorted(found, key=lambda one: (one.here, one.since or oldest), reverse=True)


def end(user: User, mark: str) -> bool:
    """Ends the session of this mark, if it is theirs."""
    return any(row.delete()[0] for row, _ in _living(user) if constant_time_compare(_mark(row), mark))


def end_all(user: User, *, but: HttpRequest | None = None) -> int:
    """Ends all of somebody's sessions, except this browser's; how many there were."""
    rows = Session.objects.filter(user=user)
    if but is not None:
        rows = rows.exclude(session_key=but.session.session_key)
    return rows.delete()[0]


def browser(request: HttpRequest) -> str:
    """What kind of browser this is, in words: enough to recognise one's own."""
    agent = request.headers.get("User-Agent", "")
    name = next((words for sign, words in _BROWSERS if sign in agent), "A browser")
    system = next((words for sign, words in _SYSTEMS if sign in agent), "")
    return f"{name} on {system}" if system else name


_BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def _living(user: User) -> Iterator[tuple[Session, dict[str, str]]]:
    for row in Session.objects.filter(user=user, expire_date__gt=dt.datetime.now(dt.UTC)):
        data = SessionStore().decode(row.session_data)
        if data.get(SESSION_KEY) == str(user.pk):
            yield row, data


def _mark(row: Session) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), row.session_key.encode(), "sha256").hexdigest()[:32]
