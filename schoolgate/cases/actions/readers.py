"""Who may read a case: looks, grants by name, and emergency access."""

from datetime import date, datetime, timedelta

from schoolgate import access
from schoolgate.action import action, own_school
from schoolgate.broken import Broken
from schoolgate.cases import case_leads, mails, rules
from schoolgate.cases.actions import asking, notify
from schoolgate.cases.models.case import Case, EmergencyAccess, Grant
from schoolgate.cases.models.settings import settings_of
from schoolgate.cases.models.watching import Look
from schoolgate.cases.queries import emergencies, reach
from schoolgate.cases.queries.meant import may_mean
from schoolgate.community.models import Person, School
from schoolgate.post import outbox

NO_SUCH = "There is no case of this number that you could open. Check the number."
MAY_MEAN = (
    "Words in this case may be about {person}, or about a child of theirs. Read all of it again. If it says something of what they did, "
    "choose somebody else. If it only names them, say so below."
)
TOO_MANY = (
    "You entered too many wrong case numbers. We have told the head or the chair. In danger, call the police on 999."
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST_WRONG, MOST_A_DAY = 5, 10
"""Wrong numbers of cases that somebody may enter in an hour, and in a day; of more they are refused and somebody hears."""
TWO_NEEDED = "This case is restricted: a second person has to agree first. Ask one."


@action("cases.look", clause="6.4", reach=reach.reached)
def look(case: Case, *, what: str = "page", by: access.SignedIn, at: datetime) -> Case:
    """Writes down that somebody looks at a case, and at what of it; its pages are not shown before."""
    if not reach.is_logged(case, by, what, at):
        Look.objects.create(case=case, person_id=by.id, what=what, at=at)
    return case


@action("cases.grant", clause="6.4", reach=reach.leading, asks=asking.ASKS)
def grant(
    case: Case,
    *,
    person: Person,
    reason: str,
    until: date,
    not_about_them: bool = False,
    by: access.SignedIn,
    at: datetime,
) -> Case:
    """Lets one more person read a case, by name, with a reason and until a day; a restricted one takes two people."""
    if case.restricted:
        raise Broken(TWO_NEEDED, "6.4")
    let_in(case, person, reason, until, not_about_them=not_about_them, by_id=by.id, second_id=None, at=at)
    return case


@action("cases.end_grant", clause="6.4", reach=reach.leading)
def end_grant(case: Case, *, person: Person, by: access.Someone, at: datetime) -> Case:
    """Takes a case away from somebody who was let into it; they see nothing from the next request on."""
    ended = case.grants.filter(person=person, ended_at=None).update(ended_at=at, ended_by=by.id)
    if not ended:
        raise Broken(f"{person} was not let into this case by name.")
    return case


def open_by_number(school: School, *, number: int, reason: str, by: access.SignedIn, at: datetime) -> Case:
    """Opens a case in an emergency; whoever enters many wrong numbers is refused for a while, and the head is told.

    The try is a deed of its own, so that it stays in the trail when the number was wrong.
    """
    rules.check_emergency(reason)
    if not try_in_emergency(school, by=by, at=at):
        raise Broken(TOO_MANY)
    return open_in_emergency(school, number=number, reason=reason, by=by, at=at)


@action("cases.try_in_emergency", clause="6.4", reach=own_school)
def try_in_emergency(school: School, *, by: access.SignedIn, at: datetime) -> bool:
    """Notes that somebody enters the number of a case to open it in an emergency; False where too many were wrong."""
    who = Person.objects.select_for_update().get(pk=by.id)
    wrong, in_a_day = (emergencies.wrong_numbers(who, at, within=time) for time in (HOUR, DAY))
    told = {MOST_WRONG: (wrong, "hour"), MOST_A_DAY: (in_a_day, "day")}
    for most, (many, time) in told.items():
        if many == most:
            mail = [mails.numbers_tried(one, who, many, time) for one in emergencies.to_tell(who, reach.today(at))]
            outbox.put(school, mail, at)
    return wrong < MOST_WRONG and in_a_day < MOST_A_DAY


@action("cases.open_in_emergency", clause="6.4", reach=own_school)
def open_in_emergency(school: School, *, number: int, reason: str, by: access.Someone, at: datetime) -> Case:
    """Opens a case in an emergency to a leader whom it does not reach, for a while; whoever runs it is told at once."""
    rules.check_emergency(reason)
    if not by.duties & case_leads.MAY_OPEN_IN_EMERGENCY or by.id is None:
        raise access.Refused("cases.open_in_emergency")
    # Not there, of another school, about them or their family: one answer.
    case = reach.in_emergency(by, number).select_for_update(of=("self",), no_key=True).first()
    if case is None:
        raise Broken(NO_SUCH)
    if reach.visible_to(by, at).filter(pk=case.pk).exists():
        raise Broken("This case reaches you already. You find it in your list.")
    case.broken.filter(by=by.id, ended_at=None).update(ended_at=at)
    ends = at + timedelta(hours=settings_of(school.pk).emergency_hours)
    EmergencyAccess.objects.create(case=case, by_id=by.id, reason=reason, at=at, expires_at=ends)
    notify.tell(case, _others(case, by, at), "emergency", at)
    return case


@action("cases.acknowledge_emergency_access", clause="6.4", reach=reach.told_of_emergency)
def acknowledge_emergency_access(case: Case, *, emergency: EmergencyAccess, by: access.Someone, at: datetime) -> Case:
    """Takes note that somebody opened a case in an emergency."""
    if not reach.emergency_access_to_acknowledge(by).filter(case=case, pk=emergency.pk).exists():
        raise access.Refused("cases.acknowledge_emergency_access")
    EmergencyAccess.objects.filter(pk=emergency.pk, seen_at=None).update(seen_at=at, seen_by=by.id)
    return case


# ---- parts


def let_in(
    case: Case,
    person: Person,
    reason: str,
    until: date,
    *,
    not_about_them: bool,
    by_id: int,
    second_id: int | None,
    at: datetime,
) -> None:
    """Lets one person into a case, where the rules allow it, and tells them."""
    check_grant(case, person, reason, until, by_id, at, not_about_them=not_about_them)
    case.grants.filter(person=person, ended_at=None).update(ended_at=at)
    Grant.objects.create(
        case=case, person=person, reason=reason, until=until, at=at, by_id=by_id, second_by_id=second_id
    )
    notify.tell(case, [person], "grant", at)


def check_grant(
    case: Case, person: Person, reason: str, until: date, by_id: int, at: datetime, *, not_about_them: bool
) -> None:
    rules.check_reason(reason)
    notify.person_here(case, person)
    on, most = reach.today(at), settings_of(case.school_id).grant_days
    if person.pk in case.about_ids:
        raise Broken("The case is about them, so they cannot read it.", "6.4")
    if reach.works_here(person, on) and person.pk in reach.kept_from(case):
        raise Broken("Somebody of their family is in the case, so they cannot read it.", "6.4")
    if person.pk == by_id:
        raise Broken("Nobody can let themselves in.", "6.4")
    if not reach.who_may_be_let_in(case, on).filter(pk=person.pk).exists():
        raise Broken("Choose somebody from the list. The office and IT never read cases.", "6.4")
    if not on <= until <= on + timedelta(days=most):
        raise Broken(f"Choose a last day from today to {most} days ahead.")
    if not not_about_them and may_mean(case, [person.pk], on):
        raise Broken(MAY_MEAN.format(person=person), "6.4")


def _others(case: Case, by: access.Someone, at: datetime) -> list[Person]:
    """Whoever runs the case, and the other of head and DSL; where there is nobody, the rest of the line."""
    on = reach.today(at)
    leads = list(reach.leads_of(case, on).exclude(pk=by.id or 0))
    if leads:
        return leads
    return list(reach.in_line(case, on).exclude(pk=by.id or 0))
