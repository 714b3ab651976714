"""A template made of a web page somebody has: asked for once, and looked for by name when the answer is lost.

It is written down before it is asked for: whoever presses Import again after a lost answer, or after a crash
of ours, gets what arrived meanwhile, and Omnisend is asked anew only once it can no longer arrive.
Source: Omnisend API 2026-03-15, Import email template from HTML. Repeating it makes a twin.
"""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from django.conf import settings

from omniapp import clock, omnisend
from omniapp.campaigns import pickers, trouble
from omniapp.campaigns.models import TemplateImport
from omniapp.stores import connection
from omniapp.stores.models import Store

LARGEST = 1024 * 1024  # bytes of the whole request: 1 MB by the contract
LONGEST_NAME = 255
PATIENCE = 20.0  # seconds somebody waits for the import
_HTML = re.compile(
    r"<(?:!doctype|html|head|body|table|div|section|p|h[1-6]|a|img|span|style|ul)\b", re.IGNORECASE
)


class NotImported(Exception):
    """``field`` ("name", "html" or "") is what to correct; ``sentence`` says what happened.

    ``unsure``: the template may have been made all the same.
    """

    def __init__(self, field: str, sentence: str, *, unsure: bool = False) -> None:
        super().__init__(sentence)
        self.field, self.sentence, self.unsure = field, sentence, unsure


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
    try:
        there = _named(store, name)
    except trouble.Expected as error:
        raise NotImported(*_refused(error)) from error
    rows, now = TemplateImport.objects.filter(store=store), clock.now()
    rows.filter(until__lt=now - _REMEMBERED).delete()
    fresh = {"before": [found.id for found in there], "until": now + _quiet(PATIENCE)}
    asked, is_first = rows.get_or_create(store=store, what=_fingerprint(name, html), defaults=fresh)
    if not is_first:
        if made := _arrived(store, there, asked):
            return made
        if asked.until > now or not rows.filter(pk=asked.pk, until=asked.until).update(**fresh):
            raise NotImported(
                "", f"{_ASKED} It is not there so far, and may still come. {_AGAIN}", unsure=True
            )
    return _ask(store, name, html, asked)


def _ask(store: Store, name: str, html: str, asked: TemplateImport) -> Imported:
    try:
        made = connection.run(store, omnisend.calls.import_template(name, html), deadline=PATIENCE)
    except trouble.Expected as error:
        if not getattr(error, "may_have_arrived", False):
            asked.delete()
            raise NotImported(*_refused(error)) from error
        TemplateImport.objects.filter(pk=asked.pk).update(until=clock.now() + _quiet())
        return _look_for(store, name, asked, error)
    asked.delete()
    pickers.forget_templates(store)
    return Imported(made.id, made.name or name)


def _look_for(store: Store, name: str, asked: TemplateImport, cause: Exception) -> Imported:
    """After a lost answer: whatever has this name now and had not before is ours."""
    try:
        made = _arrived(store, _named(store, name), asked)
    except trouble.Expected as error:
        raise NotImported("", f"{_LOST} We could not look either. {_AGAIN}", unsure=True) from error
    if made is None:
        raise NotImported("", f"{_LOST} It is not there so far. {_AGAIN}", unsure=True) from cause
    return made


_REMEMBERED = dt.timedelta(days=1)
_LOST = "Omnisend's answer was lost, so the template may have been made or not."
_ASKED = "It was asked for before, and Omnisend's answer is not here."
_AGAIN = (
    "Press Import again in a few minutes: we look for it first, and ask again only if it can no longer come."
)


def _quiet(more: float = 0.0) -> dt.timedelta:
    return dt.timedelta(seconds=settings.SENDING_QUIET + more)


def _fingerprint(name: str, html: str) -> str:
    return hashlib.sha256(f"{name}\0{html}".encode()).hexdigest()


def _arrived(store: Store, there: list[omnisend.Template], asked: TemplateImport) -> Imported | None:
    new = [found for found in there if found.id not in asked.before]
    if not new:
        return None
    asked.delete()
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
