"""One store on the local Omnisend, read by a sync whose clock is Omnisend's own."""

import datetime as dt
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from omniapp.campaigns import sync
from omniapp.campaigns.models import Campaign, CampaignSync
from omniapp.stores.models import Store
from tests import cast
from tests.sandbox_control import Sandbox


class Reading:
    """Alpine Wool, connected, with the campaigns it had before."""

    def __init__(self, sandbox: Sandbox, store: Store) -> None:
        self.sandbox, self.store = sandbox, store

    def run(self, *, after: float = 900 + 60) -> CampaignSync:
        """Lets ``after`` seconds pass, then reads whoever is due, with an empty log before it."""
        self.sandbox.clock(advance=after)
        self.sandbox.clear_log()
        sync.drain(now=self.sandbox.now)
        return CampaignSync.objects.get(store=self.store)

    def calls(self) -> list[str]:
        """What was asked of Omnisend in the last run."""
        return [request["operation"] for request in self.sandbox.log()]

    def made(self, **campaign: Any) -> str:
        """A campaign made in Omnisend; its id."""
        return str(self.sandbox.add_campaign(self.store.brand_id, **campaign)["id"])

    def row(self, remote_id: str) -> Campaign:
        return Campaign.objects.get(store=self.store, omnisend_id=remote_id)

    def now(self) -> dt.datetime:
        return self.sandbox.now()


@pytest.fixture
def reading(db: None, sandbox: Sandbox, settings: Settings) -> Reading:
    """Not read yet."""
    settings.SYNC_CONCURRENCY = 1
    return Reading(sandbox, cast.connected_store(sandbox))


@pytest.fixture(params=[True, False], ids=["updatedAt-follows", "updatedAt-stays"])
def read(reading: Reading, request: pytest.FixtureRequest) -> Reading:
    """Read once; ``updatedAt`` moves with the status, and does not."""
    reading.sandbox.switch(updated_at_follows_status=request.param)
    reading.run(after=0)
    return reading
