"""The drain with real threads and many requests under way: nobody waits for another, nothing is lost."""

import dataclasses
import datetime as dt
import gc
import threading
import warnings
from collections.abc import Callable, Collection, Iterator, Sequence
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from omniapp import budgets, omnisend
from omniapp.campaigns.models import Campaign
from omniapp.sending import clerk, decisions, engine, record
from omniapp.sending.claims import claim_due, give_back_lost
from omniapp.sending.exchanges import Exchanged, ask, perform
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.situation import Evidence, Situation, Timing
from omniapp.sending.states import State
from omniapp.stores import transports
from omniapp.stores.connection import Credentials, credentials_at_hand
from omniapp.stores.models import Store, Token
from tests.bench import seeding
from tests.omnisend.servers import free_port
from tests.sending import crowd
from tests.waiting import eventually

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def remote(settings: Settings) -> Iterator[crowd.Remote]:
    settings.SENDING_CONCURRENCY = 8
    with crowd.remote() as (state, url):
        settings.OMNISEND_API_URL = url
        yield state


def due(*counts: int, later: float = 0.0) -> list[list[Delivery]]:
    """Prepared drafts that are due now, or so many seconds later: so many for each store."""
    at = timezone.now() + dt.timedelta(seconds=later)
    return [
        seeding.prepared((store, at) for _ in range(count))
        for store, count in zip(seeding.stores(len(counts)), counts, strict=True)
    ]


def out(*deliveries: Delivery) -> bool:
    """Whether Omnisend's yes to each of them is recorded."""
    return not Delivery.objects.filter(pk__in=[d.pk for d in deliveries], accepted_at=None).exists()


def assert_each_went_out_once(remote: crowd.Remote, deliveries: list[Delivery]) -> None:
    assert sorted(sent.id for sent in remote.sent) == sorted(d.remote_id for d in deliveries)
    assert out(*deliveries)


def test_a_straggler_delays_nobody(remote: crowd.Remote) -> None:
    (straggler, second), *others = due(2, 1, 4, 9)
    rest = [second, *(one for some in others for one in some)]
    remote.hold(straggler.remote_id)

    with crowd.beside(engine.drain) as drained:
        eventually(lambda: out(*rest), within=60, what="What does not straggle")
        assert not out(straggler)
        assert not drained.done()
        remote.let_go()

    assert_each_went_out_once(remote, [straggler, *rest])


