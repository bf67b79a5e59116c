"""`schoolgate concerns suggest`: what accounts seem to be about, without a database."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import click

from schoolgate.cli.output import Sentence, example

COLUMNS = ("id", "title", "first_name", "last_name", "duty")


@click.group()
def concerns() -> None:
    """What people tell the school."""


@concerns.command(epilog=example("schoolgate concerns suggest - --lines --json"))
@click.argument("file", type=click.File("rb"))
@click.option("--lines", is_flag=True, help="One account a line; one answer a line.")
@click.option("--staff", type=click.Path(path_type=Path), help="CSV with id,title,first_name,last_name,duty.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON documents.")
def suggest(file: Any, lines: bool, staff: Path | None, as_json: bool) -> None:
    """Suggests what an account is about, and whom of the staff it may mean, who must not be among its first readers.

    It errs towards danger and towards meaning them. A person who reads it decides.
    """
    from schoolgate.engines.screening import suggest as screening

    ids, known = _staff(staff) if staff else ([], [])
    text = file.read().decode("utf-8", errors="replace")
    for account in text.removesuffix("\n").split("\n") if lines else [text]:
        found = screening.suggest(account, known)
        about, not_for = [ids[at] for at in found.about], [ids[at] for at in found.not_for]
        if as_json:
            said = {"harm": found.harm.value, "about": about, "not_for": not_for, "clauses": list(found.clauses)}
            click.echo(json.dumps(said, ensure_ascii=False))
        else:
            click.echo(f"{found.harm.value}{': may mean ' + ', '.join(about) if about else ''}")


def _staff(path: Path) -> tuple[list[str], list[Any]]:
    """The ids of the file, and the people at the same places; Sentence names the line that is wrong."""
    from schoolgate.engines.mentions.shapes import Known

    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Sentence(f"{path.name} cannot be read as a CSV file in UTF-8: {error}.") from error
    if not rows or set(COLUMNS) - set(rows[0]):
        raise Sentence(f"{path.name} needs a first line with {', '.join(COLUMNS)}, and a line for each person.")
    ids: list[str] = []
    known: list[Known] = []
    for number, row in enumerate(rows, start=2):
        if not (row["id"] and (row["first_name"] or row["last_name"])):
            raise Sentence(f"{path.name}, line {number}: a person needs an id and a name.")
        duty = frozenset(filter(None, [(row["duty"] or "").strip()]))
        ids.append(row["id"])
        known.append(Known(len(known), row["first_name"] or "", row["last_name"] or "", "", duty))
    return ids, known
