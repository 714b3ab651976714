"""What a person approved at Review, frozen: the one thing sending works from. Pure."""

import datetime as dt
from typing import TYPE_CHECKING, Literal, Self
from zoneinfo import ZoneInfo

from omniapp import omnisend
from omniapp.campaigns import compare, request, sentences
from omniapp.campaigns.complete import missing
from omniapp.campaigns.errors import Incomplete
from omniapp.campaigns.frozen import Frozen
from omniapp.campaigns.parts import AbTestPart, BoosterPart, EmailPart, SmsPart, Tags

if TYPE_CHECKING:
    from omniapp.campaigns.models import Campaign
    from omniapp.stores.models import Store

__all__ = ["Incomplete", "Reviewed", "Segment"]

NO_EMAIL = EmailPart()


class Segment(Frozen):
    id: str
    name: str


class Reviewed(Frozen):
    """A snapshot of one complete campaign of any kind and its store's zone. Texts are as sent.

    A regular email and an email booster have ``email``, text messages ``sms``, an A/B test ``ab_test``;
    boosters have ``booster`` besides. ``utm`` holds nothing, one set of link tags, or a's and b's.
    ``scheduled_at`` is aware in UTC, None when sent at once; for ``best`` it is the start of ``on_date``.
    ``reach`` is an upper bound of contacts, None where Omnisend names no number. A booster has no audience
    of its own, an attached one no timing either.
    """

    campaign_version: int
    reviewed_at: dt.datetime
    type: Literal["regular", "booster", "abTest"]
    channel: Literal["email", "sms"]
    name: str
    language: str
    email: EmailPart | None = None
    sms: SmsPart | None = None
    ab_test: AbTestPart | None = None
    booster: BoosterPart | None = None
    utm: tuple[Tags, ...] = ()
    audience: Literal["", "everyone", "segments"]
    included: tuple[Segment, ...]
    excluded: tuple[Segment, ...]
    reach: int | None
    reach_at: dt.datetime | None
    timing: Literal["", "now", "at", "local", "best"]
    zone: str
    on_date: dt.date | None
    at_time: dt.time | None
    scheduled_at: dt.datetime | None
    optimize_for: Literal["", "opens", "clicks", "orders"]

    @classmethod
    def of(cls, campaign: "Campaign", *, now: dt.datetime) -> Self:
        """Takes the snapshot. Raises Incomplete where a blocking finding would remain."""
        lacking = missing(campaign)
        if lacking:
            raise Incomplete(", ".join(lacking))
        booster = campaign.type == campaign.Type.BOOSTER
        ab_test = campaign.type == campaign.Type.AB_TEST
        sms = campaign.channel == campaign.Channel.SMS
        everyone = campaign.audience == "everyone"
        timing = "" if campaign.sends_itself else campaign.timing
        when = campaign.moment
        parent = campaign.parent
        return cls.model_validate(
            {
                "campaign_version": campaign.version,
                "reviewed_at": now,
                "type": campaign.type,
                "channel": campaign.channel,
                "name": campaign.name,
                "language": parent.language if booster and parent else campaign.language,
                "email": None if sms or ab_test else EmailPart.of(campaign),
                "sms": SmsPart.of(campaign) if sms else None,
                "ab_test": AbTestPart.of(campaign) if ab_test else None,
                "booster": BoosterPart.of(campaign) if booster else None,
                "utm": Tags.of(campaign),
                "audience": "" if booster else campaign.audience,
                "included": () if everyone or booster else campaign.included,
                "excluded": () if booster else campaign.excluded,
                "reach": None if everyone or booster else campaign.reach,
                "reach_at": None if everyone or booster else campaign.reach_at,
                "timing": timing,
                "zone": str(campaign.store.tz),
                "on_date": when.date if timing else None,
                "at_time": when.time if timing and timing != "best" else None,
                "scheduled_at": when.at if timing else None,
                "optimize_for": campaign.optimize_for if timing == "best" else "",
            }
        )

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def template_id(self) -> str:
        """What the remote draft is made from; of an A/B test both ids with a plus between them.

        Empty for text messages, boosters that keep their parent's design and designs only Omnisend has.
        """
        if self.ab_test is None:
            return self.email.template_id if self.email else ""
        both = (self.ab_test.a.template_id, self.ab_test.b.template_id)
        return "+".join(both) if any(both) else ""

    @property
    def shown(self) -> EmailPart:
        """The email to show where there is room for one: variant a of a test, an empty one for messages."""
        return self.ab_test.a if self.ab_test else self.email or NO_EMAIL

    @property
    def subject(self) -> str:
        return self.shown.subject

    @property
    def preheader(self) -> str:
        return self.shown.preheader

    @property
    def sender_name(self) -> str:
        return self.shown.sender_name

    @property
    def sender_email(self) -> str:
        return self.shown.sender_email

    @property
    def reply_to(self) -> str:
        return self.shown.reply_to

    @property
    def template_name(self) -> str:
        return self.shown.template_name

    def passed(self, now: dt.datetime) -> bool:
        """Whether its time is over, so that it must be asked for again. A ``best`` day counts to its end."""
        if self.timing == "best":
            return self.on_date is not None and self.on_date < now.astimezone(self.tz).date()
        return self.scheduled_at is not None and self.scheduled_at <= now

    def new_campaign(self, *, parent_remote_id: str = "") -> omnisend.NewCampaign:
        """Omnisend API 2026-03-15, Create campaign.

        A booster attached to a draft needs the id its parent has at Omnisend. Raises Incomplete for that,
        and for a design that only Omnisend has, of which no new campaign can be made.
        """
        return request.new_campaign(self, parent_remote_id)

    def changes(self) -> omnisend.CampaignChanges:
        """Omnisend API 2026-03-15, Update campaign: everything that can be patched, settings whole."""
        return request.changes(self)

    def utm_update(self) -> omnisend.UtmUpdate | None:
        """Omnisend API 2026-03-15, Update UTM; None where Omnisend's own tags were never touched."""
        return request.utm_update(self)

    def differences(self, remote: omnisend.Campaign) -> list[str]:
        """Where Omnisend's campaign is not what was reviewed, each as a sentence; [] if nowhere."""
        return compare.differences(self, remote)

    def sentence(self, store: "Store") -> str:
        """What goes out, from whom, to at most how many, when in which zone."""
        return sentences.sentence(self, store.name)
