"""Deliveries and their record.

The delivery's row is the queue, the lock and the write-ahead log: a claim is one UPDATE, committed before
any byte leaves, and every outcome is written under the fencing number of its claim. Its events are only
ever added; the page's evidence and every audit read them.
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from omniapp.campaigns.models import Campaign
from omniapp.campaigns.reviewed import Reviewed
from omniapp.sending.states import FINAL, LIVE, WORKABLE, Purpose, Reason, State, Step
from omniapp.stores.models import Store
from omniapp.web.append_only import AppendOnly

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

_WORKABLE = sorted(state.value for state in WORKABLE)
_FINAL = sorted(state.value for state in FINAL)
_LIVE = sorted(state.value for state in LIVE)
#: No timer will move these: a person must decide, here or in Omnisend.
NEEDS_SOMEBODY = Q(state="needs_person") | Q(state="following", remote_status="onHold")


def _choices(kind: type[State] | type[Step] | type[Reason] | type[Purpose]) -> list[tuple[str, str]]:
    return [(member.value, member.value.replace("_", " ")) for member in kind]


class Delivery(models.Model):
    """One accepted click on Send. At most one per campaign is live, and the database sees to it."""

    # Every claim and every outcome writes all indexes anew: none is kept that another one serves.
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="deliveries", db_index=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="deliveries")
    reviewed: Any = models.JSONField()  # exactly what was reviewed
    version = models.PositiveIntegerField()  # the campaign's version that was reviewed
    created_by = models.TextField()
    created_by_user = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()

    purpose = models.CharField(max_length=8, choices=_choices(Purpose), default=Purpose.SEND)
    recipients: Any = models.JSONField(default=list, blank=True)  # of a test mail; emptied when it is over
    booster = models.ForeignKey(
        Campaign,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parent_deliveries",
        db_index=False,
    )
    chosen_variant = models.CharField(max_length=1, blank=True, default="")
    made = models.ForeignKey(
        Campaign, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )  # the copy that came of it

    state = models.CharField(max_length=16, choices=_choices(State))
    step = models.CharField(max_length=12, choices=_choices(Step))
    reason = models.CharField(max_length=12, choices=_choices(Reason), blank=True, default="")
    hold_until = models.DateTimeField()
    not_before = models.DateTimeField()
    deadline = models.DateTimeField()

    fence = models.PositiveIntegerField(default=0)  # +1 with every claim and every person's decision
    claimed_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)

    handover_by = models.DateTimeField(null=True, blank=True)
    unknown_since = models.DateTimeField(null=True, blank=True)
    stray_at = models.DateTimeField(null=True, blank=True)
    missing_since = models.DateTimeField(null=True, blank=True)
    ever_unknown = models.BooleanField(default=False)
    sends = models.PositiveSmallIntegerField(default=0)
    looks = models.PositiveIntegerField(default=0)
    first_create_at = models.DateTimeField(null=True, blank=True)

    remote_id = models.CharField(max_length=40, blank=True, default="")
    remote_status = models.CharField(max_length=20, blank=True, default="")
    remote_read_at = models.DateTimeField(null=True, blank=True)
    old_remote_id = models.CharField(max_length=40, blank=True, default="")
    sent_by = models.CharField(max_length=10, blank=True, default="")
    accepted_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    problem: Any = models.JSONField(null=True, blank=True)
    utm_todo = models.BooleanField(default=False)
    boost_todo = models.BooleanField(default=False)
    boost_id = models.CharField(max_length=40, blank=True, default="")
    attached = models.BooleanField(default=False)
    boost_reviewed: Any = models.JSONField(null=True, blank=True)  # the attached booster as it was reviewed
    shown: Any = models.JSONField(null=True, blank=True)  # the campaign as Omnisend last showed it
    differences: Any = models.JSONField(default=list, blank=True)
    revision = models.PositiveIntegerField(default=0)  # +1 with every change a page may show

    if TYPE_CHECKING:
        events: RelatedManager["DeliveryEvent"]

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(state__in=_LIVE), name="one_live_delivery_per_campaign"
            ),
            models.CheckConstraint(condition=Q(state__in=_LIVE + _FINAL), name="delivery_state_is_known"),
            models.CheckConstraint(
                condition=Q(state="needs_person") ^ Q(reason=""), name="parked_with_a_reason_and_only_then"
            ),
            models.CheckConstraint(
                condition=Q(lease_until=None) | Q(state__in=["handing_over", "checking", "following"]),
                name="only_work_in_hand_is_leased",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_FINAL) ^ Q(ended_at=None), name="final_has_an_end_and_only_then"
            ),
            models.CheckConstraint(
                condition=~Q(state="checking") | Q(unknown_since__isnull=False), name="checking_since_when"
            ),
            models.CheckConstraint(
                condition=~Q(state="following") | Q(accepted_at__isnull=False), name="followed_since_accepted"
            ),
            models.CheckConstraint(
                condition=~Q(step__in=["patch", "read_back", "send", "look", "cancel"], state__in=_WORKABLE)
                | ~Q(remote_id=""),
                name="these_steps_have_a_remote_campaign",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(lease_until=None, state__in=_WORKABLE),
                name="delivery_due",
            ),
            models.Index(
                fields=["store", "not_before", "id"],
                condition=Q(lease_until=None, state__in=_WORKABLE),
                name="delivery_due_of_store",
            ),
            models.Index(
                fields=["lease_until"], condition=Q(lease_until__isnull=False), name="delivery_leased"
            ),
            models.Index(fields=["store", "state"], name="delivery_of_store"),
            models.Index(fields=["booster"], condition=~Q(booster=None), name="delivery_with_booster"),
            models.Index(fields=["made"], condition=~Q(made=None), name="delivery_that_copied"),
            models.Index(
                fields=["reason", "store"], condition=NEEDS_SOMEBODY, name="delivery_needs_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk} of campaign {self.campaign_id}: {self.state}"

    @property
    def edition(self) -> str:
        """What a page shows to be decided about. Another claim or another decision makes it another."""
        return f"{self.pk}.{self.fence}"

    @property
    def not_this(self) -> bool:
        """Whether what Omnisend has is what an earlier delivery asked for, whose answer was lost."""
        return self.sent_by == "us" and self.ever_unknown and self.sends == 0

    @cached_property
    def snapshot(self) -> Reviewed:
        """What was reviewed, typed."""
        return Reviewed.model_validate(self.reviewed)

    @cached_property
    def boost_snapshot(self) -> Reviewed:
        """The attached booster as it was reviewed, typed."""
        return Reviewed.model_validate(self.boost_reviewed)


class DeliveryEvent(AppendOnly):
    """One line of the record: a move, an exchange with Omnisend, or a person's decision. Never changed.

    Holds no token and no body: a method, a path, a status, a slug, a request id and milliseconds.
    """

    class Kind(models.TextChoices):
        CLAIM = "claim"  # the write-ahead of a request that changes something
        EXCHANGE = "exchange"  # what an exchange brought
        LOST = "lost"  # a lease ran out
        LATE = "late"  # an answer after its lease was lost
        PERSON = "person"  # somebody decided
        MOVE = "move"  # the machine's own move, e.g. a hold that ended

    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, related_name="events", db_index=False
    )  # it holds the store and the campaign, so that the database need not look for these again
    store = models.ForeignKey(
        Store, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    actor = models.TextField(blank=True, default="")
    step = models.CharField(max_length=12, blank=True, default="")
    state_before = models.CharField(max_length=16, blank=True, default="")
    state_after = models.CharField(max_length=16, blank=True, default="")
    reason = models.CharField(max_length=12, blank=True, default="")
    fence = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=12, blank=True, default="")
    method = models.CharField(max_length=8, blank=True, default="")
    path = models.TextField(blank=True, default="")
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    slug = models.TextField(blank=True, default="")
    request_id = models.TextField(blank=True, default="")
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    remote_status = models.CharField(max_length=20, blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["delivery", "id"], name="events_of_delivery"),
            models.Index(fields=["at", "id"], name="events_by_time"),
            models.Index(fields=["store", "at", "id"], name="events_of_store"),
            models.Index(fields=["request_id"], condition=~Q(request_id=""), name="events_by_request"),
            models.Index(fields=["store", "at"], condition=Q(status=402), name="events_about_plans"),
            models.Index(
                fields=["at"],
                include=["status", "slug"],
                condition=Q(status__in=[402, 409, 429]),
                name="events_refused",
            ),
            models.Index(fields=["actor", "at", "id"], condition=Q(kind="person"), name="events_by_person"),
            models.Index(fields=["at", "id"], condition=Q(kind="person"), name="events_of_people"),
            models.Index(
                fields=["at", "id"], condition=Q(outcome__in=["no", "locked_out"]), name="events_said_no"
            ),
            models.Index(
                fields=["at", "id"], condition=Q(outcome="unknown") | Q(kind="lost"), name="events_lost"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.step} {self.state_before}→{self.state_after}"


class Heartbeat(models.Model):
    """When the engine last looked for work, by the database's clock: one row (see heartbeat.py)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_heartbeat")]

    def __str__(self) -> str:
        return f"the engine last ran at {self.at}"


class WrongClock(models.Model):
    """A machine that refused to work because its clock was wrong, and when it last did (see clocks.py)."""

    machine = models.TextField(primary_key=True)
    ahead = models.FloatField()  # seconds, by the database's clock
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"the clock of {self.machine} is {self.ahead:.1f} s ahead"
