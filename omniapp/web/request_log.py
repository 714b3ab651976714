"""One log line when a request comes and one when it is answered."""

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

from omniapp.web import clients


class RequestLog(RequestMiddleware):
    """Writes the path alone: a query may hold an authorisation code or a signed link.

    All lines of a request for a store's page name the store, the first one too. The network address is where
    it came from, and none that it made up.
    """

    def prepare(self, request: HttpRequest) -> None:
        _, room, store, *_ = [*request.path_info.split("/", 3), "", ""]
        if room == "s" and store:
            structlog.contextvars.bind_contextvars(store=store)
        super().prepare(request)

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        structlog.contextvars.bind_contextvars(ip=clients.address(request))

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {request.path}"
