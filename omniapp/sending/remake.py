"""Whether Omnisend's draft can be brought to what was reviewed, or must give way to a new one.

An update leaves what it does not name as it was, and some things it cannot name as empty: a sender's address,
a text message's picture, words of a booster's own, tags that links once had. The template was copied when the
draft was made.
Source: Omnisend API 2026-03-15, Update campaign and Update campaign UTM settings.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from omniapp.campaigns.models import Campaign
from omniapp.campaigns.parts import EmailPart
from omniapp.campaigns.reviewed import Reviewed
from omniapp.sending.errors import NotReady

_NAMES = {
    "subject": "the subject",
    "preheader": "the preheader",
    "sender_name": "the sender's name",
    "sender_email": "the sender's address",
    "reply_to": "the reply address",
}


@dataclass(frozen=True)
class Base:
    """The draft at Omnisend to begin with ("": none, make one), and the one to remove once that is made."""

    remote_id: str = ""
    status: str = ""
    old_remote_id: str = ""


def base(campaign: Campaign, reviewed: Reviewed, booster: Reviewed | None = None) -> Base:
    """What a delivery of ``reviewed`` begins with. Raises NotReady where only a new draft would do and the
    design is one that only Omnisend has, of which none can be made."""
    if not campaign.omnisend_id:
        return Base()
    remains = left_there(_earlier(campaign), reviewed)
    if booster:
        remains += left_there(_earlier(campaign, booster=True), booster)
    if campaign.omnisend_template_id == reviewed.template_id and not remains:
        return Base(campaign.omnisend_id, campaign.omnisend_status)
    if campaign.designed_in_omnisend and not reviewed.template_id and not reviewed.sms:
        what = " and ".join(remains) or "the design"
        raise NotReady(
            f"Omnisend cannot empty {what} of a draft, and this design cannot be made anew from here."
        )
    return Base(old_remote_id=campaign.omnisend_id)


def left_there(before: Iterable[Reviewed], new: Reviewed) -> list[str]:
    """What a draft made for any of ``before`` would keep against ``new``'s will, as nouns; [] if nothing."""
    return sorted({what for old in before for what in _left(old, new)})


def _left(old: Reviewed, new: Reviewed) -> Iterator[str]:
    fields = _NAMES if new.booster else ("sender_email",)
    for was, now in zip(_emails(old), _emails(new), strict=False):
        yield from (_NAMES[field] for field in fields if getattr(was, field) and not getattr(now, field))
    if old.sms and new.sms and old.sms.image_id and not new.sms.image_id:
        yield "the picture"
    if any(any(tags.model_dump().values()) for tags in old.utm) and not new.utm:
        yield "the link tags"


def _emails(reviewed: Reviewed) -> list[EmailPart]:
    if reviewed.ab_test:
        return [reviewed.ab_test.a, reviewed.ab_test.b]
    return [reviewed.email] if reviewed.email else []


def _earlier(campaign: Campaign, *, booster: bool = False) -> list[Reviewed]:
    """Every snapshot that the draft Omnisend has now was, or may have been, brought to."""
    of_this_draft = campaign.deliveries.filter(remote_id=campaign.omnisend_id)
    if booster:
        return [d.boost_snapshot for d in of_this_draft if d.boost_reviewed]
    return [d.snapshot for d in of_this_draft if d.reviewed]
