import datetime as dt
from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.models import Max

from omniapp import clock
from omniapp.campaigns.models import Campaign, DraftEvent
from omniapp.partner import seeding
from omniapp.sending.models import Delivery, DeliveryEvent
from omniapp.sending.states import State
from omniapp.stores.models import Store, StoreEvent
from omniapp.telling.models import Mark, News

BATCH = 2000
DAY = dt.timedelta(days=1)


class Command(BaseCommand):
    help = "Fill the database with made-up stores and campaigns, to see the pages over many of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--stores", type=int, default=1000)
        parser.add_argument("--campaigns", type=int, help="over all stores; ten for each if not given")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.HTTPS:
            raise CommandError("This is a public site. Made-up stores have no place in it.")
        if Store.objects.filter(brand_id__startswith="5ca1e").exists():
            raise CommandError("Made-up stores are here already.")
        count = options["stores"]
        with transaction.atomic():
            self._fill(count, options["campaigns"] or 10 * count)
        with connection.cursor() as cursor:
            cursor.execute("analyze" if connection.in_atomic_block else "vacuum analyze")
        self.stdout.write(f"{count} stores and their campaigns are there.")

    def _fill(self, stores: int, campaigns: int) -> None:
        now = clock.now()
        made = Store.objects.bulk_create(seeding.stores(stores, now), batch_size=BATCH)
        StoreEvent.objects.bulk_create((seeding.began(store) for store in made), batch_size=BATCH)
        wanted = iter(range(campaigns))
        while numbers := list(islice(wanted, BATCH)):
            pairs = [seeding.campaign(made[number % stores], number // stores, now) for number in numbers]
            Campaign.objects.bulk_create([campaign for campaign, _ in pairs])
            DraftEvent.objects.bulk_create(
                line for campaign, _ in pairs for line in seeding.written(campaign)
            )
            self._deliver(pairs, now)
        self._tell_nobody()

    def _deliver(self, pairs: list[tuple[Campaign, seeding.Case]], now: dt.datetime) -> None:
        found = [one for campaign, case in pairs if (one := seeding.delivery(campaign, case, now))]
        Delivery.objects.bulk_create(found)
        told = [one.campaign for one in found]
        Campaign.objects.bulk_update(told, seeding.TOLD, batch_size=BATCH)
        DeliveryEvent.objects.bulk_create(
            DeliveryEvent(**line) for one in found for line in seeding.record(one)
        )
        lately = [one.campaign for one in found if one.state == State.SENT and one.created_at > now - 4 * DAY]
        Campaign.objects.bulk_create(seeding.booster(parent) for parent in lately[::5])

    def _tell_nobody(self) -> None:
        """No mail and no webhook goes out about what was made up."""
        for source, record in ((News.Source.DELIVERY, DeliveryEvent), (News.Source.STORE, StoreEvent)):
            newest = record.objects.aggregate(newest=Max("pk"))["newest"] or 0
            Mark.objects.update_or_create(source=source, defaults={"read_to": newest, "next_to": newest})
