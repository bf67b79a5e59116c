"""The database itself refuses a change of what was written once; it is asked to after every migration.

As with concerns, sealing anew with another key changes the bytes of sealed texts and not their words: such an
update counts `sealed_round` up. Everything else in these rows never changes at all.
"""

from typing import Any

from django.db import connections

from schoolgate.concerns.sealing import Sealed

SAYS = "what was entered in a case stays as it was entered"


def install(using: str = "default", **_: Any) -> None:
    """Puts the guard on every table of what is written once, or renews it."""
    from schoolgate.cases.models import WRITTEN

    connection = connections[using]
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in WRITTEN:
            if model._meta.db_table not in there:
                continue
            for statement in _statements(connection.vendor, model):
                cursor.execute(statement)


def _statements(vendor: str, model: Any) -> list[str]:
    table, changed = model._meta.db_table, _changed(vendor, model)
    name = f"{table}_stays"
    if vendor == "sqlite":
        return [
            f"DROP TRIGGER IF EXISTS {name}",
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN {changed} "
            f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END",
        ]
    if vendor == "postgresql":
        return [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN IF {changed} THEN "
            f"RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN NEW; END $$ LANGUAGE plpgsql",
            f"CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
    return []


def _changed(vendor: str, model: Any) -> str:
    """The condition that something changed which may not."""
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    fields = [model._meta.get_field(name) for name in model.FIXED]
    sealed = [f'NEW."{one.column}" {differs} OLD."{one.column}"' for one in fields if isinstance(one, Sealed)]
    plain = [
        f'NEW."{one.column}" {differs} OLD."{one.column}"' for one in fields if not isinstance(one, Sealed)
    ]
    plain.append(f"NEW.digest {differs} OLD.digest")
    if sealed:
        plain.append(f"(NEW.sealed_round = OLD.sealed_round AND ({' OR '.join(sealed)}))")
    return " OR ".join(plain)
