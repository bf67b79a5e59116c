"""Loads the invented school, through the same deeds as a real one."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import EMPLOYED, GOVERNORS, Duty
from schoolgate.community import rules
from schoolgate.community.actions import families, intakes
from schoolgate.community.actions import school as school_actions
from schoolgate.community.intake import preparing, watching
from schoolgate.community.intake.watching import Progress
from schoolgate.community.models import Account, Number, Person, School
from schoolgate.community.queries import school as community_school
from schoolgate.demo.invented import InventedSchool
from schoolgate.demo.invented import school as demo_school

SEED = 20260901
AT = time(9, 0)


def load(*, pupils: int = 210, seed: int = SEED, today: date | None = None, progress: Progress | None = None) -> School:
    """The invented school with everyone in it; one that is there already is left as it is.

    People come on the first day of the school year, so that what is asked of them later finds them.
    `ValueError` with a sentence for a number of pupils that the invented school cannot have.
    """
    today = today or timezone.localdate()
    made = demo_school(pupils=pupils, seed=seed, today=today)
    if there := community_school.school_named(made.slug):
        return there
    began_on = date(today.year if today.month >= 9 else today.year - 1, 9, 1)
    with transaction.atomic():
        school = _set_up(made, _at(began_on))
        _bring_in(school, made, _at(began_on), progress)
        _tie_families(school, made)
        _open_accounts(school, made, today)
    return school


def _set_up(made: InventedSchool, at: datetime) -> School:
    lado = made.officers.lado
    return school_actions.set_up_school(
        None,
        name=made.name,
        slug=made.slug,
        address=made.address,
        phone=made.phone,
        email=made.email,
        lado_name=lado.name,
        lado_phone=lado.phone,
        lado_email=lado.email,
        invented=True,
        by=access.Machine(None, Duty.CONSOLE),
        at=at,
    )


def _bring_in(school: School, made: InventedSchool, at: datetime, progress: Progress | None) -> None:
    console = access.Machine(school.pk, Duty.CONSOLE)
    prepared = preparing.prepare(school, made.roll, on=timezone.localdate(at), may_give_duties=True)
    with watching.watched(progress):
        intakes.import_people(school, prepared=prepared, files=["invented"], by=console, at=at)
    dates = [rules.NewDate(d.kind, d.name, d.starts_on, d.ends_on) for d in made.dates]
    head = _numbered(school, "staff", made.cast["head"].mis_id)
    school_actions.edit_dates(school, adding=dates, by=head, at=at)


def _tie_families(school: School, made: InventedSchool) -> None:
    """Declares the family links of staff, and has the head approve those that are decided."""
    head = _numbered(school, "staff", made.cast["head"].mis_id)
    for link in made.links:
        staff, pupil = _numbered(school, "staff", link.staff), _numbered(school, "pupil", link.pupil)
        at = _at(link.declared_on)
        declared = families.declare_family_link(staff, pupil=pupil, relation=link.relation, by=staff, at=at)
        if link.approved_on:
            reason, at = "Known to the school.", _at(link.approved_on)
            families.decide_family_link(declared, approved=True, reason=reason, by=head, at=at)


def _open_accounts(school: School, made: InventedSchool, on: date) -> None:
    """An account without a password for every adult with an e-mail address, and for one class of pupils."""
    people = Person.objects.filter(school=school, account=None)
    adults = people.holding(*EMPLOYED, *GOVERNORS, Duty.PARENT, on=on).exclude(email="")
    room = school.classrooms.get(name=made.cast["pupil"].classroom)
    pupils = [*people.in_class(room.pk, on), _numbered(school, "pupil", made.cast["young_pupil"].mis_id)]
    taken = set(Account.objects.exclude(email=None).values_list("email", flat=True))
    emails = {person.email.lower(): person for person in adults}
    accounts = {email: Account(person=emails[email], email=email) for email in emails if email not in taken}
    all_accounts = [*accounts.values(), *(Account(person=pupil, email=None) for pupil in pupils)]
    for account in all_accounts:
        account.set_unusable_password()
    Account.objects.bulk_create(all_accounts)


def _numbered(school: School, kind: str, number: str) -> Person:
    found = Number.objects.select_related("person").get(school=school, kind=kind, number=number)
    return found.person


def _at(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, AT))
