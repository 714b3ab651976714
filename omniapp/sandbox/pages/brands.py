"""The brands with their campaigns, as the merchant sees them inside Omnisend."""

from zoneinfo import ZoneInfo

from omniapp.sandbox.api.campaigns import STATUSES
from omniapp.sandbox.control.actions import campaigns_of
from omniapp.sandbox.models import Brand, Campaign
from omniapp.sandbox.pages.html import Html, h
from omniapp.sandbox.world import World

MOST_BRANDS, MOST_CAMPAIGNS = 8, 6


def section(world: World) -> Html:
    brands = list(world.brands.values())
    more = len(brands) - MOST_BRANDS
    return h(
        '<section><h2>Stores</h2><div class="brands">{cards}</div>{more}</section>',
        cards=[_card(world, brand) for brand in brands[:MOST_BRANDS]],
        more=h("<p>and {count} more stores</p>", count=more) if more > 0 else "",
    )


def _card(world: World, brand: Brand) -> Html:
    connected = len(world.registry.grants_of(brand.id))
    campaigns = campaigns_of(brand)
    more = len(campaigns) - MOST_CAMPAIGNS
    rows = [_row(brand, campaign) for campaign in campaigns[:MOST_CAMPAIGNS]]
    return h(
        '<article class="card"><div class="head"><span class="avatar">{letter}</span><div><h3>{name}</h3>'
        "<p>{website} · {zone} · {contacts} subscribers</p></div>{link}</div>"
        '<ul class="campaigns">{rows}</ul>{more}{tools}</article>',
        letter=brand.name[:1],
        name=brand.name,
        website=brand.website,
        zone=brand.timezone,
        contacts=f"{brand.subscribers:,}",
        link=_connection(brand, connected),
        rows=rows or [Html('<li class="none">No campaigns yet.</li>')],
        more=h('<p class="more">and {count} older ones</p>', count=more) if more > 0 else "",
        tools=_tools(brand),
    )


def _connection(brand: Brand, connected: int) -> Html:
    if not connected:
        return Html('<span class="pill quiet">no app connected</span>')
    return h(
        '<form method="post" action="/_page/disconnect"><input type="hidden" name="brand" value="{id}">'
        '<span class="pill good">connected</span><button>Disconnect</button></form>',
        id=brand.id,
    )


def _row(brand: Brand, campaign: Campaign) -> Html:
    options = [
        h("<option>{status}</option>", status=status) for status in STATUSES if status != campaign.status
    ]
    return h(
        '<li><span class="pill s-{status}">{status}</span><span class="what"><b>{name}</b>'
        "<small>{when}</small></span><details><summary>Act</summary>"
        '<form method="post" action="/_page/move"><input type="hidden" name="campaign" value="{id}">'
        '<select name="status" aria-label="New status of {name}">{options}'
        '<option value="delete">delete it</option></select>'
        "<button>Do it</button></form></details></li>",
        status=campaign.status,
        name=campaign.name,
        when=_when(brand, campaign),
        id=campaign.id,
        options=options,
    )


def _when(brand: Brand, campaign: Campaign) -> str:
    """The one time that matters in this status, in the brand's zone."""
    kind = (
        ""
        if campaign.type == "regular"
        else {"abTest": "A/B test · ", "booster": "booster · "}[campaign.type]
    )
    if campaign.status in ("draft", "scheduled") and campaign.sending.scheduled_at is not None:
        verb, moment = "for", campaign.sending.scheduled_at
    elif campaign.ended_at is not None:
        verb, moment = "ended", campaign.ended_at
    elif campaign.started_at is not None:
        verb, moment = "started", campaign.started_at
    else:
        verb, moment = "created", campaign.created_at
    return f"{kind}{verb} {moment.astimezone(ZoneInfo(brand.timezone)):%d %b %H:%M} · {campaign.channel}"


def _tools(brand: Brand) -> Html:
    options = [
        h('<option value="{id}">{name}</option>', id=one.id, name=one.name) for one in brand.segments.values()
    ]
    return h(
        '<details class="tools"><summary>Plan and segments</summary>'
        '<form method="post" action="/_page/plan"><input type="hidden" name="brand" value="{id}">'
        '<label>Plan covers sends to at most <input name="limit" value="{limit}" size="8" '
        'inputmode="numeric" placeholder="any number"> contacts</label><button>Set</button></form>'
        '<form method="post" action="/_page/vanish"><input type="hidden" name="brand" value="{id}">'
        '<label>Delete the segment <select name="segment">{options}</select></label>'
        "<button>Delete</button></form></details>",
        id=brand.id,
        limit="" if brand.plan_limit is None else brand.plan_limit,
        options=options,
    )
