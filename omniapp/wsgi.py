"""The WSGI application, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from omniapp.celery import app as celery  # else bells would be rung at Celery's default broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omniapp.settings")
application = get_wsgi_application()

__all__ = ["application", "celery"]
