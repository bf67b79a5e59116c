"""What the clock does with cases: it ends what has an end, reminds of what is late, and finds who runs an orphan."""

from datetime import datetime

from schoolgate import access
from schoolgate.action import action, by_clock
from schoolgate.cases import papers
from schoolgate.cases.actions import notify, suspensions
from schoolgate.cases.models.case import Case, ended_emergency_access, ended_grants
from schoolgate.cases.models.papers import Document, Letter
from schoolgate.cases.models.watching import Notice
from schoolgate.cases.queries import reach, search, state
from schoolgate.cases.rules import EventKind
from schoolgate.community.models import Person, School

AGAIN = 3
"""Days after which somebody is reminded of the same late step again."""


@action("cases.expire", clause="6.4", reach=by_clock)
def expire(school: School, *, by: access.Someone, at: datetime) -> None:
    """Ends grants and emergency looks whose time is over; they let nobody in any more before it does."""
    ended_emergency_access(at).filter(case__school=school).update(ended_at=at)
    ended_grants(reach.today(at)).filter(case__school=school).update(ended_at=at)


@action("cases.remind", clause="5.p.8", reach=by_clock)
def remind(school: School, *, by: access.Someone, at: datetime) -> None:
    """Writes to those whose step in a case is overdue: that something waits, and never what or about whom."""
    calendar, clocks = school.calendar(), state.clocks_of(school.pk)
    open_ones = state.loaded(Case.objects.filter(school=school, closed_at=None))
    for case in open_ones:
        late = [line for line in state.lines_of(case, calendar, clocks, at) if line.overdue]
        readers = reach.readers_in_line(case, at) if late else []
        for line in late:
            whose = _whose(case, line, readers, at)
            notify.tell(case, _not_lately(case, whose, line.why_told, at), line.why_told, at)


@action("cases.reassign", clause="6.7", reach=reach.by_clock)
def reassign(case: Case, *, by: access.Someone, at: datetime) -> Case:
    """Sends a case on when nobody holds the duty any more that runs it."""
    if case.closed_at is not None or reach.leads_of(case, reach.today(at)).exists():
        return case
    if notify.route(case, at):
        notify.write(case, EventKind.RUNS, "Nobody held the duty that ran this case; it was handed on.", by=by, at=at)
        notify.tell_leads(case, "lead_duty", at)
    if not reach.leads_of(case, reach.today(at)).exists():
        notify.tell_governors(case, at)
    return case


@action("cases.tidy", clause="6.1", reach=by_clock)
def tidy(school: School, *, by: access.Someone, at: datetime) -> None:
    """Removes files that no case names any more, a day after, and lists of words that are not those of their case.

    Whoever a case suspended before this was asked here may not act either.
    """
    suspensions.keep_all(school)
    search.forget_old(school)
    named = {
        digest
        for rows in (Document, Letter)
        for digest in rows.objects.exclude(path="").values_list("digest", flat=True)
    }
    papers.remove_stray(named, at)


# ---- parts


def _whose(case: Case, line: "state.StepLine", readers: list[Person], at: datetime) -> list[Person]:
    """Whoever was given the step, else those in the case who may do it."""
    if line.owner is not None and reach.visible_to(line.owner, at).filter(pk=case.pk).exists():
        return [line.owner]
    theirs = [person for person in readers if state.actor_in(case, person).duties & line.who]
    return theirs or list(reach.leads_of(case, reach.today(at)))


def _not_lately(case: Case, people: list[Person], why: str, at: datetime) -> list[Person]:
    """Without those who were told of the same step in the last days."""
    since = at.timestamp() - AGAIN * 24 * 60 * 60
    told = Notice.objects.filter(case=case, why=why, at__gt=datetime.fromtimestamp(since, at.tzinfo))
    known = set(told.values_list("person", flat=True))
    return [person for person in people if person.pk not in known]
