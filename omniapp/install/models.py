"""One walk through Omnisend's consent page, from our redirect to what came of it."""

from django.db import models

from omniapp.people.models import Invitation, User


class InstallAttempt(models.Model):
    """Found by the hash of its ``state``; used once, by one UPDATE that sets ``consumed_at``.

    Nothing here lets a reader of the database finish an attempt: the state and the browser's binding key are
    hashed (SHA-256, hex), the PKCE verifier and a grant that waits for a person's yes are sealed
    (stores/vault.py, owner = the state's hash).
    """

    class Outcome(models.TextChoices):
        OPEN = "", "under way"
        CONNECTED = "connected", "connected"
        WAITING = "waiting", "waits for a yes"
        DECLINED = "declined", "declined after consent"
        FAILED = "failed", "ended on a problem page"

    state_hash = models.CharField(max_length=64, unique=True)
    binding_hash = models.CharField(max_length=64)
    verifier = models.TextField()
    scope = models.TextField(help_text="what we ask for, separated by spaces")
    next_url = models.CharField(max_length=500, blank=True, help_text="a path of ours")
    started_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    invitation = models.ForeignKey(
        Invitation, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    consumed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True, default=Outcome.OPEN)
    problem = models.CharField(
        max_length=40, blank=True, help_text="the slug of the problem page it ended on"
    )
    brand_id = models.CharField(max_length=24, blank=True)
    brand = models.JSONField(null=True, blank=True, help_text="the brand to ask about, while a grant waits")
    waiting_grant = models.TextField(blank=True)
    waiting_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"install attempt {self.pk}"
