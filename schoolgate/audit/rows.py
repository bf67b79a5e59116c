"""What the rows of concerns and cases come to, so that the trail notices whatever was done to them past the product.

A model says in `RECORD` to which record its rows belong: the name of a foreign key, or `pk` where it is the record itself.
All rows of one kind of one record have one sum of keyed digests. The database writes down each row that changes, as it was
and as it is; at the end of a deed the sums move by the difference, and its entry says from where and to where. What
changed past a deed is in no difference, so its sum stays wrong for ever, whatever is done to that row afterwards.
"""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connection, connections, models
from django.utils.dateparse import parse_datetime

SIZE = 2**256
LEFT_OUT = {"sealed_round"}
"""Fields that change when everything is sealed anew, and say nothing."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
AT_ONCE = 500
INTO = "INSERT INTO audit_change (model, before, after) VALUES"

Model = type[models.Model]
Row = Mapping[str, Any]
"""Values by column, as the database holds them."""


def watched() -> Iterator[Model]:
    """Every model whose rows have a sum."""
    return (model for model in apps.get_models() if getattr(model, "RECORD", ""))


def record_of(model: Any) -> tuple[Any, Any]:
    """The model of the record to which its rows belong, and the field that names it."""
    field = model._meta.pk if model.RECORD == "pk" else model._meta.get_field(model.RECORD)
    return (model if model.RECORD == "pk" else field.related_model), field


# ---- sums


def clear() -> None:
    """Forgets what changed past a deed: a deed does not answer for it."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_change")


