"""The database itself refuses a change of what was written once; it is asked to after every migration.

As with concerns, sealing anew with another key changes the bytes of sealed texts and not their words: such an
update counts `sealed_round` up. Everything else in these rows never changes at all.
"""

from typing import Any

from django.db import connections

from schoolgate.sealed.field import Sealed

SAYS = "what was entered in a case stays as it was entered"


def install(using: str = "default", **_: Any) -> None:
    """Puts the guard on every table of what is written once, or renews it."""
    from schoolgate.cases.models.chronicle import WRITTEN
    from schoolgate.cases.models.papers import Letter

    connection = connections[using]
    vendor = connection.vendor
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in WRITTEN:
            if model._meta.db_table not in there:
                continue
            for statement in _statements(vendor, model._meta.db_table, _changed(vendor, model)):
                cursor.execute(statement)
        if Letter._meta.db_table in there:
            for statement in _statements(vendor, Letter._meta.db_table, _sent_changed(vendor, Letter)):
                cursor.execute(statement)


def _statements(vendor: str, table: str, changed: str) -> list[str]:
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


SENT = (
    "case",
    "kind",
    "about",
    "to",
    "written_at",
    "written_by",
    "digest",
    "path",
    "how",
    "sent_at",
    "sent_by",
)
"""What never changes of a letter that was sent. Its words are in the document, which the digest holds."""


def _sent_changed(vendor: str, model: Any) -> str:
    """The condition that a letter which was sent is changed."""
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    columns = (model._meta.get_field(name).column for name in SENT)
    changes = " OR ".join(f'NEW."{column}" {differs} OLD."{column}"' for column in columns)
    return f"OLD.sent_at IS NOT NULL AND ({changes})"
