"""A person's decision about a finding: recorded with a reason, kept for later versions, reopened when it changes."""

import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.policy.actions import drafting
from schoolgate.policy.actions import lint_findings as policy_lint_findings
from schoolgate.policy.models import AcceptedFinding
from schoolgate.policy.queries import lint_findings
from schoolgate.policy.tests import drafts, published
from schoolgate.policy.tests.published import fresh
from tests.cast import MONDAY
from tests.shared_rows import shared

pytestmark = pytest.mark.django_db
WHY = "The account is run from a phone."


@shared
def version(cast):
    return published.model(cast)


def clash(version):
    return next(finding for finding in lint_findings.findings_of(version) if finding.clauses == ("1.3", "5.p.5"))


def accepted(cast, version, who="head", reason=WHY):
    by = fresh(getattr(cast, who))
    return policy_lint_findings.accept_finding(cast.school, finding=clash(version), reason=reason, by=by, at=MONDAY)


def is_open(cast, version):
    page = lint_findings.findings_page(fresh(cast.head), version.pk, MONDAY.date(), kind="contradiction")
    return clash(version).key in {line.finding.key for line in page.open}


@pytest.mark.parametrize("who", ["head", "deputy", "dsl"])
def test_those_who_write_accept(cast, version, who):
    accepted(cast, version, who)
    assert not is_open(cast, version)
    assert drafts.events(cast)[-1] == "accept_finding"


@pytest.mark.parametrize("who", ["chair", "governor", "teacher", "deputy_dsl", "parent"])
def test_nobody_else_accepts(cast, version, who):
    with pytest.raises(access.Refused):
        accepted(cast, version, who)
    assert is_open(cast, version)


def test_a_reason_is_asked_for(cast, version):
    with pytest.raises(Broken, match="Say why"):
        accepted(cast, version, reason="  ")


def test_the_reason_can_be_put_better(cast, version):
    accepted(cast, version)
    assert accepted(cast, version, "dsl", "From a phone, always.").reason == "From a phone, always."
    assert AcceptedFinding.objects.get().accepted_by == cast.dsl


def test_a_decision_stands_for_the_next_version_where_the_finding_is_the_same(cast, version):
    accepted(cast, version)
    draft = drafting.revise(version, by=fresh(cast.head), at=MONDAY)
    assert not is_open(cast, draft)


def test_a_finding_that_changes_comes_back(cast, version):
    accepted(cast, version)
    draft = drafting.revise(version, by=fresh(cast.head), at=MONDAY)
    drafting.edit_clause(draft.clauses.get(model="5.p.5"), strength="should", by=fresh(cast.head), at=MONDAY)
    assert is_open(cast, draft)
    assert not is_open(cast, version)


@pytest.mark.parametrize("who,may", [("dsl", True), ("chair", False)])
def test_it_is_looked_at_again_by_those_who_write(cast, version, who, may):
    row = accepted(cast, version)
    by = fresh(getattr(cast, who))
    if may:
        policy_lint_findings.reopen_finding(row, by=by, at=MONDAY)
        assert drafts.events(cast)[-1] == "reopen_finding"
    else:
        with pytest.raises(access.Refused):
            policy_lint_findings.reopen_finding(row, by=by, at=MONDAY)
    assert is_open(cast, version) is may
