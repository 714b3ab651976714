"""The record of an account: sign-ins, its secrets, and what it may do."""

from typing import Any

from django.db import models

from omniapp.people.models.users import User


class AccountEvent(models.Model):
    """One line, only ever added (see people/record.py). ``actor`` is who it was, as they were called then."""

    class Kind(models.TextChoices):
        JOINED = "joined", "Account made"
        SIGNED_IN = "signed_in", "Signed in"
        SIGNED_OUT = "signed_out", "Signed out elsewhere"
        PASSWORD_CHANGED = "password_changed", "Password changed"
        PASSWORD_RESET = "password_reset", "Password reset by mail"
        TWO_STEP_ON = "two_step_on", "Two-step sign-in turned on"
        TWO_STEP_OFF = "two_step_off", "Two-step sign-in turned off"
        CODES_MADE = "codes_made", "New recovery codes"
        CODE_USED = "code_used", "Recovery code used"
        OWNER_GIVEN = "owner_given", "Made an owner"
        OWNER_WITHDRAWN = "owner_withdrawn", "No longer an owner"
        SWITCHED_OFF = "switched_off", "Account switched off"
        SWITCHED_ON = "switched_on", "Account switched on"
        INVITED = "invited", "Invited somebody"
        INVITATION_WITHDRAWN = "invitation_withdrawn", "Invitation withdrawn"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    actor = models.TextField()
    note = models.TextField(blank=True, default="", help_text="for people; never a secret")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["user", "-at", "-id"], name="account_events_of_user")]

    def __str__(self) -> str:
        return f"{self.kind} of user {self.user_id} by {self.actor}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("The record is only ever added to.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("The record is only ever added to.")
