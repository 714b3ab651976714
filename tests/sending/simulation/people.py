"""What people do here, and the merchant in Omnisend; and what they were told that it came to."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from omniapp.campaigns import operations as composing
from omniapp.campaigns.errors import EditedElsewhere, NotBoostable, NotEditable
from omniapp.campaigns.models import Campaign
from omniapp.people.actors import merchant
from omniapp.sending import operations
from omniapp.sending.errors import SendingError
from omniapp.sending.models import Delivery
from omniapp.sending.states import LIVE, Purpose, Reason, State
from omniapp.stores.models import Store
from tests import cast
from tests.sandbox_control import ControlRefused
from tests.sending.simulation.remote import InProcess

_NOT_DONE = (SendingError, NotEditable, EditedElsewhere, NotBoostable, ControlRefused)
_ANYTIME = {"undo": operations.undo, "look": operations.look_again, "give up": operations.give_up}
_MAY_BE_OUT = {Reason.UNKNOWN, Reason.OVERDUE}


@dataclass(frozen=True)
class Act:
    """Something that was done. ``words``: of a click on Send, what was reviewed."""

    at: dt.datetime
    what: str
    letter: str
    delivery: int = 0
    words: str = ""


class People:
    def __init__(self, remote: InProcess, store: Store, dice: random.Random, most: int) -> None:
        self._remote, self._store, self._dice, self._most = remote, store, dice, most
        self._actor = merchant(store)
        self._templates = [t["id"] for t in remote.state()["templates"] if t["brandID"] == store.brand_id]
        self.letters: list[Campaign] = []
        self.acts: list[Act] = []
        self.namesakes: set[str] = set()  # drafts of the merchant's own

    def act(self) -> None:
        """Something sensible, somewhere; often twice, as people do."""
        if len(self.letters) < self._most and self._dice.random() < 0.4:
            self._write()
        elif self.letters:
            letter = self._dice.choice(self._waiting() or self.letters)
            letter.refresh_from_db()
            what = self._dice.choices((self._go_on, self._in_omnisend, self._aside), (9, 0.5, 1))[0]
            for _ in range(self._dice.choice((1, 1, 2))):
                what(letter)

    def _waiting(self) -> list[Campaign]:
        """The letters about which somebody is asked, as often as not."""
        parked = Delivery.objects.filter(state=State.NEEDS_PERSON).values_list("campaign_id", flat=True)
        ids = set(parked) if self._dice.random() < 0.6 else set()
        return [letter for letter in self.letters if letter.pk in ids]

    def _write(self) -> None:
        name = f"Letter {len(self.letters) + 1}"
        letter = composing.create(store=self._store, actor=self._actor, now=self._now())
        content: dict[str, Any] = {
            "name": name,
            "subject": f"{name}, version 1",
            "template_id": self._dice.choice(self._templates),
            "template_name": "Any",
            "audience": "everyone",
            "timing": "now",
        }
        if self._dice.random() < 0.15:
            content["utm"] = {"campaign": "letters"}
        if self._dice.random() < 0.15:
            at = (self._now() + dt.timedelta(hours=1)).astimezone(self._store.tz)
            content |= {"timing": "at", "on_date": f"{at:%Y-%m-%d}", "at_time": f"{at:%H:%M}"}
        self.letters.append(self._save(letter, content))
        if self._dice.random() < 0.07:
            self._try("boosted", name, lambda: self._boost(letter))
        if self._dice.random() < 0.1:
            own = self._remote.add_campaign(self._store.brand_id, name=name)
            self.namesakes.add(own["id"])
        self._click(self.letters[-1])

    def _boost(self, letter: Campaign) -> Campaign:
        return self._save(composing.boost(parent=letter, **self._who()), {"delay_amount": "1"})

    def _click(self, letter: Campaign) -> None:
        letter.refresh_from_db()
        who, version = self._who(), letter.version
        self._try(
            "send",
            letter.name,
            lambda: operations.send(campaign=letter, version=version, **who),
            words=letter.subject,
        )

    def _go_on(self, letter: Campaign) -> None:
        """A decision about its live delivery, or a click on Send where there is none."""
        live = letter.deliveries.filter(state__in=sorted(LIVE)).first()
        if live is None or live.purpose != Purpose.SEND:
            if not letter.locked_reason and letter.deleted_at is None:
                self._click(letter)
        elif live.state == State.HELD:
            if self._dice.random() < 0.1:
                self._decide("undo", operations.undo, live)
        elif live.state == State.FOLLOWING:
            if self._dice.random() < 0.15:
                self._decide("cancel", operations.cancel, live)
        elif live.state == State.NEEDS_PERSON:
            self._parked(letter, live)
        else:
            what = self._dice.choice(("undo", "undo", "undo", "look", "give up", *[""] * 7))
            if what:
                self._decide(what, _ANYTIME[what], live)

    def _parked(self, letter: Campaign, live: Delivery) -> None:
        if live.unknown_since or live.accepted_at or live.reason in _MAY_BE_OUT:
            if self._dice.random() < 0.6:
                self._decide("look", operations.look_again, live)
                return
            out = [send for send in self._remote.world.journal.sends if send["name"] == letter.name]
            said = "said sent" if out else "said not sent"
            self._decide(said, operations.checked_in_omnisend, live, was_sent=bool(out))
        elif live.reason == Reason.RECONNECT:
            cast.connect(self._store.brand_id, self._remote)
            operations.store_reconnected(store=self._store, **self._who())
        elif live.reason == Reason.BOOSTER:
            self._decide("go on", operations.send_without_booster, live)
        elif self._dice.random() < 0.1:
            self._decide("give up", operations.give_up, live)
        elif self._dice.random() < 0.5:
            self._decide("go on", operations.resume, live)
        else:
            self._edit(letter)

    def _edit(self, letter: Campaign) -> None:
        changes = {"subject": f"{letter.name}, version {letter.version + 1}", "timing": "now"}
        if self._dice.random() < 0.3:
            changes["template_id"] = self._dice.choice(self._templates)
        changes |= {"on_date": "", "at_time": ""}
        if self._try("edited", letter.name, lambda: self._save(letter, changes)):
            self._click(letter)

    def _save(self, letter: Campaign, changes: dict[str, Any]) -> Campaign:
        return composing.save(campaign=letter, version=letter.version, changes=changes, **self._who())

    def _aside(self, letter: Campaign) -> None:
        """A test mail, or a copy made by Omnisend."""
        name, who = letter.name, self._who()
        if self._dice.random() < 0.6:
            to = [f"{len(self.acts)}@example.com"]
            self._try("test mail", name, lambda: operations.send_test(campaign=letter, recipients=to, **who))
        else:
            self._try("copy", name, lambda: operations.copy_in_omnisend(campaign=letter, **who))

    def _in_omnisend(self, letter: Campaign) -> None:
        """The merchant edits, sends or deletes the draft on Omnisend's own page."""
        remote = letter.omnisend_id
        campaigns = self._remote.world.brands[self._store.brand_id].campaigns
        if remote not in campaigns or campaigns[remote].status != "draft":
            return
        words = f"{letter.name}, as the merchant has it"
        what = self._dice.choice(("edited there", "edited there", "sent there", "deleted there"))
        if what == "edited there":
            content = {"email": {"subject": words}}
            self._try(
                what, letter.name, lambda: self._remote.edit_campaign(remote, content=content), words=words
            )
        elif what == "sent there":
            self._try(what, letter.name, lambda: self._remote.status(remote, "started"))
        else:
            self._try(what, letter.name, lambda: self._remote.remove_campaign(remote))

    def _decide(self, what: str, decision: Callable[..., Delivery], delivery: Delivery, **more: Any) -> None:
        name = delivery.campaign.name
        self._try(what, name, lambda: decision(delivery=delivery, **more, **self._who()))

    def _try(self, what: str, letter: str, act: Callable[[], object], *, words: str = "") -> bool:
        """Does it and notes it; what was refused did not happen."""
        try:
            came = act()
        except _NOT_DONE:
            return False
        delivery = came.pk if isinstance(came, Delivery) else 0
        self.acts.append(Act(self._now(), what, letter, delivery, words))
        return True

    def _who(self) -> dict[str, Any]:
        return {"actor": self._actor, "now": self._now()}

    def _now(self) -> dt.datetime:
        return self._remote.now()
