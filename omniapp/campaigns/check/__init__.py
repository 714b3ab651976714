"""What stands between a draft and sending it: the findings shown before Review. Pure.

``block`` is what Omnisend would refuse or nobody could mean, ``warn`` what a person should judge.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from omniapp.campaigns.check.ab_test import ab_test
from omniapp.campaigns.check.audience import audience, recently_reached
from omniapp.campaigns.check.booster import booster
from omniapp.campaigns.check.finding import Finding
from omniapp.campaigns.check.general import age, language, name, quiet_time
from omniapp.campaigns.check.links import in_html
from omniapp.campaigns.check.message import Words, message
from omniapp.campaigns.check.sms import sms
from omniapp.campaigns.check.utm import utm
from omniapp.campaigns.check.when import when
from omniapp.campaigns.parts import EmailPart, SmsPart

if TYPE_CHECKING:
    from omniapp.campaigns.models import Campaign

__all__ = ["Finding", "findings", "in_html"]


def findings(
    campaign: "Campaign",
    *,
    now: dt.datetime,
    neighbours: "Iterable[Campaign]" = (),
    siblings: "Iterable[Campaign]" = (),
    last_sent_at: dt.datetime | None = None,
) -> list[Finding]:
    """Everything to say about ``campaign``, of whatever kind, in the order of the page.

    ``neighbours``: the store's other campaigns that left or will leave within hours of this one.
    ``siblings``: the boosters of a booster's parent, canceled ones too. ``last_sent_at``: when the store last
    sent anything, None if that is not known. A rendered design is looked at apart, with ``in_html``.
    """
    return [
        *name(campaign),
        *_content(campaign),
        *language(campaign),
        *utm(campaign),
        *_to_whom(campaign, neighbours, siblings, now=now),
        *when(campaign, now=now),
        *quiet_time(campaign, now=now, last_sent_at=last_sent_at),
        *age(campaign, now=now),
    ]


def _content(campaign: "Campaign") -> Iterator[Finding]:
    if campaign.type == campaign.Type.AB_TEST:
        yield from ab_test(campaign)
    elif campaign.channel == campaign.Channel.SMS:
        yield from sms(SmsPart.of(campaign))
    else:
        follows = campaign.type == campaign.Type.BOOSTER
        designed = campaign.designed_in_omnisend
        yield from message(Words(EmailPart.of(campaign), designed=designed, inherits=follows))


def _to_whom(
    campaign: "Campaign",
    neighbours: "Iterable[Campaign]",
    siblings: "Iterable[Campaign]",
    *,
    now: dt.datetime,
) -> Iterator[Finding]:
    """A booster goes to those who received its parent."""
    if campaign.type == campaign.Type.BOOSTER:
        yield from booster(campaign, now=now, siblings=siblings)
        return
    yield from audience(campaign)
    yield from recently_reached(campaign, neighbours, now=now)
