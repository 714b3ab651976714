"""Log lines of every program: the same for ours, Django's and Celery's, with what they are about behind them.

``request_id`` (a page), ``task_id`` (a worker's task), ``store`` and ``delivery`` stand on every line written
while one of these is at hand; secrets stand on none.
"""

import json
import logging
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from omniapp.web.redaction import redact

_FIRST = ("timestamp", "level", "logger", "event", "exception")
_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    redact,
]


def configure() -> None:
    """Sends structlog's lines the way of all others."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_SHARED, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def settings(*, level: str, form: str) -> dict[str, Any]:
    """For Django's LOGGING; ``form`` is "json", one object a line, or "line", for people."""
    render = as_json if form == "json" else as_line
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [ProcessorFormatter.remove_processors_meta, render],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        # Says again what the request's own line says, after its context is gone.
        "loggers": {"django.request": {"level": logging.getLevelName(logging.ERROR)}},
    }


def as_line(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """A time, a level, who says what, and the rest as ``name=value``. Only an exception has more lines."""
    what = str(event.get("event", "")).replace("\n", "\\n")
    head = f"{event['timestamp']} {str(event['level']).upper()} {event.get('logger', '')}: {what}"
    rest = "".join(f" {name}={_word(value)}" for name, value in event.items() if name not in _FIRST)
    return f"{head}{rest}" + (f"\n{event['exception']}" if event.get("exception") else "")


def as_json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    return json.dumps(event, default=str, ensure_ascii=False)


def _word(value: object) -> str:
    text = str(value)
    return text if text.isprintable() and text and " " not in text and '"' not in text else json.dumps(text)
