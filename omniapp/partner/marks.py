"""A campaign's state in one word, for lists that show hundreds: its page's title without the reasons."""

import functools
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.html import format_html
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

    @property
    def said(self) -> SafeString:
        return _as(self, "said")

    @property
    def pill(self) -> SafeString:
        return _as(self, "pill")


@functools.cache
def _as(mark: Mark, css: str) -> SafeString:
    return format_html('<span class="{} tone-{}">{}{}</span>', css, mark.tone, mark.svg, mark.word)


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
    """Of a campaign as from ``with_newest``."""
    newest = campaign.newest or {}
    return read(
        newest.get("state"),
        newest.get("remote", ""),
        mirrored=campaign.mirrored,
        there=campaign.omnisend_status,
        gone=campaign.gone_at is not None,
    )


def read(state: str | None, remote: str, *, mirrored: bool, there: str, gone: bool) -> Mark:
    """Where its newest delivery stands; Omnisend's status (``there``) where nothing of ours stands for it."""
    ours = State(state) if state else None
    if ours is None or mirrored or ours in _BACK_TO_DRAFT:
        return _there(there, gone=gone)
    if ours in _OURS:
        return _OURS[ours]
    if ours == State.FOLLOWING:
        followed = FOLLOWED.get("accepted" if remote in ("", "draft") else remote, FOLLOWED["started"])
        return Mark(followed.tone, followed.icon, followed.title)
    ended = ENDED[ours]
    return Mark(ended.tone, ended.icon, ended.title)


def _there(status: str, *, gone: bool) -> Mark:
    if gone:
        return Mark("quiet", "trash-2", "Deleted in Omnisend")
    if status in ("", "draft"):
        return DRAFT
    told = mirrored_words.TOLD.get(status) or mirrored_words.new(status)
    return Mark(told.tone, told.icon, told.title)
