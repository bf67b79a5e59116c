"""The database itself keeps dates that the clocks of records depend on, whoever changes them: by hand or by an import.

Of a date of birth that is changed the old one is kept, and of a last day that it was put in. What a record waits for is
then no day that somebody typed this morning. The triggers are put in place after every migration, as those of
`sealed/unchangeable.py` are: SQLite loses them when it makes a table anew.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connections

DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}
TABLES = frozenset({"community_person", "community_role", "records_earlierbirth", "records_leaving"})
BORN = """INSERT INTO records_earlierbirth (person_id, born_on) SELECT OLD.id, OLD.born_on WHERE NOT EXISTS
(SELECT 1 FROM records_earlierbirth WHERE person_id = OLD.id AND born_on = OLD.born_on)"""
LEFT = """DELETE FROM records_leaving WHERE person_id = NEW.person_id;
INSERT INTO records_leaving (person_id, noticed_on) VALUES (NEW.person_id, NULL)"""
WATCHED = (
    (
        "records_born_before",
        "community_person",
        "born_on",
        "OLD.born_on IS NOT NULL AND NEW.born_on {} OLD.born_on",
        BORN,
    ),
    ("records_left", "community_role", "until_on", "NEW.until_on IS NOT NULL AND NEW.until_on {} OLD.until_on", LEFT),
)
"""The name of each trigger, the table and the column that it watches, when it does something, and what."""


def install(using: str = "default", **_: Any) -> None:
    """Puts the triggers in place, or renews them."""
    database = connections[using]
    if database.vendor not in DIFFERS:
        return
    with database.cursor() as cursor:
        if set(database.introspection.table_names(cursor)) >= TABLES:
            for statement in statements(database.vendor):
                cursor.execute(statement)


def triggers(vendor: str) -> dict[str, str]:
    """What makes each trigger, by its name."""
    if vendor == "postgresql":
        return {
            name: f"CREATE OR REPLACE TRIGGER {name} AFTER UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
            for name, table, *_ in WATCHED
        }
    return {
        name: f"CREATE TRIGGER {name} AFTER UPDATE OF {column} ON {table} WHEN {when.format(DIFFERS[vendor])} "
        f"BEGIN {deed}; END"
        for name, table, column, when, deed in WATCHED
    }


def statements(vendor: str) -> Iterator[str]:
    """What puts the triggers in place, or renews them."""
    made = triggers(vendor)
    for name, _, _, when, deed in WATCHED:
        if vendor == "postgresql":
            yield (
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN IF {when.format(DIFFERS[vendor])} THEN "
                f"{deed}; END IF; RETURN NULL; END $$ LANGUAGE plpgsql"
            )
        else:
            yield f"DROP TRIGGER IF EXISTS {name}"
        yield made[name]
