"""Keeps an installation's database and static files in step with the package."""

import logging

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from schoolgate import __version__
from schoolgate.audit import anchor, begin, rows
from schoolgate.community.models import School
from schoolgate.config import folders, verifying
from schoolgate.records import noticing
from schoolgate.sealed import field as sealed_field
from schoolgate.sealed import room, samples, scrubbing, unchangeable

log = logging.getLogger("schoolgate.upkeep")


class OtherBuild(Exception):
    """The database was made by a build that this one does not know; its words say what to do."""


def bring_up_to_date() -> None:
    """Applies new migrations, lets the trail begin, makes the cache table, and collects static files once a version.

    Raises OtherBuild, and changes nothing, where the database has migrations that this build does not know; Unsafe
    where others could read what is kept, or the keys to it are missing.
    """
    executor = look_around()
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
        scrubbing.scrub()
    elif any(verifying.spoilt_triggers()):  # killed right after the last migration, before what follows one
        unchangeable.install()
        rows.install()
        noticing.install()
    _begin_trail()
    if "cache" not in connection.introspection.table_names():
        call_command("createcachetable", verbosity=0)
    _collect_static_files()
    room.keep_back()


def look_around() -> MigrationExecutor:
    """Closes folders that others could read, and refuses what is of another build or without its keys; changes no row."""
    for folder in (settings.DATA, settings.KEYS):
        folders.keep_all_private(folder, but=settings.STATIC_ROOT)
    executor = check_known()
    check_ring()
    sealed_field.keys()
    return executor


def _begin_trail() -> None:
    """A file of seals that cannot be read or written is no reason to keep a school out; `trail verify` names it."""
    try:
        begin.begin(list(School.objects.values_list("pk", flat=True)), timezone.now())
    except (anchor.Spoilt, OSError) as problem:
        log.error("the seals of the trail cannot be kept: %s", type(problem).__name__)


def is_behind() -> bool:
    """Whether there are migrations that this database does not have yet, or that this build does not know."""
    executor = check_known()
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def check_known() -> MigrationExecutor:
    """That this build knows every migration that the database has had."""
    executor = MigrationExecutor(connection)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("schoolgate.")}
    applied = {key for key in executor.loader.applied_migrations if key[0] in ours}
    if applied - set(executor.loader.graph.nodes):
        raise OtherBuild(
            f"The data in {settings.DATA} was made by another build of Schoolgate, and this one cannot read it. "
            "Nothing was changed. Use the build that made it, or name another folder with SCHOOLGATE_DATA."
        )
    return executor


def check_ring() -> None:
    """That there are keys for what is sealed, before new ones are made that open nothing of it."""
    if not settings.RING.exists() and next(samples.sealed(), None):
        raise folders.Unsafe(
            f"What this school was told is sealed, and {settings.RING} is missing. Nothing was changed. "
            "Put back the copy that you keep safe, or mount the disk that it lies on."
        )


def _collect_static_files() -> None:
    mark = settings.STATIC_ROOT / ".version"
    stamp = f"{__version__} {_built_at()}"
    if mark.exists() and mark.read_text() == stamp:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=settings.STATIC_ROOT.exists())
    mark.write_text(stamp)


def _built_at() -> str:
    built = settings.PACKAGE / "design/static"
    return str(max((file.stat().st_mtime_ns for file in built.rglob("*") if file.is_file()), default=0))
