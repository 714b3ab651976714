"""Omnisend's statuses in our words, where no delivery of ours tells more. Pure; a new word has some too."""

from collections.abc import Callable
from dataclasses import dataclass

from omniapp.campaigns import seen
from omniapp.campaigns.models import Campaign
from omniapp.sending.evidence import EvidenceLine
from omniapp.sending.outcome import Tone
from omniapp.sending.wording import STATUS, Wording, day


@dataclass(frozen=True)
class Told:
    tone: Tone
    icon: str
    title: str
    went_out: str
    sentence: Callable[[Campaign, Wording], str]


def _plain(text: str) -> Callable[[Campaign, Wording], str]:
    return lambda campaign, say: text


def _scheduled(campaign: Campaign, say: Wording) -> str:
    said = seen.last(campaign)
    at = said.sending_settings.scheduled_at if said else None
    if at is None:
        return "It is scheduled in Omnisend."
    if said and said.sending_settings.strategy == "personalized":
        return f"It is scheduled for {day(at.astimezone(say.zone))}, for each reader at their best time."
    return f"It is scheduled for {say.moment(at)}."


def _sent(campaign: Campaign, say: Wording) -> str:
    said = seen.last(campaign)
    when = ""
    if said is not None and said.started_at is not None:
        when = f" It began to go out on {say.moment(said.started_at)}."
    elif said is not None and said.ended_at is not None:
        when = f" It ended on {say.moment(said.ended_at)}."
    return f"Omnisend says it is sent.{when}"


TOLD = {
    "draft": Told(
        "quiet", "file-pen", "Draft in Omnisend", "Nothing was sent.", _plain("It is a draft in Omnisend.")
    ),
    "scheduled": Told("good", "calendar-clock", "Scheduled", "Nothing went out yet.", _scheduled),
    "started": Told("busy", "send", "Sending", "It is going out.", _plain("Omnisend is sending it.")),
    "paused": Told(
        "busy",
        "shield-check",
        "Safety check",
        "A first part has gone out.",
        _plain("Omnisend sends to about the first thousand and watches for an hour. This is normal."),
    ),
    "stopped": Told(
        "warn",
        "pause",
        "Stopped",
        "The test part went out.",
        _plain("The choice of a winner is stopped in Omnisend."),
    ),
    "onHold": Told(
        "bad",
        "hand",
        "On hold at Omnisend",
        "At most a first part went out.",
        _plain("Omnisend's check of the content did not pass. It is looked at there before it can go on."),
    ),
    "sent": Told("good", "circle-check", "Sent", "It went out.", _sent),
    "canceled": Told(
        "quiet",
        "circle-slash",
        "Canceled",
        "",
        _plain("It is canceled in Omnisend."),
    ),
    "error": Told(
        "bad",
        "octagon-alert",
        "Stopped by Omnisend",
        "Some mail may have gone out.",
        _plain("Omnisend ran into an error while sending it, and names no cause."),
    ),
    "expired": Told(
        "bad",
        "octagon-alert",
        "Stopped by Omnisend",
        "",
        _plain("Omnisend says that its time to be sent has run out."),
    ),
}


def evidence(campaign: Campaign, say: Wording) -> list[EvidenceLine]:
    """What Omnisend says happened when, oldest first; the last line is our reading."""
    said = seen.last(campaign)
    if said is None or campaign.omnisend_read_at is None:
        return []
    winner = said.ab_test.result.selected_at if said.ab_test and said.ab_test.result else None
    times = [
        (said.created_at, "Created in Omnisend"),
        (said.started_at, "Began to go out"),
        (winner, "The winner of the test was chosen"),
        (said.ended_at, "Ended"),
    ]
    known = sorted((at, title) for at, title in times if at)
    lines = [EvidenceLine(at, title, day(at.astimezone(say.zone)), "quiet", ()) for at, title in known]
    status = STATUS.get(campaign.omnisend_status, campaign.omnisend_status)
    read = campaign.gone_at or campaign.omnisend_read_at
    text = "It is no longer there." if campaign.gone_at else f"It is: {status}."
    return [*lines, EvidenceLine(read, "Read from Omnisend", text, "good", (("Campaign", said.id),))]


def new(status: str) -> Told:
    sentence = f"Omnisend calls it “{status}”, a word we do not know yet. Look there what it means."
    return Told("warn", "circle-help", status[:1].upper() + status[1:], "", _plain(sentence))
