"""Invitations: of colleagues to an account, and of merchants to connect their store."""

from django.db import models
from django.db.models import Q

from omniapp.people.models.users import StoreAccess, User
from omniapp.stores.models import Store


class Invitation(models.Model):
    """A link that works once, for a while, until it is withdrawn. Only its token's SHA-256 is kept.

    A colleague gets an account: as an owner, or with ``stores``. A merchant's store, once connected, gives
    ``made_by`` the rights ``can_edit`` and ``can_send`` for it.
    """

    class Kind(models.TextChoices):
        COLLEAGUE = "colleague", "Colleague"
        MERCHANT = "merchant", "Merchant"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True, help_text="where the link was mailed")
    name = models.CharField(max_length=80, blank=True, help_text="who is meant, in words")
    reason = models.CharField(max_length=500, blank=True)
    is_owner = models.BooleanField(default=False)
    can_edit = models.BooleanField(default=False)
    can_send = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    used_for = models.ForeignKey(Store, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stores: "models.ManyToManyField[Store, InvitedAccess]" = models.ManyToManyField(
        Store, through="InvitedAccess", related_name="+"
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="colleague") | Q(kind="merchant", is_owner=False),
                name="no_merchant_becomes_an_owner",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(withdrawn_at=None), name="used_or_withdrawn_not_both"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk} of a {self.kind}"

    @property
    def whom(self) -> str:
        return self.name or self.email or "a merchant"


class InvitedAccess(models.Model):
    """What an invited colleague may do with one store."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="access")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="+")
    can_edit = models.BooleanField(default=False)
    can_send = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "store"], name="one_access_per_invitation_and_store"
            )
        ]

    def __str__(self) -> str:
        return f"access of invitation {self.invitation_id} to store {self.store_id}"

    rights = StoreAccess.rights
