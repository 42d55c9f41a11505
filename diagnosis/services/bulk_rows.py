"""Many new rows into a table at once: COPY on PostgreSQL, one INSERT a thousand elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import connection, models

_ROWS_A_STATEMENT: Final = 1000


def rows_insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows that are known to be new; belongs into a transaction.

    Parameters
    ----------
    names
        Names of fields as the model has them (``company_id`` for a foreign key); all others take their default in the
        database, so each column without one must be named.
    rows
        Values in the order of the names. No signal is sent.
    """
    if connection.vendor == "postgresql":
        _copy(model, names, rows)
    else:
        objects = (model(**dict(zip(names, row, strict=True))) for row in rows)
        model._default_manager.bulk_create(objects, batch_size=_ROWS_A_STATEMENT)


def _copy(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    json_places = [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(model._meta.db_table)} ({columns}) FROM STDIN") as copy,
    ):
        for row in rows:
            values = list(row)
            for place in json_places:
                values[place] = fields[place].get_db_prep_save(values[place], connection)
            copy.write_row(values)
