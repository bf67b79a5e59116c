"""Migrations are only added: those that stand here are never changed, and a database made by them can be brought up to date."""

import hashlib
import inspect
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

from django.db.migrations import AddField
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parents[2]
LISTED = Path(__file__).with_name("migrations.txt")


def test_no_migration_is_changed_and_each_is_listed():
    listed = dict(reversed(line.split()) for line in LISTED.read_text().splitlines())
    there = {
        f"{path.parent.parent.name}/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (ROOT / "schoolgate").glob("*/migrations/0*.py")
    }
    new = [f"{there[name]} {name}" for name in sorted(there.keys() - listed.keys())]
    assert not new, f"Add to {LISTED.name}, each as a line of its own: {new}"
    for name, digest in listed.items():
        assert name in there, f"{name} is listed in {LISTED.name} and not there: bring it back, or write app/file.py."
        assert there[name] == digest, f"{name} was changed: add another migration instead."


def test_no_column_is_added_twice(settings):
    """SQLite makes the table anew and lets it pass; PostgreSQL refuses the second."""
    settings.MIGRATION_MODULES = {}  # the tests' own databases are made without migrations
    loader = MigrationLoader(None)
    added = [
        (key[0], operation.model_name.lower(), operation.name)
        for key, migration in loader.disk_migrations.items()
        for operation in migration.operations
        if isinstance(operation, AddField)
        and Path(inspect.getfile(type(migration))).is_relative_to(ROOT / "schoolgate")
    ]
    assert len(added) == len(set(added)) > 10, [item for item, times in Counter(added).items() if times > 1]


def run(data: Path) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "schoolgate.cli.main", "school", "create", "--name", "Elm Primary"]
    command += ["--head-first", "Ann", "--head-last", "Lea", "--head-email", "ann@elm.example"]
    environment = {"PATH": "/usr/bin:/bin", "SCHOOLGATE_DATA": str(data)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_data_of_another_build_is_told_in_a_sentence_and_left_as_it_is(tmp_path):
    with sqlite3.connect(tmp_path / "schoolgate.sqlite3") as database:
        database.execute(
            "CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT, applied DATETIME)"
        )
        database.execute("INSERT INTO django_migrations VALUES (1, 'cases', '0005_word_list', '2026-11-20')")
    done = run(tmp_path)
    assert done.returncode == 2 and "made by another build" in done.stderr and "Traceback" not in done.stderr
    with sqlite3.connect(tmp_path / "schoolgate.sqlite3") as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    assert tables == ["django_migrations"]
