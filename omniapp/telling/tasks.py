"""Celery's part: a bell. What is to be told is in the database; a lost or doubled message changes nothing."""

import datetime as dt

from celery import shared_task

from omniapp.telling import feeding, outbox
from omniapp.telling.models import News

_KEPT = dt.timedelta(days=90)


@shared_task(ignore_result=True)
def tell() -> None:
    """Makes news of the record and tells whatever is due."""
    feeding.feed(now=outbox.real_time())
    outbox.run()


@shared_task(ignore_result=True)
def forget() -> None:
    """Drops what was told long ago, with whom it was told to."""
    News.objects.filter(made_at__lt=outbox.real_time() - _KEPT).delete()
