"""What the people room does by the clock, and when a bell rings."""

from celery import shared_task

from omniapp import clock
from omniapp.people import resets
from omniapp.people.session_store import SessionStore


@shared_task(ignore_result=True)
def mail_resets() -> None:
    """Mails the links for new passwords that were asked for."""
    resets.mail_due(now=clock.now())


@shared_task(ignore_result=True)
def forget_sessions() -> None:
    """Drops sessions nobody can use any more; Django keeps them otherwise."""
    SessionStore.clear_expired()
