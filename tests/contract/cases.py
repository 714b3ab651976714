"""Test parameters drawn from the table of fields."""

import pytest
from _pytest.mark.structures import ParameterSet

from tests.contract.model import Field

REGULAR = ("regular email", "regular sms")
EVERY_KIND = (*REGULAR, "abTest email", "booster email", "booster sms")


def fields(
    table: dict[str, tuple[Field, ...]], what: str, kinds: tuple[str, ...] = EVERY_KIND
) -> list[ParameterSet]:
    """(kind, field) for each field of the kinds that has this property."""
    return [
        pytest.param(kind, field, id=f"{kind}-{field.path}")
        for kind in kinds
        for field in table[kind]
        if getattr(field, what)
    ]
