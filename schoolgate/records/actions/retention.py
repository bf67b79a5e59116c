"""How long cases are kept: the school's own years, keeping one longer, and destroying one, which takes two."""

from datetime import date, datetime

from django.db.models import Q

from schoolgate import access
from schoolgate.action import action, own_school
from schoolgate.broken import Broken
from schoolgate.cases import papers, rules
from schoolgate.cases.actions import notify
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.watching import Approval
from schoolgate.cases.queries import documents
from schoolgate.cases.queries.reach import leading, today
from schoolgate.cases.rules import EventKind
from schoolgate.community.models import Person, School
from schoolgate.concerns import letters
from schoolgate.concerns.actions import destroying
from schoolgate.concerns.models.concern import Concern
from schoolgate.post import outbox
from schoolgate.records import rules as retention_rules
from schoolgate.records.models import (
    AccessRequest,
    Certificate,
    ConcernKept,
    Disposal,
    KeepingRule,
    Retention,
    Transfer,
)
from schoolgate.records.queries import certificates, concerns, reach
from schoolgate.records.queries import retention as case_retention
from schoolgate.records.rules import RecordClass
from schoolgate.sealed import whole


@action("records.set_keeping", reach=own_school)
def set_keeping(
    school: School, *, record_class: RecordClass, years: int, pension_age: int, by: access.Someone, at: datetime
) -> KeepingRule:
    """Sets how long this school keeps a class of records; never shorter than the guidance has it."""
    try:
        retention_rules.check_years(record_class, years, pension_age)
    except retention_rules.NotSo as error:
        raise Broken(str(error)) from error
    said = {"years": years, "pension_age": pension_age, "changed_at": at, "changed_by_id": by.id}
    return KeepingRule.objects.update_or_create(school=school, record_class=record_class.value, defaults=said)[0]


@action("records.keep_longer", clause="6.1", reach=leading)
def keep_longer(case: Case, *, until: date, reason: str, by: access.Someone, at: datetime) -> Case:
    """Looks at a record whose time has come and keeps it until another day, with the reason."""
    rules.check_reason(reason)
    if case.closed_at is None:
        raise Broken("This case is open. Close it first.")
    if until <= today(at):
        raise Broken("Choose a day that is still to come.")
    said = {"record_class": case_retention.class_of(case).value, "due_on": until, "set_at": at}
    Retention.objects.update_or_create(case=case, defaults=said)
    notify.write(case, EventKind.HOLD, f"Kept until {until:%-d %B %Y}. {reason}", by=by, at=at)
    return case


def destroy(case: Case, two: Approval, at: datetime) -> Certificate:
    """Destroys a record that is due, as the second person has agreed; leaves a certificate and nothing else.

    Files go with it, except those that another record holds too. What was made from it goes as well: files
    for other schools and answers to those who asked.
    """
    due = case_retention.check_destroyable(case, at)
    assert due.on is not None
    files = _files_of(case)
    shared = documents.shared_files(case, files)
    alone, elsewhere = case_retention.concerns_of(case)
    made = _made_from(Q(cases__case=case), Q(pages__case=case) | Q(pages__concern__in=alone))
    record_class = case_retention.class_of(case)
    able = certificates.able_of_case(case, record_class, today(at))
    certificate = Certificate.objects.create(
        school_id=case.school_id,
        record=case.pk,
        record_class=record_class.value,
        able=able,
        digest=whole.digest_of(case),
        entries=case.events.count(),
        files=len(files - shared),
        files_left=len(shared),
        due_on=due.on,
        at=at,
        concerns_left=len(elsewhere),
        asked_by_id=two.asked_by_id,
        agreed_by_id=two.second_id,
    )
    Case.objects.filter(pk=case.pk).delete()
    papers.remove_all((files - shared) | made)
    for concern in alone:
        _destroy_concern(concern, due.on, two.asked_by_id, two.second_id, at, part_of=certificate)
    return certificate


# ---- concerns that went into no case


