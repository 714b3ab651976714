"""A connected store whose local Omnisend stands still, and campaigns it sent."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from omniapp.campaigns.models import Campaign
from omniapp.stores.models import Store
from tests import cast
from tests.results.sent import SENT_BEFORE, noted
from tests.sandbox_control import Sandbox


@pytest.fixture
def store(db: None, sandbox: Sandbox) -> Iterator[Store]:
    """Alpine Wool. Here and in Omnisend it is the same moment, and only tests move on."""
    sandbox.clock(speed=0)
    with time_machine.travel(sandbox.now() + dt.timedelta(seconds=1), tick=False):
        yield cast.connected_store(sandbox)


@pytest.fixture
def campaign(store: Store) -> Campaign:
    """One that was sent three days ago."""
    return noted(store, SENT_BEFORE)
