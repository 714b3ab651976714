"""The Celery application. Redis only rings a bell: a lost or doubled message changes nothing."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omniapp.settings")

app = Celery("omniapp")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
