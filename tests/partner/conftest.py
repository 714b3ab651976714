"""A partner in front of the pages over all stores, on a Tuesday at 08:02 UTC."""

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
def alpine(db: None, _tuesday: None) -> Store:
    """Alpine Wool, in Vilnius."""
    return cast.connected_store()


@pytest.fixture
def harbor(db: None, _tuesday: None) -> Store:
    """Harbor Tea, in New York."""
    return cast.other_store()


@pytest.fixture
def owner(db: None, _tuesday: None, client: Client) -> Client:
    """The browser of somebody who looks after every store."""
    return cast.partner_browser(client, cast.partner(email="owner@agency.example", is_owner=True))
