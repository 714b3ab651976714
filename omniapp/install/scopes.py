"""What each scope we ask for lets us do, in a merchant's words, and which are asked for later."""

from django.conf import settings

WORDS = {
    "brands.read": "see the store's name, website and time zone",
    "campaigns.read": "see campaigns and what became of them",
    "campaigns.write": "create, change, send and cancel campaigns",
    "email-templates.read": "see the email templates",
    "email-templates.write": "change email templates",
    "segments.read": "see the segments of contacts",
    "analytics.read": "see how campaigns performed",
    "images.read": "see the images in its library",
    "images.write": "add images to its library",
}
LATER = ("images.read", "images.write")
"""Asked for when a feature needs them, not at the first connection."""


def missing(wanted: str, granted: str) -> list[str]:
    """The scopes of ``wanted`` that ``granted`` lacks; both are separated by spaces."""
    return sorted(set(wanted.split()) - set(granted.split()))


def in_words(names: list[str]) -> list[str]:
    """Only scopes we know: names may come from an address that anybody can write."""
    return [WORDS[name] for name in names if name in WORDS]


def wanted(*more: str) -> str:
    """What every connection needs, and those of ``more`` that may be asked for later; nothing else."""
    asked = {name for text in more for name in text.split()}
    return " ".join([settings.OMNISEND_SCOPES, *(name for name in LATER if name in asked)])


def later(scope: str) -> list[str]:
    """Those of ``scope`` that go beyond the first connection."""
    return [name for name in LATER if name in scope.split()]
