"""The email half of a campaign: subject, sender, template. Source: Omnisend API 2026-03-15, Campaigns."""

from dataclasses import dataclass

from omniapp.sandbox.models import Brand, Json
from omniapp.sandbox.problems import Problem
from omniapp.sandbox.rules.fields import Fields

LONGEST = 250
MAILBOX_PROVIDERS = (
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "outlook.com",
    "hotmail.com",
    "icloud.com",
    "aol.com",
)
TEXTS = ("subject", "preheader", "senderName")


@dataclass(frozen=True)
class Needs:
    """What must be there: all of it for a regular campaign, less for a variant, nothing for a booster."""

    subject: bool = True
    sender_name: bool = True
    template: bool = True


def read_email(fields: Fields, brand: Brand, needs: Needs) -> Json:
    """The email's own fields; `templateID` stays under that name until it becomes a copy."""
    email: Json = {
        "subject": fields.text("subject", required=needs.subject, longest=LONGEST, blank=False),
        "preheader": fields.text("preheader", longest=LONGEST),
        "senderName": fields.text("senderName", required=needs.sender_name, longest=LONGEST, blank=False),
        "senderEmail": _sender(fields, brand),
        "replyToEmail": _reply_to(fields, brand),
    }
    if needs.template or fields.has("templateID"):
        template = fields.identifier("templateID", required=needs.template)
        if template and template not in brand.templates:
            fields.error("templateID", "invalid_value", "Must reference an existing template")
        email["templateID"] = template
    return email


def _sender(fields: Fields, brand: Brand) -> str:
    address = fields.email("senderEmail")
    if not address or address.lower() in brand.senders:
        return address
    if address.rpartition("@")[2].lower() in MAILBOX_PROVIDERS:
        fields.error(
            "senderEmail", "sender_email_incompatible_domain", "This domain cannot be used for sending"
        )
    else:
        fields.error("senderEmail", "sender_email", "The brand cannot send from this address")
    return address


def _reply_to(fields: Fields, brand: Brand) -> str:
    address = fields.email("replyToEmail")
    if address and address.lower() not in [*brand.senders, *brand.reply_to]:
        fields.error(
            "replyToEmail", "reply_to_email_not_verified", "This address is not verified for the brand"
        )
    return address


def default_sender(email: Json, brand: Brand) -> None:
    """Fill in the brand's own address and name; raises 422 when the brand has no verified sender."""
    if not email["senderEmail"]:
        if not brand.senders:
            raise Problem(422, "sender-email-not-available", "The brand has no verified sender email.")
        email["senderEmail"] = brand.senders[0]
    email["senderName"] = email["senderName"] or brand.name
