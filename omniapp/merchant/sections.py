"""Which parts the editor of each kind of campaign has, and which of them a save brings up to date. Pure."""

from dataclasses import dataclass

from omniapp.campaigns.models import Campaign


@dataclass(frozen=True)
class Section:
    """``template`` draws it. ``pieces`` are drawn anew after every save; each has an ``oob`` of its own."""

    key: str
    title: str
    template: str
    pieces: tuple[str, ...] = ()


EMAIL = Section("message", "Message", "merchant/building/message.html", ("merchant/building/inboxes.html",))
SMS = Section(
    "message",
    "Message",
    "merchant/building/sms.html",
    ("merchant/building/sms_length.html", "merchant/building/sms_phones.html"),
)
AUDIENCE = Section(
    "audience", "Audience", "merchant/building/audience.html", ("merchant/building/reach.html",)
)
WHEN = Section(
    "when",
    "When",
    "merchant/building/when.html",
    ("merchant/building/which_hour.html", "merchant/building/clocks.html"),
)


def of(campaign: Campaign) -> tuple[Section, ...]:
    """In the order of the page."""
    content = SMS if campaign.channel == Campaign.Channel.SMS else EMAIL
    return (content, AUDIENCE, WHEN)
