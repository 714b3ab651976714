"""What an open page knows of what it shows: a mark that changes with it."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from omniapp.people.models import User

#: Nobody signed in, or no longer: no row. Otherwise at least one.
_TOLD: Final = """
    select who.password, told.news from people_session session
    join people_user who on who.id = session.user_id and who.is_active
    left join lateral ({}) told on true
    where session.session_key = %(session)s and session.expire_date > %(today)s
"""


class News(NamedTuple):
    """A statement for ``news``, a text in each row, that may look at ``who``; and what it is asked with."""

    sql: str
    asked: dict[str, Any]


def mark(user: User, news: Iterable[str]) -> str:
    """Of a page that tells this. It ends with the password, as sessions do."""
    return _mark(user.password, news)


def mark_now(session: str, news: News) -> str:
    """The same for whoever is signed in with this session key; empty: nobody."""
    with connection.cursor() as cursor:
        cursor.execute(_TOLD.format(news.sql), {**news.asked, "session": session, "today": timezone.now()})
        told = cursor.fetchall()
    return _mark(told[0][0], (text for _, text in told if text)) if told else ""


def _mark(password: str, news: Iterable[str]) -> str:
    return salted_hmac(__name__, "\n".join([password, *sorted(news)]), algorithm="sha256").hexdigest()[:16]
