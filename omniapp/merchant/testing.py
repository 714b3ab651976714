"""What the pages show of an A/B test: variants beside each other, its plan as a sentence and a drawing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from omniapp.campaigns.ab_plan import Plan, plan
from omniapp.campaigns.amounts import whole
from omniapp.campaigns.check.ab_test import decision, measure, share
from omniapp.campaigns.models import Campaign
from omniapp.campaigns.parts import SEND_ALL, AbTestPart, EmailPart
from omniapp.campaigns.sentences import sender
from omniapp.merchant import designs, labels
from omniapp.merchant.designs import Design
from omniapp.merchant.widths import previews

if TYPE_CHECKING:
    from omniapp.merchant.editor import Field

WHOLE = 200  # half per cents


@dataclass(frozen=True)
class Side:
    """One variant: ``fields`` for the editor by their bare names."""

    letter: str
    email: EmailPart
    design: Design
    sender: str
    fields: "dict[str, Field]"

    @property
    def name(self) -> str:
        return self.letter.upper()

    @property
    def previews(self) -> list[tuple[str, str, str]]:
        """Where, and what is left of subject and preheader there."""
        return previews(self.email.subject, self.email.preheader)


@dataclass(frozen=True)
class Bar:
    """One part of the drawing, in half per cents from the left."""

    key: str
    x: int
    width: int


def sides(campaign: Campaign, fields: "dict[str, Field] | None" = None) -> list[Side]:
    return [_side(campaign, letter, fields or {}) for letter in labels.LETTERS]


def _side(campaign: Campaign, letter: str, fields: "dict[str, Field]") -> Side:
    email = EmailPart.of_variant(campaign.variants.get(letter, {}))
    own = {
        name.removeprefix(f"{letter}-"): field for name, field in fields.items() if name[:2] == f"{letter}-"
    }
    return Side(letter, email, designs.of_variant(campaign, letter), sender(email), own)


def sides_of(test: AbTestPart) -> list[Side]:
    """Of what was reviewed."""
    return [
        Side(letter, email, Design(letter, email.template_id, email.template_name), sender(email), {})
        for letter, email in (("a", test.a), ("b", test.b))
    ]


def planned(test: AbTestPart) -> dict[str, Any]:
    """``plan``, None while something of it is missing or cannot be, and its ``bars``."""
    try:
        found = plan(test.share, test.metric, test.decision)
    except ValueError:
        return {"plan": None, "bars": [], "sends_all": test.share == SEND_ALL}
    return {"plan": found, "bars": bars(found), "sends_all": test.share == SEND_ALL}


def bars(of: Plan) -> list[Bar]:
    found: list[Bar] = []
    for step in of.steps:
        if step.share:
            found.append(Bar(step.key, sum(bar.width for bar in found), step.share))
    return found


def draft_plan(campaign: Campaign) -> dict[str, Any]:
    """The same of a draft, whatever is typed there."""
    all_of_them = whole(campaign.test_share) == SEND_ALL
    wrong = [*share(campaign)] if all_of_them else [*share(campaign), *measure(campaign), *decision(campaign)]
    if any(finding.blocks for finding in wrong):
        return {"plan": None, "bars": [], "sends_all": False}
    return planned(AbTestPart.of(campaign))


def facts(campaign: Campaign) -> list[tuple[str, str]]:
    """For the summary beside the editor."""
    of_plan = draft_plan(campaign)["plan"]
    subjects = [(f"Subject {side.name}", side.email.subject) for side in sides(campaign)]
    return [*subjects, ("Test", of_plan.sentence if of_plan else "")]
