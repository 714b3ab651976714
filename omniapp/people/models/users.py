"""Partner users, what they may do with which store, and merchants' browser sign-ins."""

import secrets
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from omniapp.stores.models import Store


class UserManager(BaseUserManager["User"]):
    """Users are found by their e-mail address, whatever its capitals."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A partner needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractUser):
    """A partner: somebody who looks after stores and signs in with a password."""

    username = first_name = last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=80, blank=True)
    email = models.EmailField("e-mail address", unique=True)
    is_owner = models.BooleanField(default=False, help_text="may see, edit and send for every store")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case")
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def called(self) -> str:
        """What other people read: the name, or the address of somebody who gave none."""
        return self.name or self.email

    @property
    def introduced(self) -> str:
        """For those who may not know them: the name and the address, or the address of somebody nameless."""
        return f"{self.name} ({self.email})" if self.name else self.email

    def get_full_name(self) -> str:
        return self.called

    def get_short_name(self) -> str:
        return self.called


class StoreAccess(models.Model):
    """This partner may see this store, and perhaps more."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="store_access")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="access")
    can_edit = models.BooleanField(default=False)
    can_send = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "store"], name="one_access_per_user_and_store")
        ]

    def __str__(self) -> str:
        return f"access of user {self.user_id} to store {self.store_id}"

    @property
    def rights(self) -> frozenset[str]:
        return frozenset(
            {"view"} | ({"edit"} if self.can_edit else set()) | ({"send"} if self.can_send else set())
        )


class Ceiling(models.Model):
    """The most a partner may do with a store, as an owner decided. Proof of control gives no more."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="+")
    can_view = models.BooleanField()
    can_edit = models.BooleanField()
    can_send = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "store"], name="one_ceiling_per_user_and_store")
        ]

    def __str__(self) -> str:
        return f"ceiling of user {self.user_id} at store {self.store_id}"


def _new_key() -> str:
    return secrets.token_urlsafe(32)


class MerchantSignIn(models.Model):
    """One browser that proved control of one store. ``key`` sits in that browser's session."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="sign_ins")
    key = models.CharField(max_length=64, unique=True, default=_new_key)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"sign-in {self.pk} to store {self.store_id}"
