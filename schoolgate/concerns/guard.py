"""The database itself refuses a change of what was told; it is asked to after every migration.

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


def install(using: str = "default", **_: Any) -> None:
    """Puts the guard in place, or renews it."""
    connection = connections[using]
    if "concerns_concern" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER IF EXISTS concerns_told_stays")
            cursor.execute(SQLITE)
        elif connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL)
