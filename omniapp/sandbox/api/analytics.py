"""/analytics: reports and statistics."""

from omniapp.sandbox.api.call import Answer, Call
from omniapp.sandbox.api.query import Query
from omniapp.sandbox.models import Json
from omniapp.sandbox.problems import Problem
from omniapp.sandbox.rules.report_query import Asked, Circumstances, read_queries
from omniapp.sandbox.rules.reports import rows


def report(call: Call) -> Answer:
    """By the date of sending."""
    return Answer(200, {"reports": _tables(call, by_event=False)})


def statistics(call: Call) -> Answer:
    """By the date of what happened."""
    return Answer(200, {"statistics": _tables(call, by_event=True)})


def _tables(call: Call, *, by_event: bool) -> list[Json]:
    if call.raw and call.content_type.partition(";")[0].strip().lower() != "application/json":
        raise Problem(415, detail="Content-Type must be application/json.")
    Query(call).done()
    about = Circumstances(call.world.now(), call.brand.timezone, call.world.switches, by_event)
    return [_table(call, asked, about) for asked in read_queries(call.body(), about)]


def _table(call: Call, asked: Asked, about: Circumstances) -> Json:
    headers: list[Json] = [{"name": name} for name in asked.dimensions]
    for header in headers:
        if header["name"] == "timestamp":
            header["granularity"] = asked.granularity
    return {
        "alias": asked.alias,
        "dimensions": headers,
        "metrics": [{"name": name} for name in asked.metrics],
        "rows": rows(call.brand, asked, about),
    }
