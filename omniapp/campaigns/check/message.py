"""The message: name, subject, preheader, sender, template."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from omniapp import omnisend
from omniapp.campaigns.check.finding import Finding, block, missing, warn

if TYPE_CHECKING:
    from omniapp.campaigns.models import Campaign

LONGEST = 250
ON_A_PHONE = 33
ON_A_DESKTOP = 60
LEFTOVER = re.compile(r"\{\{|\[\[|\blorem\b|\bxxx\b|\btodo\b", re.IGNORECASE)


def message(campaign: "Campaign") -> Iterator[Finding]:
    yield from _required(campaign)
    yield from _lengths(campaign)
    yield from _addresses(campaign)
    if campaign.language not in omnisend.LANGUAGES:
        yield block(
            "language", "language", "Omnisend has no such language for campaigns. Choose one of the list."
        )
    yield from _reading(campaign)


def _required(campaign: "Campaign") -> Iterator[Finding]:
    if not campaign.name:
        yield missing("name", "Give the campaign a name. Only you see it.")
    if not campaign.subject:
        yield missing("subject", "Write a subject.")
    if not campaign.sender_name:
        yield missing("sender_name", "Say whom it is from.")
    if not campaign.template_id:
        yield missing("template_id", "Choose a template.")


def _lengths(campaign: "Campaign") -> Iterator[Finding]:
    for field, label in (
        ("name", "name"),
        ("subject", "subject"),
        ("preheader", "preheader"),
        ("sender_name", "sender name"),
    ):
        length = len(getattr(campaign, field))
        over = length - LONGEST
        if over > 0:
            yield block(
                field,
                "too-long",
                f"The {label} has {length} characters, {over} more than the {LONGEST} Omnisend takes.",
            )


def _addresses(campaign: "Campaign") -> Iterator[Finding]:
    for field, label in (("sender_email", "sender address"), ("reply_to", "reply address")):
        address = getattr(campaign, field)
        if address and not is_address(address):
            yield block(
                field, "address", f"The {label} is not an e-mail address. Write it like hello@example.com."
            )


def is_address(text: str) -> bool:
    """An ordinary address: ASCII, a domain with a dot, no display name, no address literal."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return text.isascii() and "." in text.rpartition("@")[2] and "[" not in text


def _reading(campaign: "Campaign") -> Iterator[Finding]:
    checks: tuple[Callable[[Campaign], Iterator[Finding]], ...] = (_leftovers, _cut, _no_preheader)
    for check in checks:
        yield from check(campaign)


def _leftovers(campaign: "Campaign") -> Iterator[Finding]:
    for field in ("subject", "preheader"):
        found = LEFTOVER.search(getattr(campaign, field))
        if found:
            yield warn(
                field,
                "placeholder",
                f"The {field} has “{found.group()}” in it. Unless that is a personalisation, replace it.",
            )


def _cut(campaign: "Campaign") -> Iterator[Finding]:
    if len(campaign.subject) > ON_A_PHONE:
        yield warn(
            "subject",
            "cut-on-phones",
            f"Many phones show only the first {ON_A_PHONE} characters: “{cut(campaign.subject, ON_A_PHONE)}”",
        )


def _no_preheader(campaign: "Campaign") -> Iterator[Finding]:
    if not campaign.preheader:
        yield warn(
            "preheader",
            "no-preheader",
            "Without a preheader, inboxes show the first words of the email beside the subject.",
        )


def cut(text: str, length: int) -> str:
    """At most ``length`` characters; the last is “…” when something was left out."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
