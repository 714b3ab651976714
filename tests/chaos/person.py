"""One person of a run, who also plays the merchant in Omnisend: what they do in a turn, by their own dice."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import DatabaseError, InterfaceError, connection

from omniapp.campaigns.models import Campaign
from omniapp.sending import operations
from omniapp.sending.models import Delivery
from omniapp.sending.states import WORKABLE, Purpose, Reason, State
from tests.chaos import letters, shops
from tests.chaos.diary import Diary
from tests.chaos.letters import Shop, now
from tests.sandbox_control import Sandbox

_PATIENCE = 20  # looks
_MAY_BE_OUT = {Reason.UNKNOWN, Reason.OVERDUE}


class Person:
    def __init__(
        self,
        all_shops: list[Shop],
        sandbox: Sandbox,
        diary: Diary,
        numbers: Iterator[int],
        dice: random.Random,
        plan: dict[str, Any],
    ) -> None:
        self._shops, self._sandbox, self._diary, self._numbers = all_shops, sandbox, diary, numbers
        self._dice, self._hold, self._most = dice, float(plan["hold"]), int(plan["under_way"])
        self._odd = float(plan["odd"])

    def turn(self) -> None:
        """A new letter while not too many are under way; else a look at what waits for a decision."""
        shop, dice = self._dice.choice(self._shops), self._dice
        if dice.random() < 0.2 * self._odd:
            self._away_for_a_while(shop)
        under_way = Delivery.objects.filter(state__in=sorted(WORKABLE), attached=False).exclude(
            state=State.FOLLOWING
        )
        if under_way.count() < self._most and dice.random() < 0.8:
            self._new_letter(shop)
        else:
            shops.reconnect(self._sandbox, shop)
            for delivery in Delivery.objects.filter(store=shop.store, state=State.NEEDS_PERSON)[:5]:
                self._decide(shop, delivery)
            time.sleep(dice.uniform(0.1, 0.4))

    def _new_letter(self, shop: Shop) -> None:
        campaign = letters.write(shop, f"Letter {next(self._numbers):05}", self._dice)
        chance = self._dice.random()
        if chance < self._odd:
            self._test_mail(shop, campaign)
            if chance < self._odd / 2:
                campaign = letters.edit(shop, campaign, self._dice)
        elif chance < 2 * self._odd:
            self._namesake(shop, campaign.name)
        delivery = self._click(shop, campaign)
        if delivery is None:
            return
        self._meanwhile(shop, delivery)

    def _meanwhile(self, shop: Shop, delivery: Delivery) -> None:
        """What some do about a letter that is on its way: in the hold, just after it, or once it is there."""
        chance, hold = self._dice.random(), self._hold
        if chance < 1.2 * self._odd:
            time.sleep(self._dice.uniform(0, 1.8) * hold)
            clicks = self._dice.choice((1, 1, 2))
            self._times(lambda: self._attempt(delivery, "undo", operations.undo, shop), clicks)
        elif chance < 2.0 * self._odd:
            self._when(lambda: bool(self._now(delivery).remote_id))
            time.sleep(self._dice.uniform(0, 2) * hold)
            self._in_omnisend(delivery)
        elif chance < 2.8 * self._odd:
            self._when(lambda: self._attempt(delivery, "cancel", operations.cancel, shop))

    def _now(self, delivery: Delivery) -> Delivery:
        delivery.refresh_from_db()
        return delivery

    def _when(self, look: Callable[[], bool]) -> None:
        """Looks again and again, as long as somebody would."""
        for _ in range(_PATIENCE):
            if look():
                return
            time.sleep(0.1)

    def _click(self, shop: Shop, campaign: Campaign) -> Delivery | None:
        """Send, once, twice or three times at the same moment."""
        accepted: list[Delivery] = []

        def send() -> int:
            made = operations.send(
                campaign=campaign, version=campaign.version, actor=shop.merchant, now=now()
            )
            accepted.append(made)
            return made.pk

        self._times(
            lambda: self._diary.attempt(campaign.name, "send", send, text=letters.text(campaign)),
            self._dice.choice((1, 1, 1, 2, 3)),
        )
        return accepted[0] if accepted else None

    def _test_mail(self, shop: Shop, campaign: Campaign) -> None:
        address = f"{campaign.name.replace(' ', '-')}@example.com".lower()

        def ask() -> int:
            return operations.send_test(
                campaign=campaign, recipients=[address], actor=shop.merchant, now=now()
            ).pk

        self._diary.attempt(campaign.name, "test mail", ask, text=address)
        self._when(lambda: not campaign.deliveries.filter(purpose=Purpose.TEST, ended_at=None).exists())
        campaign.refresh_from_db()

    def _namesake(self, shop: Shop, name: str) -> None:
        """A draft of the merchant's own, in Omnisend, that happens to have the same name."""
        content = {"email": {"subject": "The merchant's own"}}
        brand = shop.store.brand_id
        self._quietly(name, "namesake", lambda: self._sandbox.add_campaign(brand, name=name, content=content))

    def _in_omnisend(self, delivery: Delivery) -> None:
        """The merchant sends, edits or deletes the draft on Omnisend's own page."""
        delivery.refresh_from_db()
        name, remote = delivery.campaign.name, delivery.remote_id
        if not remote:
            return
        act = self._dice.choice(("send", "edit", "edit", "delete"))
        if act == "edit":
            text = f"{name}, as the merchant has it"
            content = {"email": {"subject": text}}
            self._diary.note(name, "merchant edited", at=time.time(), text=text)
            self._quietly(name, "edit", lambda: self._sandbox.edit_campaign(remote, content=content))
        elif act == "send":
            self._quietly(name, "merchant sent", lambda: self._sandbox.status(remote, "started"))
        else:
            self._quietly(name, "merchant deleted", lambda: self._sandbox.remove_campaign(remote))

    def _quietly(self, name: str, what: str, act: Callable[[], object]) -> None:
        self._diary.attempt(name, what, act)

    def _away_for_a_while(self, shop: Shop) -> None:
        """Somebody takes our access back, gives it again, and sends some of what became drafts by that."""
        ended: list[tuple[str, int]] = []
        at, said = time.time(), "disconnected"
        try:
            shops.disconnect(shop, ended)
        except (DatabaseError, InterfaceError):
            connection.close()
            said = "disconnected?"
        for name, delivery in ended:
            self._diary.note(name, said, at=at, delivery=delivery)
        time.sleep(self._dice.uniform(0, 2) * self._hold)
        shops.reconnect(self._sandbox, shop)
        drafts = Campaign.objects.filter(store=shop.store, name__in=[name for name, _ in ended])
        for campaign in drafts.exclude(type=Campaign.Type.BOOSTER)[:3]:
            self._click(shop, campaign)

    def _decide(self, shop: Shop, delivery: Delivery) -> None:
        """What a sensible person does about a parked delivery, sometimes twice at once."""
        chance, name = self._dice.random(), delivery.campaign.name
        if delivery.attached or chance < 0.1:
            return
        if delivery.unknown_since or delivery.accepted_at or delivery.reason in _MAY_BE_OUT:
            if chance < 0.7:
                self._attempt(delivery, "look", operations.look_again, shop)
                return
            was_sent = any(send["name"] == name for send in self._sandbox.sends())
            what = "said sent" if was_sent else "said not sent"
            self._attempt(delivery, what, operations.checked_in_omnisend, shop, was_sent=was_sent)
        elif delivery.reason == Reason.BOOSTER and chance < 0.6:
            self._attempt(delivery, "go on", operations.send_without_booster, shop)
        elif chance < 0.2:
            self._attempt(delivery, "give up", operations.give_up, shop)
        elif chance < 0.5 or delivery.reason in (Reason.LATE, Reason.DOUBTFUL, Reason.DIFFERS):
            edited: list[Campaign] = []
            if self._diary.attempt(
                name, "edit", lambda: edited.append(letters.edit(shop, delivery.campaign, self._dice))
            ):
                self._click(shop, edited[0])
        else:
            self._times(lambda: self._attempt(delivery, "go on", operations.resume, shop), 2)

    def _attempt(
        self, delivery: Delivery, what: str, operation: Callable[..., object], shop: Shop, **more: Any
    ) -> bool:
        def act() -> None:
            operation(delivery=delivery, actor=shop.merchant, now=now(), **more)

        return self._diary.attempt(delivery.campaign.name, what, act, delivery=delivery.pk)

    def _times(self, act: Callable[[], object], many: int) -> None:
        """The same click so many times at the same moment, each with a connection of its own."""

        def once() -> None:
            try:
                act()
            finally:
                connection.close()

        others = [threading.Thread(target=once) for _ in range(many - 1)]
        for thread in others:
            thread.start()
        act()
        for thread in others:
            thread.join()
