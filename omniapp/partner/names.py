"""Finding lines by the names in them: of stores, campaigns and people.

Names are looked up first. Where few fit, their lines are found by number: the planner then knows how few
there are, and takes the right index. Where many fit, one is never far: lines are looked at in turn.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorExact
from django.db.models import F, Lookup, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

FEW: Final = 1000


@dataclass(frozen=True)
class Name:
    """``rows``: what has this name; ``column``: of a line, naming one of them by its ``by``.

    ``fits``: the same as a condition on lines.
    """

    rows: QuerySet[Any]
    column: str
    fits: Q
    by: str = "pk"


class AnyOf(Lookup):
    """Like ``in``, with all values in one parameter: a thousand of their own take longer than their query."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*params, self.rhs)


def look_up(names: Mapping[str, Name]) -> dict[str, Q | None]:
    """Each as a condition on lines; None if nothing has such a name. One query for all."""
    if not names:
        return {}
    arms = [
        name.rows.order_by().values_list(Value(key), Cast(name.by, TextField()))[: FEW + 1]
        for key, name in names.items()
    ]
    found: dict[str, list[str | int]] = {key: [] for key in names}
    for key, one in arms[0].union(*arms[1:], all=True):
        found[key].append(int(one) if names[key].by == "pk" else one)
    return {key: _condition(name, found[key]) for key, name in names.items()}


def _condition(name: Name, found: list[str | int]) -> Q | None:
    if not found:
        return None
    return Q(AnyOf(F(name.column), found)) if len(found) <= FEW else name.fits


def has_words(column: str, text: str) -> Q:
    """Whether the name in ``column`` has all words of ``text``, or words that begin like them."""
    begin = " & ".join(f"{word}:*" for word in re.findall(r"\w+", text))
    asked = SearchQuery(text, config="simple")
    if begin:
        asked |= SearchQuery(begin, config="simple", search_type="raw")
    return Q(SearchVectorExact(SearchVector(column, config="simple"), asked))
