"""The outbox: who "received" what. Nothing leaves this machine; the people are made up."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from omniapp.sandbox.models import Brand, Campaign
from omniapp.sandbox.pages.html import Html, h, page
from omniapp.sandbox.rules import contacts
from omniapp.sandbox.rules.mailings import Mailing, arrived, email_of, mailings
from omniapp.sandbox.world import World

A_PAGE = 25
CAMPAIGNS_A_PAGE = 20
WENT_OUT = ("started", "paused", "sent", "stopped", "canceled")
KINDS = {"regular": "", "booster": "booster", "abTest": "A/B test"}


def routes(world: World) -> list[Route]:
    async def show(request: Request) -> Response:
        world.settle()
        return _all(world, _number(request.query_params.get("page", "")))

    async def one(request: Request) -> Response:
        world.settle()
        found = [
            (brand, brand.campaigns[key])
            for brand in world.brands.values()
            if (key := request.path_params["id"]) in brand.campaigns
        ]
        if not found:
            return page(
                "Outbox", h("<main><h1>There is no such campaign</h1>{back}</main>", back=BACK), status=404
            )
        return _one(world, *found[0], _number(request.query_params.get("page", "")))

    return [Route("/outbox", show), Route("/outbox/{id}", one)]


BACK = Html(
    '<nav><a class="button" href="/outbox">The whole outbox</a> '
    '<a class="button" href="/">Control page</a></nav>'
)


def _all(world: World, number: int) -> Response:
    sent = sorted(
        (
            (brand, campaign)
            for brand in world.brands.values()
            for campaign in brand.campaigns.values()
            if campaign.started_at is not None and campaign.status in WENT_OUT
        ),
        key=lambda pair: (pair[1].started_at or pair[1].created_at, pair[1].id),
        reverse=True,
    )
    shown = sent[(number - 1) * CAMPAIGNS_A_PAGE : number * CAMPAIGNS_A_PAGE]
    body = h(
        "<header><div><h1>Outbox</h1><p>What went out, and to whom. The people are made up.</p></div>"
        "{back}</header>"
        "<section><h2>Campaigns <small>{count}</small></h2><table><thead><tr><th>Began</th><th>Store</th>"
        "<th>Campaign</th><th>Got it</th></tr></thead><tbody>{rows}</tbody></table>{pager}</section>{tests}",
        back=Html('<nav><a class="button" href="/">Control page</a></nav>'),
        count=len(sent),
        rows=[_row(world, brand, campaign) for brand, campaign in shown]
        or [Html('<tr><td colspan="4" class="none">Nothing went out yet.</td></tr>')],
        pager=_pager(number, len(sent), CAMPAIGNS_A_PAGE),
        tests=_tests(world),
    )
    return page("Outbox", body, kind="home")


def _row(world: World, brand: Brand, campaign: Campaign) -> Html:
    count = sum(mailing.count for mailing in mailings(world, brand, campaign))
    return h(
        '<tr><td><time>{time}</time></td><td>{brand}</td><td><a href="/outbox/{id}">{name}</a> '
        "<small>{kind}</small></td><td>{count}</td></tr>",
        time=f"{campaign.started_at:%d %b %H:%M}",
        brand=brand.name,
        id=campaign.id,
        name=campaign.name or "(no name)",
        kind=" ".join(word for word in (campaign.channel, KINDS[campaign.type]) if word),
        count=f"{count:,}",
    )


def _tests(world: World) -> Html:
    """Test mails with their addresses, newest first."""
    rows = []
    for test in world.journal.test_emails[-A_PAGE:][::-1]:
        brand = world.brands.get(test["brandID"])
        campaign = brand.campaigns.get(test["campaignID"]) if brand else None
        subject = (email_of(brand, campaign) or {}).get("subject", "") if brand and campaign else ""
        rows.append(
            h(
                "<tr><td><time>{time}</time></td><td>{brand}</td><td>{subject}</td><td>{to}</td></tr>",
                time=test["at"][11:19],
                brand=brand.name if brand else "",
                subject=subject or (campaign.name if campaign else "(gone)"),
                to=", ".join(test["recipients"]),
            )
        )
    none = Html('<tr><td colspan="4" class="none">No test was sent yet.</td></tr>')
    return h(
        "<section><h2>Test mails</h2><table><thead><tr><th>Time</th><th>Store</th><th>Subject</th>"
        "<th>To</th></tr></thead><tbody>{rows}</tbody></table></section>",
        rows=rows or [none],
    )


def _one(world: World, brand: Brand, campaign: Campaign, number: int) -> Response:
    body = h(
        "<header><div><h1>{name}</h1><p>{brand} · {kind} · {status}</p></div>{back}</header>{parts}",
        name=campaign.name or "(no name)",
        brand=brand.name,
        kind=" ".join(word for word in (campaign.channel, KINDS[campaign.type]) if word),
        status=campaign.status,
        back=BACK,
        parts=[_mailing(brand, mailing, number) for mailing in mailings(world, brand, campaign)],
    )
    return page("Outbox", body, kind="home")


def _mailing(brand: Brand, mailing: Mailing, number: int) -> Html:
    people = list(contacts.some(brand, mailing.identifier, mailing.count, (number - 1) * A_PAGE, A_PAGE))
    return h(
        "<section><h2>{title} <small>{count} people</small></h2>{message}<table><thead><tr><th>Name</th>"
        "<th>{where}</th><th>What arrived</th></tr></thead><tbody>{rows}</tbody></table>{pager}</section>",
        title=mailing.title or "What went out",
        count=f"{mailing.count:,}",
        message=_message(mailing),
        where="Phone" if mailing.sms else "Address",
        rows=[
            h(
                "<tr><td>{name}</td><td>{at}</td><td>{what}</td></tr>",
                name=one.name,
                at=f"{one.phone} · {one.country}" if mailing.sms else one.email,
                what=arrived(mailing, one),
            )
            for one in people
        ]
        or [Html('<tr><td colspan="3" class="none">Nobody on this page.</td></tr>')],
        pager=_pager(number, mailing.count, A_PAGE),
    )


def _message(mailing: Mailing) -> Html:
    email = mailing.email
    if email is None:
        return Html("")
    return h(
        "<p><b>{subject}</b><br>{preheader}<br><small>from {sender} {address}</small></p>",
        subject=email.get("subject", ""),
        preheader=email.get("preheader", ""),
        sender=email.get("senderName", ""),
        address=email.get("senderEmail", ""),
    )


def _pager(number: int, count: int, size: int) -> Html:
    pages = max(1, -(-count // size))
    if pages == 1:
        return Html("")
    links = [
        h('<a class="button" href="?{query}">{label}</a> ', query=urlencode({"page": other}), label=label)
        for other, label in ((number - 1, "Before"), (number + 1, "Next"))
        if 1 <= other <= pages
    ]
    return h("<p>Page {number} of {pages} {links}</p>", number=f"{number:,}", pages=f"{pages:,}", links=links)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and 0 < len(text) < 7 and int(text) else 1
