"""Celery's part: a bell. Who is due is in the database; a lost or doubled message changes nothing."""

from celery import shared_task

from omniapp.campaigns import sync as syncing


@shared_task(ignore_result=True)
def sync() -> None:
    """Reads the campaigns of whichever stores are due. Rung by whoever looks at a list, and by beat."""
    syncing.drain()
