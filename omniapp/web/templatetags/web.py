"""Template tags of all pages: ``{% load web %}``."""

import datetime as dt
import html

from django import template
from django.utils.safestring import SafeString, mark_safe

from omniapp.web import icons, times

register = template.Library()

TONES = {
    "quiet": "circle-dashed",
    "busy": "loader-circle",
    "good": "circle-check",
    "warn": "triangle-alert",
    "bad": "octagon-alert",
}
LEVELS = {"debug": "quiet", "info": "busy", "success": "good", "warning": "warn", "error": "bad"}


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """``{% icon "send" %}``, or ``{% icon outcome.icon "icon-large" %}``."""
    try:
        return icons.svg(name, css)
    except KeyError:
        raise template.TemplateSyntaxError(f"lucide.json has no icon named {name!r}") from None


@register.filter
def tone_icon(tone: str) -> str:
    """The icon that goes with a tone where nothing better is known."""
    return TONES[tone]


@register.filter
def level_tone(level: str) -> str:
    """The tone of one of Django's message levels."""
    return LEVELS.get(level, "quiet")


@register.filter
def initial(name: str) -> str:
    """The letter that stands for a store or a sender in its mark."""
    return next((letter.upper() for letter in name if letter.isalnum()), "·")


@register.filter
def opening(text: str) -> str:
    """A sentence's first letter large, unless the sentence opens with an address of somebody."""
    return text if "@" in text.partition(" ")[0] else text[:1].upper() + text[1:]


@register.filter
def domain(website: str) -> str:
    """A website's address as people say it: without the scheme, "www." and the last slash."""
    return website.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")


@register.filter
def place(zone: dt.tzinfo) -> str:
    """A zone as a place: "Vilnius"."""
    return times.place(zone)


@register.simple_tag
def moment(at: dt.datetime, zone: dt.tzinfo | str, form: str = "moment") -> SafeString:
    """A ``<time>`` in a zone, as "moment" (Thu 26 Nov 09:00), "place" (and Vilnius), "day" or "second".

    ``zone`` is a tzinfo, or the word "utc".
    """
    return moments(at, dt.UTC if isinstance(zone, str) else zone, form)[0]


def moments(at: dt.datetime, zone: dt.tzinfo, *forms: str) -> list[SafeString]:
    """The same moment in several forms."""
    there, utc = times.moment(at, zone), times.moment(at, dt.UTC)
    exact = f"{there} {html.escape(times.place(zone))}"
    iso = at.astimezone(dt.UTC).isoformat(timespec="seconds")
    texts = ({"moment": there, "place": exact}.get(form) or _FORMS[form](at, zone) for form in forms)
    return [
        mark_safe(f'<time datetime="{iso}" title="{exact} · {utc} UTC">{text}</time>')  # noqa: S308 - escaped
        for text in texts
    ]


_FORMS = {"day": times.day, "second": times.second}
