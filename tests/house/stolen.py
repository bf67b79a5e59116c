"""What a thief of the disk can read: every page of a database file and of its log, with the table that it belongs to.

As a script it makes a school in the middle of things in a real file, and takes the file at three moments.
"""

import os
import re
import shutil
import sqlite3
import struct
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LONG = 8
"""So long a word does not stand in what is sealed by chance."""
OPEN_TABLES = ("policy_", "community_", "account_", "auth_", "django_", "mfa_", "socialaccount_", "audit_")
"""Tables in which nothing says what somebody did or what was done to them: names, the policy, accounts. What is
open in them is said in docs/explanation/adr/0015-stolen-disk.md."""
OPEN_ALONE = {
    "cache",
    "sqlite_sequence",
    "sqlite_schema",
    "sqlite_master",
    "cases_lettertemplate",
    "records_keepingrule",
}
"""And those that hold what the school has set, or nothing but the shape of the tables."""
FREE = "pages that no table uses"
FOLDERS = ("concern", "case", "record")
"""In the names of folders, and so in every path of a file."""
SECRET = "zanzibar"


@contextmanager
def opened(database: Path) -> Iterator[sqlite3.Connection]:
    """A copy with its log, opened: who opens the file itself changes it."""
    with tempfile.TemporaryDirectory() as folder:
        for path in database.parent.glob(f"{database.name}*"):
            shutil.copyfile(path, Path(folder, path.name))
        read = sqlite3.connect(Path(folder, database.name))
        try:
            yield read
        finally:
            read.close()


def pages(database: Path) -> Iterator[tuple[str, bytes]]:
    """Every page of the file and every one in the log, with its table; indexes count as their tables."""
    with opened(database) as read:
        tables = dict(read.execute("SELECT name, tbl_name FROM sqlite_master"))
        owners = {number: tables.get(name, name) for number, name in read.execute("SELECT pageno, name FROM dbstat")}
        size = read.execute("PRAGMA page_size").fetchone()[0]
    content = database.read_bytes()
    for start in range(0, len(content), size):
        yield owners.get(start // size + 1, FREE), content[start : start + size]
    wal = database.with_name(f"{database.name}-wal")
    log = wal.read_bytes() if wal.exists() else b""
    for start in range(32, len(log), 24 + size):
        (number,) = struct.unpack_from(">I", log, start)
        yield owners.get(number, FREE), log[start + 24 : start + 24 + size]


def is_open(table: str) -> bool:
    return table.startswith(OPEN_TABLES) or table in OPEN_ALONE


def found(database: Path, words: set[str]) -> set[tuple[str, str]]:
    """Which of these words can be read in pages that should hold none, and of which table.

    A short one stands by itself: inside of what is sealed, letters that happen to be those of a name say nothing.
    """
    seen = [(table, page.lower()) for table, page in pages(database) if not is_open(table)]
    there = {(table, word) for table, page in seen for word in words if word.lower().encode() in page}
    alone = {
        word: re.compile(rb"(?<![a-z0-9_-])%s(?![a-z0-9_-])" % re.escape(word.lower().encode())) for _, word in there
    }
    return {
        (table, word)
        for table, word in there
        if len(word) >= LONG or any(alone[word].search(page) for name, page in seen if name == table)
    }


def cells(database: Path, table: str, columns: list[str]) -> set[str]:
    """Every text of these columns, as it lies there."""
    with opened(database) as read:
        rows = read.execute(f'SELECT {", ".join(columns)} FROM "{table}"').fetchall()  # noqa: S608
    return {str(value) for row in rows for value in row if value is not None}


def take(data: Path, to: Path) -> None:
    """The file as it lies there while the server runs, with its log."""
    to.mkdir()
    for name in ("schoolgate.sqlite3", "schoolgate.sqlite3-wal"):
        shutil.copyfile(data / name, to / name)


def main(to: Path) -> None:
    """A school with concerns, cases, letters and steps; taken as it is, after a rotation, and without the old keys."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "schoolgate.config.settings"
    import django

    django.setup()
    import time_machine
    from django.conf import settings
    from django.core.management import call_command

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MIGRATION_MODULES = dict.fromkeys(("concerns", "cases", "records", "policy", "community", "post", "audit"))
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("createcachetable", verbosity=0)

    from schoolgate.cases.tests import test_rows
    from schoolgate.concerns.tests import test_sealed
    from schoolgate.sealed import rotation
    from tests import cast as people
    from tests.clock import MONDAY
    from tests.house import scene

    with time_machine.travel(MONDAY, tick=True):
        beside = people.cast(people.school("Sedgemarsh Primary School", "sedgemarsh"))
        test_sealed.whole_story(beside)
        test_rows.whole_story(beside)
        scene.Scene()
        take(settings.DATA, to / "running")
        seen = [path for folder in (settings.DATA, settings.KEYS) for path in (folder, *folder.rglob("*"))]
        (to / "modes").write_text("\n".join(f"{path.stat().st_mode & 0o777:o} {path}" for path in seen))
        rotation.rotate()
        take(settings.DATA, to / "rotated")
        rotation.rotate(forget_old=True)
        take(settings.DATA, to / "forgotten")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
