"""A database to measure in: made, used and thrown away, beside whatever DATABASE_URL names."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def database() -> Iterator[None]:
    """SQLite in a file, or a test database beside the one of PostgreSQL; Django is set up for it."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schoolgate.config.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SCHOOLGATE_DATA"] = folder
        Path(folder, "static").mkdir()
        from django.conf import settings

        settings.DATABASES["default"].setdefault("TEST", {})
        if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
            settings.DATABASES["default"]["TEST"]["NAME"] = str(Path(folder) / "measured.sqlite3")
        settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
        django.setup()
        from django.core.management import call_command
        from django.test.utils import setup_databases, teardown_databases

        there = setup_databases(verbosity=0, interactive=False)
        try:
            call_command("createcachetable", verbosity=0)
            yield
        finally:
            teardown_databases(there, verbosity=0)
