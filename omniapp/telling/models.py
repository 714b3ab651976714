"""What is told, to whom, and by which way.

A piece of news is made once of each line of the record that is worth telling (see feeding.py); each of its
messages is for one recipient, told at least once (see outbox.py). The rows are the queue.
"""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from omniapp.people.models import User
from omniapp.sending.models import Delivery
from omniapp.stores.models import Store


class Kind(models.TextChoices):
    """What a recipient chooses by."""

    NEEDS_PERSON = "needs_person", "A campaign needs somebody"
    FINAL = "final", "A campaign is sent, or ended otherwise"
    CONNECTION = "connection", "A store lost its connection"


class How(models.TextChoices):
    """How somebody wants to be told. ``MINE``: at once, and only of what they sent themselves."""

    AT_ONCE = "at_once", "At once"
    DIGEST = "digest", "Once a day"
    MINE = "mine", "At once, for what I sent"
    OFF = "off", "Not at all"


class Mark(models.Model):
    """How far a record was read (see feeding.py). All of it up to ``read_to`` was told or is not worth it."""

    source = models.CharField(max_length=8, primary_key=True)
    read_to = models.BigIntegerField(default=0)
    next_to = models.BigIntegerField(default=0)
    next_xid = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.source}: read to {self.read_to}"


class News(models.Model):
    """Something worth telling. ``id`` goes out with it, so that a receiver can drop the rare double."""

    class Source(models.TextChoices):
        DELIVERY = "delivery"
        STORE = "store"
        TEST = "test"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    source = models.CharField(max_length=8, choices=Source.choices)
    event = models.BigIntegerField(help_text="the id of the record's line")
    kind = models.CharField(max_length=16, choices=Kind.choices, blank=True)
    type = models.CharField(max_length=32)
    store = models.ForeignKey(Store, null=True, on_delete=models.CASCADE, related_name="+")
    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    words: Any = models.JSONField(default=dict)  # as it was told first: every repetition says the same
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "news"
        constraints = [models.UniqueConstraint(fields=["source", "event"], name="each_event_is_news_once")]
        indexes = [models.Index(fields=["made_at"], name="news_by_age")]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"


class Choice(models.Model):
    """How a partner, or a store's confirmed address, wants to be told of one kind. No row: the default."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="told")
    store = models.ForeignKey(Store, null=True, on_delete=models.CASCADE, related_name="told")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    how = models.CharField(max_length=8, choices=How.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_choice_per_user_and_kind"),
            models.UniqueConstraint(fields=["store", "kind"], name="one_choice_per_store_and_kind"),
            models.CheckConstraint(
                condition=Q(user=None) ^ Q(store=None), name="a_choice_is_a_users_or_a_stores"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.how}"


class Webhook(models.Model):
    """Where a store's or a partner's programs are told. Secrets are sealed; the old one counts for a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    store = models.OneToOneField(Store, null=True, on_delete=models.CASCADE, related_name="webhook")
    user = models.OneToOneField(User, null=True, on_delete=models.CASCADE, related_name="webhook")
    url = models.URLField(max_length=500)
    secret = models.TextField()
    old_secret = models.TextField(blank=True, default="")
    old_until = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None) ^ Q(store=None), name="a_webhook_is_a_users_or_a_stores"
            )
        ]

    def __str__(self) -> str:
        return f"webhook {self.id}"


class Message(models.Model):
    """One piece of news for one recipient. ``to`` names them: "user 7", "address mia@…" or "webhook …"."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        TOLD = "told", "Told"
        DROPPED = "dropped", "No longer theirs"
        FAILED = "failed", "Not accepted"

    news = models.ForeignKey(News, on_delete=models.CASCADE, related_name="messages")
    to = models.CharField(max_length=300)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    webhook = models.ForeignKey(Webhook, null=True, on_delete=models.CASCADE, related_name="messages")
    digest = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField()  # since when it is tried: anew once somebody asked for it again
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    trouble = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["news", "to"], name="each_recipient_is_told_once")]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="messages_due"),
            models.Index(fields=["to"], condition=Q(state="waiting"), name="messages_waiting_for"),
            models.Index(fields=["webhook", "-id"], name="messages_of_webhook"),
        ]

    def __str__(self) -> str:
        return f"message {self.pk} to {self.to}: {self.state}"

    ADDRESS: ClassVar[str] = "address "

    @property
    def address(self) -> str:
        """Of a message to a store's confirmed address."""
        return self.to.removeprefix(self.ADDRESS)

    @property
    def mail_address(self) -> str:
        """Where a mail of it goes."""
        return self.user.email if self.user else self.address
