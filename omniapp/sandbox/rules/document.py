"""One campaign as a document: read and validated whole, at creation and again after every update."""

from dataclasses import dataclass, field
from datetime import datetime

from omniapp.sandbox.models import ABTest, Booster, Brand, Json, Sending
from omniapp.sandbox.problems import FieldError, Problem, invalid
from omniapp.sandbox.rules import abtest, booster_settings
from omniapp.sandbox.rules.audience import read_audience
from omniapp.sandbox.rules.email import Needs, read_email
from omniapp.sandbox.rules.fields import Fields
from omniapp.sandbox.rules.sending import read_sending
from omniapp.sandbox.rules.sms import read_sms
from omniapp.sandbox.switches import Switches

LANGUAGES = (
    *("da_DK", "nl_NL", "en_US", "et_EE", "fi_FI", "fr_FR", "de_DE", "it_IT", "lv_LV", "lt_LT"),
    *("nn_NO", "pl_PL", "pt_BR", "pt_PT", "ru_RU", "be_BY", "sl_SL", "es_LA", "es_ES", "sv_SE"),
)
CHANNELS = ("email", "push", "sms")
TYPES = ("regular", "booster", "abTest")
OWN_FIELD = {"abTest": "abTest", "booster": "boosterSettings"}


@dataclass
class Read:
    """What a valid document says."""

    name: str
    language: str
    email: Json | None = None
    sms: Json | None = None
    included: list[str] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    sending: Sending = field(default_factory=Sending)
    ab_test: ABTest | None = None
    booster: Booster | None = None


@dataclass(frozen=True)
class Reading:
    """The circumstances: whose campaign, at which moment, new or changed."""

    brand: Brand
    now: datetime
    switches: Switches
    channel: str
    kind: str
    creating: bool


def read_kind(body: Json) -> tuple[str, str]:
    """Channel and type of a campaign to be created, as far as they are valid; raises 422 for push and for A/B
    tests of anything but email."""
    errors: list[FieldError] = []
    fields = Fields(body, errors)
    channel = fields.choice("channel", CHANNELS, required=True)
    kind = fields.choice("type", TYPES, required=True)
    if not errors and (channel == "push" or (kind == "abTest" and channel != "email")):
        raise Problem(
            422, "channel-not-supported", f"{kind} campaigns of channel {channel} cannot be created."
        )
    return channel, kind


def read_document(body: Json, reading: Reading) -> Read:
    """A campaign of any type; raises 400 with every failure there is."""
    errors: list[FieldError] = []
    fields = Fields(body, errors)
    fields.choice("channel", CHANNELS, required=True)
    fields.choice("type", TYPES, required=True)
    for kind, key in OWN_FIELD.items():
        if reading.kind != kind:
            fields.not_allowed(key, f"Not allowed for campaigns of type {reading.kind}")
    read = _read_common(fields, reading)
    if reading.kind == "abTest":
        fields.not_allowed("content", "Variants carry their own content")
        read.ab_test = abtest.read_ab_test(fields, reading.brand, creating=reading.creating)
    else:
        _read_content(fields, reading, read)
    if reading.kind == "booster":
        read.booster = booster_settings.read_booster(fields, channel=reading.channel)
    refuse(fields, errors, reading.switches)
    return read


def _read_common(fields: Fields, reading: Reading) -> Read:
    language = fields.choice("language", LANGUAGES) or "en_US"
    name = fields.text("name", required=reading.kind != "booster", longest=250)
    included, excluded = read_audience(
        fields.child("audience"), reading.brand, check=reading.switches.segments_checked
    )
    sending = read_sending(
        fields.child("sendingSettings"),
        reading.brand,
        reading.now,
        channel=reading.channel,
        kind=reading.kind,
        creating=reading.creating,
    )
    if reading.kind == "booster":  # the parent's recipients are its audience, whatever is said
        included, excluded = [], []
    return Read(name, language, included=included, excluded=excluded, sending=sending)


def _read_content(fields: Fields, reading: Reading, read: Read) -> None:
    follows = reading.kind == "booster"
    content = fields.child("content", required=not follows or reading.channel == "sms")
    if content is None:
        return
    other = {"email": "sms", "sms": "email"}.get(reading.channel, "")
    content.not_allowed(other, f"Not allowed for {reading.channel} campaigns")
    own = content.child(reading.channel, required=not follows or reading.channel == "sms") if other else None
    if own is None:
        return
    if reading.channel == "sms":
        read.sms = read_sms(own, reading.brand, check_image=reading.switches.images_checked)
    elif follows:
        read.email = read_email(own, reading.brand, Needs(subject=False, sender_name=False, template=False))
    else:
        read.email = read_email(own, reading.brand, Needs(template=reading.creating))


def refuse(fields: Fields, errors: list[FieldError], switches: Switches) -> None:
    """Raise what was gathered, if anything was."""
    if switches.unknown_body_fields == "refuse":
        fields.refuse_unknown()
    if errors:
        raise invalid(*errors)
