"""/brands and /segments."""

from omniapp.sandbox.api import show
from omniapp.sandbox.api.call import Answer, Call
from omniapp.sandbox.api.query import Query
from omniapp.sandbox.models import Segment
from omniapp.sandbox.moments import write_exactly
from omniapp.sandbox.problems import not_found
from omniapp.sandbox.rules.paging import page


def current_brand(call: Call) -> Answer:
    Query(call).done()
    return Answer(200, show.brand(call.brand))


def list_segments(call: Call) -> Answer:
    """Cursors carry the sort: it may be left out while paging, but not changed."""
    query = Query(call)
    paging = query.paging(most=50, default=10)
    sort, direction = query.sorting(("createdAt", "name"), direction_alone=True)
    query.done()
    question = paging.inherit({"sort": sort, "direction": direction}, query, "sort", "direction")

    def key(one: Segment) -> tuple[str, str]:
        return one.name if question["sort"] == "name" else write_exactly(one.created_at), one.id

    chosen, about = page(
        list(call.brand.segments.values()),
        key=key,
        descending=question["direction"] == "desc",
        limit=paging.limit,
        question=question,
        after=paging.after,
        before=paging.before,
    )
    return Answer(200, {"segments": [show.segment(one) for one in chosen], "paging": about})


def get_segment(call: Call) -> Answer:
    return Answer(200, show.segment(_find(call)))


def segment_statistics(call: Call) -> Answer:
    return Answer(200, {"contactsCount": _find(call).contacts})


def _find(call: Call) -> Segment:
    segment_id = call.id("segmentID")
    if segment_id not in call.brand.segments:
        raise not_found("Segment")
    return call.brand.segments[segment_id]
