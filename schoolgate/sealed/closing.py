"""For migrations: words that lay open in a column are closed, and the triggers that would refuse it are put away.

The triggers are there again after the last migration (`unchangeable.install`).
"""

from collections.abc import Callable
from typing import Any

from schoolgate.sealed.keyed import SealedChoice

Step = Callable[[Any, Any], None]


def without_triggers(*labels: str) -> Step:
    """Before the columns change: what was written once is rewritten here, and says the same."""

    def do(apps: Any, editor: Any) -> None:
        for label in labels:
            table = apps.get_model(label)._meta.db_table
            on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_stays{on}")

    return do


def close(words: dict[str, tuple[str, ...]]) -> Step:
    """After the columns have changed: each word of these fields becomes what its field makes of it."""

    def do(apps: Any, editor: Any) -> None:
        for label, names in words.items():
            model = apps.get_model(label)
            for name in names:
                _close(model, model._meta.get_field(name), editor.connection)

    return do


def seal(words: dict[str, tuple[str, ...]]) -> Step:
    """After the columns have changed: each text of these fields is sealed, a row at a time, as no two are alike."""

    def do(apps: Any, editor: Any) -> None:
        for label, names in words.items():
            model = apps.get_model(label)
            for name in names:
                _seal(model, model._meta.get_field(name), editor.connection)

    return do


def _seal(model: Any, field: Any, connection: Any) -> None:
    quote, last = connection.ops.quote_name, 0
    table, column, key = quote(model._meta.db_table), quote(field.column), quote(model._meta.pk.column)
    few = f"SELECT {key}, {column} FROM {table} WHERE {key} > %s AND {column} <> '' ORDER BY {key} LIMIT 500"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(few, [last])
        while rows := cursor.fetchall():
            for last, text in rows:
                cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [field.get_prep_value(text), last])  # noqa: S608
            cursor.execute(few, [last])


def _close(model: Any, field: Any, connection: Any) -> None:
    quote = connection.ops.quote_name
    table, column = quote(model._meta.db_table), quote(field.column)
    # One token a word where they are alike; else one for each row.
    key = quote(model._meta.pk.column) if isinstance(field, SealedChoice) else column
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT {key}, {column} FROM {table} WHERE {column} <> ''")  # noqa: S608  (our own models)
        for row, word in cursor.fetchall():
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [field.get_prep_value(word), row])  # noqa: S608
