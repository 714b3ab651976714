"""Gathers what a run left: Omnisend's log, the people's diary, our event table."""

import datetime as dt
import json
import pathlib
import time
from collections import Counter, defaultdict
from typing import Any

import psycopg

from tests.chaos.history import Act, Event, Letter, Sent
from tests.sandbox_control import Sandbox

_EVENTS = """
    SELECT campaign.name, event.delivery_id, extract(epoch FROM event.at)::float8, event.kind, event.step,
        event.state_before, event.state_after, event.reason, event.outcome, event.status, delivery.attached,
        delivery.state, (delivery.unknown_since IS NOT NULL OR delivery.accepted_at IS NOT NULL)
    FROM sending_deliveryevent AS event
    JOIN sending_delivery AS delivery ON delivery.id = event.delivery_id
    JOIN campaigns_campaign AS campaign ON campaign.id = event.campaign_id
    ORDER BY event.id
"""
_KNOWN_AFTER = 10.0  # seconds: a campaign that was planned for later may begin when a run has just ended


def letters(sandbox: Sandbox, diary: pathlib.Path, database_url: str, *, less: str) -> list[Letter]:
    """Every campaign that anybody knows of, with all that is known of it. ``less``: a brand of others."""
    acts, sent, mails = acts_of(diary), sent_of(sandbox, less=less), mails_of(sandbox)
    events: dict[str, list[Event]] = defaultdict(list)
    attached: dict[str, set[int]] = defaultdict(set)
    admitted: dict[str, set[int]] = defaultdict(set)
    states: dict[str, dict[int, str]] = defaultdict(dict)
    with psycopg.connect(database_url) as connection:
        for name, *columns, follows, state, may_be_out in connection.execute(_EVENTS):
            events[name].append(Event(*columns))
            states[name][columns[0]] = state
            if follows:
                attached[name].add(columns[0])
            if may_be_out:
                admitted[name].add(columns[0])
    statuses = statuses_of(sandbox)
    return [
        Letter(
            name=name,
            acts=tuple(acts[name]),
            sent=tuple(sent[name]),
            mails=tuple(mails[name]),
            events=tuple(events[name]),
            remote_status=statuses.get(name, ("", True))[0],
            remote_rests=statuses.get(name, ("", True))[1],
            states=states[name],
            admitted=frozenset(admitted[name]),
            attached=frozenset(attached[name]),
        )
        for name in sorted({*acts, *sent, *mails, *events})
    ]


def acts_of(diary: pathlib.Path) -> dict[str, list[Act]]:
    acts: dict[str, list[Act]] = defaultdict(list)
    for line in diary.read_text().splitlines() if diary.exists() else ():
        told = json.loads(line)
        acts[told["name"]].append(Act(told["what"], told["at"], told["delivery"], told["text"]))
    return acts


def sent_of(sandbox: Sandbox, *, less: str = "") -> dict[str, list[Sent]]:
    found: dict[str, list[Sent]] = defaultdict(list)
    for send in sandbox.sends():
        if send["brandID"] == less:
            continue
        found[send["name"]].append(Sent(_epoch(send["at"]), send["via"], send["subject"]))
    return found


def mails_of(sandbox: Sandbox) -> dict[str, list[str]]:
    """Addresses of the test mails, by the name that each address holds."""
    found: dict[str, list[str]] = defaultdict(list)
    for mail in sandbox.test_mails():
        for address in mail["recipients"]:
            found[address.partition("@")[0].replace("-", " ").capitalize()].append(address)
    return found


def statuses_of(sandbox: Sandbox) -> dict[str, tuple[str, bool]]:
    """Each name's status in Omnisend, and whether it has been so for long enough to be known to us.

    Of a name that is there twice, the one that is no draft.
    """
    statuses: dict[str, tuple[str, bool]] = {}
    now = time.time()
    for campaign in sandbox.state()["campaigns"]:
        name, moments = campaign["name"], [campaign.get("startedAt"), campaign.get("endedAt")]
        rests = all(now - _epoch(moment) > _KNOWN_AFTER for moment in moments if moment)
        if statuses.get(name, ("draft", True))[0] == "draft":
            statuses[name] = campaign["status"], rests
    return statuses


def faults_of(requests: list[dict[str, Any]], *, less: str) -> Counter[str]:
    """How often a request met a fault, by what it was. ``less``: a brand that does not count."""
    kinds: Counter[str] = Counter()
    for request in requests:
        if request["fault"] and request["brandID"] != less:
            told = {"problem": f"answer {request['status']}", "late": "524, done later", "cut": "reset"}
            kinds[told.get(request["fault"], request["fault"])] += 1
    return kinds


def _epoch(moment: str) -> float:
    return dt.datetime.fromisoformat(moment).timestamp()
