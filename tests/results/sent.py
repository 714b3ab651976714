"""Sent campaigns of the local Omnisend, as rows here."""

import datetime as dt
from typing import Any

from omniapp import clock, omnisend
from omniapp.campaigns import mirror
from omniapp.campaigns.models import Campaign
from omniapp.stores import connection
from omniapp.stores.models import Store
from tests.sandbox_control import Sandbox

SENT_BEFORE = "ca0100000000000000000001"
TEMPLATE = "7e0100000000000000000001"
HOUR = 3600
REPORTS = "POST /analytics/reports"


def noted(store: Store, key: str) -> Campaign:
    """The row of a campaign that Omnisend has, as a sync would leave it."""
    remote = connection.run(store, omnisend.calls.get_campaign(key))
    found = mirror.note(store, remote, now=clock.now())
    found.store = store
    return found


def passes(sandbox: Sandbox, seconds: float, moved: Any) -> None:
    """Time passes there and here. ``moved``: what time_machine.travel gave."""
    sandbox.clock(advance=seconds)
    moved.shift(dt.timedelta(seconds=seconds))


def ab_test(store: Store, sandbox: Sandbox) -> str:
    """An A/B test that was just sent to 30 per cent; its id."""
    email = {"subject": "One", "templateID": TEMPLATE, "senderName": "Alpine Wool"}
    variants = {"a": {"content": {"email": email}}, "b": {"content": {"email": email | {"subject": "Two"}}}}
    settings = {
        "testSizePercent": 30,
        "winningMetric": "openRate",
        "decisionTime": {"amount": 4, "unit": "h"},
    }
    made = sandbox.add_campaign(
        type="abTest", name="Which", abTest={"settings": settings, "variants": variants}
    )
    connection.run(store, omnisend.calls.send_campaign(made["id"]))
    return str(made["id"])


def booster_of(store: Store, sandbox: Sandbox, parent: str) -> str:
    """A booster of a sent campaign, sent to those who did not open it; its id."""
    made = sandbox.add_campaign(
        type="booster",
        boosterSettings={"campaignID": parent, "sendTo": "nonOpeners"},
        sendingSettings={
            "strategy": "scheduled",
            "scheduledAt": (sandbox.now() + dt.timedelta(minutes=1)).isoformat(),
        },
    )
    connection.run(store, omnisend.calls.send_campaign(made["id"]))
    sandbox.clock(advance=2 * HOUR)
    return str(made["id"])


def asked(sandbox: Sandbox) -> list[dict[str, Any]]:
    """The requests for reports that reached Omnisend."""
    return [entry for entry in sandbox.log() if entry["operation"] == REPORTS]
