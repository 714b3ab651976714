"""What an open page knows of what it shows: a mark that changes with it."""

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from django.db import connection
from django.http import QueryDict
from django.utils import timezone
from django.utils.crypto import salted_hmac

from omniapp.people.models import User

WHO: Final = "people_session session join people_user who on who.id = session.user_id"
SIGNED_IN: Final = "session.session_key = %(session)s and session.expire_date > %(today)s and who.is_active"
#: One row; none where nobody is signed in, or no longer.
_TOLD: Final = f"select who.password, array({{}}) from {WHO} where {SIGNED_IN}"  # noqa: S608 - all parts are ours


class News(NamedTuple):
    """A statement for news, a text in each row, that may look at ``who``; and what it is asked with."""

    sql: str
    asked: dict[str, Any]


def mark(user: User, news: Iterable[str]) -> str:
    """Of a page that tells this. It ends with the password, as sessions do."""
    return _mark(user.password, news)


def unchanged(news: Callable[[QueryDict], News], session: str, asked: QueryDict) -> bool:
    """Whether a page with the mark ``?seen=`` would tell the same now, to whoever has this session key."""
    seen = asked.get("seen")
    if not seen:
        return False
    told = ask(_TOLD, news(asked), session)
    return any(_mark(password, texts) == seen for password, texts in told)


def ask(sql: str, news: News, session: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(news.sql), {**news.asked, "session": session, "today": timezone.now()})
        return list(cursor.fetchall())


def _mark(password: str, news: Iterable[str]) -> str:
    return salted_hmac(__name__, "\n".join([password, *sorted(news)]), algorithm="sha256").hexdigest()[:16]
