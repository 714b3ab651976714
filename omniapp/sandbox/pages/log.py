"""The last requests and the sends accepted, newest first."""

from omniapp.sandbox.journal import Entry
from omniapp.sandbox.pages.html import Html, h
from omniapp.sandbox.world import World

MOST_REQUESTS, MOST_SENDS = 25, 8


def section(world: World) -> Html:
    names = {brand.id: brand.name for brand in world.brands.values()}
    entries = world.journal.requests[-MOST_REQUESTS:][::-1]
    sends = world.journal.sends[-MOST_SENDS:][::-1]
    return h(
        '<section class="split"><div><h2>Requests <small>{count} so far</small></h2><table><thead>'
        "<tr><th>Time</th><th>Store</th><th>Request</th><th>Answer</th></tr></thead><tbody>{rows}</tbody></table></div>"
        '<div><h2>Sends accepted <small>{sent}</small></h2><ol class="sends">{sends}</ol></div></section>',
        count=world.journal.received,
        rows=[_row(entry, names) for entry in entries]
        or [Html('<tr><td colspan="4" class="none">Nothing was asked yet.</td></tr>')],
        sent=len(world.journal.sends),
        sends=[
            h(
                "<li><b>{name}</b><small>{brand} · {time} · {via}</small></li>",
                name=send["name"],
                brand=names.get(send["brandID"], ""),
                time=send["at"][11:19],
                via="through the API" if send["via"] == "api" else "inside Omnisend",
            )
            for send in sends
        ]
        or [Html('<li class="none">No campaign was sent yet.</li>')],
    )


def _row(entry: Entry, names: dict[str, str]) -> Html:
    status = "no answer" if entry.status is None else str(entry.status)
    return h(
        "<tr><td><time>{time}</time></td><td>{brand}</td><td><code><b>{method}</b> {path}</code></td>"
        '<td><span class="pill {tone}">{status}</span> <small>{slug}{fault}</small></td></tr>',
        time=f"{entry.at:%H:%M:%S}",
        brand=names.get(entry.brand_id, "–"),
        method=entry.method,
        path=entry.path.removeprefix("/api"),
        tone=_tone(entry.status),
        status=status,
        slug=entry.slug,
        fault=f" · ordered: {entry.fault}" if entry.fault else "",
    )


def _tone(status: int | None) -> str:
    if status is None or status >= 500:
        return "bad"
    if status >= 400:
        return "warn"
    return "good"
