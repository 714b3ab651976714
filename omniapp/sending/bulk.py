"""Writing many rows with different values in one statement."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection, models

from omniapp.sending.models import Delivery


def update(deliveries: Sequence[Delivery], names: Iterable[str]) -> None:
    """Writes these attributes of these deliveries, like ``save(update_fields=names)`` of each."""
    fields = [field for field in Delivery._meta.concrete_fields if field.name in set(names)]
    values = {
        str(field.column): (_type(field), [_value(field, one) for one in deliveries]) for field in fields
    }
    sets = ", ".join(f"{column} = new.{column}" for column in values)
    write(Delivery._meta.db_table, [one.pk for one in deliveries], values, sets)


def write(table: str, ids: Sequence[int], values: Mapping[str, tuple[str, Sequence[Any]]], sets: str) -> None:
    """``UPDATE`` of the rows with these ids. ``values``: what is given for each row, by names and types.

    ``sets``: the assignments, in which a row is ``old`` and what is given for it ``new``.
    """
    if not ids:
        return
    arrays = ", ".join(f"%s::{kind}[]" for kind, _ in values.values())
    statement = (
        f"UPDATE {table} AS old SET {sets} "  # noqa: S608
        f"FROM unnest(%s::bigint[], {arrays}) AS new (id, {', '.join(values)}) WHERE old.id = new.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(ids), *(list(given) for _, given in values.values())])


def _type(field: "models.Field[Any, Any]") -> str:
    kind = field.db_type(connection)
    if kind is None:
        raise TypeError(f"{field.name} has no column")
    return kind


def _value(field: "models.Field[Any, Any]", delivery: Delivery) -> Any:
    return field.get_db_prep_save(getattr(delivery, field.attname), connection)
