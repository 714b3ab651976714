"""What the pages show of campaigns' results: what is kept here, with its date. Nothing here asks Omnisend.

Looking is noted, and what was looked at is fetched by the clock (see fetching.py).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from omniapp.campaigns import seen
from omniapp.campaigns.models import Campaign
from omniapp.results.models import Report
from omniapp.results.numbers import Numbers

#: The statuses in which a campaign may have reached somebody.
OUT = frozenset({"started", "paused", "stopped", "sent", "canceled", "onHold", "error"})
_NOTED_AGAIN_AFTER = dt.timedelta(seconds=60)
_COUNTS = ("sent", "failed", "opened", "clicked", "orders", "unsubscribed", "complained", "revenue")


@dataclass(frozen=True)
class Result:
    """One campaign's numbers as they are kept here, "as of" a moment; for an A/B test, of each variant too.

    ``numbers`` is None while none are known: Omnisend was not asked yet (``asked_at`` is None) or had none.
    """

    numbers: Numbers | None
    sides: dict[str, Numbers]
    as_of: dt.datetime | None
    asked_at: dt.datetime | None


def may_have(campaign: Campaign) -> bool:
    """Whether there can be anything to tell: it began to go out, as far as is known here."""
    if not campaign.omnisend_id or campaign.omnisend_status not in OUT:
        return False
    said = seen.last(campaign)
    began = said is not None and said.started_at is not None
    return began or campaign.omnisend_status in {"sent", "started", "paused", "stopped"}


def of(campaigns: Iterable[Campaign]) -> dict[int, Result]:
    """The kept results of those that have some, by the campaign's key. One query, and no interest noted."""
    found: dict[int, list[Report]] = {}
    for report in Report.objects.filter(campaign__in=list(campaigns)).order_by("letter"):
        found.setdefault(report.campaign_id, []).append(report)
    return {key: _result(reports) for key, reports in found.items()}


def look(campaigns: Iterable[Campaign], *, now: dt.datetime) -> dict[int, Result]:
    """As ``of``, and noted: somebody looks at these, so they are kept fresh for a while."""
    looked = [campaign for campaign in campaigns if may_have(campaign)]
    expect(looked)
    again = Q(looked_at=None) | Q(looked_at__lt=now - _NOTED_AGAIN_AFTER)
    Report.objects.filter(again, campaign__in=looked).update(looked_at=now)
    results = of(looked)
    nothing = Result(None, {}, None, None)
    return {campaign.pk: results.get(campaign.pk, nothing) for campaign in looked}


def expect(campaigns: Iterable[Campaign]) -> None:
    """Makes the rows that are still missing for these."""
    rows = [
        Report(
            store_id=campaign.store_id,
            campaign=campaign,
            letter=letter,
            omnisend_id=key,
            sent_at=seen.leaving(campaign) or campaign.leaves_at(),
        )
        for campaign in campaigns
        for letter, key in ids(campaign)
    ]
    there = set(
        Report.objects.filter(omnisend_id__in=[row.omnisend_id for row in rows]).values_list(
            "store_id", "omnisend_id"
        )
    )
    new = [row for row in rows if (row.store_id, row.omnisend_id) not in there]
    if new:
        Report.objects.bulk_create(new, ignore_conflicts=True)


def ids(campaign: Campaign) -> list[tuple[str, str]]:
    """(letter, id) of all that Omnisend counts apart; no letter but for the variants of an A/B test.

    Whether a test's own id includes its variants is not published, so it is asked for only while theirs are
    not known.
    """
    said = seen.last(campaign)
    if said is not None and said.ab_test is not None:
        both = {"a": said.ab_test.variants.a, "b": said.ab_test.variants.b}
        known = [(letter, variant.id) for letter, variant in both.items() if variant and _is_id(variant.id)]
        if len(known) == len(both):
            return known
    return [("", campaign.omnisend_id)]


def _is_id(text: str) -> bool:
    return 0 < len(text) <= 40


def _result(reports: list[Report]) -> Result:
    variants = [report for report in reports if report.letter]
    parts = variants or reports
    numbers = [Numbers(**{name: getattr(part, name) for name in _COUNTS}) for part in parts]
    total = numbers[0] if len(numbers) == 1 else numbers[0] + numbers[1]
    dates = [part.as_of for part in parts if part.as_of is not None]
    asked = [part.asked_at for part in parts if part.asked_at is not None]
    return Result(
        numbers=total if total else None,
        sides={part.letter: found for part, found in zip(parts, numbers, strict=True) if part.letter},
        as_of=min(dates) if dates else None,
        asked_at=min(asked) if len(asked) == len(parts) else None,
    )
