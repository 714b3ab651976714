"""The whole campaign in one sentence, for Review. Pure."""

from typing import TYPE_CHECKING

from omniapp.campaigns.ab_plan import plan
from omniapp.campaigns.parts import AbTestPart, BoosterPart, EmailPart, SmsPart
from omniapp.campaigns.wording import audience, when

if TYPE_CHECKING:
    from omniapp.campaigns.reviewed import Reviewed

EXCERPT = 60
RECIPIENTS = {"nonOpeners": "did not open", "nonClickers": "did not click in"}


def sentence(reviewed: "Reviewed", store: str) -> str:
    """What goes out, from whom, to whom, when."""
    if reviewed.booster:
        return f"{store} sends {_follow_up(reviewed)} {_followed(reviewed, reviewed.booster)}."
    if reviewed.ab_test:
        test = reviewed.ab_test
        steps = plan(test.share, test.metric, test.decision).sentence
        return f"{store} tests {_pair(test)} on {audience(reviewed)}, {when(reviewed)}: {steps}."
    if reviewed.sms:
        return f"{store} sends {_text_message(reviewed.sms)} to {audience(reviewed)}, {when(reviewed)}."
    email = reviewed.shown
    return (
        f"{store} sends the email “{email.subject}” from {sender(email)} "
        f"to {audience(reviewed)}, {when(reviewed)}."
    )


def sender(email: EmailPart) -> str:
    """``Alpine Wool <hello@alpinewool.example>``, or that the address is the store's own."""
    if email.sender_email:
        return f"{email.sender_name} <{email.sender_email}>"
    return f"{email.sender_name} (the store's own sender address)"


def excerpt(text: str) -> str:
    """The first words on one line, with “…” if there are more."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1].rstrip() + "…"


def _text_message(sms: SmsPart) -> str:
    picture = (
        f", with the image {sms.image_name or 'you chose'} for the US and Canada," if sms.image_id else ""
    )
    return f"the text message “{excerpt(sms.message)}”{picture}"


def _pair(test: AbTestPart) -> str:
    one, other = sender(test.a), sender(test.b)
    if one == other:
        return f"the emails A “{test.a.subject}” and B “{test.b.subject}” from {one}"
    return f"the emails A “{test.a.subject}” from {one} and B “{test.b.subject}” from {other}"


def _follow_up(reviewed: "Reviewed") -> str:
    if reviewed.sms:
        return f"{_text_message(reviewed.sms)} as a booster"
    email = reviewed.shown
    if not email.subject:
        return "the same email once more"
    return f"the email “{email.subject}” as a booster"


def _followed(reviewed: "Reviewed", booster: BoosterPart) -> str:
    name = f"“{booster.parent_name}”" if booster.parent_name else "the first campaign"
    words = f"to those who {RECIPIENTS[booster.send_to]} {name}"
    if booster.delay is None:
        return f"{words}, {when(reviewed)}"
    if booster.delay.amount == 0:
        return f"{words}, together with it"
    return f"{words}, {booster.delay} after that was sent"
