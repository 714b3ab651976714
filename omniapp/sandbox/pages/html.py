"""Writing HTML: everything that is put into it is escaped unless it is HTML already."""

from html import escape

from starlette.responses import HTMLResponse

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def h(template: str, **values: object) -> Html:
    """The template with its {names} filled in, escaped; a list of Html is joined."""
    return Html(template.format_map({name: _safe(value) for name, value in values.items()}))


def join(parts: list[Html]) -> Html:
    return Html("".join(parts))


def _safe(value: object) -> str:
    if isinstance(value, Html):
        return value
    if isinstance(value, list):
        return "".join(_safe(part) for part in value)
    return escape(str(value), quote=True)


def page(title: str, body: Html, *, status: int = 200, kind: str = "", refresh: int = 0) -> HTMLResponse:
    again = h('<meta http-equiv="refresh" content="{seconds}">', seconds=refresh) if refresh else Html("")
    text = h(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">{again}'
        '<link rel="stylesheet" href="/static/sandbox.css"></head><body class="{kind}">{body}</body></html>',
        title=title,
        again=again,
        kind=kind,
        body=body,
    )
    return HTMLResponse(text, status, headers=HEADERS)