@action("records.keep_concern", clause="6.1", reach=reach.without_case)
def keep_concern(concern: Concern, *, until: date, reason: str, by: access.Someone, at: datetime) -> Concern:
    """Looks at a concern whose time has come and keeps it until another day, with the reason."""
    rules.check_reason(reason)
    if until <= today(at):
        raise Broken("Choose a day that is still to come.")
    said = {"until": until, "reason": reason, "at": at, "by_id": by.id}
    ConcernKept.objects.update_or_create(concern=concern, defaults=said)
    return concern


@action("records.ask_disposal", clause="6.1", reach=reach.without_case)
def ask_disposal(concern: Concern, *, second: Person, reason: str, by: access.SignedIn, at: datetime) -> Concern:
    """Asks a second person to agree that a concern whose time has come is destroyed."""
    rules.check_reason(reason)
    concerns.check_destroyable(concern, at)
    if not concerns.seconds_for(concern, by, today(at)).filter(pk=second.pk).exists():
        raise Broken("Choose the second person from the list.")
    if Disposal.objects.filter(concern=concern, answered_at=None).exists():
        raise Broken("This was asked already and waits for an answer.")
    Disposal.objects.create(concern=concern, reason=reason, asked_at=at, asked_by_id=by.id, second=second)
    outbox.put(concern.school, [letters.waiting(second)] if second.email else [], at)
    return concern


@action("records.agree_disposal", clause="6.1", reach=reach.asked_disposal)
def agree_disposal(concern: Concern, *, by: access.Someone, at: datetime) -> Concern:
    """Agrees as the second person: the concern is destroyed, if it still may be, and a certificate stays."""
    asked = _asked(concern)
    if not concerns.without_case(asked.asked_by).filter(pk=concern.pk).exists():
        raise Broken(f"This does not reach {asked.asked_by} any more. The question has lapsed.")
    due = concerns.check_destroyable(concern, at)
    assert due.on is not None
    papers.remove_all(_made_from(Q(pk__in=()), Q(pages__concern=concern)))
    _destroy_concern(concern, due.on, asked.asked_by_id, asked.second_id, at)
    return concern


@action("records.refuse_disposal", clause="6.1", reach=reach.asked_disposal)
def refuse_disposal(concern: Concern, *, words: str, by: access.Someone, at: datetime) -> Concern:
    """Refuses as the second person, with the reason; nothing is destroyed."""
    rules.check_reason(words)
    asked = _asked(concern)
    asked.answered_at, asked.answer = at, words
    asked.save(update_fields=["answered_at", "answer"])
    return concern


# ---- parts


def _files_of(case: Case) -> set[str]:
    letters = case.letters.exclude(path="").values_list("path", flat=True)
    return {path for document in case.documents.all() for path in document.paths} | set(letters)


def _asked(concern: Concern) -> Disposal:
    """The one question about a concern that is open."""
    return Disposal.objects.select_related("asked_by").get(concern=concern, answered_at=None)


def _destroy_concern(
    concern: Concern, due_on: date, asked_by: int, agreed_by: int, at: datetime, *, part_of: Certificate | None = None
) -> Certificate:
    """Destroys a concern with its files, and leaves a certificate of its own: the trail goes on naming its id."""
    school_id = concern.school_id
    # What was part of a case is known to whoever knows of that.
    able = part_of.able if part_of else certificates.able_of_concern(concern, today(at))
    gone = destroying.destroy(concern)
    return Certificate.objects.create(
        school_id=school_id,
        record=concern.pk,
        record_class=RecordClass.CONCERN.value,
        part_of=part_of,
        digest=gone.digest,
        entries=gone.entries,
        files=gone.files,
        files_left=gone.files_left,
        able=able,
        due_on=due_on,
        at=at,
        asked_by_id=asked_by,
        agreed_by_id=agreed_by,
    )


def _made_from(of_transfers: Q, of_answers: Q) -> set[str]:
    """Files for other schools and answers that hold words of this record; their rows stay, without the file."""
    transfers = Transfer.objects.filter(of_transfers)
    answers = AccessRequest.objects.filter(of_answers)
    paths = {*transfers.values_list("path", flat=True), *answers.values_list("path", flat=True)} - {""}
    Transfer.objects.filter(path__in=paths).update(path="")
    AccessRequest.objects.filter(path__in=paths).update(path="")
    return paths
