"""The record of an account: sign-ins, its secrets, and what it may do."""

from django.db import models

from omniapp.people.models.users import User
from omniapp.web.append_only import Line


class AccountEvent(Line):
    """One line of it, only ever added (see people/record.py)."""

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
        SETTINGS = "settings", "Settings changed"
        INVITED = "invited", "Invited somebody"
        INVITATION_WITHDRAWN = "invitation_withdrawn", "Invitation withdrawn"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind.choices)

    class Meta(Line.Meta):
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="account_events_of_user"),
            models.Index(fields=["-at", "-id"], name="account_events_by_time"),
            models.Index(fields=["actor", "-at", "-id"], name="account_events_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of user {self.user_id} by {self.actor}"
