"""What a campaign brought into people's inboxes and telephones."""

from dataclasses import dataclass

from omniapp.sandbox.models import Brand, Campaign, Json
from omniapp.sandbox.rules import reactions
from omniapp.sandbox.rules.contacts import Contact
from omniapp.sandbox.world import World


@dataclass(frozen=True)
class Mailing:
    """What one group of people got: of a campaign, or of one variant of an A/B test."""

    identifier: str
    title: str
    count: int
    email: Json | None
    sms: Json | None


def mailings(world: World, brand: Brand, campaign: Campaign) -> list[Mailing]:
    """By now."""
    test = campaign.ab_test
    if test is None:
        seen = reactions.of(brand, campaign, world.now(), world.switches)
        return [Mailing(campaign.id, "", seen.sent, email_of(brand, campaign), campaign.sms)]
    return [
        Mailing(
            variant.id,
            f"Variant {letter.upper()}" + (", the winner" if test.winner == variant.id else ""),
            reactions.of(brand, campaign, world.now(), world.switches, letter=letter).sent,
            variant.email,
            None,
        )
        for letter, variant in sorted(test.variants.items())
    ]


def email_of(brand: Brand, campaign: Campaign) -> Json | None:
    """A booster's own words, and its parent's where it has none."""
    parent = brand.campaigns.get(campaign.booster.parent_id) if campaign.booster else None
    inherited = (parent.email or {}) if parent else {}
    own = {key: value for key, value in (campaign.email or {}).items() if value}
    return (inherited | own) or None if campaign.channel == "email" else None


def arrived(mailing: Mailing, one: Contact) -> str:
    """The text as it came: which compliance text is behind it depends on the country."""
    if mailing.sms is None:
        return str((mailing.email or {}).get("subject", ""))
    compliance = mailing.sms["compliance"]
    if one.american:
        picture = "[image] " if mailing.sms.get("imageID") else ""
        return f"{picture}{mailing.sms['message']} {compliance['stopKeywordText']}"
    link = f"https://sandbox.example/u/{one.number}"
    text = compliance["unsubscribeLinkText"].replace("[[unsubscribe_link]]", link)
    return f"{mailing.sms['message']} {text}"
