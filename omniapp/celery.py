"""The Celery application. Redis only rings a bell: a lost or doubled message changes nothing."""

import os

import structlog
from celery import Celery
from celery.signals import task_prerun

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omniapp.settings")

app = Celery("omniapp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@task_prerun.connect
def _name_the_task(task_id: str, **_: object) -> None:
    """On every line the task writes, and nothing that an earlier task of this process left."""
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(task_id=task_id)
