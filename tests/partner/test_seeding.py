"""The command that fills a database to see the pages at scale."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from omniapp import clock
from omniapp.campaigns.models import Campaign
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.stores.models import Store
from omniapp.telling import feeding
from tests import cast

pytestmark = pytest.mark.django_db


def test_it_makes_stores_with_a_past_a_future_and_some_trouble(client: Client) -> None:
    call_command("seedscale", stores=30, campaigns=900)
    assert Store.objects.count() == 30
    assert Campaign.objects.filter(type="regular").count() == 900
    assert Campaign.objects.filter(type="booster", attached=False).exists()
    assert set(Delivery.objects.values_list("state", flat=True)) >= {"sent", "following", "needs_person"}
    assert DeliveryEvent.objects.filter(status=402).exists()
    assert not Campaign.objects.filter(deliveries__isnull=False, sends_at=None).exists()
    browser = cast.partner_browser(client, cast.partner(is_owner=True))
    assert browser.get("/stores/?show=plan").text.count("Plan limit") > 1


def test_nobody_is_told_of_what_was_made_up() -> None:
    call_command("seedscale", stores=5, campaigns=100)
    assert feeding.oldest_untold() is None
    assert feeding.feed(now=clock.now()) == 0


def test_it_does_so_once_and_never_on_a_public_site(settings: Settings) -> None:
    call_command("seedscale", stores=2, campaigns=2)
    with pytest.raises(CommandError, match="here already"):
        call_command("seedscale", stores=2)
    settings.HTTPS = True
    with pytest.raises(CommandError, match="public site"):
        call_command("seedscale", stores=2)
