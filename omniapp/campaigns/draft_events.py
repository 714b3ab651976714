"""The record of drafts: who made, wrote, copied and deleted them."""

from django.db import models

from omniapp.web.append_only import Line


class DraftEvent(Line):
    """One line of it, only ever added (see record.py). From the click on Send on, deliveries have theirs."""

    class Kind(models.TextChoices):
        MADE = "made", "Draft made"
        COPIED = "copied", "Made as a copy"
        BOOSTER = "booster", "Booster added"
        CONTENT = "content", "Content edited"
        AUDIENCE = "audience", "Audience edited"
        TIME = "time", "Time edited"
        TEST = "test", "A/B test set up"
        FOLLOWS = "follows", "Booster set up"
        DELETED = "deleted", "Draft deleted"
        REMOVED = "removed", "Taken off the list"

    store = models.ForeignKey("stores.Store", on_delete=models.PROTECT, related_name="+")
    campaign = models.ForeignKey("campaigns.Campaign", on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)

    class Meta(Line.Meta):
        indexes = [
            models.Index(fields=["-at", "-id"], name="draft_events_by_time"),
            models.Index(fields=["store", "-at", "-id"], name="draft_events_of_store"),
            models.Index(fields=["actor", "-at", "-id"], name="draft_events_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of campaign {self.campaign_id} by {self.actor}"
