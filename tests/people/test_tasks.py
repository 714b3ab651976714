"""What the room of people does by the clock."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from omniapp.people import tasks
from omniapp.people.models import Session
from tests import cast

pytestmark = pytest.mark.django_db


def test_sessions_that_nobody_can_use_any_more_are_dropped(client: Client) -> None:
    store = cast.connected_store()
    mine, others = cast.merchant_browser(client, store), cast.merchant_browser(Client(), store)
    Session.objects.filter(session_key=others.session.session_key).update(
        expire_date=timezone.now() - dt.timedelta(seconds=1)
    )
    tasks.forget_sessions()

    assert Session.objects.get().session_key == mine.session.session_key
    assert mine.get(store.get_absolute_url()).status_code == 200