def test_more_is_claimed_while_what_arrived_is_written_down(
    remote: crowd.Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [one for some in due(4, 4, 4) for one in some]
    real = record.record_all

    def slowly(arrived: Sequence[Exchanged]) -> int:
        eventually(lambda: len(remote.sent) > 8, within=60, what="A send for which there is room again")
        return real(arrived)

    monkeypatch.setattr(clerk, "record_all", slowly)
    engine.drain()
    assert_each_went_out_once(remote, made)


def _raises(s: Situation) -> Situation:
    raise ValueError("a mistake of ours")


def _cannot_be_stored(s: Situation) -> Situation:
    return dataclasses.replace(s, remote_status="longer than its column")


@pytest.mark.parametrize("mistake", [_raises, _cannot_be_stored])
def test_a_mistake_with_one_outcome_loses_none_of_those_that_came_with_it(
    remote: crowd.Remote, monkeypatch: pytest.MonkeyPatch, mistake: Callable[[Situation], Situation]
) -> None:
    (wrong,), *others = due(1, 2, 2)
    rest = [one for some in others for one in some]

    def decide(s: Situation, e: Evidence, t: Timing) -> Situation:
        return mistake(s) if s.remote_id == wrong.remote_id else decisions.decide(s, e, t)

    monkeypatch.setattr(record, "decide", decide)
    claims = claim_due(timezone.now(), most=10)
    assert record.record_all([perform(claim) for claim in claims]) == len(rest)

    assert out(*rest)
    wrong.refresh_from_db()
    assert wrong.lease_until is not None  # it will run out, and then it is read
    assert DeliveryEvent.objects.filter(kind="exchange").count() == len(rest)


def test_no_store_has_more_under_way_than_its_share(remote: crowd.Remote, settings: Settings) -> None:
    settings.SENDING_PER_STORE = 2
    (many, *few) = due(9, 1, 1, 1)
    remote.hold(*(d.remote_id for d in many))

    with crowd.beside(engine.drain):
        eventually(lambda: out(*(d for some in few for d in some)), within=60, what="The small stores' sends")
        more = seeding.prepared([(few[0][0].store, timezone.now())])
        eventually(lambda: out(*more), within=60, what="A send that came later, while there is room")
        assert remote.most[1] == 2
        remote.let_go()

    assert remote.most[1] == 2
    assert_each_went_out_once(remote, [*many, *more, *(d for some in few for d in some)])


def test_what_is_due_soon_is_waited_for_and_not_begun_early(remote: crowd.Remote) -> None:
    ((first,), (second,)) = due(1, 1, later=1.2)
    engine.drain()

    assert_each_went_out_once(remote, [first, second])
    after = [sent.at - first.not_before.timestamp() for sent in remote.sent]
    assert min(after) >= 0
    assert max(after) < 5  # at once, on a machine that is as busy as it may be


def test_a_late_yes_among_others_is_not_lost(remote: crowd.Remote) -> None:
    made = [one for some in due(1, 1, 1) for one in some]
    now = timezone.now()
    exchanged: list[Exchanged] = [perform(claim) for claim in claim_due(now, most=3)]
    late = Delivery.objects.filter(pk=made[1].pk)
    late.update(lease_until=now - dt.timedelta(seconds=1))
    assert give_back_lost(now) == 1
    assert late.get().state == State.CHECKING

    assert record.record_all(exchanged) == 3
    assert_each_went_out_once(remote, made)
    assert [e.delivery_id for e in DeliveryEvent.objects.filter(kind="late")] == [made[1].pk]


def test_who_slept_past_the_lease_writes_no_byte(remote: crowd.Remote, settings: Settings) -> None:
    ((delivery,),) = due(1)
    began = timezone.now()

    def now() -> dt.datetime:
        slept = settings.SENDING_LEASE if threading.current_thread().name == "send" else 0
        return began + dt.timedelta(seconds=slept)

    assert engine.drain(rounds=1, now=now) == 1
    assert remote.sent == []
    delivery.refresh_from_db()
    assert (delivery.state, delivery.sends) == (State.HANDING_OVER, 0)
    assert DeliveryEvent.objects.get(kind="exchange").outcome == "not_reached"


def test_a_store_without_room_waits_unwritten_and_the_others_go_on(
    remote: crowd.Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, others = due(3, 2)
    opened: set[int] = set()

    def opens(stores: Collection[int]) -> dict[int, Credentials]:
        opened.update(stores)
        return credentials_at_hand(stores)

    monkeypatch.setattr(engine, "credentials_at_hand", opens)
    brand = Store.objects.get(pk=closed[0].store_id).brand_id
    grant = budgets.take(brand, "POST /campaigns/{id}/send", lane=budgets.Lane.SEND)
    budgets.settle_many([budgets.Settled(grant.slots[0], budgets.How.LIMITED, 60.0)])

    assert engine.drain() > 0
    assert_each_went_out_once(remote, others)
    assert opened == {others[0].store_id}  # no token is opened for what may not leave
    rows = Delivery.objects.filter(pk__in=[d.pk for d in closed])
    assert set(rows.values_list("fence", "revision", "lease_until")) == {(0, 0, None)}
    assert not DeliveryEvent.objects.filter(store_id=closed[0].store_id).exists()


def test_without_redis_it_goes_on(remote: crowd.Remote, settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    made = [one for some in due(2, 2) for one in some]
    engine.drain()
    assert_each_went_out_once(remote, made)


def test_the_command_leaves_nothing_open(
    remote: crowd.Remote, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SENDING_CONCURRENCY = 4
    monkeypatch.setattr(transports, "_made", {})  # as in a process that has just begun
    made = [one for some in due(3, 2) for one in some]
    ending = timezone.now() + dt.timedelta(seconds=30)
    Token.objects.filter(store_id=made[0].store_id).update(expires_at=ending)  # asked for beside the loop
    before = set(threading.enumerate())

    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        call_command("drain", "--once", stdout=StringIO())
        gc.collect()
    transports.transport().close()

    assert_each_went_out_once(remote, made)
    assert [str(one.message) for one in seen if issubclass(one.category, ResourceWarning)] == []
    assert {one.name for one in set(threading.enumerate()) - before if one.name.startswith("send")} == set()


def made_together(*ids: str) -> tuple[list[Delivery], list[Exchanged]]:
    """Deliveries of one store whose drafts Omnisend made, and called so, at once."""
    (store,) = seeding.stores(1)
    made = seeding.whole([(store, timezone.now())] * len(ids))
    shown = seeding.as_omnisend_shows_it() | {"status": "draft"}
    drafts = (omnisend.Campaign.model_validate(shown | {"id": name}) for name in ids)
    claims = claim_due(timezone.now(), most=len(ids))
    now = timezone.now()
    return made, [Exchanged(ask(one), now, now, draft) for one, draft in zip(claims, drafts, strict=True)]


def test_drafts_that_were_made_together_are_recorded_together() -> None:
    made, exchanged = made_together("a1", "a2", "a3")
    with CaptureQueriesContext(connection) as seen:
        assert record.record_all(exchanged) == 3
    assert len(seen) <= 5
    assert [Delivery.objects.get(pk=one.pk).step for one in made] == ["send"] * 3
    assert [Campaign.objects.get(pk=one.campaign_id).omnisend_id for one in made] == ["a1", "a2", "a3"]


def test_a_draft_that_a_list_showed_first_is_its_own_campaigns() -> None:
    made, exchanged = made_together("a1", "a2", "a3")
    twin = Campaign.objects.create(
        store_id=made[1].store_id,
        omnisend_id="a2",
        mirrored=True,
        origin=Campaign.Origin.OMNISEND,
        created_at=timezone.now(),
        updated_at=timezone.now(),
    )
    assert record.record_all(exchanged) == 3
    assert [Campaign.objects.get(pk=one.campaign_id).omnisend_id for one in made] == ["a1", "a2", "a3"]
    twin.refresh_from_db()
    assert (twin.omnisend_id, twin.deleted_at is None) == ("", False)


def test_no_two_campaigns_take_the_same_draft() -> None:
    """Should Omnisend ever name two drafts alike: one is ours, and a person looks after the other."""
    _, exchanged = made_together("a1", "a1", "a3")
    assert record.record_all(exchanged) == 2
    assert sorted(Campaign.objects.values_list("omnisend_id", flat=True)) == ["", "a1", "a3"]
    assert sorted(Delivery.objects.values_list("remote_id", flat=True)) == ["", "a1", "a3"]
    assert Delivery.objects.exclude(lease_until=None).get().remote_id == ""
