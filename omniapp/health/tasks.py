"""What the health room does by the clock."""

from celery import shared_task

from omniapp import clock
from omniapp.health import forgetting


@shared_task(ignore_result=True)
def forget() -> None:
    """Lets go of personal data that was kept long enough."""
    forgetting.forget(clock.now())
