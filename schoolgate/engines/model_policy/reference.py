"""Writes the reference page of the model policy's clauses."""

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

from schoolgate import datafiles
from schoolgate.engines import model_policy
from schoolgate.engines.model_policy import reader

MEANINGS = datafiles.whole(Path(__file__).with_name("meanings.toml"), dict[str, str])

HEAD = """# The clauses of the model policy

This page is generated: change the files in `schoolgate/engines/model_policy`, not this one.

The model policy has {count} clauses in {sections} sections. Names in braces, such as `{{dsl}}`, are filled
from the school's records when a clause is shown. Each note under "Checks for the head" ends with its
reference and how sure it is: *confirmed* was seen in the law or the official text itself, *secondary* in a
page about it, and *unconfirmed* has no page behind it yet. The notes are not legal advice.
"""


def page() -> str:
    """The whole page as Markdown, with a line break at its end."""
    clauses = model_policy.clauses()
    sections = [(name, list(those)) for name, those in itertools.groupby(clauses, lambda item: item.section)]
    count = len({name.split()[0] for name, _ in sections})
    parts = [HEAD.format(count=len(clauses), sections=count), *_ways(clauses)]
    for name, those in sections:
        parts.extend(_section(name, those))
    return "\n".join(parts)


def _ways(clauses: Iterable[reader.PackClause]) -> Iterator[str]:
    clauses = tuple(clauses)
    yield "## How clauses are put in force\n"
    yield "| Way | What it means | Clauses |"
    yield "|---|---|---|"
    for way in reader.ENFORCED:
        ids = ", ".join(clause.id for clause in clauses if way in clause.enforced)
        yield f"| {way} | {MEANINGS[way]} | {ids} |"
    yield ""


def _section(name: str, clauses: list[reader.PackClause]) -> Iterator[str]:
    yield f"## {name}\n"
    yield "| Clause | What it asks | For | Strength | Put in force by |"
    yield "|---|---|---|---|---|"
    for clause in clauses:
        cells = (clause.id, clause.text, ", ".join(clause.audience), clause.strength, ", ".join(clause.enforced))
        yield "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"
    yield ""
    notes = [(other.id, note) for other in clauses for note in other.legal]
    if notes:
        yield "Checks for the head:\n"
        yield from (f"- **{id}** {note}" for id, note in notes)
        yield ""
