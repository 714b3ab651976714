"""Email contents that belong to campaigns."""

import copy
from dataclasses import replace

from omniapp.sandbox.models import Brand, Campaign, Document
from omniapp.sandbox.world import World


def copy_document(world: World, brand: Brand, source: Document) -> Document:
    """The campaign's own copy of a template or of another campaign's content."""
    now = world.now()
    document = replace(copy.deepcopy(source), id=world.new_id(), created_at=now, updated_at=now)
    brand.contents[document.id] = document
    return document


def content_ids(campaign: Campaign) -> list[str]:
    """All contents a campaign carries: its own, or those of its variants."""
    emails = [campaign.email] if campaign.email else []
    if campaign.ab_test is not None:
        emails += [variant.email for variant in campaign.ab_test.variants.values()]
    return [email["contentID"] for email in emails]
