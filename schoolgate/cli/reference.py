"""The generated pages of docs/reference: written by `make docs`, compared in `make check`."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "docs/reference"


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    from schoolgate.access import reference as access
    from schoolgate.cases import procedures_reference as cases
    from schoolgate.cases.letters import reference as letters
    from schoolgate.engines.model_policy import reference as pack

    return {
        "clauses.md": pack.page(),
        "who-may.md": access.page(),
        "procedures.md": cases.page(),
        "letters.md": letters.page(),
        "deeds.md": _deeds(),
        "personal-data.md": _personal_data(),
        "command-line.md": _command_line(),
    }


def _deeds() -> str:
    from schoolgate.action import ACTIONS
    from schoolgate.config import urls, worker  # noqa: F401  importing the pages imports every action

    lines = ["# Deeds", "", "Every deed there is: permitted, whole, recorded in the trail.", ""]
    lines += ["| deed | clause | what it does |", "|---|---|---|"]
    lines += [f"| `{deed.name}` | {deed.clause} | {deed.says.splitlines()[0]} |" for _, deed in sorted(ACTIONS.items())]
    return "\n".join(lines) + "\n"


def _personal_data() -> str:
    lines = [
        "# The register of personal data",
        "",
        "Every field that says something about a person, what, and how it lies",
    ]
    lines += ["in the database: *sealed* (only with our keys), *keyed* (compared by it, not read) or *open*."]
    lines += ["See [decision 15](../explanation/adr/0015-stolen-disk.md)."]
    for model in own_models():
        if model.Privacy.personal:
            lines += [
                "",
                f"## {model._meta.app_label}: {model._meta.verbose_name}",
                "",
                "| field | what it is | in the database |",
                "|---|---|---|",
            ]
            personal = sorted(model.Privacy.personal.items())
            lines += [f"| {name} | {what} | {_lies(model._meta.get_field(name))} |" for name, what in personal]
    return "\n".join(lines) + "\n"


def _lies(field: Any) -> str:
    """How a field lies in the database."""
    from schoolgate.sealed.field import Sealed
    from schoolgate.sealed.keyed import Keyed, SealedChoice

    if isinstance(field, (Sealed, SealedChoice)):
        return "sealed"
    return "keyed" if isinstance(field, Keyed) else "open"


def own_models() -> Iterator[Any]:
    """The project's own models, in a stable order."""
    from django.apps import apps

    models = (model for model in apps.get_models() if model.__module__.startswith("schoolgate."))
    return iter(sorted(models, key=lambda model: model._meta.label))


def _command_line() -> str:
    import click

    from schoolgate.cli import main as cli_main

    def help_of(command: click.Command, path: str) -> Iterator[str]:
        context = click.Context(command, info_name=path, max_content_width=100, terminal_width=100)
        yield f"## {path}\n\n```\n{command.get_help(context)}\n```\n"
        if isinstance(command, click.Group):
            for name in sorted(command.commands):
                yield from help_of(command.commands[name], f"{path} {name}")

    return "# The command line\n\n" + "\n".join(help_of(cli_main.main, "schoolgate"))


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schoolgate.config.settings")
    import django

    django.setup()
    stale = [name for name, text in pages().items() if not _same(FOLDER / name, text)]
    if "--write" in sys.argv:
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name in stale:
            (FOLDER / name).write_text(pages()[name], encoding="utf-8")
        return 0
    for name in stale:
        sys.stderr.write(f"docs/reference/{name} is out of date: run `make docs` and read what changed.\n")
    return 1 if stale else 0


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
