"""Who did what with a store."""

import pytest

from omniapp.stores import operations, record
from omniapp.stores.models import Store, StoreEvent
from tests import cast

pytestmark = pytest.mark.django_db


def add(store: Store) -> StoreEvent:
    return record.add(store, record.Kind.SETTINGS, actor="ana@agency.example", at=cast.CONNECTED_AT)


def test_a_line_is_added_and_says_who_and_when() -> None:
    event = add(cast.connected_store())
    told = StoreEvent.objects.get()
    assert (told.pk, told.actor, told.at, told.kind) == (
        event.pk, "ana@agency.example", cast.CONNECTED_AT, "settings",
    )  # fmt: skip


def test_a_line_is_never_changed_or_taken_away() -> None:
    event = add(cast.connected_store())
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    assert StoreEvent.objects.count() == 1


def test_an_access_that_stopped_working_is_recorded_once_with_its_cause() -> None:
    store = cast.connected_store()
    for _ in range(2):
        operations.mark_needs_reconnect(store, cast.CONNECTED_AT, reason=Store.Reason.GRANT_REFUSED)
    event = StoreEvent.objects.get()
    assert (event.kind, event.actor) == ("lapsed", "omniapp")
    assert event.note == "Omnisend would not renew our access to this store."
