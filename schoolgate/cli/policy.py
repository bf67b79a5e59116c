"""The document on the command line: what a file holds (without Django), and a draft of it."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from schoolgate.engines import model_policy
from schoolgate.engines.documents import matching, reader

if TYPE_CHECKING:
    from schoolgate.community.models import School
    from schoolgate.engines.rulings.lint.finding import Finding


def as_json(content: bytes, name: str) -> dict[str, Any]:
    """The clauses of a document and what was set aside, as docs/reference promises to scripts.

    `model` is the id of a clause of the model policy, or null; `similarity` is between 0 and 1. Raises
    `reading.Unreadable` with a sentence for a file that cannot be read.
    """
    read = reader.read(content, name)
    suggestions = matching.suggest(read.clauses, model_policy.clauses())
    return {
        "clauses": [
            {
                "place": clause.place,
                "text": clause.text,
                "section": clause.section,
                "audience": list(clause.audience),
                "strength": clause.strength,
                "model": model,
                "similarity": round(similarity, 3),
            }
            for clause, (model, similarity) in zip(read.clauses, suggestions, strict=True)
        ],
        "set_aside": [{"text": aside.text, "why": aside.why} for aside in read.set_aside],
    }


def findings(school: "School", on: date) -> "Sequence[Finding]":
    """What is to be looked at in the policy that a school has in force."""
    from schoolgate.policy.queries import lint_findings as looked_at

    return looked_at.findings_in_force(school, on)


def import_draft(school: "School", content: bytes, name: str, *, at: datetime) -> str:
    """Starts a draft from a file and says so; `rules.Broken` where a draft is open already."""
    from schoolgate.access import Machine
    from schoolgate.access.duties import Duty
    from schoolgate.policy.actions import drafting

    read = reader.read(content, name)
    digest = hashlib.sha256(content).hexdigest()
    by = Machine(school.pk, Duty.CONSOLE)
    version = drafting.import_document(school, reading=read, source_name=name, source_digest=digest, by=by, at=at)
    return (
        f"Version {version.number} of {school}’s policy is a draft now. Clauses: {len(read.clauses)}. "
        f"Pieces set aside: {len(read.set_aside)}. Sign in and open “Drafts” to look through it."
    )
