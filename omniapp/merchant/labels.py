"""The editor's fields by the names they have in its forms. Pure."""

from omniapp.campaigns import kinds
from omniapp.campaigns.models import Campaign
from omniapp.merchant import tags

EMAIL = {
    "subject": "Subject",
    "preheader": "Preheader",
    "sender_name": "Sender name",
    "sender_email": "Sender address",
    "reply_to": "Reply address",
    "template_id": "Template",
}
SMS = {
    "message": "Message",
    "stop_text": "Stop text",
    "unsubscribe_text": "Unsubscribe text",
    "image_id": "Image",
}
TEST = {
    "test_share": "Share that takes part",
    "winning_metric": "The better one has more",
    "decision_amount": "Chosen after",
    "decision_unit": "Unit",
}
BOOSTER = {
    "parent": "The campaign it follows",
    "send_to": "Whom it reaches",
    "delay_amount": "How long after",
    "delay_unit": "Unit",
}
AUDIENCE = {"audience": "Audience"}
WHEN = {
    "timing": "When",
    "on_date": "Date",
    "at_time": "Time",
    "which_hour": "Which hour",
    "optimize_for": "Best time for",
}
LETTERS = ("a", "b")


def of(campaign: Campaign) -> dict[str, str]:
    """The fields that the editor of such a campaign has, in the order of the page."""
    return (
        {"name": "Name"}
        | _language(campaign)
        | _content(campaign)
        | _to_whom(campaign)
        | _when(campaign)
        | tags.labels(campaign)
    )


def value(campaign: Campaign, name: str) -> str:
    """What stands in a field. Of a test's variant the name begins with its letter: ``a-subject``."""
    if name.startswith("utm-"):
        return tags.value(campaign, name)
    letter, dash, field = name.partition("-")
    if dash:
        return str(campaign.variants.get(letter, {}).get(field, ""))
    return str(getattr(campaign, name, "") or "")


def _language(campaign: Campaign) -> dict[str, str]:
    """A booster has its parent's."""
    return {} if campaign.type == Campaign.Type.BOOSTER else {"language": "Language"}


def _content(campaign: Campaign) -> dict[str, str]:
    if campaign.type == Campaign.Type.AB_TEST:
        return {
            f"{letter}-{name}": f"{label} of {letter.upper()}"
            for letter in LETTERS
            for name, label in EMAIL.items()
        } | TEST
    return SMS if campaign.channel == Campaign.Channel.SMS else EMAIL


def _to_whom(campaign: Campaign) -> dict[str, str]:
    if campaign.type != Campaign.Type.BOOSTER:
        return AUDIENCE
    return BOOSTER if campaign.sends_itself else {name: BOOSTER[name] for name in ("parent", "send_to")}


def _when(campaign: Campaign) -> dict[str, str]:
    """Only regular emails can wait for each reader's best time."""
    if campaign.sends_itself:
        return {}
    best = "best" in kinds.timings(campaign)
    return {name: label for name, label in WHEN.items() if best or name != "optimize_for"}
