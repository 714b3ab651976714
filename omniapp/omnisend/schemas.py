"""What Omnisend answers, typed. Unknown members are ignored, null counts as absent, unknown words are kept.

Source: Omnisend API 2026-03-15, response schemas of Campaigns, Brands, Segments, Email templates and Images.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import Field

from .wire import Moment, Seen

T = TypeVar("T")


class Brand(Seen):
    """The store behind a token. `timezone` is an IANA name, `currency` an ISO 4217 code."""

    brand_id: str = Field(min_length=1)
    name: str = ""
    website: str = ""
    platform: str = ""
    version: str = ""
    currency: str = ""
    timezone: str = ""
    connected: bool | None = None


class Audience(Seen):
    """Segment ids. No included segments means every subscriber."""

    included_segment_ids: tuple[str, ...] = ()
    excluded_segment_ids: tuple[str, ...] = ()


class SendingSettings(Seen):
    """strategy: immediate, scheduled or personalized; optimize_for: opens, clicks or orders."""

    strategy: str = ""
    scheduled_at: Moment = None
    optimize_for: str | None = None
    is_tz_optimization_enabled: bool = False


class EmailContent(Seen):
    """`content_id` is this campaign's own copy of the template it was made from."""

    content_id: str = ""
    subject: str = ""
    preheader: str = ""
    sender_name: str = ""
    sender_email: str = ""
    reply_to_email: str = ""


class SmsCompliance(Seen):
    stop_keyword_text: str = ""
    unsubscribe_link_text: str = ""


class SmsContent(Seen):
    message: str = ""
    sender_name: str = ""
    image_id: str | None = None
    is_link_shortening_enabled: bool | None = None
    compliance: SmsCompliance = SmsCompliance()


class Content(Seen):
    email: EmailContent | None = None
    sms: SmsContent | None = None


class Wait(Seen):
    """An amount of hours ("h") or days ("d")."""

    amount: int
    unit: str


class BoosterSettings(Seen):
    """campaign_id: the parent; send_to: nonOpeners or nonClickers."""

    campaign_id: str
    send_to: str = ""
    delay: Wait | None = None


class ABTestSettings(Seen):
    """test_size_percent 100 means that everybody gets one of the two and no winner is chosen."""

    test_size_percent: int | None = None
    winning_metric: str | None = None
    decision_time: Wait | None = None


class ABTestVariant(Seen):
    """`id` is a campaign id of its own, for reports, links and the choice of the winner."""

    id: str = ""
    content: Content = Content()


class ABTestVariants(Seen):
    a: ABTestVariant | None = None
    b: ABTestVariant | None = None


class ABTestResult(Seen):
    winner_variant_id: str = ""
    selected_at: Moment = None
    is_manually_selected: bool = False


class ABTest(Seen):
    settings: ABTestSettings = ABTestSettings()
    variants: ABTestVariants = ABTestVariants()
    result: ABTestResult | None = None


class Campaign(Seen):
    """A campaign as Omnisend has it.

    status: draft, scheduled, started, paused, sent, canceled, onHold, error, expired, stopped, or a word
    that is new. type: regular, booster, abTest. channel: email, sms, push.
    """

    id: str = Field(min_length=1)
    status: str = Field(min_length=1)
    brand_id: str = ""
    type: str = "regular"
    channel: str = "email"
    name: str = ""
    language: str = ""
    audience: Audience = Audience()
    content: Content = Content()
    sending_settings: SendingSettings = SendingSettings()
    booster_settings: BoosterSettings | None = None
    ab_test: ABTest | None = None
    created_at: Moment = None
    updated_at: Moment = None
    started_at: Moment = None
    ended_at: Moment = None


class UtmTags(Seen):
    """In an update an empty text goes back to Omnisend's default, and None leaves the value alone."""

    campaign: str | None = Field(default=None, max_length=250)
    medium: str | None = Field(default=None, max_length=250)
    source: str | None = Field(default=None, max_length=250)


class UtmVariant(Seen):
    id: str = ""
    tags: UtmTags = UtmTags()


class UtmVariants(Seen):
    a: UtmVariant | None = None
    b: UtmVariant | None = None


class Utm(Seen):
    """`tags` for regular campaigns and boosters, `variants` for A/B tests."""

    tags: UtmTags | None = None
    variants: UtmVariants | None = None


class Segment(Seen):
    """status: ready, building, archived."""

    segment_id: str = Field(min_length=1)
    name: str = ""
    status: str = ""
    is_starred: bool = False
    archived_at: Moment = None
    created_at: Moment = None
    updated_at: Moment = None


class SegmentStatistics(Seen):
    """All contacts that match, subscribed or not: an upper bound of who can be reached."""

    contacts_count: int = Field(ge=0)


class Template(Seen):
    """An email template, as listed and as read; its sections are not kept."""

    id: str = Field(min_length=1)
    name: str = ""
    created_at: Moment = None
    updated_at: Moment = None


class Image(Seen):
    """A picture of the store's library. type: a media type; size in bytes, width and height in pixels."""

    id: str = Field(min_length=1)
    name: str = ""
    type: str = ""
    url: str = ""
    size: int | None = None
    width: int | None = None
    height: int | None = None
    created_at: Moment = None


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list. `after` is the cursor of the next page, `before` that of the previous one."""

    items: tuple[T, ...]
    after: str | None = None
    before: str | None = None
    has_more: bool = False
