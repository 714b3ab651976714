"""The pages of the OAuth journey: who are you, do you allow this, something is wrong."""

from starlette.responses import HTMLResponse

from omniapp.sandbox.models import Brand
from omniapp.sandbox.oauth.registry import SCOPES
from omniapp.sandbox.pages.html import Html, h, page

_MARK = Html('<p class="mark"><span class="dot"></span>Omnisend <small>local sandbox</small></p>')


def log_in(brands: list[Brand], wish: dict[str, str]) -> HTMLResponse:
    choices = [
        h(
            '<button class="choice" name="brand" value="{id}"><span class="avatar">{letter}</span>'
            "<span><b>{name}</b><small>{website} · {contacts}</small></span></button>",
            id=brand.id,
            letter=brand.name[:1],
            name=brand.name,
            website=brand.website,
            contacts=f"{brand.subscribers:,} subscribers" if brand.subscribers else "a brand-new store",
        )
        for brand in brands
    ]
    body = h(
        '<main class="card">{mark}<h1>Log in</h1><p>Which store are you?</p>'
        '<form method="post" action="/oauth2/login">{hidden}{choices}</form></main>',
        mark=_MARK,
        hidden=_hidden(wish),
        choices=choices,
    )
    return page("Log in · Omnisend sandbox", body, kind="narrow")


def consent(brand: Brand, client_id: str, scope: list[str], wish: dict[str, str]) -> HTMLResponse:
    rights = [
        h("<li><b>{words}</b><code>{name}</code></li>", words=SCOPES[name], name=name) for name in scope
    ]
    body = h(
        '<main class="card">{mark}<h1>Allow <em>{client}</em> to work with {brand}?</h1>'
        "<p>You are logged in as <b>{brand}</b> ({website}). The app will be able to:</p>"
        '<ul class="rights">{rights}</ul>'
        '<form method="post" action="/oauth2/authorize" class="row">{hidden}'
        '<button class="primary" name="decision" value="allow">Allow</button>'
        '<button name="decision" value="cancel">Cancel</button></form>'
        '<form method="post" action="/oauth2/login">{hidden}'
        '<button class="link">Not {brand}? Log in as another store</button></form></main>',
        mark=_MARK,
        client=client_id,
        brand=brand.name,
        website=brand.website,
        rights=rights,
        hidden=_hidden(wish),
    )
    return page(f"Allow access to {brand.name}? · Omnisend sandbox", body, kind="narrow")


def refused(why: str) -> HTMLResponse:
    body = h(
        '<main class="card">{mark}<h1>This link does not work</h1><p>{why}</p>'
        "<p>Nobody was connected. Go back to the app and start again.</p></main>",
        mark=_MARK,
        why=why,
    )
    return page("This link does not work · Omnisend sandbox", body, status=400, kind="narrow")


def _hidden(wish: dict[str, str]) -> list[Html]:
    return [
        h('<input type="hidden" name="{name}" value="{value}">', name=name, value=value)
        for name, value in wish.items()
    ]
