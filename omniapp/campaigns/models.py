"""What a merchant composes, before and while it is sent."""

import datetime as dt
from typing import TypedDict

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.urls import reverse

from omniapp.campaigns import seen
from omniapp.campaigns.draft_events import DraftEvent
from omniapp.campaigns.sync_state import CampaignSync
from omniapp.campaigns.template_imports import TemplateImport
from omniapp.campaigns.timing import Moment, read

__all__ = [
    "Campaign", "CampaignQuerySet", "CampaignSync", "Chosen", "DraftEvent", "LinkTags", "TemplateImport",
    "Variant",
]  # fmt: skip
UNNAMED = "Campaign without a name"


class Chosen(TypedDict):
    """A segment as it was picked: its id in Omnisend and the name it had then."""

    id: str
    name: str


class Variant(TypedDict):
    """The email of one side of an A/B test, as typed."""

    subject: str
    preheader: str
    sender_name: str
    sender_email: str
    reply_to: str
    template_id: str
    template_name: str


class LinkTags(TypedDict):
    """What is added to links, as typed; an empty text leaves Omnisend's own."""

    source: str
    medium: str
    campaign: str


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def live(self) -> "CampaignQuerySet":
        """Without the deleted ones."""
        return self.filter(deleted_at=None)


class Campaign(models.Model):
    """One campaign of one store.

    A draft holds whatever was typed, complete or not: texts have no limit here, and the date and time
    stay as typed in the store's zone. ``check.findings`` says what is wrong, ``Reviewed`` what is sent.
    ``version`` grows by one with every change of content, so that two editors cannot overwrite each other.
    ``locked_reason`` is a sentence while the campaign must not be edited, else empty.
    """

    class Type(models.TextChoices):
        REGULAR = "regular"
        BOOSTER = "booster"
        AB_TEST = "abTest"

    class Channel(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"

    class Origin(models.TextChoices):
        HERE = "here"
        OMNISEND = "omnisend"  # made in Omnisend itself; this row mirrors it

    class Audience(models.TextChoices):
        NOT_CHOSEN = ""
        EVERYONE = "everyone"
        SEGMENTS = "segments"

    class Timing(models.TextChoices):
        NOT_CHOSEN = ""
        NOW = "now"
        AT = "at"
        LOCAL = "local"
        BEST = "best"

    store = models.ForeignKey("stores.Store", on_delete=models.CASCADE, related_name="campaigns")
    type = models.CharField(max_length=10, choices=Type.choices, default=Type.REGULAR)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.EMAIL)

    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.HERE)

    name = models.TextField(blank=True, default="")
    language = models.TextField(default="en_US")
    subject = models.TextField(blank=True, default="")
    preheader = models.TextField(blank=True, default="")
    sender_name = models.TextField(blank=True, default="")
    sender_email = models.TextField(blank=True, default="")
    reply_to = models.TextField(blank=True, default="")
    template_id = models.TextField(blank=True, default="")
    template_name = models.TextField(blank=True, default="")

    message = models.TextField(blank=True, default="")
    stop_text = models.TextField(blank=True, default="")
    unsubscribe_text = models.TextField(blank=True, default="")
    shorten_links = models.BooleanField(default=True)
    image_id = models.TextField(blank=True, default="")
    image_name = models.TextField(blank=True, default="")
    image_url = models.TextField(blank=True, default="")

    variants = models.JSONField(default=dict, blank=True)  # {} or {"a": Variant, "b": Variant}
    test_share = models.TextField(blank=True, default="")  # per cent, as typed
    winning_metric = models.CharField(max_length=10, blank=True, default="")  # "openRate" or "clickRate"
    decision_amount = models.TextField(blank=True, default="")
    decision_unit = models.CharField(max_length=1, default="h")  # "h" or "d"

    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.RESTRICT, related_name="boosters"
    )
    attached = models.BooleanField(default=False)  # made with a draft parent: it schedules itself
    send_to = models.CharField(max_length=12, blank=True, default="")  # "nonOpeners" or "nonClickers"
    delay_amount = models.TextField(blank=True, default="")
    delay_unit = models.CharField(max_length=1, default="h")

    utm = models.JSONField(default=dict, blank=True)  # {} or LinkTags; for an A/B test {"a": LinkTags, ...}

    audience = models.CharField(max_length=10, choices=Audience.choices, blank=True, default="")
    included = models.JSONField(default=list, blank=True)  # list[Chosen]
    excluded = models.JSONField(default=list, blank=True)  # list[Chosen]
    reach = models.PositiveBigIntegerField(null=True, blank=True)  # at most so many contacts ...
    reach_at = models.DateTimeField(null=True, blank=True)  # ... when Omnisend was last asked

    timing = models.CharField(max_length=10, choices=Timing.choices, blank=True, default="")
    on_date = models.TextField(blank=True, default="")  # "2026-11-26", as typed
    at_time = models.TextField(blank=True, default="")  # "09:00", as typed
    which_hour = models.CharField(
        max_length=10, blank=True, default=""
    )  # "first" or "second" of a doubled hour
    optimize_for = models.CharField(max_length=10, blank=True, default="")

    version = models.PositiveIntegerField(default=1)
    saved_from = models.CharField(max_length=40, blank=True, default="")  # the open page that saved last
    told_parts = models.TextField(blank=True, default="", db_default="")  # of this session of editing
    locked_reason = models.TextField(blank=True, default="")
    locked_at = models.DateTimeField(null=True, blank=True)
    sends_at = models.DateTimeField(null=True, blank=True)  # when it is to leave, or left; null for a draft
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    created_by = models.TextField(blank=True, default="")
    updated_by = models.TextField(blank=True, default="")
    deleted_at = models.DateTimeField(null=True, blank=True)

    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced_by"
    )  # the scheduled campaign this draft takes the place of, once that one is canceled

    # What Omnisend has, as last read.
    omnisend_id = models.CharField(max_length=40, blank=True, default="")
    omnisend_status = models.CharField(max_length=20, blank=True, default="")
    omnisend_template_id = models.CharField(max_length=80, blank=True, default="")
    content_id = models.CharField(max_length=40, blank=True, default="")  # its own copy of the design
    omnisend_read_at = models.DateTimeField(null=True, blank=True)
    omnisend_updated_at = models.DateTimeField(null=True, blank=True)
    omnisend_data = models.JSONField(default=dict, blank=True)  # the answer itself, to show mirrors
    mirrored = models.BooleanField(default=False)  # its content too is Omnisend's, and follows every reading
    listed_at = models.DateTimeField(null=True, blank=True)  # when a list of Omnisend's last held it
    gone_at = models.DateTimeField(null=True, blank=True)  # when it was found deleted there

    objects = CampaignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "omnisend_id"],
                condition=~Q(omnisend_id=""),
                name="one_row_per_remote_campaign",
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "-updated_at"], condition=Q(deleted_at=None), name="campaigns_of_store"
            ),
            models.Index(
                fields=["store", "sends_at"],
                condition=Q(deleted_at=None, sends_at__isnull=False),
                name="sends_of_store",
            ),
            models.Index(
                fields=["sends_at"],
                include=["id", "store", "omnisend_status"],  # so that calendars need not read the rows
                condition=Q(deleted_at=None, gone_at=None, sends_at__isnull=False),
                name="campaigns_by_day",
            ),
            models.Index(
                fields=["sends_at"],
                condition=Q(deleted_at=None, gone_at=None, type="abTest", sends_at__isnull=False),
                name="ab_tests_by_sending",
            ),
            models.Index(
                fields=["store"],
                condition=Q(type="booster", attached=False, deleted_at=None, locked_reason=""),
                name="boosters_not_sent",
            ),
            GinIndex(SearchVector("name", config="simple"), name="campaigns_by_words"),
        ]

    def __str__(self) -> str:
        return self.name or UNNAMED

    def get_absolute_url(self) -> str:
        return reverse("merchant:campaign", kwargs={"brand_id": self.store.brand_id, "pk": self.pk})

    @property
    def moment(self) -> Moment:
        """When it is to leave, as far as the draft says."""
        return read(self.timing, self.on_date, self.at_time, self.store.tz, which_hour=self.which_hour)

    @property
    def sends_itself(self) -> bool:
        """Whether it is a booster that follows its parent without being sent by a call."""
        return self.type == self.Type.BOOSTER and self.attached

    @property
    def designed_in_omnisend(self) -> bool:
        """Whether Omnisend has its design already, though no template of ours was chosen."""
        there = bool(self.omnisend_id) and self.gone_at is None
        return self.origin == self.Origin.OMNISEND and there

    @property
    def included_ids(self) -> list[str]:
        return [chosen["id"] for chosen in self.included]

    @property
    def excluded_ids(self) -> list[str]:
        return [chosen["id"] for chosen in self.excluded]

    def leaves_at(self) -> dt.datetime:
        """The best known moment this one leaves or left; for neighbours within a few hours of each other."""
        said = seen.leaving(self)
        return self.moment.at or said or self.locked_at or self.omnisend_read_at or self.updated_at
