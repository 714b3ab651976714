"""What the functions that describe a delivery share: what they work from, and the buttons they offer."""

import datetime as dt
from dataclasses import dataclass, field

from omniapp.campaigns.models import Campaign
from omniapp.sending import wording
from omniapp.sending.models import Delivery
from omniapp.sending.outcome import Action
from omniapp.stores.models import Store


@dataclass(frozen=True)
class Page:
    """What the describing functions work from."""

    campaign: Campaign
    delivery: Delivery
    store: Store
    now: dt.datetime
    say: wording.Wording = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "say", wording.Wording(self.store.tz, self.now))


EDIT = Action("edit", "Edit", "link")
COPY = Action("copy", "Copy as new draft")
GIVE_UP = Action("give-up", "Stop, keep it as a draft")
LOOK = Action("look-again", "Look again")
WAS_SENT = Action("was-sent", "I have checked in Omnisend: it was sent")
WAS_NOT_SENT = Action("was-not-sent", "I have checked in Omnisend: it was not sent")
