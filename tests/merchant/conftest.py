"""A merchant of Alpine Wool in front of its pages, on a Tuesday at 10:02 in Vilnius."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from omniapp.stores.models import Store
from tests import cast
from tests.merchant import scenes


@pytest.fixture
def _tuesday() -> Iterator[None]:
    with time_machine.travel(scenes.NOW, tick=False):
        yield


@pytest.fixture
def store(db: None, _tuesday: None) -> Store:
    return cast.connected_store()


@pytest.fixture
def merchant(store: Store, client: Client) -> Client:
    """The browser of somebody who proved control of the store."""
    return cast.merchant_browser(client, store)
