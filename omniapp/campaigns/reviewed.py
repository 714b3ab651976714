"""What a person approved at Review, frozen: the one thing sending works from. Pure."""

import datetime as dt
from typing import TYPE_CHECKING, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from omniapp import omnisend
from omniapp.campaigns import compare, request, wording

if TYPE_CHECKING:
    from omniapp.campaigns.models import Campaign
    from omniapp.stores.models import Store


class Incomplete(ValueError):
    """The draft lacks something Omnisend requires; ``check.findings`` says what."""


class Segment(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: str
    name: str


class Reviewed(BaseModel):
    """A snapshot of one complete campaign and its store's zone.

    ``scheduled_at`` is aware in UTC, None when sent at once; for ``best`` it is the start of ``on_date``.
    ``reach`` is an upper bound of contacts, None where Omnisend names no number. Texts are as sent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    campaign_version: int
    reviewed_at: dt.datetime
    type: Literal["regular"]
    channel: Literal["email"]
    name: str
    language: str
    subject: str
    preheader: str
    sender_name: str
    sender_email: str
    reply_to: str
    template_id: str
    template_name: str
    audience: Literal["everyone", "segments"]
    included: tuple[Segment, ...]
    excluded: tuple[Segment, ...]
    reach: int | None
    reach_at: dt.datetime | None
    timing: Literal["now", "at", "local", "best"]
    zone: str
    on_date: dt.date | None
    at_time: dt.time | None
    scheduled_at: dt.datetime | None
    optimize_for: Literal["", "opens", "clicks", "orders"]

    @classmethod
    def of(cls, campaign: "Campaign", *, now: dt.datetime) -> Self:
        """Takes the snapshot. Raises Incomplete where a blocking finding would remain."""
        when = campaign.moment
        everyone = campaign.audience == "everyone"
        missing = [
            field
            for field, there in (
                ("name", campaign.name),
                ("subject", campaign.subject),
                ("sender_name", campaign.sender_name),
                ("template_id", campaign.template_id),
                ("audience", everyone or (campaign.audience == "segments" and campaign.included)),
                ("timing", campaign.timing == "now" or when.at),
                ("optimize_for", campaign.timing != "best" or campaign.optimize_for),
            )
            if not there
        ]
        if missing:
            raise Incomplete(", ".join(missing))
        return cls.model_validate(
            {
                "campaign_version": campaign.version,
                "reviewed_at": now,
                "type": campaign.type,
                "channel": campaign.channel,
                "name": campaign.name,
                "language": campaign.language,
                "subject": campaign.subject,
                "preheader": campaign.preheader,
                "sender_name": campaign.sender_name,
                "sender_email": campaign.sender_email,
                "reply_to": campaign.reply_to,
                "template_id": campaign.template_id,
                "template_name": campaign.template_name,
                "audience": campaign.audience,
                "included": () if everyone else campaign.included,
                "excluded": campaign.excluded,
                "reach": None if everyone else campaign.reach,
                "reach_at": None if everyone else campaign.reach_at,
                "timing": campaign.timing,
                "zone": str(campaign.store.tz),
                "on_date": when.date,
                "at_time": None if campaign.timing == "best" else when.time,
                "scheduled_at": when.at,
                "optimize_for": campaign.optimize_for if campaign.timing == "best" else "",
            }
        )

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def passed(self, now: dt.datetime) -> bool:
        """Whether its time is over, so that it must be asked for again. A ``best`` day counts to its end."""
        if self.timing == "best":
            return self.on_date is not None and self.on_date < now.astimezone(self.tz).date()
        return self.scheduled_at is not None and self.scheduled_at <= now

    def new_campaign(self, *, parent_remote_id: str = "") -> omnisend.NewCampaign:
        """Omnisend API 2026-03-15, Create campaign. A booster needs the id its parent has at Omnisend."""
        return request.new_campaign(self)

    def changes(self) -> omnisend.CampaignChanges:
        """Omnisend API 2026-03-15, Update campaign: everything that can be patched, settings whole."""
        return request.changes(self)

    def utm_update(self) -> omnisend.UtmUpdate | None:
        """Omnisend API 2026-03-15, Update UTM; None where Omnisend's own tags are to stay."""
        return None

    def differences(self, remote: omnisend.Campaign) -> list[str]:
        """Where Omnisend's campaign is not what was reviewed, each as a sentence; [] if nowhere."""
        return compare.differences(self, remote)

    def sentence(self, store: "Store") -> str:
        """What goes out, from whom, to at most how many, when in which zone."""
        return wording.sentence(self, store.name)
