"""Test parameters drawn from the table of fields."""

import pytest
from _pytest.mark.structures import ParameterSet

from tests.contract.model import Field

CREATABLE = ("regular email", "regular sms")


def fields(table: dict[str, tuple[Field, ...]], what: str) -> list[ParameterSet]:
    """(kind, field) for each field of the kinds in hand that has this property."""
    return [
        pytest.param(kind, field, id=f"{kind}-{field.path}")
        for kind in CREATABLE
        for field in table[kind]
        if getattr(field, what)
    ]
