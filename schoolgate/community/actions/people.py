from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import EMPLOYED, Duty
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community import changes, former_names, rules
from schoolgate.community.actions import appointing, renaming, sign_in, ties
from schoolgate.community.models import Account, Care, Classroom, Departure, Person, Placement, Role, School, Teaching
from schoolgate.community.queries import appointments, departures, people
from schoolgate.community.queries import sign_in as sign_ins
from schoolgate.community.queries.appointments import changing

FIELDS = frozenset({"title", "first_name", "last_name", "known_as", "born_on", "email", "phone", "address"})


@action("community.add_person", reach=changing("community.add_person"))
def add_person(
    school: School,
    /,
    *,
    duty: Duty,
    since_on: date,
    first_name: str,
    last_name: str,
    by: access.Someone,
    at: datetime,
    classroom: Classroom | None = None,
    children: Sequence[Person] = (),
    relation: str = "",
    also_same_name: bool = False,
    **fields: object,
) -> Person:
    """Adds one person by hand: a pupil with their class, a parent with their children, or an adult.

    Where somebody of that name is on record, only with the word that this is somebody else: two records of one person
    are chosen for each other.
    """
    rules.check_added_duty(duty)
    person = Person(school=school, first_name=first_name, last_name=last_name)
    _set(person, fields, today=timezone.localdate(at))
    _check_new(person, also_same_name=also_same_name)
    person.save()
    former_names.note_given(person, by_id=by.id, at=at)
    former_names.note_title([person], by_id=by.id, at=at)
    role = appointing.give(person, duty, since_on, by_id=by.id, at=at)
    appointing.announce(school, [role], [], by=by, at=at)
    if classroom and duty == Duty.PUPIL:
        Placement.objects.create(pupil=person, classroom=_ours(person, classroom), since_on=since_on)
    elif classroom and duty in EMPLOYED:
        Teaching.objects.create(teacher=person, classroom=_ours(person, classroom), since_on=since_on)
    for child in children:
        _care(person, child, relation=relation, since_on=since_on, by=by, at=at)
    return person


@action("community.edit_person")
def edit_person(person: Person, /, *, by: access.Someone, at: datetime, **fields: object) -> Person:
    """Puts right a person's name, date of birth or contact details; a new e-mail address may have to be agreed first."""
    before = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if by.id == person.pk and any(fields.get(name, was) != was for name, was in _first_and_last(before)):
        rules.check_own_name(before.duties)
    email = fields.get("email", person.email)
    if isinstance(email, str) and sign_ins.is_other_address(person, email):
        if sign_in.ask_address(person, email, by=by, at=at) is not None:
            fields.pop("email")
        else:
            rules.check_email_change(
                person.duties, may_give_duties=access.may(by, "community.give_duty", person), own=by.id == person.pk
            )
    known = person.email
    titled = str(fields.get("title", before.title)).casefold() != before.title.casefold()
    _set(person, fields, today=timezone.localdate(at))
    person.save(update_fields=list(fields))
    if person.email != known:
        sign_in.note_addresses(person.school, [(person, known, person.email)], by=by, at=at)
    if fields.keys() & set(former_names.NAMES):
        renaming.keep({person.pk: former_names.names_of(before)}, by=by, at=at)
    if titled:
        former_names.note_title([person], by_id=by.id, at=at)
    if fields.keys() & {"title", *former_names.NAMES}:
        changes.tell(person.school_id, {person.pk}, at)
    return person


