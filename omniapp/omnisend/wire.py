"""How Omnisend spells names and times, and the two bases of everything that goes over the wire."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    model_validator,
)

_SPELLED = {"id": "ID", "ids": "IDs", "tz": "TZ"}


def spelling(name: str) -> str:
    """Omnisend's spelling of an attribute: included_segment_ids -> includedSegmentIDs."""
    first, *rest = name.split("_")
    return first + "".join(_SPELLED.get(part, part.capitalize()) for part in rest)


def rfc3339(moment: datetime) -> str:
    """An aware time as Omnisend reads it: UTC, ending in Z. ValueError when it has no zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be sent")
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _moment(value: object) -> datetime | None:
    # Times are declared as plain strings. One that cannot be read says nothing, and so does the
    # year 1 that Go programs write for "never".
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year > 1 else None


Moment = Annotated[datetime | None, BeforeValidator(_moment)]
"""An aware time in UTC, or None when there is none that can be read."""

SentTime = Annotated[AwareDatetime, PlainSerializer(rfc3339, return_type=str)]
"""An aware time, sent in UTC."""

Text250 = Annotated[str, Field(max_length=250)]
Filled250 = Annotated[str, Field(min_length=1, max_length=250)]


class Seen(BaseModel):
    """Something Omnisend says: unknown members are ignored, null counts as absent."""

    model_config = ConfigDict(
        alias_generator=spelling, validate_by_name=True, validate_by_alias=True, frozen=True, extra="ignore"
    )

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, data: Any) -> Any:
        return {k: v for k, v in data.items() if v is not None} if isinstance(data, dict) else data


class Sent(BaseModel):
    """Something Omnisend is told: what is None is left out, what is misspelled cannot be built."""

    model_config = ConfigDict(
        alias_generator=spelling, validate_by_name=True, validate_by_alias=True, frozen=True, extra="forbid"
    )
