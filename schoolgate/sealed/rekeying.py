"""For migrations: plain digests of files become keyed ones, and the files that are named by them get another name.

A file gets its new name beside the old one, so that nothing is lost where a migration does not come to its end. The old
name is named by no row any more and goes with the other stray files, a day later.
"""

import contextlib
import os
from pathlib import Path
from typing import Any

from django.conf import settings

from schoolgate.sealed import store

PATHS = ("path", "shown_path", "blurred_path")


def key_digests(model: Any, schema_editor: Any) -> None:
    """Gives every row of a model a keyed digest, and its files names after that."""
    drop_trigger(model, schema_editor)
    paths = [field.name for field in model._meta.concrete_fields if field.name in PATHS]
    rows = model._base_manager.exclude(digest="").order_by("pk").values("pk", "digest", *paths)
    for row in list(rows):
        old, new = row["digest"], store.keyed(row["digest"])
        changes = {name: renamed(row[name], old, new) for name in paths if row[name]}
        model._base_manager.filter(pk=row["pk"]).update(digest=new, **changes)


def renamed(path: str, old: str, new: str) -> str:
    """The path under the new name; every file of the old one has it too."""
    folder = Path(settings.MEDIA_ROOT) / path.rpartition("/")[0]
    for file in folder.glob(f"{old}*"):
        with contextlib.suppress(FileExistsError):
            os.link(file, folder / file.name.replace(old, new))
    return path.replace(old, new)


def drop_trigger(model: Any, schema_editor: Any) -> None:
    """What holds rows as they were written comes back after the migrations."""
    table = model._meta.db_table
    on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_stays{on}")
