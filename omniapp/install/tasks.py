"""What the install room does by the clock."""

from celery import shared_task

from omniapp import clock
from omniapp.install import attempts


@shared_task(ignore_result=True)
def forget() -> None:
    """Empties the secrets of attempts that are over or were never finished."""
    attempts.forget(clock.now())
