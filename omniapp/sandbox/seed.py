"""The demo brands, with fixed ids so that tests can name them."""

from datetime import datetime, timedelta

from omniapp.sandbox import seed_images
from omniapp.sandbox.designs import document_from_html
from omniapp.sandbox.models import Brand, Campaign, Segment, Sending
from omniapp.sandbox.seed_designs import newsletter

ALPINE_WOOL, HARBOR_TEA = "a10000000000000000000001", "a10000000000000000000002"
NORDIC_CANDLE, FRESH_START = "a10000000000000000000003", "a10000000000000000000004"

SEGMENTS = {
    ALPINE_WOOL: {
        "All newsletter readers": 11_930,
        "Bought in the last 90 days": 2_214,
        "VIP: five orders or more": 418,
        "Lapsed: no order for a year": 3_876,
        "Opened something in 30 days": 6_402,
        "Wool socks lovers": 1_087,
        "Germany and Austria": 4_655,
        "Our own team": 7,
    },
    HARBOR_TEA: {
        "Green tea drinkers": 1_920,
        "Subscription customers": 640,
        "First order in the last 30 days": 212,
        "Abandoned a cart this month": 388,
        "West coast": 1_105,
    },
    NORDIC_CANDLE: {
        "Gift buyers": 903,
        "Winter collection waiting list": 266,
        "Trade customers": 54,
        "Never ordered": 1_340,
    },
    FRESH_START: {},
}
TEMPLATES = {
    ALPINE_WOOL: {
        "Autumn newsletter": "The first cold morning",
        "New arrivals": "Fresh from the loom",
        "Weekend offer": "15 % off every blanket until Sunday",
        "Thank you, VIP": "For the ones who keep us warm",
        "Back in stock": "The grey merino sweater is back",
        "Care guide": "How to wash wool without fear",
        "Plain letter": "A note from the workshop",
    },
    HARBOR_TEA: {
        "Monthly tea letter": "What we are drinking in the harbour",
        "Free shipping weekend": "Shipping is on us",
        "New harvest": "The new Darjeeling has landed",
        "Brewing guide": "Three minutes, no more",
        "Subscriber thank-you": "A little extra in your next box",
    },
    NORDIC_CANDLE: {
        "Winter collection": "Light for the longest nights",
        "Gift guide": "Presents that smell of forest",
        "Studio news": "We moved the kiln",
        "Clearance": "Last of the summer scents",
        "Safety notes": "Trim the wick, enjoy the evening",
    },
    FRESH_START: {},
}
SENT_BEFORE = {
    ALPINE_WOOL: {"Autumn is here": 3.2, "The blanket story": 11.5, "Summer clearance": 64.0},
    HARBOR_TEA: {"New harvest announcement": 6.1, "Iced tea recipes": 40.3},
    NORDIC_CANDLE: {"Studio open day": 18.4},
    FRESH_START: {},
}


def brands(now: datetime) -> dict[str, Brand]:
    """All four, as they are at that moment: created a while ago, with some campaigns sent in the past."""
    made = (
        Brand(ALPINE_WOOL, "Alpine Wool", "alpinewool.example", "EUR", "Europe/Vilnius", subscribers=12_480),
        Brand(HARBOR_TEA, "Harbor Tea", "harbortea.example", "USD", "America/New_York", subscribers=4_310),
        Brand(
            NORDIC_CANDLE, "Nordic Candle", "nordiccandle.example", "GBP", "Europe/London", subscribers=2_150
        ),
        Brand(FRESH_START, "Fresh Start", "freshstart.example", "INR", "Asia/Kolkata", subscribers=0),
    )
    for number, brand in enumerate(made, 1):
        if brand.id != FRESH_START:
            brand.senders, brand.reply_to = [f"hello@{brand.website}"], [f"support@{brand.website}"]
        furnish(brand, number, now)
        if brand.id != FRESH_START:
            seed_images.hang(brand, number, now)
    return {brand.id: brand for brand in made}


def furnish(brand: Brand, number: int, now: datetime) -> None:
    """Segments, templates, past campaigns. Ids tell the brand's and the thing's number: 5e…, 7e…, ca…."""
    for place, (name, contacts) in enumerate(SEGMENTS[brand.id].items(), 1):
        made = now - timedelta(days=200 - place)
        identifier = f"5e{number:02d}{place:020d}"
        brand.segments[identifier] = Segment(identifier, name, contacts, made, made, starred=place == 1)
    for place, (name, headline) in enumerate(TEMPLATES[brand.id].items(), 1):
        identifier, html = (
            f"7e{number:02d}{place:020d}",
            newsletter(brand.name, brand.website, headline, place),
        )
        made = now - timedelta(days=120 - place)
        brand.templates[identifier] = document_from_html(identifier, name, html, made)
    for place, (name, days) in enumerate(SENT_BEFORE[brand.id].items(), 1):
        _sent(brand, f"{number:02d}{place:020d}", name, now - timedelta(days=days))


def _sent(brand: Brand, suffix: str, name: str, sent_at: datetime) -> None:
    html = newsletter(brand.name, brand.website, name, 1)
    content = document_from_html(f"c0{suffix}", name, html, sent_at - timedelta(hours=1))
    brand.contents[content.id] = content
    brand.campaigns[f"ca{suffix}"] = Campaign(
        id=f"ca{suffix}",
        brand_id=brand.id,
        type="regular",
        channel="email",
        name=name,
        created_at=sent_at - timedelta(hours=1),
        updated_at=sent_at,
        status="sent",
        email={
            "subject": name,
            "preheader": "",
            "senderName": brand.name,
            "senderEmail": brand.senders[0],
            "replyToEmail": "",
            "contentID": content.id,
        },
        sending=Sending(),
        started_at=sent_at - timedelta(minutes=10),
        ended_at=sent_at,
    )
    brand.verified_before = True