@action("community.record_leaving", reach=changing("community.record_leaving"))
def record_leaving(person: Person, *, left_on: date, by: access.Someone, at: datetime) -> Person:
    """Records a last day: every duty and class ends then; carers left without a child here leave too.

    A duty that watches others goes on: those who may end it are asked, and the governors and the head are told.
    """
    rules.check_last_day(left_on, today=timezone.localdate(at))
    standing = appointments.outlasting(person, by, left_on)
    roles = [role for role in person.roles.filter(_open_after(left_on)) if role not in standing]
    if not roles and not standing:
        raise Broken(f"{person} has left already.")
    rules.check_leaving(left_on, since_on=min(role.since_on for role in (*roles, *standing)))
    for role in (*roles, *standing):
        _check_last_head(role, left_on, at)
    ended: dict[str, list[departures.Ended]] = {kind: [] for kind in departures.KINDS}
    for leaver in [person, *people.carers_left_alone(person, left_on)]:
        ending = list(leaver.roles.filter(_open_after(left_on)).exclude(pk__in=[role.pk for role in standing]))
        ended["role"] += [departures.ended(role, _last_day(role, left_on, at)) for role in ending]
        for role in ending:
            role.until_on = _last_day(role, left_on, at)
        Role.objects.bulk_update(ending, ["until_on"])
        for kind, spans in (("placement", leaver.placements), ("teaching", leaver.teaching)):
            there = spans.filter(_open_after(left_on))
            ended[kind] += [departures.ended(span, left_on) for span in there]
            there.update(until_on=left_on)
    Departure.objects.create(
        school_id=person.school_id, person=person, left_on=left_on, at=at, by_id=by.id, ended=ended
    )
    for role in roles:
        role.until_on = _last_day(role, left_on, at)
    leaving = [(role, left_on) for role in standing]
    if not appointing.announce(person.school, [], roles, standing=leaving, by=by, at=at) and not roles:
        raise Broken(f"{person} was put down as leaving already, and those who may end their duty are asked.")
    return person


@action("community.give_duty", reach=changing("community.give_duty"))
def give_duty(person: Person, *, duty: Duty, since_on: date, by: access.Someone, at: datetime) -> Role:
    """Gives a person one more duty from a day on; those that watch others only where nobody has ever held them."""
    rules.check_given_alone(duty, first=not appointments.ever_held(person.school_id, duty))
    ahead = person.roles.filter(Q(until_on__isnull=True) | Q(until_on__gte=since_on))
    rules.check_fits(duty, {Duty(role.duty) for role in ahead})
    role = appointing.give(person, duty, since_on, by_id=by.id, at=at)
    appointing.announce(person.school, [role], [], by=by, at=at)
    return role


@action("community.end_duty", reach=changing("community.end_duty"))
def end_duty(person: Person, *, role: Role, until_on: date, by: access.Someone, at: datetime) -> Role:
    """Ends one duty of a person on its last day; the only head's stays until there is another."""
    role = person.roles.select_related("person").filter(pk=role.pk).first() or role
    if role.person_id != person.pk:
        raise Broken(f"{person} does not hold this duty.")
    rules.check_ended_alone(Duty(role.duty))
    if role.until_on is not None:
        raise Broken("This duty has ended already.")
    rules.check_last_day(until_on, today=timezone.localdate(at))
    rules.check_leaving(until_on, since_on=role.since_on)
    _check_last_head(role, until_on, at)
    role.until_on = _last_day(role, until_on, at)
    role.save(update_fields=["until_on"])
    appointing.settle_asked(role, at)
    appointing.announce(person.school, [], [role], by=by, at=at)
    return role


@action("community.place_pupil")
def place_pupil(person: Person, *, classroom: Classroom, since_on: date, by: access.Someone, at: datetime) -> Placement:
    """Moves a pupil to another class from a day on."""
    if Duty.PUPIL not in person.duties:
        raise Broken(f"{person} is not a pupil here now.")
    if person.placements.held(since_on).filter(classroom=classroom).exists():
        raise Broken(f"{person} is in {classroom} already.")
    person.placements.filter(since_on__gte=since_on).delete()
    person.placements.filter(until_on__isnull=True).update(until_on=since_on - timedelta(days=1))
    return Placement.objects.create(pupil=person, classroom=_ours(person, classroom), since_on=since_on)


@action("community.give_class")
def give_class(person: Person, *, classroom: Classroom, since_on: date, by: access.Someone, at: datetime) -> Teaching:
    """Gives a member of staff a class from a day on; they may then see its pupils."""
    if not person.duties & EMPLOYED:
        raise Broken(f"{person} is not on the staff now.")
    if person.teaching.held(since_on).filter(classroom=classroom).exists():
        raise Broken(f"{person} has {classroom} already.")
    return Teaching.objects.create(teacher=person, classroom=_ours(person, classroom), since_on=since_on)


