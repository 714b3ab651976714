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


VARIANTS = Section("message", "Message", "merchant/ab/message.html", ("merchant/ab/inboxes.html",))
TEST = Section("test", "Test", "merchant/ab/test.html", ("merchant/ab/plan.html",))
OWN_WORDS = Section("message", "Message", "merchant/boost/message.html", ("merchant/building/inboxes.html",))
BOOSTER = Section(
    "booster", "Booster", "merchant/boost/attached.html", ("merchant/boost/attached_saved.html",)
)
WHOM = Section("whom", "Whom", "merchant/boost/whom.html")
DELAY = Section("when", "When", "merchant/boost/delay.html")
LINKS = Section("tags", "Links", "merchant/building/tags.html", ("merchant/building/tags_link.html",))


def of(campaign: Campaign) -> tuple[Section, ...]:
    """In the order of the page."""
    when = DELAY if campaign.sends_itself else WHEN
    boosts = campaign.type == Campaign.Type.REGULAR and campaign.channel == Campaign.Channel.EMAIL
    return (*_content(campaign), *_to_whom(campaign), when, *((BOOSTER,) if boosts else ()), LINKS)


def _content(campaign: Campaign) -> tuple[Section, ...]:
    if campaign.type == Campaign.Type.AB_TEST:
        return VARIANTS, TEST
    if campaign.channel == Campaign.Channel.SMS:
        return (SMS,)
    return (OWN_WORDS,) if campaign.type == Campaign.Type.BOOSTER else (EMAIL,)


def _to_whom(campaign: Campaign) -> tuple[Section, ...]:
    return (WHOM,) if campaign.type == Campaign.Type.BOOSTER else (AUDIENCE,)
