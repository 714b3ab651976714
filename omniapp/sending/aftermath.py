"""What an outcome means for other rows: the campaign, its attached booster. Inside record's transaction."""

import datetime as dt

from omniapp import omnisend
from omniapp.campaigns import looking, mirror
from omniapp.campaigns.models import Campaign
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.recording import event, tell_campaign
from omniapp.sending.states import LIVE, Purpose, Reason, State, Step

_NEVER_SENT = frozenset({State.CANCELED, State.FAILED})


def concerns_others(delivery: Delivery, after: str) -> bool:
    """Whether ``settle`` has anything to do when the delivery comes to this state."""
    return after != delivery.state and (delivery.purpose != Purpose.SEND or bool(delivery.booster_id))


def settle(delivery: Delivery, before: str, shown: omnisend.Campaign | None, *, now: dt.datetime) -> None:
    """Does what follows from ``before`` → ``delivery.state``. Called under the delivery's lock."""
    if delivery.state == before:
        return
    if delivery.purpose == Purpose.TEST and delivery.ended_at is not None:
        Delivery.objects.filter(pk=delivery.pk).update(recipients=[])  # addresses are not kept
    if delivery.purpose == Purpose.TEST and delivery.state == State.REFUSED and _gone(delivery):
        # Somebody deleted the draft in Omnisend: the next test mail, or the send, makes it anew.
        forgotten = {"omnisend_id": "", "omnisend_status": "", "omnisend_template_id": ""}
        Campaign.objects.filter(pk=delivery.campaign_id, origin=Campaign.Origin.HERE).update(**forgotten)
    if delivery.purpose == Purpose.DELETE and delivery.state == State.DONE:
        # It keeps its id, so that a list that was read before does not bring it back.
        gone = {"deleted_at": now, "gone_at": now, "omnisend_status": ""}
        Campaign.objects.filter(pk=delivery.campaign_id).update(**gone)
    if delivery.purpose == Purpose.COPY and delivery.state == State.DONE:
        _copy(delivery, shown, now)
    if delivery.purpose == Purpose.SEND and delivery.boost_id and delivery.booster_id:
        _booster(delivery, now)


def _gone(delivery: Delivery) -> bool:
    return (delivery.problem or {}).get("status") == 404


def _copy(delivery: Delivery, shown: omnisend.Campaign | None, now: dt.datetime) -> None:
    """The copy is a draft like ours, except that only Omnisend has its design. A lost answer shows no copy:
    then the next reading of the lists brings it."""
    if shown is None:
        looking.look(delivery.store, now=now, again=True)
        return
    made = mirror.note(delivery.store, shown, now=now)
    mirror.keep_here(made)
    Delivery.objects.filter(pk=delivery.pk).update(made=made)


def _booster(parent: Delivery, now: dt.datetime) -> None:
    booster = parent.booster
    if booster is None:
        raise AssertionError("only a delivery with an attached booster comes here")
    live = Delivery.objects.select_for_update().filter(campaign=booster, state__in=sorted(LIVE))
    followed = live.first()
    known = Delivery.objects.filter(campaign=booster, attached=True, remote_id=parent.boost_id)
    if parent.accepted_at is not None and followed is None and not known.exists():
        followed = _follow(parent, booster, now)
    deleted = parent.state == State.NEEDS_PERSON and parent.reason == Reason.GONE
    if (
        (parent.state in _NEVER_SENT or deleted)
        and followed is not None
        and followed.remote_status in ("", "draft")
    ):
        before = followed.state
        followed.state, followed.reason = State.NEEDS_PERSON, Reason.PARENT
        followed.lease_until, followed.fence = None, followed.fence + 1
        followed.revision += 1
        followed.save()
        event(followed, DeliveryEvent.Kind.MOVE, at=now, before=before, note=f"its parent is {parent.state}")
        tell_campaign(followed, at=now)


def _follow(parent: Delivery, booster: Campaign, now: dt.datetime) -> Delivery:
    """The parent was accepted: from here on its booster schedules itself, and we watch it do so."""
    delivery = Delivery.objects.create(
        store_id=parent.store_id,
        campaign=booster,
        reviewed=parent.boost_reviewed,
        version=parent.boost_snapshot.campaign_version,
        created_by=parent.created_by,
        created_by_user=parent.created_by_user,
        created_at=now,
        state=State.FOLLOWING,
        step=Step.LOOK,
        hold_until=now,
        not_before=now,
        deadline=parent.deadline + dt.timedelta(days=10),
        remote_id=parent.boost_id,
        remote_status="draft",
        accepted_at=now,
        sent_by="us",
        attached=True,
    )
    event(delivery, DeliveryEvent.Kind.MOVE, at=now, before="", note="its parent was accepted by Omnisend")
    tell_campaign(delivery, at=now)
    return delivery
