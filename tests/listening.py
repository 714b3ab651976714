"""Everything the logs say during a test, as it would be written."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest

from omniapp.web import logs


class Written:
    """Lines in their written form; ``text`` is all of it."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def written() -> Iterator[Written]:
    """Listens beside the usual handler, with its formatter."""
    heard, config = Written(), logs.settings(level="DEBUG", form="json")
    handler = logging.StreamHandler(heard.stream)
    configurator = logging.config.DictConfigurator(config)
    handler.setFormatter(configurator.configure_formatter(config["formatters"]["line"]))
    logging.getLogger().addHandler(handler)
    yield heard
    logging.getLogger().removeHandler(handler)
