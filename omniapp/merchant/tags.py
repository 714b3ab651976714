"""Link tags in the editor: what was typed, what an empty field stands for, the link they make. Pure.

Source: Omnisend API 2026-03-15, Update campaign UTM settings: empty ones go back to Omnisend's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from django.http import QueryDict

from omniapp.campaigns.models import Campaign
from omniapp.campaigns.parts import Tags
from omniapp.merchant.lines import one_line

if TYPE_CHECKING:
    from omniapp.merchant.editor import Field

PARTS = {"source": "Source", "medium": "Medium", "campaign": "Campaign"}


@dataclass(frozen=True)
class TagSet:
    """The tags of a campaign, or of one variant: each field with what it stands for when it is empty."""

    title: str
    fields: tuple[tuple["Field", str], ...]
    link: str
    key: str


def labels(campaign: Campaign) -> dict[str, str]:
    """The fields: ``utm-source``, or of a variant ``utm-a-source``."""
    return {
        f"{prefix}{part}": f"{label}{title}"
        for prefix, title in _sets(campaign)
        for part, label in PARTS.items()
    }


def value(campaign: Campaign, name: str) -> str:
    """What stands in the field ``name``."""
    *letter, part = name.removeprefix("utm-").split("-")
    chosen: Mapping[str, Any] = campaign.utm.get(letter[0], {}) if letter else campaign.utm
    found = chosen.get(part, "")
    return found if isinstance(found, str) else ""


def changes(posted: QueryDict, campaign: Campaign) -> dict[str, Any]:
    """{"utm": ...} as it is stored. Where nobody ever chose tags and none are typed, nothing is stored."""
    named = {name for name in labels(campaign) if name in posted}
    if not named:
        return {}
    reset = posted.get("go") == "reset-tags"
    typed = {
        name: "" if reset else one_line(posted.get(name, value(campaign, name))) for name in labels(campaign)
    }
    if not campaign.utm and not any(typed.values()):
        return {}
    if campaign.type != Campaign.Type.AB_TEST:
        return {"utm": {part: typed[f"utm-{part}"] for part in PARTS}}
    return {"utm": {letter: {part: typed[f"utm-{letter}-{part}"] for part in PARTS} for letter in ("a", "b")}}


def context(campaign: Campaign, fields: "Mapping[str, Field]") -> dict[str, Any]:
    """``sets`` for the section; ``custom``: something was chosen; ``wrong``: something is to be corrected."""
    sets = [_set(campaign, prefix, title, fields) for prefix, title in _sets(campaign)]
    own = [field for one in sets for field, _ in one.fields]
    return {
        "sets": sets,
        "custom": any(field.value for field in own),
        "wrong": any(field.problems for field in own),
    }


def facts(campaign: Campaign) -> list[tuple[str, str]]:
    """For Review: (which, the tags in one line); nothing where they are Omnisend's own."""
    found = []
    for prefix, title in _sets(campaign):
        typed = _typed(campaign, prefix)
        if any(typed.model_dump().values()):
            tags = _filled(campaign, typed)
            found.append((f"Link tags{title}", f"{tags.source} · {tags.medium} · {tags.campaign}"))
    return found


def link(website: str, tags: Tags) -> str:
    """A page of the store as a reader's click opens it."""
    address = website if "://" in website else f"https://{website}"
    query = urlencode({f"utm_{part}": text for part, text in tags.model_dump().items()})
    return f"{address.rstrip('/')}/{'&' if urlsplit(address).query else '?'}{query}"


def _sets(campaign: Campaign) -> list[tuple[str, str]]:
    """(prefix of the fields, what follows their names)."""
    if campaign.type == Campaign.Type.AB_TEST:
        return [("utm-a-", " of A"), ("utm-b-", " of B")]
    return [("utm-", "")]


def _set(campaign: Campaign, prefix: str, title: str, fields: "Mapping[str, Field]") -> TagSet:
    own = tuple((fields[f"{prefix}{part}"], default) for part, default in _defaults(campaign).items())
    shown = link(campaign.store.website or "shop.example", _filled(campaign, _typed(campaign, prefix)))
    return TagSet(title.removeprefix(" of "), own, shown, prefix.rstrip("-"))


def _typed(campaign: Campaign, prefix: str) -> Tags:
    return Tags.model_validate({part: value(campaign, f"{prefix}{part}") for part in PARTS})


def _filled(campaign: Campaign, tags: Tags) -> Tags:
    defaults = _defaults(campaign)
    return Tags.model_validate({part: text or defaults[part] for part, text in tags.model_dump().items()})


def _defaults(campaign: Campaign) -> dict[str, str]:
    """Omnisend's own. The id is the one it gives the draft, of a variant one of the variant's."""
    known = campaign.omnisend_id if campaign.type != Campaign.Type.AB_TEST else ""
    name = campaign.name or "its name"
    return {
        "source": "omnisend",
        "medium": campaign.channel,
        "campaign": f"campaign: {name} ({known or 'its id in Omnisend'})",
    }
