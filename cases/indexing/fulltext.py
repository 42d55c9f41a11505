"""Asks the database's full-text index which documents hold which tokens.

Tokens of `cases.search.analyser` hold letters, digits and ``_`` alone; put in quotes, none of them can be an operator.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from django.db import connections

from cases.models import IndexedCase

Integers = npt.NDArray[np.int64]
# All of these stand in a document.
Alternative = tuple[str, ...]
# One alternative of each clause stands in a document.
Clauses = Sequence[Sequence[Alternative]]
_NONE: Integers = np.empty(0, dtype=np.int64)
_TABLE = IndexedCase._meta.db_table


def documents_holding(clauses: Clauses, *, using: str, titles_only: bool = False) -> Integers:
    """Return the numbers of the documents that hold one alternative of every clause, in any order.

    Documents of every build are among them.

    Raises
    ------
    django.db.OperationalError, django.db.ProgrammingError
        The index is not there.
    """
    return documents_by_expression([expression(clauses)], using=using, titles_only=titles_only)[0]


def expression(clauses: Clauses) -> str:
    """Write clauses so that both databases read them, but for the operators."""
    return " AND ".join(
        "(" + " OR ".join("(" + " AND ".join(f'"{token}"' for token in one) + ")" for one in alternatives) + ")"
        for alternatives in clauses
    )


def documents_by_expression(expressions: Sequence[str], *, using: str, titles_only: bool = False) -> list[Integers]:
    """Return the documents of several expressions in one query; their numbers travel packed."""
    connection = connections[using]
    if not expressions:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            column = "title_vector" if titles_only else "all_vector"
            one = f"(SELECT string_agg(int8send(id), ''::bytea) FROM {_TABLE} WHERE {column} @@ %s::tsquery)"  # noqa: S608
            given = [_as_tsquery(text) for text in expressions]
            cursor.execute(f"SELECT {', '.join([one] * len(given))}", given)
            return [np.frombuffer(packed or b"", dtype=">i8").astype(np.int64) for packed in cursor.fetchone()]
        one = "(SELECT group_concat(rowid) FROM cases_fulltext WHERE cases_fulltext MATCH %s)"
        given = [f"{{title_tokens}} : ({text})" if titles_only else text for text in expressions]
        cursor.execute(f"SELECT {', '.join([one] * len(given))}", given)
        return [np.fromstring(packed, dtype=np.int64, sep=",") if packed else _NONE for packed in cursor.fetchone()]


def _as_tsquery(text: str) -> str:
    return text.replace('"', "'").replace(" AND ", " & ").replace(" OR ", " | ")
