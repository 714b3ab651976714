"""How a partner signs in, and where they are signed in."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from omniapp.people.models.users import User


class Session(AbstractBaseSession):
    """A browser's session that knows whose it is, so that all of somebody's can be shown and ended."""

    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta(AbstractBaseSession.Meta):
        abstract = False


class SecondStep(models.Model):
    """The secret shared with somebody's authenticator app (RFC 6238), sealed.

    ``last_step`` only ever grows: a code counts once, and none from before it counts at all.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_step")
    secret = models.TextField()
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="empty: not in use yet")
    last_step = models.BigIntegerField(default=0, help_text="the 30 seconds whose code was used last")

    def __str__(self) -> str:
        return f"second step of user {self.user_id}"


class RecoveryCode(models.Model):
    """Stands in for a lost authenticator, once. 120 random bits, so a plain SHA-256 keeps them."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"recovery code {self.pk} of user {self.user_id}"


class ResetRequest(models.Model):
    """Somebody typed this address to get a new password, whether it is an account's or not.

    It is mailed outside the request, so that the time of an answer tells nothing about the address.
    """

    email = models.EmailField()
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"reset request {self.pk}"
