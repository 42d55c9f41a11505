"""The full-text index over the tokens of indexed cases: the database's own, so it cannot fall behind its rows."""

from django.db import migrations

_POSTGRESQL = [
    # One space stands between tokens, so no empty one can arise. No dictionary of the database takes part.
    """ALTER TABLE cases_indexedcase
         ADD COLUMN title_vector tsvector NOT NULL
           GENERATED ALWAYS AS (array_to_tsvector(string_to_array(btrim(title_tokens), ' '))) STORED,
         ADD COLUMN all_vector tsvector NOT NULL
           GENERATED ALWAYS AS (array_to_tsvector(string_to_array(btrim(title_tokens || ' ' || body_tokens), ' '))) STORED""",
    # Long values stand outside the row: what a search walks through stays small.
    """ALTER TABLE cases_indexedcase
         ALTER COLUMN title_vector SET STORAGE EXTERNAL, ALTER COLUMN all_vector SET STORAGE EXTERNAL,
         ALTER COLUMN title_tokens SET STORAGE EXTERNAL, ALTER COLUMN body_tokens SET STORAGE EXTERNAL""",
    "ALTER TABLE cases_indexedcase SET (toast_tuple_target = 128)",
    "CREATE INDEX indexed_case_all ON cases_indexedcase USING gin (all_vector)",
    "CREATE INDEX indexed_case_title ON cases_indexedcase USING gin (title_vector)",
]
_POSTGRESQL_BACK = [
    "DROP INDEX indexed_case_title",
    "DROP INDEX indexed_case_all",
    "ALTER TABLE cases_indexedcase DROP COLUMN title_vector, DROP COLUMN all_vector",
    "ALTER TABLE cases_indexedcase RESET (toast_tuple_target)",
]
_COLUMNS = "title_tokens, body_tokens"
_SQLITE = [
    """CREATE VIRTUAL TABLE cases_fulltext USING fts5(
         title_tokens, body_tokens, content='cases_indexedcase', content_rowid='id', detail='column', columnsize=0,
         tokenize="unicode61 remove_diacritics 0 tokenchars '_'")""",
    f"""CREATE TRIGGER cases_fulltext_insert AFTER INSERT ON cases_indexedcase BEGIN
         INSERT INTO cases_fulltext (rowid, {_COLUMNS}) VALUES (new.id, new.title_tokens, new.body_tokens); END""",
    f"""CREATE TRIGGER cases_fulltext_delete AFTER DELETE ON cases_indexedcase BEGIN
         INSERT INTO cases_fulltext (cases_fulltext, rowid, {_COLUMNS})
         VALUES ('delete', old.id, old.title_tokens, old.body_tokens); END""",
    f"""CREATE TRIGGER cases_fulltext_update AFTER UPDATE OF id, {_COLUMNS} ON cases_indexedcase BEGIN
         INSERT INTO cases_fulltext (cases_fulltext, rowid, {_COLUMNS})
         VALUES ('delete', old.id, old.title_tokens, old.body_tokens);
         INSERT INTO cases_fulltext (rowid, {_COLUMNS}) VALUES (new.id, new.title_tokens, new.body_tokens); END""",
]
_SQLITE_BACK = [
    "DROP TRIGGER IF EXISTS cases_fulltext_insert",
    "DROP TRIGGER IF EXISTS cases_fulltext_delete",
    "DROP TRIGGER IF EXISTS cases_fulltext_update",
    "DROP TABLE IF EXISTS cases_fulltext",
]


def _has_fts5(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')")
        return bool(cursor.fetchone()[0])


def _make(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor == "postgresql":
        statements = _POSTGRESQL
    else:
        # Without FTS5 the library is searched by trigrams (cases.indexing.trigrams).
        statements = _SQLITE if _has_fts5(connection) else []
    for statement in statements:
        schema_editor.execute(statement)


def _unmake(apps, schema_editor):
    for statement in _POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else _SQLITE_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_library")]

    operations = [migrations.RunPython(_make, _unmake)]
