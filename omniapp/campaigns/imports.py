"""A template made of a web page somebody has: asked for once, and looked for by name when the answer is lost.

A lost answer is remembered: whoever presses Import again gets what arrived meanwhile, and Omnisend is asked
anew only once it can no longer arrive. Losing the memory may cost a twin, which mails nobody.
Source: Omnisend API 2026-03-15, Import email template from HTML. Repeating it makes a twin.
"""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache

from omniapp import clock, omnisend
from omniapp.campaigns import pickers, trouble
from omniapp.stores import connection
from omniapp.stores.models import Store

LARGEST = 1024 * 1024  # bytes of the whole request: 1 MB by the contract
LONGEST_NAME = 255
PATIENCE = 20.0  # seconds somebody waits for the import
_HTML = re.compile(
    r"<(?:!doctype|html|head|body|table|div|section|p|h[1-6]|a|img|span|style|ul)\b", re.IGNORECASE
)


class NotImported(Exception):
    """``field`` ("name", "html" or "") is what to correct; ``sentence`` says what happened."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field, self.sentence = field, sentence


@dataclass(frozen=True)
class Imported:
    """``found``: the answer was lost, and the template was found by its name."""

    id: str
    name: str
    found: bool = False


def problems(name: str, html: str) -> dict[str, str]:
    """What Omnisend would refuse, by field, before it is asked. Pure."""
    wrong: dict[str, str] = {}
    if not name:
        wrong["name"] = "Give it a name to find it by."
    elif len(name) > LONGEST_NAME:
        wrong["name"] = (
            f"{len(name)} characters, {len(name) - LONGEST_NAME} more than the {LONGEST_NAME} Omnisend takes."
        )
    if not html.strip():
        wrong["html"] = "Paste the HTML, or choose a file."
    elif not _HTML.search(html):
        wrong["html"] = "This is no HTML: there is no tag in it."
    elif (size := _size(name[:LONGEST_NAME] or "-", html)) > LARGEST:
        wrong["html"] = (
            f"{size / LARGEST:.2f} MB as Omnisend counts it, and 1 MB is the most it takes. "
            "Pictures inside the HTML are the usual cause: link to them instead."
        )
    return wrong


def _size(name: str, html: str) -> int:
    """Bytes of the request, which escapes quotes and line ends, and not of the page alone."""
    return len(omnisend.calls.import_template(name, html).request.body or b"")


def import_html(store: Store, name: str, html: str) -> Imported:
    """Makes the template. Raises NotImported."""
    open_one: _Lost | None = cache.get(_key(store, name, html))
    try:
        there = _named(store, name)
    except trouble.Expected as error:
        raise NotImported(*_refused(error)) from error
    if open_one:
        if made := _arrived(store, there, open_one):
            return made
        if clock.now() < open_one.until:
            raise NotImported("", f"{_LOST} It is not there so far, and may still come. {_AGAIN}")
    return _ask(store, name, html, {found.id for found in there})


def _ask(store: Store, name: str, html: str, before: set[str]) -> Imported:
    try:
        made = connection.run(store, omnisend.calls.import_template(name, html), deadline=PATIENCE)
    except trouble.Expected as error:
        if not getattr(error, "may_have_arrived", False):
            raise NotImported(*_refused(error)) from error
        until = clock.now() + dt.timedelta(seconds=settings.SENDING_QUIET)
        lost = _Lost(before, until)
        cache.set(_key(store, name, html), lost, timeout=_REMEMBERED)
        return _look_for(store, name, lost, error)
    pickers.forget_templates(store)
    return Imported(made.id, made.name or name)


def _look_for(store: Store, name: str, lost: "_Lost", cause: Exception) -> Imported:
    """After a lost answer: whatever has this name now and had not before is ours."""
    try:
        made = _arrived(store, _named(store, name), lost)
    except trouble.Expected as error:
        raise NotImported("", f"{_LOST} We could not look either. {_AGAIN}") from error
    if made is None:
        raise NotImported("", f"{_LOST} It is not there so far. {_AGAIN}") from cause
    return made


@dataclass(frozen=True)
class _Lost:
    """An import whose answer was lost: the templates of its name before it, and until when it may arrive."""

    before: set[str]
    until: dt.datetime


_REMEMBERED = 24 * 3600  # seconds
_LOST = "Omnisend's answer was lost, so the template may have been made or not."
_AGAIN = (
    "Press Import again in a few minutes: we look for it first, and ask again only if it can no longer come."
)


def _key(store: Store, name: str, html: str) -> str:
    what = hashlib.sha256(f"{name}\0{html}".encode()).hexdigest()
    return f"import:{store.pk}:{what}"


def _arrived(store: Store, there: list[omnisend.Template], lost: _Lost) -> Imported | None:
    new = [found for found in there if found.id not in lost.before]
    if not new:
        return None
    pickers.forget_templates(store)
    return Imported(new[0].id, new[0].name, found=True)


def _named(store: Store, name: str) -> list[omnisend.Template]:
    """The newest templates of exactly this name."""
    call = omnisend.calls.list_templates(
        name_contains=name[:200], limit=100, sort="createdAt", direction="desc"
    )
    return [
        found for found in connection.run(store, call, deadline=pickers.PATIENCE).items if found.name == name
    ]


def _refused(error: Exception) -> tuple[str, str]:
    match error:
        case omnisend.TooLarge():
            return "html", "Omnisend says that it is larger than 1 MB."
        case omnisend.InvalidRequest(fields=(first, *_)):
            field = first.field if first.field in ("name", "html") else ""
            return field, f"Omnisend says: {first.message}"
        case omnisend.InvalidRequest():
            return "html", f"Omnisend refused it: {error.detail or error.title}"
        case omnisend.Forbidden():
            return (
                "",
                "Omnisend did not give us the right to make templates. Reconnect the store to grant it.",
            )
    return "", trouble.sentence(error)
