"""What is to be looked at in a policy: found by trying every situation that there can be.

    lint(Policy.model(), enforced={...}, legal={...})

Finds contradictions (in one situation one clause allows or asks for what another rules out), gaps (no clause
decides), clauses that never decide alone, clauses that nothing puts in force, and the law's own notes. Each
finding has a key of its own: it stays as long as the finding is the same, and a changed finding has another.
Nothing here knows a database.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from schoolgate.engines import model_policy
from schoolgate.engines.rulings.lint import clauses, contradictions, gaps, responses
from schoolgate.engines.rulings.lint.finding import KINDS, Finding, Names
from schoolgate.engines.rulings.policy import Policy

Many = Mapping[str, Sequence[str]]


def lint(
    policy: Policy, *, enforced: Many, legal: Many, places: Mapping[str, str] | None = None
) -> tuple[Finding, ...]:
    """Every finding, the most telling kinds first.

    `enforced` gives for each clause of the school's document the ways in which it is put in force, and `legal`
    the notes of the law on it. `places` names clauses of the model as the school's document does.
    """
    names = Names(places or {})
    return (
        *responses.found(policy, names),
        *contradictions.found(policy, names),
        *gaps.found(policy),
        *clauses.unenforced(enforced, names),
        *clauses.dead(policy, names),
        *clauses.legal(legal, names),
    )


def lint_model() -> tuple[Finding, ...]:
    """What is to be looked at in the model policy."""
    model = model_policy.clauses()
    return lint(
        Policy.model(),
        enforced={clause.id: clause.enforced for clause in model},
        legal={clause.id: clause.legal for clause in model},
    )


def as_json(findings: Sequence[Finding]) -> dict[str, Any]:
    """The findings as the command line prints them."""
    return {
        "findings": [
            {
                "kind": finding.kind,
                "clauses": list(finding.clauses),
                "example": finding.example,
                "says": finding.says,
                "settled": finding.settled,
                "key": finding.key,
            }
            for finding in findings
        ]
    }


def as_text(findings: Sequence[Finding]) -> str:
    """The findings as lines of text, kind by kind."""
    lines = []
    for kind, (title, _) in KINDS.items():
        those = [other for other in findings if other.kind == kind]
        lines += [f"{title} ({len(those)})", ""] if those else []
        for finding in those:
            lines += [f"  {finding.says}", *([f"    {finding.example}"] if finding.example else []), ""]
    return "\n".join(lines).strip() or "Nothing is to be looked at."
