"""An email's words: subject, preheader, sender, template. Of a campaign, a booster or a test's variant."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from omniapp.campaigns.check.finding import Finding, block, missing, warn
from omniapp.campaigns.parts import EmailPart

LONGEST = 250
ON_A_PHONE = 33
ON_A_DESKTOP = 60
LEFTOVER = re.compile(r"\{\{|\[\[(?!unsubscribe_link)|\blorem\b|\bxxx\b|\btodo\b", re.IGNORECASE)


@dataclass(frozen=True)
class Words:
    """``prefix`` of its fields, ``of`` to name a variant; ``inherits`` where empty texts are a parent's."""

    email: EmailPart
    prefix: str = ""
    of: str = ""
    designed: bool = False
    inherits: bool = False

    def text(self, field: str) -> str:
        return str(getattr(self.email, field))

    def at(self, field: str) -> str:
        return f"{self.prefix}{field}"


def message(words: Words) -> Iterator[Finding]:
    checks: tuple[Callable[[Words], Iterator[Finding]], ...] = (
        required,
        lengths,
        addresses,
        leftovers,
        cut_on_phones,
        no_preheader,
    )
    for check in checks:
        yield from check(words)


def required(words: Words) -> Iterator[Finding]:
    if words.inherits:
        return
    if not words.email.subject:
        yield missing(words.at("subject"), f"Write a subject{words.of}.")
    if not words.email.sender_name:
        yield missing(words.at("sender_name"), f"Say whom it is from{words.of}.")
    if not words.email.template_id and not words.designed:
        yield missing(words.at("template_id"), f"Choose a template{words.of}.")


def lengths(words: Words) -> Iterator[Finding]:
    for field, label in (("subject", "subject"), ("preheader", "preheader"), ("sender_name", "sender name")):
        yield from too_long(words.at(field), f"{label}{words.of}", words.text(field))


def too_long(field: str, label: str, text: str) -> Iterator[Finding]:
    over = len(text) - LONGEST
    if over > 0:
        yield block(
            field,
            "too-long",
            f"The {label} has {len(text)} characters, {over} more than the {LONGEST} Omnisend takes.",
        )


def addresses(words: Words) -> Iterator[Finding]:
    for field, label in (("sender_email", "sender address"), ("reply_to", "reply address")):
        address = words.text(field)
        if address and not is_address(address):
            yield block(
                words.at(field),
                "address",
                f"The {label}{words.of} is not an e-mail address. Write it like hello@example.com.",
            )


def is_address(text: str) -> bool:
    """An ordinary address: ASCII, a domain with a dot, no display name, no address literal."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return text.isascii() and "." in text.rpartition("@")[2] and "[" not in text


def leftovers(words: Words) -> Iterator[Finding]:
    for field in ("subject", "preheader"):
        yield from leftover(words.at(field), f"{field}{words.of}", words.text(field))


def leftover(field: str, label: str, text: str) -> Iterator[Finding]:
    found = LEFTOVER.search(text)
    if found:
        yield warn(
            field,
            "placeholder",
            f"The {label} has “{found.group()}” in it. Unless that is a personalisation, replace it.",
        )


def cut_on_phones(words: Words) -> Iterator[Finding]:
    if len(words.email.subject) > ON_A_PHONE:
        shown = cut(words.email.subject, ON_A_PHONE)
        yield warn(
            words.at("subject"),
            "cut-on-phones",
            f"Many phones show only the first {ON_A_PHONE} characters{words.of}: “{shown}”",
        )


def no_preheader(words: Words) -> Iterator[Finding]:
    if not words.email.preheader and not words.inherits:
        yield warn(
            words.at("preheader"),
            "no-preheader",
            f"Without a preheader{words.of}, inboxes show the first words of the email beside the subject.",
        )


def cut(text: str, length: int) -> str:
    """At most ``length`` characters; the last is “…” when something was left out."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
