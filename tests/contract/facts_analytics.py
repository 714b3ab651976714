"""Reports and statistics (Omnisend API 2026-03-15, Generate report).

The contract lists no names of metrics and dimensions; these are the ones that clients are known to use.
"""

from tests.contract import shapes as s
from tests.contract.facts_common import WHOLE_BRAND
from tests.contract.model import Budget, Field, Operation

A_DAY = 24 * 3600
REPORTS = Budget("analytics", 10)
REPORTS_A_DAY = Budget("analytics a day", 55, A_DAY)

MOST_QUERIES, MOST_VALUES, MOST_DIMENSIONS = 4, 100, 2
ALIAS = r"[a-zA-Z0-9 |_.-]+"
COUNTS = (
    *("sent", "failed", "markedAsSpamUnique", "unsubscribedUnique", "opened", "openedUnique"),
    *("clicked", "clickedUnique", "attributedOrders", "attributedOrdersUnique"),
)
RATES = {
    "failRate": "failed",
    "markedAsSpamRate": "markedAsSpamUnique",
    "unsubscribeRate": "unsubscribedUnique",
    "openRate": "openedUnique",
    "clickRate": "clickedUnique",
    "attributedOrderRate": "attributedOrders",
}
MONEY = ("sentCost", "attributedRevenue", "attributedRevenuePerOrder", "attributedRevenuePerSent")
ONLY_BY_TIME = ("totalOrders", "totalRevenue")
METRICS = (*COUNTS, *RATES, *MONEY, *ONLY_BY_TIME)
FILTERS = ("marketingActivityID", "marketingActivityType", "messageID", "messageChannel")
DIMENSIONS = ("timestamp", *FILTERS, "segmentID")
GRANULARITIES = {"hour": 7, "day": 60, "week": 52 * 7, "month": 366}  # days at most
INTERVALS = (
    *("custom", "last7Days", "last30Days", "last90Days", "thisWeek", "lastWeek"),
    *("thisMonth", "lastMonth", "thisYear", "lastYear"),
)

REQUEST: dict[str, tuple[Field, ...]] = {
    "any": (Field("queries", "rows", required=True, shortest=1, longest=MOST_QUERIES),)
}
QUERY = (
    Field("alias", required=True, shortest=1),
    Field("metrics", "rows", required=True, shortest=1),
    Field("dimensions", "rows"),
    Field("filters", "rows"),
    Field("dateRange.interval", required=True, choices=INTERVALS),
    Field("dateRange.from", "time"),
    Field("dateRange.to", "time"),
)
METRIC = (Field("name", required=True, choices=METRICS),)
DIMENSION = (
    Field("name", required=True, choices=DIMENSIONS),
    Field("granularity", choices=tuple(GRANULARITIES)),
)
FILTER = (
    Field("name", required=True, choices=FILTERS),
    Field("operator", required=True, choices=("in", "notIn")),
    Field("values", "texts", required=True, shortest=1, longest=MOST_VALUES),
)

_HEADER = s.record({"name": s.text}, {"granularity": s.text})
_TABLE = s.record(
    {
        "alias": s.text,
        "dimensions": s.rows(_HEADER),
        "metrics": s.rows(s.record({"name": s.text})),
        "rows": s.rows(s.mapping(s.anything)),
    }
)
DECLARED = frozenset({400, 403, 415, 429, 500, 503, 524})
ALWAYS = frozenset({401, 410})

ANALYTICS_OPERATIONS = tuple(
    Operation(
        name,
        "POST",
        f"/analytics/{member}",
        "analytics.read",
        200,
        DECLARED,
        (WHOLE_BRAND, REPORTS, REPORTS_A_DAY),
        s.record({member: s.rows(_TABLE)}),
        bodies=REQUEST,
        unsettled=ALWAYS,
    )
    for name, member in (("analytics_report", "reports"), ("analytics_statistics", "statistics"))
)
