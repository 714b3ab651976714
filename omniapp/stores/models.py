"""A store that installed us, its tokens, encrypted, and the record of what people did with it."""

import zoneinfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.http import urlencode

from omniapp.web.append_only import Line

LONGEST_HOLD = 600  # seconds; whoever wants more time than this means to schedule


def domain_of(website: str) -> str:
    """The website without scheme and path: "alpinewool.example"."""
    return website.rpartition("://")[2].partition("/")[0].removeprefix("www.")


class Store(models.Model):
    """One brand of Omnisend. Its brand id is its key in every address."""

    class State(models.TextChoices):
        CONNECTED = "connected", "Connected"
        NEEDS_RECONNECT = "needs_reconnect", "Needs reconnecting"
        DISCONNECTED = "disconnected", "Disconnected"

    class Reason(models.TextChoices):
        """Why a store needs reconnecting."""

        NONE = "", "–"
        REFUSED = "refused", "Omnisend no longer accepts our access to this store."
        GRANT_REFUSED = "grant_refused", "Omnisend would not renew our access to this store."
        ANSWER_LOST = (
            "answer_lost",
            "Omnisend's answer was lost while it renewed our access, and the access from before is used up.",
        )
        UNREADABLE = "unreadable", "We can no longer read our access to this store."

    brand_id = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=255)
    website = models.CharField(max_length=500, blank=True)
    timezone = models.CharField(max_length=64, default="UTC")
    currency = models.CharField(max_length=8, blank=True)
    platform = models.CharField(max_length=64, blank=True)
    scope = models.TextField(blank=True, help_text="the granted scopes, separated by spaces")
    state = models.CharField(max_length=16, choices=State.choices, default=State.CONNECTED)
    state_reason = models.CharField(max_length=16, choices=Reason.choices, blank=True, default=Reason.NONE)
    state_since = models.DateTimeField()
    connected_at = models.DateTimeField()
    contact_email = models.EmailField(blank=True)
    contact_asked_email = models.EmailField(blank=True, help_text="takes its place once it is confirmed")
    contact_asked_at = models.DateTimeField(null=True, blank=True)
    contact_confirmed_at = models.DateTimeField(null=True, blank=True)
    sending_hold = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="seconds; empty: the default"
    )

    forgotten_at = models.DateTimeField(
        null=True, blank=True, help_text="when what its merchant wrote was let go of, long after the end"
    )

    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)  # partners' words for it

    class Meta:
        ordering = ["name", "brand_id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["connected", "needs_reconnect", "disconnected"]),
                name="store_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(sending_hold=None) | models.Q(sending_hold__lte=LONGEST_HOLD),
                name="store_hold_is_short",
            ),
        ]
        indexes = [
            models.Index(fields=["name", "brand_id"], name="stores_by_name"),
            GinIndex(fields=["tags"], name="stores_by_tag"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("merchant:home", args=[self.brand_id])

    @property
    def reconnect_url(self) -> str:
        """Connects it anew with all that was granted before, and leads back to it."""
        query = {"next": self.get_absolute_url()}
        if more := sorted(self.scopes - set(settings.OMNISEND_SCOPES.split())):
            query["more"] = " ".join(more)
        return f"{reverse('install:start')}?{urlencode(query)}"

    @property
    def tz(self) -> zoneinfo.ZoneInfo:
        """The store's zone; UTC when Omnisend names one that this machine does not know."""
        try:
            return zoneinfo.ZoneInfo(self.timezone)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            return zoneinfo.ZoneInfo("UTC")

    @property
    def domain(self) -> str:
        return domain_of(self.website)

    @property
    def hold(self) -> float:
        """Seconds in which a click on Send can be taken back."""
        return settings.SENDING_HOLD if self.sending_hold is None else self.sending_hold

    @property
    def is_connected(self) -> bool:
        return self.state == self.State.CONNECTED

    @property
    def scopes(self) -> frozenset[str]:
        return frozenset(self.scope.split())


class Token(models.Model):
    """The sealed grant of one store (see vault.py). Empty texts: there is none.

    ``generation`` counts every replacement and never goes back, so that news about an older token can be told
    from news about this one. ``refreshing_until`` is the lease of whoever renews it, by the database's clock.
    """

    store = models.OneToOneField(Store, on_delete=models.CASCADE, related_name="token")
    access = models.TextField(blank=True)
    refresh = models.TextField(blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    given_at = models.DateTimeField(null=True, blank=True, help_text="when Omnisend gave this access to us")
    generation = models.PositiveIntegerField(default=0)
    refreshing_until = models.DateTimeField(null=True, blank=True)
    answer_lost = models.BooleanField(
        default=False, help_text="a renewal was asked for and its answer never came"
    )

    def __str__(self) -> str:
        return f"token {self.generation} of store {self.store_id}"


class StoreEvent(Line):
    """One line of what people did with a store itself; what became of its sends has a record of its own.

    Only ever added to (see record.py).
    """

    class Kind(models.TextChoices):
        CONNECTED = "connected", "Connected"
        RECONNECTED = "reconnected", "Access renewed"
        LAPSED = "lapsed", "Needs reconnecting"
        DISCONNECTED = "disconnected", "Disconnected"
        INVITED = "invited", "Invited"
        INVITATION_USED = "invitation_used", "Invitation used"
        INVITATION_WITHDRAWN = "invitation_withdrawn", "Invitation withdrawn"
        RIGHT_GIVEN = "right_given", "Right given"
        RIGHT_WITHDRAWN = "right_withdrawn", "Right withdrawn"
        SETTINGS = "settings", "Settings changed"
        TAGGED = "tagged", "Tags changed"  # partners' own words for the store: nothing for its merchants
        LIBRARY = "library", "Added to the library"

    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind.choices)

    class Meta(Line.Meta):
        indexes = [
            models.Index(fields=["-at", "-id"], name="store_events_by_time"),
            models.Index(fields=["store", "-at", "-id"], name="store_events_of_store"),
            models.Index(fields=["actor", "-at", "-id"], name="store_events_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of store {self.store_id} by {self.actor}"
