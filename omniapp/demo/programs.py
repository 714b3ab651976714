"""The five programs of the demo: the same ones that run for real, and a local Omnisend."""

import pathlib
import sys
from collections.abc import Mapping
from typing import NamedTuple

from omniapp.demo.ports import Ports

_PYTHON = sys.executable
_MODULE = (_PYTHON, "-m")


class Program(NamedTuple):
    """One process, and how to tell that it is ready: an address that answers, or words in its log."""

    name: str
    command: tuple[str, ...]
    answers: str = ""
    says: str = ""


def environment(
    outer: Mapping[str, str],
    kept: Mapping[str, str],
    servers: Mapping[str, str],
    ports: Ports,
    data: pathlib.Path,
) -> dict[str, str]:
    """Omniapp's settings for the demo. Only the addresses tell it that Omnisend is a local one."""
    return {
        **outer,
        **servers,
        "DJANGO_SETTINGS_MODULE": "omniapp.settings",
        "SECRET_KEY": kept["SECRET_KEY"],
        "TOKEN_KEYS": kept["TOKEN_KEYS"],
        "DEBUG": "false",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "PUBLIC_URL": ports.web_url,
        "OMNISEND_APP_URL": ports.sandbox_url,
        "OMNISEND_API_URL": f"{ports.sandbox_url}/api",
        "OMNISEND_CLIENT_ID": "omniapp-demo",
        "OMNISEND_CLIENT_SECRET": "omniapp-demo-secret",
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(data / "mails"),
        "WEBHOOK_LOOPBACK": "true",
        "CLOCK_URL": f"{ports.sandbox_url}/_sandbox/clock",
        "STATIC_ROOT": str(data / "static"),
        "PYTHONUNBUFFERED": "1",
    }


def _worker(name: str, queue: str) -> Program:
    return Program(
        name,
        (
            *_MODULE, "celery", "--app", "omniapp.celery", "worker", "--queues", queue, "--concurrency", "2",
            "--hostname", f"{name}@localhost", "--without-gossip", "--without-mingle", "--loglevel", "INFO",
        ),
        says=" ready.",
    )  # fmt: skip


def programs(ports: Ports, data: pathlib.Path) -> list[Program]:
    """In the order in which they are started."""
    return [
        Program(
            "sandbox",
            (
                *_MODULE, "omniapp.sandbox", "--port", str(ports.sandbox),
                "--redirect-uri", f"{ports.web_url}/install/callback/", "--keep", str(data / "sandbox.json"),
            ),
            answers=f"{ports.sandbox_url}/_sandbox/health",
        ),
        Program(
            "web",
            (
                *_MODULE, "gunicorn", "omniapp.wsgi", "--bind", f"127.0.0.1:{ports.web}",
                "--workers", "2", "--threads", "4", "--graceful-timeout", "5",
            ),
            answers=f"{ports.web_url}/",
        ),
        _worker("worker", "sends"),
        _worker("reader", "reading"),
        Program(
            "beat",
            (
                *_MODULE, "celery", "--app", "omniapp.celery", "beat", "--loglevel", "INFO",
                "--schedule", str(data / "beat"), "--pidfile=",
            ),
            says="beat: Starting",
        ),
    ]  # fmt: skip
