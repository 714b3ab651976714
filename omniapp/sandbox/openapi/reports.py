"""Reports and statistics: what is asked and what is answered."""

from omniapp.sandbox.openapi.words import Schema, answer, asked, one_of, ref, rows, text
from omniapp.sandbox.rules.report_query import DIMENSIONS, FILTERS, METRICS, MOST_QUERIES, MOST_VALUES
from omniapp.sandbox.rules.report_ranges import INTERVALS, LONGEST

_FILTER = asked(
    {
        "name": one_of(*FILTERS),
        "operator": one_of("in", "notIn"),
        "values": rows(text(), least=1, most=MOST_VALUES),
    }
)
_DIMENSION: Schema = {
    "oneOf": [
        asked({"name": one_of("timestamp"), "granularity": one_of(*LONGEST)}),
        asked({"name": one_of(*(name for name in DIMENSIONS if name != "timestamp"))}),
    ]
}
_RANGE = {"from": ref("Since"), "to": ref("Until")}
_CUSTOM = asked({"interval": one_of("custom")} | _RANGE)
_NAMED = asked({"interval": one_of(*(name for name in INTERVALS if name != "custom"))})


def _query(date_range: Schema) -> Schema:
    return asked(
        {
            "alias": text(pattern="^[a-zA-Z0-9 |_.-]*[a-zA-Z0-9|_.-][a-zA-Z0-9 |_.-]*$"),
            "metrics": rows(asked({"name": one_of(*METRICS)}), least=1),
            "dateRange": date_range,
        },
        {"dimensions": rows(_DIMENSION), "filters": rows(_FILTER)},
    )


def _queries(query: Schema) -> Schema:
    return asked({"queries": rows(query, least=1, most=MOST_QUERIES)})


_TABLE = answer(
    {
        "alias": text(filled=True),
        "dimensions": rows(answer({"name": one_of(*DIMENSIONS)}, {"granularity": one_of(*LONGEST)})),
        "metrics": rows(answer({"name": one_of(*METRICS)}), least=1),
        "rows": rows({"type": "object", "additionalProperties": {"type": ["string", "number", "null"]}}),
    }
)
SCHEMAS: dict[str, Schema] = {
    "ReportQueries": _queries(_query({"oneOf": [_CUSTOM, _NAMED]})),
    "StatisticsQueries": _queries(_query(asked(_RANGE))),
    "Table": _TABLE,
    "Reports": answer({"reports": rows(ref("Table"))}),
    "Statistics": answer({"statistics": rows(ref("Table"))}),
}
