"""The database itself refuses a change of what was told or added; it is asked to after every migration.

A migration could not hold this: SQLite makes a table anew when a field is added, and its triggers are lost.
Sealing anew with another key changes the bytes and not the words: such an update counts `sealed_round` up.
"""

from typing import Any

from django.db import connections

SAYS = "what was told stays as it was told"
_NAMES = ("words", "childs_words", "exact_words")

SQLITE = f"""
CREATE TRIGGER concerns_told_stays BEFORE UPDATE OF words, childs_words, exact_words, told_digest
ON concerns_concern
WHEN NEW.told_digest IS NOT OLD.told_digest
  OR (NEW.sealed_round = OLD.sealed_round AND ({" OR ".join(f"NEW.{n} IS NOT OLD.{n}" for n in _NAMES)}))
BEGIN SELECT RAISE(ABORT, '{SAYS}'); END
"""
POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION concerns_told_stays() RETURNS trigger AS $$
BEGIN
  IF NEW.told_digest IS DISTINCT FROM OLD.told_digest OR (NEW.sealed_round = OLD.sealed_round
    AND ({" OR ".join(f"NEW.{n} IS DISTINCT FROM OLD.{n}" for n in _NAMES)})) THEN
    RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER concerns_told_stays BEFORE UPDATE ON concerns_concern
FOR EACH ROW EXECUTE FUNCTION concerns_told_stays()
"""


ADDED = {
    "concerns_line": ("words", "at", "by_id", "from_school"),
    "concerns_addendum": ("words", "at", "by_id"),
}
"""What was added afterwards: its tables, and what of it stays; of these only the words are sealed anew."""
ADDED_SAYS = "what was added stays as it was added"
ADDED_SQLITE = """
CREATE TRIGGER {table}_stays BEFORE UPDATE OF {columns} ON {table}
WHEN {others} OR (NEW.sealed_round = OLD.sealed_round AND NEW.words IS NOT OLD.words)
BEGIN SELECT RAISE(ABORT, '{says}'); END
"""
ADDED_POSTGRESQL = """
CREATE OR REPLACE FUNCTION {table}_stays() RETURNS trigger AS $$
BEGIN
  IF {others} OR (NEW.sealed_round = OLD.sealed_round AND NEW.words IS DISTINCT FROM OLD.words) THEN
    RAISE EXCEPTION '{says}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE OR REPLACE TRIGGER {table}_stays BEFORE UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_stays()
"""


def install(using: str = "default", **_: Any) -> None:
    """Puts the guard in place, or renews it."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    if "concerns_concern" not in tables:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER IF EXISTS concerns_told_stays")
            cursor.execute(SQLITE)
        elif connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL)
        for table, columns in ADDED.items():
            _guard_added(cursor, connection, table, columns)


def _guard_added(cursor: Any, connection: Any, table: str, columns: tuple[str, ...]) -> None:
    present = {one.name for one in connection.introspection.get_table_description(cursor, table)}
    if "sealed_round" not in present:  # a migration on the way back
        return
    differs = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
    others = " OR ".join(f"NEW.{n} {differs} OLD.{n}" for n in columns if n != "words")
    said = {"table": table, "columns": ", ".join(columns), "others": others, "says": ADDED_SAYS}
    if connection.vendor == "sqlite":
        cursor.execute(f"DROP TRIGGER IF EXISTS {table}_stays")
        cursor.execute(ADDED_SQLITE.format(**said))
    elif connection.vendor == "postgresql":
        cursor.execute(ADDED_POSTGRESQL.format(**said))
