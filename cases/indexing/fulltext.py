"""Asks the database's full-text index which documents hold which tokens.

Tokens of `cases.search.analyser` hold letters, digits and ``_`` alone; put in quotes, none of them can be an operator.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from django.db import connections, transaction

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
    if connection.vendor == "postgresql":
        column = "title_vector" if titles_only else "all_vector"
        one = f"(SELECT string_agg(int8send(id), ''::bytea) FROM {_TABLE} WHERE {column} @@ %s::tsquery)"  # noqa: S608
        given = [text.replace('"', "'").replace(" AND ", " & ").replace(" OR ", " | ") for text in expressions]
        with transaction.atomic(using=using), connection.cursor() as cursor:
            # The planner does not know that reading each row's long vector costs far more than the index does.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"SELECT {', '.join([one] * len(given))}", given)
            found = [np.frombuffer(packed or b"", dtype=">i8").astype(np.int64) for packed in cursor.fetchone()]
            cursor.execute("SET LOCAL enable_seqscan TO DEFAULT")
        return found
    one = "(SELECT group_concat(rowid) FROM cases_fulltext WHERE cases_fulltext MATCH %s)"
    given = [f"{{title_tokens}} : ({text})" if titles_only else text for text in expressions]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([one] * len(given))}", given)
        return [np.fromstring(packed, dtype=np.int64, sep=",") if packed else _NONE for packed in cursor.fetchone()]


def texts_of(documents: Sequence[int], *, using: str) -> list[tuple[int, str, str]]:
    """Return number, title tokens and body tokens of documents, in any order."""
    if not documents:
        return []
    # Numbers alone, so they may stand in the statement: hundreds of parameters take longer than the rows.
    numbers = ",".join(map(str, documents))
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT id, title_tokens, body_tokens FROM {_TABLE} WHERE id IN ({numbers})")  # noqa: S608
        rows: list[tuple[int, str, str]] = cursor.fetchall()
    return rows
