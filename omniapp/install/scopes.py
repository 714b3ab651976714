"""What each scope we ask for lets us do, in a merchant's words."""

WORDS = {
    "brands.read": "see the store's name, website and time zone",
    "campaigns.read": "see campaigns and what became of them",
    "campaigns.write": "create, change, send and cancel campaigns",
    "email-templates.read": "see the email templates",
    "email-templates.write": "change email templates",
    "segments.read": "see the segments of contacts",
    "analytics.read": "see how campaigns performed",
}


def missing(wanted: str, granted: str) -> list[str]:
    """The scopes of ``wanted`` that ``granted`` lacks; both are separated by spaces."""
    return sorted(set(wanted.split()) - set(granted.split()))


def in_words(names: list[str]) -> list[str]:
    """Only scopes we know: names may come from an address that anybody can write."""
    return [WORDS[name] for name in names if name in WORDS]
