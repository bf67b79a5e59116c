"""The database itself refuses a change of what was written once, whoever asks for it.

A model lists in `FIXED` the fields that never change, and may name in `FIXED_ONCE` the field that must be filled in
first: a letter changes until it is sent. Sealing anew with another key changes the bytes of sealed fields and not their
words, and counts `sealed_round` up; so sealed fields are compared only within one round.

The triggers are put in place after every migration. A migration could not hold them: SQLite makes a table anew when a
field is added, and its triggers are lost.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connections, models

from schoolgate.sealed.keyed import CLOSED
from schoolgate.sealed.models import Written

DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}


def fixed_models() -> Iterator[type[models.Model]]:
    """Every model that says what of it never changes."""
    return (model for model in apps.get_models() if getattr(model, "FIXED", ()))


def trigger_of(model: type[models.Model]) -> str:
    """The name of the trigger, and of its function where the database needs one."""
    return f"{model._meta.db_table}_stays"


def install(using: str = "default", **_: Any) -> None:
    """Puts a trigger on the table of every such model, or renews it."""
    database = connections[using]
    if database.vendor not in DIFFERS:
        return
    tables = set(database.introspection.table_names())
    with database.cursor() as cursor:
        for model in fixed_models():
            table = model._meta.db_table
            if table not in tables:
                continue
            changed, columns = _changed(database.vendor, model)
            # On the way back through the migrations a column may be missing; the next migration comes here again.
            if columns <= {item.name for item in database.introspection.get_table_description(cursor, table)}:
                for statement in _statements(database.vendor, model, changed):
                    cursor.execute(statement)


def triggers(vendor: str, model: type[models.Model]) -> dict[str, str]:
    """What makes each trigger of a model, by its name.

    SQLite puts a row in the place of another (`INSERT OR REPLACE`) without asking its other triggers.
    """
    name, table = trigger_of(model), model._meta.db_table
    if vendor == "postgresql":
        return {
            name: f"CREATE OR REPLACE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        }
    once, key = f"{table}_once", _key(model)
    there = f'SELECT 1 FROM {table} WHERE "{key}" = NEW."{key}"'  # noqa: S608  (names of our own models)
    raised = f"BEGIN SELECT RAISE(ABORT, '{_refusal(model)}'); END"
    return {
        name: f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN {_changed(vendor, model)[0]} {raised}",
        once: f"CREATE TRIGGER {once} BEFORE INSERT ON {table} WHEN EXISTS ({there}) {raised}",
    }


def _key(model: Any) -> str:
    return str(model._meta.pk.column)


def _refusal(model: type[models.Model]) -> str:
    return f"{model._meta.label}: what was written stays as it was written"


def _statements(vendor: str, model: type[models.Model], changed: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield (
            f"CREATE OR REPLACE FUNCTION {trigger_of(model)}() RETURNS trigger AS $$ BEGIN IF {changed} THEN "
            f"RAISE EXCEPTION '{_refusal(model)}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN NEW; END $$ LANGUAGE plpgsql"
        )
    for name, statement in triggers(vendor, model).items():
        if vendor == "sqlite":
            yield f"DROP TRIGGER IF EXISTS {name}"
        yield statement


def fixed_fields(model: Any) -> list[Any]:
    """The fields that never change, the digest of a row that is written once among them."""
    names = (*model.FIXED, *model.LATER, "digest") if issubclass(model, Written) else model.FIXED
    return [model._meta.get_field(name) for name in names]


def _changed(vendor: str, model: Any) -> tuple[str, set[str]]:
    """The condition that something changes which may not, and the columns that it reads."""
    fields = fixed_fields(model)
    columns = {field.column for field in fields}
    changes = [_differs(vendor, field) for field in fields if not isinstance(field, CLOSED)]
    if sealed := [_differs(vendor, field) for field in fields if isinstance(field, CLOSED)]:
        columns.add(model._meta.get_field("sealed_round").column)
        changes.append(f"(NEW.sealed_round = OLD.sealed_round AND ({' OR '.join(sealed)}))")
    changed = " OR ".join(changes)
    if once := getattr(model, "FIXED_ONCE", ""):
        column = model._meta.get_field(once).column
        return f'OLD."{column}" IS NOT NULL AND ({changed})', columns | {column}
    return changed, columns


def _differs(vendor: str, field: Any) -> str:
    return f'NEW."{field.column}" {DIFFERS[vendor]} OLD."{field.column}"'
