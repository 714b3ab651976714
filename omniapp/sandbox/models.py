"""The things a brand has in Omnisend, as plain data."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from omniapp.sandbox.rules.pictures import Picture

Json = dict[str, Any]


@dataclass
class Segment:
    id: str
    name: str
    contacts: int
    created_at: datetime
    updated_at: datetime
    status: str = "ready"
    starred: bool = False
    archived_at: datetime | None = None


@dataclass
class Document:
    """An email's design: a template, or the copy of one that a campaign carries."""

    id: str
    name: str
    general_settings: Json
    sections: list[Json]
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class Image:
    """A picture of the library, the whole of it."""

    id: str
    name: str
    picture: Picture
    content: bytes = field(repr=False)
    created_at: datetime


@dataclass
class Sending:
    """`scheduled_at` is set unless immediate; for personalized it is midnight in the brand's zone."""

    strategy: str = "immediate"
    scheduled_at: datetime | None = None
    optimize_for: str = ""
    by_time_zone: bool = False


@dataclass
class Variant:
    """One half of an A/B test, with a campaign id of its own."""

    id: str
    email: Json
    utm: dict[str, str] = field(default_factory=dict)


@dataclass
class ABTest:
    test_size: int
    metric: str
    decision: tuple[int, str] | None
    variants: dict[str, Variant]
    winner: str = ""
    winner_at: datetime | None = None
    by_hand: bool = False


@dataclass
class Booster:
    parent_id: str
    send_to: str
    delay: tuple[int, str] | None = None


@dataclass
class Campaign:
    """`plan` numbers the campaign's planned future: raising it makes everything planned before void."""

    id: str
    brand_id: str
    type: str
    channel: str
    name: str
    created_at: datetime
    updated_at: datetime
    language: str = "en_US"
    status: str = "draft"
    email: Json | None = None
    sms: Json | None = None
    included: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    sending: Sending = field(default_factory=Sending)
    ab_test: ABTest | None = None
    booster: Booster | None = None
    utm: dict[str, str] = field(default_factory=dict)
    started_at: datetime | None = None
    ended_at: datetime | None = None
    plan: int = 0


@dataclass
class Brand:
    """A store. `senders`: verified addresses, the first is the default; `reply_to`: further verified ones.

    `boosted` finds a parent's booster: parent's id to booster's id.
    """

    id: str
    name: str
    website: str
    currency: str
    timezone: str
    platform: str = "shopify"
    version: str = "2"
    subscribers: int = 0
    senders: list[str] = field(default_factory=list)
    reply_to: list[str] = field(default_factory=list)
    plan_limit: int | None = None
    personalized: bool = True
    sending_enabled: bool = True
    domain_verified: bool = True
    verified_before: bool = False
    segments: dict[str, Segment] = field(default_factory=dict)
    templates: dict[str, Document] = field(default_factory=dict)
    contents: dict[str, Document] = field(default_factory=dict)
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    boosted: dict[str, str] = field(default_factory=dict)
    images: dict[str, Image] = field(default_factory=dict)
