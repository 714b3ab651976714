"""Stores, campaigns and deliveries as they are just before the engine works on them."""

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from omniapp.campaigns.models import Campaign
from omniapp.campaigns.reviewed import Reviewed
from omniapp.sending.models import Delivery
from omniapp.sending.states import State, Step
from omniapp.stores.models import Store, Token
from omniapp.stores.vault import vault

_ids = itertools.count(1)
_CONTENT: dict[str, Any] = {
    "name": "Warm socks",
    "subject": "Socks for the cold weeks",
    "sender_name": "Alpine Wool",
    "template_id": "b10000000000000000000001",
    "template_name": "First",
    "audience": "everyone",
    "timing": "now",
}


def stores(count: int) -> list[Store]:
    """So many connected stores, each with a sealed token; brand n's token is "bench-n"."""
    now = timezone.now()
    made = Store.objects.bulk_create(
        Store(
            brand_id=f"{n:024x}",
            name=f"Store {n}",
            timezone="Europe/Vilnius",
            state_since=now,
            connected_at=now,
        )
        for n in range(1, count + 1)
    )
    Token.objects.bulk_create(
        Token(
            store=store,
            access=vault().seal(access_token(store), owner=store.brand_id, kind="access"),
            generation=1,
        )
        for store in made
    )
    return made


def access_token(store: Store) -> str:
    return f"bench-{int(store.brand_id, 16)}"


def as_omnisend_shows_it() -> dict[str, Any]:
    """The one campaign everybody sends, for the remote to show."""
    reviewed = Reviewed.of(_campaign(_any_store()), now=timezone.now())
    return reviewed.new_campaign().model_dump(mode="json", by_alias=True, exclude_none=True)


def prepared(due: Iterable[tuple[Store, dt.datetime]]) -> list[Delivery]:
    """Deliveries whose draft is at Omnisend, as reviewed: the next request is the send."""
    return _deliveries(due, step=Step.SEND)


def whole(due: Iterable[tuple[Store, dt.datetime]]) -> list[Delivery]:
    """Deliveries of which Omnisend has nothing yet: made, sent, read."""
    return _deliveries(due, step=Step.CREATE)


def spread(
    over: Sequence[Store], count: int, *, at: dt.datetime | None = None
) -> list[tuple[Store, dt.datetime]]:
    """``count`` moments dealt out to the stores in turn."""
    moment = at or timezone.now()
    return [(store, moment) for store in itertools.islice(itertools.cycle(over), count)]


def _deliveries(due: Iterable[tuple[Store, dt.datetime]], *, step: Step) -> list[Delivery]:
    wanted = list(due)
    drafted = step == Step.SEND
    campaigns = Campaign.objects.bulk_create(
        (_campaign(store, f"{next(_ids):024x}" if drafted else "") for store, _ in wanted), batch_size=1000
    )
    reviewed = Reviewed.of(_campaign(_any_store()), now=timezone.now()).model_dump(mode="json")
    made = Delivery.objects.bulk_create(
        (
            Delivery(
                store=store,
                campaign=campaign,
                reviewed=reviewed,
                version=1,
                created_by="bench",
                created_at=at,
                state=State.HANDING_OVER,
                step=step,
                hold_until=at,
                not_before=at,
                deadline=at + dt.timedelta(hours=1),
                remote_id=campaign.omnisend_id,
                remote_status=campaign.omnisend_status,
            )
            for campaign, (store, at) in zip(campaigns, wanted, strict=True)
        ),
        batch_size=1000,
    )
    with connection.cursor() as cursor:
        cursor.execute("analyze")  # as autovacuum would have done
    return made


def _campaign(store: Store, remote_id: str = "") -> Campaign:
    now = timezone.now()
    status = "draft" if remote_id else ""
    return Campaign(
        store=store, created_at=now, updated_at=now, omnisend_id=remote_id, omnisend_status=status, **_CONTENT
    )


def _any_store() -> Store:
    return Store(brand_id="0" * 24, name="Any", timezone="Europe/Vilnius")
