"""One function per operation. Each builds a Call; nothing is sent here.

Source: Omnisend API 2026-03-15, Campaigns, Brands, Segments, Email templates, Analytics and Images.
All raise ValueError for arguments that Omnisend would certainly refuse.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from . import image_calls
from .analytics import Report, ReportQuery, ReportRequest, reports
from .bodies import CampaignChanges, NewCampaign, UtmUpdate
from .building import call, paging, query
from .messages import Call
from .reading import html, nothing, one, page
from .schemas import Brand, Campaign, Page, Segment, SegmentStatistics, Template, Utm

Direction = Literal["asc", "desc"]

ANALYTICS_READ = "analytics.read"
BRANDS_READ = "brands.read"
CAMPAIGNS_READ = "campaigns.read"
CAMPAIGNS_WRITE = "campaigns.write"
SEGMENTS_READ = "segments.read"
TEMPLATES_READ = "email-templates.read"
TEMPLATES_WRITE = "email-templates.write"


def get_current_brand() -> Call[Brand]:
    """The store that the token belongs to."""
    return call("GET /brands/current", BRANDS_READ, one(Brand))


def list_campaigns(
    *,
    name_contains: str | None = None,
    status: Iterable[str] | None = None,
    channel: Iterable[Literal["email", "sms", "push"]] | None = None,
    type: Literal["regular", "booster", "abTest"] | None = None,
    parent_campaign_id: str | None = None,
    created_at_from: datetime | None = None,
    created_at_to: datetime | None = None,
    updated_at_from: datetime | None = None,
    updated_at_to: datetime | None = None,
    sort: Literal["createdAt", "updatedAt", "name"] | None = None,
    direction: Direction | None = None,
    limit: int | None = None,
    after: str | None = None,
    before: str | None = None,
) -> Call[Page[Campaign]]:
    """One page of at most `limit` campaigns (1-250, else 100), newest first unless sorted.

    name_contains is cut to the 200 characters that Omnisend takes, which can only find more. Status and
    channel match any of theirs. parent_campaign_id finds boosters. Filters stay the same while paging.
    """
    filters = query(
        nameContains=name_contains[:200] if name_contains else None,
        status=status,
        channel=channel,
        type=type,
        parentCampaignID=parent_campaign_id,
        createdAtFrom=created_at_from,
        createdAtTo=created_at_to,
        updatedAtFrom=updated_at_from,
        updatedAtTo=updated_at_to,
    )
    pages = paging(limit=limit, most=250, after=after, before=before, sort=sort, direction=direction)
    return call("GET /campaigns", CAMPAIGNS_READ, page(Campaign, "campaigns"), query=filters + pages)


def get_campaign(id: str) -> Call[Campaign]:
    return call("GET /campaigns/{id}", CAMPAIGNS_READ, one(Campaign), id=id)


def create_campaign(new: NewCampaign) -> Call[Campaign]:
    """Makes a draft. Not to be repeated blindly: nothing keeps Omnisend from making a twin."""
    return call("POST /campaigns", CAMPAIGNS_WRITE, one(Campaign), body=new, changes=True)


def update_campaign(id: str, changes: CampaignChanges) -> Call[Campaign]:
    """Changes a draft; 409 for anything else."""
    return call("PATCH /campaigns/{id}", CAMPAIGNS_WRITE, one(Campaign), id=id, body=changes, changes=True)


def delete_campaign(id: str) -> Call[None]:
    return call("DELETE /campaigns/{id}", CAMPAIGNS_WRITE, nothing, id=id, changes=True)


def send_campaign(id: str) -> Call[None]:
    """Sends or schedules a draft, as its sending settings say."""
    return call("POST /campaigns/{id}/send", CAMPAIGNS_WRITE, nothing, id=id, changes=True)


def cancel_campaign(id: str) -> Call[None]:
    """Asks for cancellation, which happens later and cannot be undone."""
    return call("POST /campaigns/{id}/cancel", CAMPAIGNS_WRITE, nothing, id=id, changes=True)


def copy_campaign(id: str) -> Call[Campaign]:
    """Makes a draft like it. Not to be repeated blindly."""
    return call("POST /campaigns/{id}/copy", CAMPAIGNS_WRITE, one(Campaign), id=id, changes=True)


class _TestEmail(BaseModel):
    recipients: Annotated[
        tuple[Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")], ...], Field(min_length=1, max_length=5)
    ]


def send_test_email(id: str, recipients: Sequence[str]) -> Call[None]:
    """Sends a test to 1-5 addresses."""
    body = _TestEmail(recipients=tuple(recipients))
    return call("POST /campaigns/{id}/test-email", CAMPAIGNS_WRITE, nothing, id=id, body=body, changes=True)


def get_utm(id: str) -> Call[Utm]:
    return call("GET /campaigns/{id}/utm", CAMPAIGNS_READ, one(Utm), id=id)


def update_utm(id: str, update: UtmUpdate) -> Call[Utm]:
    return call("PUT /campaigns/{id}/utm", CAMPAIGNS_WRITE, one(Utm), id=id, body=update, changes=True)


def stop_ab_test(id: str) -> Call[None]:
    return call("POST /campaigns/{id}/ab-test/stop", CAMPAIGNS_WRITE, nothing, id=id, changes=True)


def resume_ab_test(id: str) -> Call[None]:
    return call("POST /campaigns/{id}/ab-test/resume", CAMPAIGNS_WRITE, nothing, id=id, changes=True)


class _Winner(BaseModel):
    variant_id: str = Field(min_length=1, serialization_alias="variantID")


def select_ab_test_winner(id: str, variant_id: str) -> Call[None]:
    """Sends the chosen variant to everybody left, at once."""
    body = _Winner(variant_id=variant_id)
    return call(
        "POST /campaigns/{id}/ab-test/winner", CAMPAIGNS_WRITE, nothing, id=id, body=body, changes=True
    )


def list_segments(
    *,
    sort: Literal["createdAt", "name"] | None = None,
    direction: Direction | None = None,
    limit: int | None = None,
    after: str | None = None,
    before: str | None = None,
) -> Call[Page[Segment]]:
    """One page of at most `limit` segments (1-50, else 10)."""
    pages = paging(limit=limit, most=50, after=after, before=before, sort=sort, direction=direction)
    return call("GET /segments", SEGMENTS_READ, page(Segment, "segments"), query=pages)


def get_segment(id: str) -> Call[Segment]:
    return call("GET /segments/{segmentID}", SEGMENTS_READ, one(Segment), id=id)


def get_segment_statistics(id: str) -> Call[SegmentStatistics]:
    return call("GET /segments/{segmentID}/statistics", SEGMENTS_READ, one(SegmentStatistics), id=id)


def list_templates(
    *,
    name_contains: str | None = None,
    sort: Literal["createdAt", "name"] | None = None,
    direction: Direction | None = None,
    limit: int | None = None,
    after: str | None = None,
    before: str | None = None,
) -> Call[Page[Template]]:
    """One page of at most `limit` templates (1-100, else 50); the name is cut to 200."""
    filters = query(nameContains=name_contains[:200] if name_contains else None)
    pages = paging(limit=limit, most=100, after=after, before=before, sort=sort, direction=direction)
    return call("GET /email-templates", TEMPLATES_READ, page(Template, "templates"), query=filters + pages)


def get_template(id: str) -> Call[Template]:
    return call("GET /email-templates/{id}", TEMPLATES_READ, one(Template), id=id)


class _Import(BaseModel):
    name: str = Field(min_length=1, max_length=255)
    html: str = Field(min_length=1)


def import_template(name: str, html: str) -> Call[Template]:
    """Makes a template of a web page (at most 1 MB, else TooLarge). Not to be repeated blindly."""
    body = _Import(name=name, html=html)
    return call("POST /email-templates/import", TEMPLATES_WRITE, one(Template), body=body, changes=True)


def render_template(id: str) -> Call[str]:
    """The template as a web page, filled with nobody's data."""
    return call("POST /email-templates/{id}/render", TEMPLATES_WRITE, html, id=id)


def render_content(id: str) -> Call[str]:
    """A campaign's content document as a web page, filled with nobody's data."""
    return call("POST /email-content/{id}/render", TEMPLATES_WRITE, html, id=id)


def analytics_report(queries: Sequence[ReportQuery]) -> Call[tuple[Report, ...]]:
    """What became of what was sent, grouped by the date of sending: 1-4 queries, 10 a minute and 55 a day."""
    body = ReportRequest(queries=tuple(queries))
    return call("POST /analytics/reports", ANALYTICS_READ, reports, body=body)


get_image = image_calls.get_image
list_images = image_calls.list_images
upload_image = image_calls.upload_image
upload_image_from = image_calls.upload_image_from
