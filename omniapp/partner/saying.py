"""What a row of ``/activity/`` says of its line, ready to stand there."""

from typing import Final, TypedDict

from django.template.defaultfilters import truncatechars
from django.utils.safestring import SafeString

from omniapp.partner.lines import Line
from omniapp.web import icons, times
from omniapp.web.templatetags.web import TONES, moments

_LONGEST: Final = 70  # characters of a campaign's name
_NO_ANSWER: Final = ("unknown", "not_reached")
_ICONS: Final = {**TONES, "quiet": "circle-dot", "busy": "circle-dot"}


class Row(TypedDict):
    """One line, as a dict: there a template finds a name at its first try.

    ``page``: of its campaign, while that is there. ``call``: whether it was one to Omnisend.
    """

    day: SafeString
    second: SafeString
    place: str
    tone: str
    icon: SafeString
    title: str
    text: str
    campaign: str
    page: str
    store: str
    home: str
    who: str
    by_itself: bool
    call: bool
    answer: str
    slug: str
    request_id: str


def said(line: Line) -> Row:
    of = line.of
    zone = of.zone
    day, second = moments(of.at, zone, "day", "second")
    home = f"/s/{of.brand_id}/" if of.brand_id else ""
    lost = of.outcome in _NO_ANSWER or of.kind == "lost"
    return Row(
        day=day,
        second=second,
        place=times.place(zone),
        tone=line.tone,
        icon=icons.svg(_ICONS[line.tone]),
        title=line.title,
        text=line.text,
        campaign=of.campaign if len(of.campaign) <= _LONGEST else truncatechars(of.campaign, _LONGEST),
        page="" if of.campaign_deleted else f"{home}campaigns/{of.campaign_id}/",
        store=of.store or "",
        home=home,
        who=line.who,
        by_itself=line.by_itself,
        call=bool(of.method),
        answer=str(of.status or ("No answer" if lost else "")),
        slug=of.slug,
        request_id=of.request_id,
    )
