"""Who a campaign goes to. Nothing included means every subscriber."""

from omniapp.sandbox.models import Brand, Campaign
from omniapp.sandbox.rules.fields import Fields


def read_audience(fields: Fields | None, brand: Brand, *, check: bool) -> tuple[list[str], list[str]]:
    """Included and excluded segments, which must exist (if that is checked) and not overlap."""
    if fields is None:
        return [], []
    known = brand.segments if check else None
    included = fields.identifiers("includedSegmentIDs", known)
    excluded = fields.identifiers("excludedSegmentIDs", known)
    if set(included) & set(excluded):
        fields.error("excludedSegmentIDs", "invalid_value", "Included and excluded segments must not overlap")
    return included, excluded


def is_intact(brand: Brand, campaign: Campaign) -> bool:
    return all(segment in brand.segments for segment in [*campaign.included, *campaign.excluded])


def reach(brand: Brand, campaign: Campaign) -> int:
    """How many contacts a send would reach at most: never more than there are subscribers."""
    if not campaign.included:
        return brand.subscribers
    counts = [brand.segments[segment].contacts for segment in campaign.included if segment in brand.segments]
    return min(sum(counts), brand.subscribers)
