"""What was written over or deleted is gone from the database file too, and not only from its tables."""

from django.db import connection


def scrub() -> None:
    """Writes an SQLite file anew, without the pages that nothing uses, and empties its log. PostgreSQL has VACUUM FULL."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
