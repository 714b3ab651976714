"""Redis is a bell and a memory: without it everything is still there, only slower."""

import kombu.utils.functional
import pytest
from celery import Celery
from django.test import Client
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from omniapp.sending import tasks
from omniapp.sending.models import Delivery
from omniapp.sending.operations.common import ring
from omniapp.web.cache import ForgetfulClient
from tests import cast
from tests.merchant.scenes import scene
from tests.people.addresses import addresses, path_of
from tests.sandbox_control import ALPINE_WOOL, Sandbox, free_port


@pytest.fixture
def nowhere(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> str:
    """No Redis answers, as far as pages can see."""
    url = f"redis://127.0.0.1:{free_port()}/0"
    settings.REDIS_URL = url
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": url}}
    monkeypatch.setattr(ForgetfulClient, "silent_until", float("-inf"))
    return url


def test_every_page_of_a_store_is_answered(db: None, client: Client, nowhere: str) -> None:
    browser = cast.merchant_browser(client, cast.connected_store())
    found = {
        name: browser.get(path_of(name, pattern, ALPINE_WOOL)).status_code
        for name, pattern in addresses("store:")
    }

    assert {name for name, status in found.items() if status >= 500} == set()
    assert found["merchant:home"] == found["merchant:templates"] == found["merchant:segments"] == 200


def test_lists_and_previews_come_from_omnisend_each_time(
    db: None, sandbox: Sandbox, client: Client, nowhere: str
) -> None:
    store = cast.connected_store(sandbox)
    browser = cast.merchant_browser(client, store)
    template = next(one for one in sandbox.state()["templates"] if one["brandID"] == store.brand_id)
    for _ in range(2):
        assert template["name"] in browser.get(f"/s/{store.brand_id}/templates/").content.decode()
        assert "VIP" in browser.get(f"/s/{store.brand_id}/segments/").content.decode()
        assert browser.get(f"/s/{store.brand_id}/templates/{template['id']}/preview/").status_code == 200


def test_a_bell_that_rings_nowhere_does_not_keep_a_click_waiting(
    nowhere: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(kombu.utils.functional, "sleep", waits.append)
    app = Celery("no bell", broker=nowhere, set_as_current=False)
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    app.conf.task_publish_retry = settings.CELERY_TASK_PUBLISH_RETRY
    with pytest.raises(OperationalError):
        app.send_task("omniapp.sending.tasks.drain")

    assert waits == []


@pytest.mark.django_db
def test_a_click_counts_though_its_bell_was_lost(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def lost() -> None:
        raise OperationalError("Connection refused")

    store = cast.connected_store()
    held = scene(store, "held")
    monkeypatch.setattr(tasks.drain, "delay", lost)
    with django_capture_on_commit_callbacks(execute=True) as rung:
        ring()

    assert len(rung) == 1
    assert Delivery.objects.get(campaign=held).state == "held"