def differences() -> dict[str, int]:
    """By how much the sums move through what changed since `clear`; it is forgotten with that."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_change RETURNING model, before, after")
        changes = cursor.fetchall()
    moved: Counter[str] = Counter()
    for label, before, after in changes:
        model = apps.get_model(label)
        for row, sign in ((before, -1), (after, 1)):
            if row is not None:
                key, value = weighed(model, json.loads(row))
                moved[key] += sign * value
    return {key: value % SIZE for key, value in moved.items() if value % SIZE}


def shape() -> dict[str, list[str]]:
    """Which fields of which models have their part in the sums of this build."""
    return {
        model._meta.label_lower: sorted({field.name for field in model._meta.concrete_fields} - LEFT_OUT)
        for model in watched()
    }


def sums(model: Model) -> Iterator[tuple[str, int]]:
    """The key and the weight of every row of a model, as the database has them now."""
    return (weighed(model, row) for row in rows_of(model))


def rows_of(model: Model) -> Iterator[Row]:
    """Every row of a model as the database holds it, a stretch at a time."""
    fields = [field.column for field in model._meta.concrete_fields]
    names = ", ".join(map(connection.ops.quote_name, fields))
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
        while some := cursor.fetchmany(AT_ONCE):
            for values in some:
                yield dict(zip(fields, values, strict=True))


def weighed(model: Model, row: Row, *, only: Collection[str] | None = None) -> tuple[str, int]:
    """To which sum a row belongs, and its keyed digest as a number, of all its fields or of some."""
    record, of = record_of(model)
    key = f"{record._meta.label_lower}:{_label(of, row[of.column])}|{model._meta.label_lower}"
    said = [
        [field.name, words]
        for field in sorted(model._meta.concrete_fields, key=lambda field: field.name)
        if field.name not in LEFT_OUT and (only is None or field.name in only)
        if field.column in row and (words := _words(field, row[field.column]))
    ]
    seal = hmac.new(settings.TRAIL_KEY.encode(), f"row:{json.dumps([key, said])}".encode(), hashlib.sha256)
    return key, int.from_bytes(seal.digest())


def _label(field: Any, value: Any) -> str:
    """A key as people and the trail write it."""
    target = _target(field)
    return str(UUID(str(value))) if isinstance(target, models.UUIDField) else str(value)


def _target(field: Any) -> Any:
    while field.is_relation:
        field = field.target_field
    return field


def _words(field: Any, value: Any) -> str:
    """A value in one way of writing, whichever database it comes from; nothing where nothing is there.

    So a column that a later build adds, and that is empty in every row, changes no sum.
    """
    if value is None or value == "":
        return ""
    return _written(_target(field), value)


def _written(field: Any, value: Any) -> str:
    if isinstance(field, models.DateTimeField):
        return str((_moment(value) - EPOCH) // timedelta(microseconds=1))
    if isinstance(field, models.BooleanField):
        return str(int(value))
    if isinstance(field, models.UUIDField):
        return UUID(str(value)).hex
    if isinstance(field, models.DecimalField):
        return format(Decimal(str(value)).normalize(), "f")
    if isinstance(value, date | time):
        return value.isoformat()
    if hasattr(field, "from_db_value"):
        try:
            return str(field.from_db_value(value, None, connection))
        except Exception:  # what no key opens is not what was written, and that is all that is asked here
            return f"unreadable {value}"
    return str(value)


def _moment(value: Any) -> datetime:
    found = value if isinstance(value, datetime) else parse_datetime(str(value))
    if found is None:
        return EPOCH
    return found if found.tzinfo else found.replace(tzinfo=UTC)


# ---- what the database writes down


def install(using: str = "default", **_: Any) -> None:
    """Lets the database write down what changes in every such table that is there."""
    database = connections[using]
    if database.vendor not in ("sqlite", "postgresql"):
        return
    with database.cursor() as cursor:
        tables = set(database.introspection.table_names(cursor))
        for model in watched():
            table = model._meta.db_table
            if {table, "audit_change"} <= tables and _columns(model) <= {
                item.name for item in database.introspection.get_table_description(cursor, table)
            }:
                for statement in statements(database.vendor, model):
                    cursor.execute(statement)


def _columns(model: Model) -> set[str]:
    return {field.column for field in model._meta.concrete_fields}


def triggers(vendor: str, model: Model) -> dict[str, str]:
    """What makes each trigger of a model, by its name."""
    table, label = model._meta.db_table, model._meta.label_lower
    if vendor == "postgresql":
        name = f"{table}_weighed"
        made = f"CREATE OR REPLACE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        return {name: made}
    # Sealing anew changes no word, and would write every row down.
    anew = ' WHEN NEW."sealed_round" IS OLD."sealed_round"' if "sealed_round" in _columns(model) else ""
    new, old = _as_json(model, "NEW"), _as_json(model, "OLD")
    into = f"{INTO} ('{label}', "
    return {
        f"{table}_{name}": f"CREATE TRIGGER {table}_{name} AFTER {deed} ON {table}{when} BEGIN {into}{before}, {after}); END"
        for name, deed, when, before, after in (
            ("comes", "INSERT", "", "NULL", new),
            ("changes", "UPDATE", anew, old, new),
            ("goes", "DELETE", "", old, "NULL"),
        )
    }


def statements(vendor: str, model: Model) -> Iterator[str]:
    """What puts a model's triggers in place, or renews them."""
    made = triggers(vendor, model)
    if vendor == "postgresql":
        yield _function(model)
    for name, statement in made.items():
        if vendor == "sqlite":
            yield f"DROP TRIGGER IF EXISTS {name}"
        yield statement


def _as_json(model: Model, row: str) -> str:
    pairs = ", ".join(f"'{field.column}', {row}.\"{field.column}\"" for field in model._meta.concrete_fields)
    return f"json_object({pairs})"


def _function(model: Model) -> str:
    name, label = f"{model._meta.db_table}_weighed", model._meta.label_lower
    anew = (
        "IF TG_OP = 'UPDATE' THEN IF NEW.sealed_round IS DISTINCT FROM OLD.sealed_round THEN RETURN NULL; END IF; END IF; "
        if "sealed_round" in _columns(model)
        else ""
    )
    before = "CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD)::text END"
    after = "CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW)::text END"
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN {anew}"
        f"{INTO} ('{label}', {before}, {after}); RETURN NULL; END $$ LANGUAGE plpgsql"
    )