@action("community.end_teaching")
def end_teaching(person: Person, *, teaching: Teaching, until_on: date, by: access.Someone, at: datetime) -> Teaching:
    """Takes a class from a member of staff after a day."""
    if teaching.teacher_id != person.pk:
        raise Broken(f"{person} does not have this class.")
    rules.check_last_day(until_on, today=timezone.localdate(at))
    teaching.until_on = until_on
    teaching.save()
    return teaching


@action("community.link_carer", reach=changing("community.link_carer"))
def link_carer(
    person: Person, *, child: Person, relation: str, since_on: date, by: access.Someone, at: datetime
) -> Care:
    """Records that an adult is a parent or carer of a pupil."""
    care = _care(person, child, relation=relation, since_on=since_on, by=by, at=at)
    if not person.roles.held(since_on).filter(duty=Duty.PARENT.value).exists():
        Role.objects.create(person=person, duty=Duty.PARENT.value, since_on=since_on)
        Account.objects.end_sessions([person.pk])
    return care


@action("community.end_care")
def end_care(person: Person, *, care: Care, until_on: date, by: access.Someone, at: datetime) -> Care:
    """Records that an adult is no longer a carer of a child; they stop seeing the child's records."""
    if care.parent_id != person.pk:
        raise Broken(f"{person} is not the carer in this record.")
    rules.check_last_day(until_on, today=timezone.localdate(at))
    care.until_on = until_on
    care.save()
    return care


def _first_and_last(person: Person) -> tuple[tuple[str, str], ...]:
    return ("first_name", person.first_name), ("last_name", person.last_name)


def _set(person: Person, fields: dict[str, object], *, today: date) -> None:
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"a person has no {name} to edit")
        setattr(person, name, value)
    rules.check_born_on(person.born_on, today=today)


def _check_new(person: Person, *, also_same_name: bool) -> None:
    called = Q(first_name__iexact=person.first_name) | Q(known_as__iexact=person.first_name)
    named = Person.objects.filter(called, school=person.school_id, last_name__iexact=person.last_name)
    same = Person.objects.filter(
        school=person.school_id,
        first_name__iexact=person.first_name,
        last_name__iexact=person.last_name,
        born_on=person.born_on,
    )
    if person.born_on and same.exists():
        raise Broken(
            f"{person}, born on {person.born_on.day} {person.born_on:%B %Y}, is on record here already. "
            "Search for them, former people included."
        )
    if named.exists() and not also_same_name:
        raise Broken(
            f"Somebody called {person} is on record here already. Open their page, or say that this is somebody else."
        )


def _care(parent: Person, child: Person, *, relation: str, since_on: date, by: access.Someone, at: datetime) -> Care:
    if parent.school_id != child.school_id or Duty.PUPIL not in child.duties:
        raise Broken(f"{child} is not a pupil here now.")
    if Duty.PUPIL in parent.duties:
        raise Broken(f"{parent} is a pupil, so cannot be anyone's carer here.")
    if parent.cares_for.held(since_on).filter(child=child).exists():
        raise Broken(f"{parent} is a carer of {child} already.")
    ties.check_not_entered_again(parent.cares_for.filter(child=child, entered_by=by.id))
    care = Care.objects.create(
        parent=parent, child=child, relation=relation, since_on=since_on, entered_at=at, entered_by_id=by.id
    )
    changes.tell(child.school_id, {child.pk}, at)
    return care


def _ours(person: Person, classroom: Classroom) -> Classroom:
    if classroom.school_id != person.school_id:
        raise access.Refused("another school's class")
    return classroom


def _open_after(left_on: date) -> Q:
    return Q(until_on__isnull=True) | Q(until_on__gt=left_on)


def _last_day(role: Role, last: date, at: datetime) -> date:
    """A duty that watches others ends on no day that is past, so that nobody is found to have read nothing by it."""
    return max(last, timezone.localdate(at)) if role.duty in rules.OUTLAST else last


def _check_last_head(role: Role, last: date, at: datetime) -> None:
    """That there is a head on the day after a head's duty really ends, whatever day was put down."""
    on = _last_day(role, last, at) + timedelta(days=1)
    heads = Person.objects.filter(school=role.person.school_id).holding(Duty.HEAD, on=on)
    rules.check_last_head(Duty(role.duty), others=heads.exclude(pk=role.person_id).count())
