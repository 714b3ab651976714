"""The SMS half of a campaign. Source: Omnisend API 2026-03-15, Create campaign."""

import math

from omniapp.sandbox.models import Brand, Json
from omniapp.sandbox.rules.fields import Fields
from omniapp.sandbox.rules.pictures import LARGEST_MMS, MMS_KINDS

MOST_SEGMENTS = 9
MOST_MMS_CHARACTERS = 1600
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€")


def segments_of(text: str) -> int:
    """How many messages a text takes: GSM 03.38 (160, several 153 each), else UCS-2 (70, several 67)."""
    if all(character in _BASIC or character in _EXTENDED for character in text):
        length, single, several = len(text) + sum(character in _EXTENDED for character in text), 160, 153
    else:
        length, single, several = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= single else math.ceil(length / several)


def read_sms(fields: Fields, brand: Brand, *, check_image: bool) -> Json:
    message = fields.text("message", required=True)
    compliance = fields.child("compliance", required=True)
    stop = unsubscribe = ""
    if compliance is not None:
        stop = compliance.text("stopKeywordText", required=True, longest=250)
        unsubscribe = compliance.text("unsubscribeLinkText", required=True, longest=250)
        if stop and "STOP" not in stop.upper():
            compliance.error("stopKeywordText", "invalid_value", "Must contain the word STOP")
        if unsubscribe and "[[unsubscribe_link]]" not in unsubscribe:
            compliance.error("unsubscribeLinkText", "invalid_value", "Must contain [[unsubscribe_link]]")
    image = fields.identifier("imageID")
    if image and check_image:
        _check_image(fields, brand, image)
    here, elsewhere = f"{message} {stop}", f"{message} {unsubscribe}"
    if image and len(here) > MOST_MMS_CHARACTERS:
        fields.error("message", "too_long", f"Must not exceed {MOST_MMS_CHARACTERS} characters as MMS")
    if segments_of(elsewhere) > MOST_SEGMENTS or (not image and segments_of(here) > MOST_SEGMENTS):
        fields.error(
            "message", "too_long", f"Must not exceed {MOST_SEGMENTS} SMS segments with its compliance text"
        )
    shorten = fields.flag("isLinkShorteningEnabled") if fields.has("isLinkShorteningEnabled") else True
    sms: Json = {
        "message": message,
        "compliance": {"stopKeywordText": stop, "unsubscribeLinkText": unsubscribe},
        "isLinkShorteningEnabled": shorten,
    }
    return sms | ({"imageID": image} if image else {})


def _check_image(fields: Fields, brand: Brand, identifier: str) -> None:
    image = brand.images.get(identifier)
    if image is None:
        fields.error("imageID", "invalid_value", "Must exist")
    elif image.picture.kind not in MMS_KINDS:
        fields.error("imageID", "invalid_value", "Must be a JPEG, PNG or GIF image")
    elif len(image.content) > LARGEST_MMS:
        fields.error("imageID", "invalid_value", "Must not exceed 500 KB")
