"""A campaign of Omnisend's in the columns of ours. Pure.

What Omnisend says may be anything: a word that is new, a text longer than a column, a year that no clock
reaches. All of it is kept in ``omnisend_data``; a column takes what fits.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from omniapp import omnisend

MADE_THERE = "It was made in Omnisend, so it is changed there. Copy it, and change the copy here."
SOMEBODY = "somebody in Omnisend"
UNNAMED = "A segment of Omnisend's"
LONGEST_ID = 40
_YEARS = range(2000, 2100)


def seen(remote: omnisend.Campaign) -> dict[str, Any]:
    """What is noted of every campaign, wherever it was made and whatever is being done with it here."""
    return {
        "omnisend_status": _fit(remote.status, 20),
        "omnisend_updated_at": _sane(remote.updated_at),
        "omnisend_data": answer(remote),
        # Our own draft may be held: what Omnisend shows of a draft says nothing about when it leaves.
        **({} if remote.status == "draft" else {"sends_at": _left(remote)}),
    }


def answer(remote: omnisend.Campaign) -> dict[str, Any]:
    """The answer as JSON that PostgreSQL takes."""
    plain: dict[str, Any] = _clean(remote.model_dump(mode="json", by_alias=True, exclude_none=True))
    return plain


def content(remote: omnisend.Campaign, zone: ZoneInfo, names: Mapping[str, str]) -> dict[str, Any]:
    """What a mirror shows. ``names``: of segments, by id; the others are UNNAMED."""
    made = _sane(remote.created_at) or _sane(remote.updated_at)
    columns: dict[str, Any] = {
        "type": _fit(remote.type, 10),
        "channel": _fit(remote.channel, 10),
        "name": _clean(remote.name),
        "language": _clean(remote.language) or "en_US",
        **_message(remote),
        **_ab_test(remote.ab_test),
        **_booster(remote.booster_settings),
        **_audience(remote, names),
        **_time(remote.sending_settings, zone),
        "locked_reason": MADE_THERE,
        "locked_at": None if remote.status == "draft" else _left(remote),
        "created_by": SOMEBODY,
        "updated_by": SOMEBODY,
    }
    if remote.status == "draft":
        columns["sends_at"] = None
    if made is not None:
        columns |= {"created_at": made, "updated_at": _sane(remote.updated_at) or made}
    return columns


def _message(remote: omnisend.Campaign) -> dict[str, Any]:
    email = remote.content.email or omnisend.EmailContent()
    sms = remote.content.sms or omnisend.SmsContent()
    texts = {
        "subject": email.subject,
        "preheader": email.preheader,
        "sender_name": email.sender_name or sms.sender_name,
        "sender_email": email.sender_email,
        "reply_to": email.reply_to_email,
        "content_id": email.content_id if len(email.content_id) <= LONGEST_ID else "",
        "message": sms.message,
        "stop_text": sms.compliance.stop_keyword_text,
        "unsubscribe_text": sms.compliance.unsubscribe_link_text,
        "image_id": sms.image_id or "",
    }
    found: dict[str, Any] = _clean(texts)
    return found | {"shorten_links": sms.is_link_shortening_enabled is not False}


def _ab_test(test: omnisend.ABTest | None) -> dict[str, Any]:
    if test is None:
        return {"variants": {}}
    share, wait = test.settings.test_size_percent, test.settings.decision_time
    return {
        "variants": {"a": _variant(test.variants.a), "b": _variant(test.variants.b)},
        "test_share": "" if share is None else str(share),
        "winning_metric": _fit(test.settings.winning_metric or "", 10),
        "decision_amount": str(wait.amount) if wait else "",
        "decision_unit": _fit(wait.unit, 1) if wait else "h",
    }


def _variant(variant: omnisend.ABTestVariant | None) -> dict[str, str]:
    email = (variant and variant.content.email) or omnisend.EmailContent()
    found: dict[str, str] = _clean(
        {
            "subject": email.subject,
            "preheader": email.preheader,
            "sender_name": email.sender_name,
            "sender_email": email.sender_email,
            "reply_to": email.reply_to_email,
        }
    )
    return found | {"template_id": "", "template_name": ""}


def _booster(settings: omnisend.BoosterSettings | None) -> dict[str, Any]:
    if settings is None:
        return {}
    delay = settings.delay
    return {
        "attached": delay is not None,
        "send_to": _fit(settings.send_to, 12),
        "delay_amount": str(delay.amount) if delay else "",
        "delay_unit": _fit(delay.unit, 1) if delay else "h",
    }


def _audience(remote: omnisend.Campaign, names: Mapping[str, str]) -> dict[str, Any]:
    """A booster's audience is who received its parent."""
    if remote.booster_settings is not None:
        return {"audience": "", "included": [], "excluded": []}
    included, excluded = remote.audience.included_segment_ids, remote.audience.excluded_segment_ids
    return {
        "audience": "segments" if included else "everyone",
        "included": [{"id": _clean(key), "name": names.get(key) or UNNAMED} for key in included],
        "excluded": [{"id": _clean(key), "name": names.get(key) or UNNAMED} for key in excluded],
    }


def _time(settings: omnisend.SendingSettings, zone: ZoneInfo) -> dict[str, Any]:
    """As it would have been typed in the store's zone."""
    at = _sane(settings.scheduled_at)
    local = at.astimezone(zone) if at else None
    timing = {"scheduled": "at", "personalized": "best"}.get(settings.strategy, "now")
    if settings.is_tz_optimization_enabled:
        timing = "local"
    return {
        "timing": timing,
        "on_date": f"{local:%Y-%m-%d}" if local else "",
        "at_time": f"{local:%H:%M}" if local and timing != "best" else "",
        "which_hour": ("second" if local.fold else "first") if local else "",
        "optimize_for": _fit(settings.optimize_for or "", 10),
    }


def _left(remote: omnisend.Campaign) -> dt.datetime | None:
    times = (remote.started_at, remote.ended_at, remote.sending_settings.scheduled_at, remote.updated_at)
    return next((at for at in map(_sane, times) if at), None)


def _sane(at: dt.datetime | None) -> dt.datetime | None:
    """A time that every zone can show."""
    return at if at is not None and at.year in _YEARS else None


def _fit(word: str, longest: int) -> str:
    return _clean(word)[:longest]  # type: ignore[no-any-return]


def _clean(value: Any) -> Any:
    """The same without NUL, which JSON can hold and PostgreSQL cannot."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, dict):
        return {_clean(key): _clean(one) for key, one in value.items()}
    return [_clean(one) for one in value] if isinstance(value, list) else value
