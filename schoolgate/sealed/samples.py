"""A little of what lies sealed, as it lies there: to see whether there is anything, and whether our keys open it."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection

from schoolgate.sealed.field import Sealed

SEALED = "gAAAA%"
"""How every sealed text begins."""


def sealed() -> Iterator[str]:
    """One sealed text of each column that has any, whatever build made the tables."""
    quote = connection.ops.quote_name
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            fields = [field for field in model._meta.concrete_fields if isinstance(field, Sealed)]
            if not fields or table not in tables:
                continue
            there = {item.name for item in connection.introspection.get_table_description(cursor, table)}
            for column in (quote(field.column) for field in fields if field.column in there):
                statement = f"SELECT {column} FROM {quote(table)} WHERE {column} LIKE %s LIMIT 1"  # noqa: S608  (our own names)
                cursor.execute(statement, [SEALED])
                yield from (token for (token,) in cursor.fetchall())
