"""What is added to links."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from omniapp.campaigns.check.finding import Finding
from omniapp.campaigns.check.message import too_long
from omniapp.campaigns.parts import Tags

if TYPE_CHECKING:
    from omniapp.campaigns.models import Campaign


def utm(campaign: "Campaign") -> Iterator[Finding]:
    """Fields are named utm-source, or of a variant utm-a-source."""
    tags = Tags.of(campaign)
    prefixes = ("utm-a-", "utm-b-") if len(tags) == 2 else ("utm-",)
    for prefix, one in zip(prefixes, tags, strict=False):
        for part, text in one.model_dump().items():
            yield from too_long(f"{prefix}{part}", f"link tag “{part}”", text)
