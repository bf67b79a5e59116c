"""What was written over or deleted is gone from the database file too, and not only from its tables."""

import logging

from django.db import OperationalError, connection

log = logging.getLogger("schoolgate.sealed")


def scrub() -> None:
    """Writes an SQLite file anew, without the pages that nothing uses, and empties its log. PostgreSQL has VACUUM FULL."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except OperationalError:  # in use the whole time, or the disk is full: nothing is lost by it
        log.warning(
            "The database file could not be written anew, so it may hold what was deleted: rotate the keys again later."
        )
