"""Celery's part: a bell. What is due is in the database; a lost or doubled message changes nothing."""

from celery import shared_task

from omniapp.results import fetching


@shared_task(ignore_result=True)
def fetch() -> None:
    """Fetches the numbers of what people look at. Rung by beat."""
    fetching.fetch()
