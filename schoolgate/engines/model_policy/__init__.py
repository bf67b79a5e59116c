"""The model policy that ships with Schoolgate: our own wording of every clause, one file a section.

Source: the Markdown files of this folder. Nothing here needs a database or a school's records.
"""

import functools
from importlib import resources

from schoolgate.engines.model_policy.reader import PackClause, decode, read_clauses, read_title

TITLE = "0-title.md"


@functools.cache
def clauses() -> tuple[PackClause, ...]:
    """Every clause of the model policy, in document order; `Broken` when a file is malformed."""
    return read_clauses((name, source) for name, source in _files() if name != TITLE)


def clause(id: str) -> PackClause:
    """The clause with this id, such as `3.a.2`; `KeyError` with a sentence when there is none."""
    found = _by_id().get(id)
    if found is None:
        raise KeyError(f"The model policy has no clause {id!r}.")
    return found


@functools.cache
def title() -> str:
    """The title of the model policy; `Broken` when its file is malformed."""
    return read_title(TITLE, dict(_files()).get(TITLE, ""))


@functools.cache
def _by_id() -> dict[str, PackClause]:
    return {clause.id: clause for clause in clauses()}


def _files() -> list[tuple[str, str]]:
    folder = resources.files(__name__)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".md"))
    return [(name, decode(name, folder.joinpath(name).read_bytes())) for name in names]
