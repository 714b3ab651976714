"""Django's sessions in the database, with a column that says whose each one is (settings.SESSION_ENGINE).

A session's row ends where nobody used it for ``settings.SESSION_IDLE_AGE``, and at the end of its days at the
latest. Whoever uses it puts that off (idle.py).
"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from omniapp.people.models import Session

_WRITTEN_EVERY = dt.timedelta(hours=1)


class SessionStore(DatabaseStore):
    """As Django's documentation extends it."""

    _ends: dt.datetime | None = None  # of the row as it was read

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.expire_date = self._unless_used_again()
        return row

    def used(self) -> None:
        """Somebody is there. Only its end is written, and that seldom; what it holds stays as it is."""
        latest = self._unless_used_again()
        if self._ends is not None and latest - self._ends > _WRITTEN_EVERY:
            Session.objects.filter(session_key=self.session_key).update(expire_date=latest)

    def _unless_used_again(self) -> dt.datetime:
        idle = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=settings.SESSION_IDLE_AGE)
        return min(self.get_expiry_date(), idle)

    def _validate_session_key(self, value: str) -> bool:
        """PostgreSQL takes no NUL, and a cookie may hold anything."""
        return bool(super()._validate_session_key(value)) and value.isalnum()  # type: ignore[misc]

    def _get_session_from_db(self) -> Session | None:
        row: Session | None = super()._get_session_from_db()  # type: ignore[misc]
        self._ends = row.expire_date if row else None
        return row
