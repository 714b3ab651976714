"""What the room of people does by the clock."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore


@shared_task(ignore_result=True)
def forget_sessions() -> None:
    """Drops sessions nobody can use any more; Django keeps them otherwise."""
    SessionStore.clear_expired()
