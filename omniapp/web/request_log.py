"""One log line when a request comes and one when it is answered, without any link that opens something."""

import logging
import re

from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

_LINKS = re.compile(r"/(join|reset)/[^\s?#]+")


def without_links(text: str) -> str:
    """``text`` with the secret part of invitations and of links to a new password left out."""
    return _LINKS.sub(r"/\1/…", text)


class RequestLog(RequestMiddleware):
    """Writes the path alone: a query may hold an authorisation code or a signed link."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {without_links(request.path)}"


class WithoutLinks(logging.Filter):
    """The same for lines of Django's own, which name the path of a refused request."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(without_links(arg) if isinstance(arg, str) else arg for arg in record.args)
        return True
