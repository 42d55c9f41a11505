"""Database triggers that refuse to change rows which never change once written."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def refuse_changes(table: str, *, when: str = "", deletes: bool = True) -> migrations.RunPython:
    """Return the migration step that makes rows of a table unchangeable, also in raw SQL.

    PostgreSQL refuses UPDATE and DELETE, SQLite refuses UPDATE (its test runner empties tables by DELETE).

    Parameters
    ----------
    table
        Name of the table.
    when
        SQL condition on ``OLD`` under which a row is frozen; empty for always.
    deletes
        Refuse DELETE too (PostgreSQL).
    """
    condition = f"WHEN ({when})" if when else ""
    message = f"{table}: this row never changes once written; a correction is a new row"

    def forwards(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        vendor = schema_editor.connection.vendor
        if vendor == "postgresql":
            schema_editor.execute(
                "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
                "BEGIN RAISE EXCEPTION '%: this row never changes once written; a correction is a new row', "
                "TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$",
                params=None,
            )
            events = "UPDATE OR DELETE" if deletes else "UPDATE"
            schema_editor.execute(
                f"CREATE TRIGGER {table}_frozen BEFORE {events} ON {table} "
                f"FOR EACH ROW {condition} EXECUTE FUNCTION refuse_change()"
            )
        elif vendor == "sqlite":
            schema_editor.execute(
                f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )

    def backwards(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
        on_table = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_frozen{on_table}")

    return migrations.RunPython(forwards, backwards)
