"""The templates a campaign is made of: one, or one for each variant of a test. Pure."""

from dataclasses import dataclass

from omniapp.campaigns.models import Campaign
from omniapp.merchant.labels import LETTERS


@dataclass(frozen=True)
class Design:
    """``letter`` is a variant's, else empty; ``inherited`` where a booster shows its parent's."""

    letter: str
    template_id: str
    template_name: str
    inherited: bool = False

    @property
    def suffix(self) -> str:
        """Of the ids on the page, so that two of them do not meet."""
        return f"-{self.letter}" if self.letter else ""

    @property
    def field(self) -> str:
        return f"{self.letter}-template_id" if self.letter else "template_id"

    @property
    def title(self) -> str:
        return f"Variant {self.letter.upper()}" if self.letter else ""


def of(campaign: Campaign) -> tuple[Design, ...]:
    """None for a text message."""
    if campaign.channel != Campaign.Channel.EMAIL:
        return ()
    if campaign.type == Campaign.Type.AB_TEST:
        return tuple(of_variant(campaign, letter) for letter in LETTERS)
    parent = campaign.parent if campaign.type == Campaign.Type.BOOSTER else None
    if parent is not None and not campaign.template_id:
        return (Design("", parent.template_id, parent.template_name, inherited=True),)
    return (Design("", campaign.template_id, campaign.template_name),)


def of_variant(campaign: Campaign, letter: str) -> Design:
    variant = campaign.variants.get(letter, {})
    return Design(letter, variant.get("template_id", ""), variant.get("template_name", ""))


def chosen_for(campaign: Campaign, letter: str) -> Design:
    """The one a picker is for: of variant ``letter`` of a test, else the campaign's own."""
    if campaign.type == Campaign.Type.AB_TEST:
        return of_variant(campaign, letter if letter in LETTERS else "a")
    return Design("", campaign.template_id, campaign.template_name)


def changed(before: Campaign, now: Campaign) -> list[str]:
    """The suffixes of those that are others than before."""
    was = {design.suffix: design.template_id for design in of(before)}
    return [design.suffix for design in of(now) if was.get(design.suffix) != design.template_id]
