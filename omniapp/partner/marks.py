"""A campaign's state in one word, for lists that show hundreds: its page's title without the reasons."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.safestring import SafeString

from omniapp.campaigns.models import Campaign
from omniapp.sending import mirrored_words
from omniapp.sending.models import Delivery
from omniapp.sending.outcome import Tone
from omniapp.sending.states import Purpose, State
from omniapp.sending.wording import ENDED, FOLLOWED
from omniapp.web import icons

_BACK_TO_DRAFT = frozenset({State.UNDONE, State.GIVEN_UP, State.REPLACED})


@dataclass(frozen=True)
class Mark:
    """What a pill shows."""

    tone: Tone
    icon: str
    word: str

    @property
    def svg(self) -> SafeString:
        return icons.svg(self.icon)


DRAFT = Mark("quiet", "file-pen", "Draft")
_OURS = {
    State.HELD: Mark("busy", "hourglass", "Held for a moment"),
    State.HANDING_OVER: Mark("busy", "send", "Handing over"),
    State.CHECKING: Mark("warn", "search", "Checking"),
    State.NEEDS_PERSON: Mark("warn", "triangle-alert", "Needs you"),
}


def with_newest(campaigns: QuerySet[Campaign]) -> QuerySet[Campaign]:
    """``campaigns``, each with where its newest delivery stands; nothing of what was reviewed is read."""
    sends = Delivery.objects.filter(campaign=OuterRef("pk"), purpose=Purpose.SEND).order_by("-id")
    return campaigns.annotate(
        newest=Subquery(sends.values(said=JSONObject(state="state", remote="remote_status"))[:1])
    )


def of(campaign: Any) -> Mark:
    """Of a campaign as from ``with_newest``. Omnisend's status counts where nothing of ours stands for it."""
    state = State(campaign.newest["state"]) if campaign.newest else None
    if state is None or campaign.mirrored or state in _BACK_TO_DRAFT:
        return _there(campaign)
    if state in _OURS:
        return _OURS[state]
    if state == State.FOLLOWING:
        remote = campaign.newest["remote"]
        followed = FOLLOWED.get("accepted" if remote in ("", "draft") else remote, FOLLOWED["started"])
        return Mark(followed.tone, followed.icon, followed.title)
    ended = ENDED[state]
    return Mark(ended.tone, ended.icon, ended.title)


def _there(campaign: Campaign) -> Mark:
    if campaign.gone_at is not None:
        return Mark("quiet", "trash-2", "Deleted in Omnisend")
    if campaign.omnisend_status in ("", "draft"):
        return DRAFT
    told = mirrored_words.TOLD.get(campaign.omnisend_status) or mirrored_words.new(campaign.omnisend_status)
    return Mark(told.tone, told.icon, told.title)
