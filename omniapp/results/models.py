"""What became of what was sent, as Omnisend last told, and what asking for it has cost."""

from typing import Any

from django.db import models
from django.db.models import Q

from omniapp.campaigns.models import Campaign
from omniapp.stores.models import Store


class Report(models.Model):
    """The numbers of one campaign, or of one variant of an A/B test, under its id in Omnisend.

    A number that is None is unknown, which is not 0. ``as_of`` is when Omnisend told the numbers,
    ``asked_at`` when it was last asked, ``looked_at`` when somebody last looked at the page that shows them.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="reports")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="reports")
    letter = models.CharField(max_length=1, blank=True, default="")  # "a" or "b" of an A/B test
    omnisend_id = models.CharField(max_length=40)

    sent = models.PositiveBigIntegerField(null=True, blank=True)
    failed = models.PositiveBigIntegerField(null=True, blank=True)
    opened = models.PositiveBigIntegerField(null=True, blank=True)
    clicked = models.PositiveBigIntegerField(null=True, blank=True)
    orders = models.PositiveBigIntegerField(null=True, blank=True)
    unsubscribed = models.PositiveBigIntegerField(null=True, blank=True)
    complained = models.PositiveBigIntegerField(null=True, blank=True)
    revenue = models.DecimalField(
        max_digits=16, decimal_places=2, null=True, blank=True, help_text="in the store's currency"
    )

    sent_at = models.DateTimeField(null=True, blank=True)
    as_of = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "omnisend_id"], name="one_report_per_omnisend_id"),
        ]
        indexes = [
            models.Index(
                fields=["looked_at"], condition=Q(looked_at__isnull=False), name="reports_looked_at"
            ),
        ]

    def __str__(self) -> str:
        return f"report on {self.omnisend_id}"


class Allowance(models.Model):
    """What a store may still ask. Its row is the lock; all moments but ``trouble_at`` are the database's.

    ``spent`` are the seconds (Unix time) of the requests of the last day. ``busy_until`` is the lease of
    whoever asks. Until ``resting_until`` nothing is asked, and ``trouble`` says why.
    """

    class Trouble(models.TextChoices):
        NONE = "", "–"
        PERMISSION = "permission", "the scope is missing"
        RECONNECT = "reconnect", "the store needs reconnecting"
        LIMITED = "limited", "Omnisend asks us to wait"
        REFUSED = "refused", "Omnisend refused the question"
        UNREACHABLE = "unreachable", "no usable answer"

    store = models.OneToOneField(Store, on_delete=models.CASCADE, related_name="results_allowance")
    spent: Any = models.JSONField(default=list, blank=True)
    busy_until = models.DateTimeField(null=True, blank=True)
    resting_until = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=12, choices=Trouble.choices, blank=True, default=Trouble.NONE)
    trouble_at = models.DateTimeField(null=True, blank=True)
    detail = models.TextField(blank=True, default="", help_text="Omnisend's own words")
    failures = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"allowance of store {self.store_id}"
