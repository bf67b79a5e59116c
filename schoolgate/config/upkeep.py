"""Keeps an installation's database and static files in step with the package."""

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from schoolgate import __version__


def bring_up_to_date() -> None:
    """Applies new migrations, makes the cache table, and collects static files once a version."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)
    if "cache" not in connection.introspection.table_names():
        call_command("createcachetable", verbosity=0)
    _collect_static_files()


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
