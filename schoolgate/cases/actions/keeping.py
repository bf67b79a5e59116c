"""How long cases are kept: the school's own years, keeping one longer, and destroying one, which takes two."""

from datetime import date, datetime

from schoolgate import access
from schoolgate.action import action
from schoolgate.cases import papers, queries, retention, rules
from schoolgate.cases.actions import parts
from schoolgate.cases.models import (
    AccessRequest,
    Case,
    Certificate,
    Document,
    KeepingRule,
    Letter,
    Retention,
    Transfer,
    TwoPeople,
)
from schoolgate.cases.queries import keeping
from schoolgate.cases.retention import RecordClass
from schoolgate.cases.rules import EventKind
from schoolgate.community.models import School


@action("cases.set_keeping")
def set_keeping(
    school: School,
    *,
    record_class: RecordClass,
    years: int,
    pension_age: int,
    by: access.Someone,
    at: datetime,
) -> KeepingRule:
    """Sets how long this school keeps a class of records; never shorter than the guidance has it."""
    try:
        retention.check_years(record_class, years, pension_age)
    except retention.NotSo as error:
        raise rules.Broken(str(error)) from error
    said = {"years": years, "pension_age": pension_age, "changed_at": at, "changed_by_id": by.id}
    return KeepingRule.objects.update_or_create(
        school=school, record_class=record_class.value, defaults=said
    )[0]


@action("cases.keep_longer", clause="6.1")
def keep_longer(case: Case, *, until: date, reason: str, by: access.Someone, at: datetime) -> Case:
    """Looks at a record whose time has come and keeps it until another day, with the reason."""
    rules.check_reason(reason)
    now = queries.leading_of(case, by, at)
    if now.closed_at is None:
        raise rules.Broken("This case is open. Close it first.")
    if until <= queries.today(at):
        raise rules.Broken("Choose a day that is still to come.")
    said = {"record_class": keeping.class_of(now).value, "due_on": until, "set_at": at}
    Retention.objects.update_or_create(case=now, defaults=said)
    parts.write(now, EventKind.HOLD, f"Kept until {until:%-d %B %Y}. {reason}", by=by, at=at)
    return now


def destroy(case: Case, two: TwoPeople, at: datetime) -> Certificate:
    """Destroys a record that is due, as the second person has agreed; leaves a certificate and nothing else.

    Files go with it, except those that another record holds too. What was made from it goes as well: files
    for other schools and answers to those who asked.
    """
    due = keeping.check_destroyable(case, at)
    assert due.on is not None
    files = _files_of(case)
    shared = _shared(case, files)
    made = _made_from(case)
    certificate = Certificate.objects.create(
        school_id=case.school_id, record=case.pk, record_class=keeping.class_of(case).value, digest=keeping.digest_of(case),
        entries=case.events.count(), files=len(files - shared), files_left=len(shared), due_on=due.on, at=at,
        asked_by_id=two.asked_by_id, agreed_by_id=two.second_id,
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).delete()
    papers.remove_all((files - shared) | made)
    return certificate


# ---- parts


def _files_of(case: Case) -> set[str]:
    letters = case.letters.exclude(path="").values_list("path", flat=True)
    return {path for one in case.documents.all() for path in one.paths} | set(letters)


def _shared(case: Case, files: set[str]) -> set[str]:
    """The same file may lie with another case: it is kept once for both."""
    digests = {papers.digest_of(path) for path in files}
    others = Document.objects.exclude(case=case).filter(digest__in=digests).values_list("digest", flat=True)
    letters = Letter.objects.exclude(case=case).filter(digest__in=digests).values_list("digest", flat=True)
    held = {*others, *letters}
    return {path for path in files if papers.digest_of(path) in held}


def files_only_of(document: Document) -> set[str]:
    """The files of a document that no other case holds."""
    files = set(document.paths)
    return files - _shared(document.case, files)


def _made_from(case: Case) -> set[str]:
    """Files for other schools and answers that hold words of this case; their rows stay, without the file."""
    transfers = Transfer.objects.filter(cases__case=case)
    answers = AccessRequest.objects.filter(pages__case=case)
    paths = {*transfers.values_list("path", flat=True), *answers.values_list("path", flat=True)} - {""}
    Transfer.objects.filter(path__in=paths).update(path="")
    AccessRequest.objects.filter(path__in=paths).update(path="")
    return paths
