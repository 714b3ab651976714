"""A booster: whom it follows, whom it reaches, when. The rules themselves are in ``campaigns.boosters``."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from omniapp.campaigns import booster_times, boosters
from omniapp.campaigns.amounts import Wait
from omniapp.campaigns.check.finding import Finding, missing

if TYPE_CHECKING:
    from omniapp.campaigns.models import Campaign


def booster(
    campaign: "Campaign", *, now: dt.datetime, siblings: "Iterable[Campaign]" = ()
) -> Iterator[Finding]:
    """``siblings``: the other boosters of its parent, canceled ones too, deleted ones not."""
    yield from recipients(campaign)
    parent = campaign.parent
    if parent is None:
        yield missing("parent", "Choose the campaign it follows.")
        return
    others = [one for one in siblings if one.pk != campaign.pk]
    rules = [
        *boosters.why_not(parent, boosters=others, now=now),
        *booster_times.changed_sides(parent, attached=campaign.attached),
    ]
    if campaign.attached:
        wait = Wait.read(campaign.delay_amount, campaign.delay_unit)
        rules += booster_times.delay(wait, channel=campaign.channel)
    else:
        rules += booster_times.time(campaign.moment.at, parent, now=now)
    for rule in rules:
        lacking = rule.code == "delay-missing" and not campaign.delay_amount.strip()
        yield Finding(rule.level, rule.field, rule.code, rule.sentence, missing=lacking)


def recipients(campaign: "Campaign") -> Iterator[Finding]:
    if campaign.send_to not in {"nonOpeners", "nonClickers"}:
        yield missing("send_to", "Choose whom it reaches: those who did not open, or did not click.")
