"""The record as a table for spreadsheets, told piece by piece."""

import csv
import datetime as dt
import io
import re
from collections.abc import Generator, Iterable, Sequence

from omniapp.partner import happened
from omniapp.partner.happened import Wanted
from omniapp.partner.lines import Line

AT_ONCE = 1000
HEAD = (
    "time (UTC)", "store", "brand id", "who", "what", "how it went", "campaign", "campaign id", "call",
    "status", "kind", "request id", "milliseconds",
)  # fmt: skip
_BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes the text for one of its own encodings
_BEGINS = r"=+@＝＋－＠\-"
#: Where a formula could begin: in front, or behind what parts cells or lines where commas do not.
_FORMULA = re.compile(rf"\A(?= *[{_BEGINS}\t\r\n])|(?<=[;\t\r\n])(?= *[{_BEGINS}])")


def table(wanted: Wanted) -> Generator[str]:
    """The head, then all lines, ``AT_ONCE`` of them in memory at a time."""
    yield _BYTE_ORDER_MARK + _text([HEAD])
    for some in happened.everything(wanted, at_once=AT_ONCE):
        yield _text([_row(line) for line in some])


def plain(value: object) -> str:
    """A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe."""
    return "" if value is None else _FORMULA.sub("'", str(value))


def _row(line: Line) -> list[str]:
    of = line.of
    at = f"{of.at.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}"
    what = (of.store, of.brand_id, line.who, line.title, line.text, of.campaign, of.campaign_id)
    answer = (f"{of.method} {of.path}".strip(), of.status, of.slug, of.request_id, of.milliseconds)
    return [plain(value) for value in (at, *what, *answer)]


def _text(rows: Iterable[Sequence[str]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()
