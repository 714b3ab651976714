"""How far the campaigns of a store have been read from Omnisend."""

from django.db import models


class CampaignSync(models.Model):
    """One row for each store: what was read when, and when to read again.

    ``run`` counts the claims; a run that was overtaken by a later one records nothing. ``changed_since`` is
    Omnisend's own time, of the latest change it has shown. A full pass may take several runs: ``full_cursor``
    is where it goes on.
    """

    store = models.OneToOneField("stores.Store", on_delete=models.CASCADE, related_name="campaign_sync")
    next_at = models.DateTimeField(null=True, blank=True)  # null: at once
    wait_until = models.DateTimeField(null=True, blank=True)  # Omnisend asked us to wait; nobody is quicker
    leased_until = models.DateTimeField(null=True, blank=True)
    run = models.PositiveBigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True, blank=True)  # when somebody last opened the store's list

    synced_at = models.DateTimeField(null=True, blank=True)  # the last run that came to its end
    changed_at = models.DateTimeField(null=True, blank=True)  # the last run that brought something new
    changed_since = models.DateTimeField(null=True, blank=True)
    full_at = models.DateTimeField(null=True, blank=True)  # when the last whole pass began
    full_started_at = models.DateTimeField(null=True, blank=True)
    full_cursor = models.TextField(blank=True, default="")
    calls_last_run = models.PositiveIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)  # in a row
    trouble = models.TextField(blank=True, default="")  # why the last run did not come to its end

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="campaign_sync_due")]

    def __str__(self) -> str:
        return f"campaigns of store {self.store_id}, read {self.synced_at}"
