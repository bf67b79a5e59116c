from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from schoolgate import access
from schoolgate.access import SignIn, duties
from schoolgate.access.duties import Duty
from schoolgate.community import rules
from schoolgate.community.models import FamilyLink, Person, Role, SchoolDate
from schoolgate.community.queries import appointments, families, joins, sign_in


@dataclass(frozen=True)
class Task:
    """Something asked of whoever is there, on the first page."""

    title: str
    hint: str
    url: str
    urgent: bool = False


def tasks_for(person: Person, now: datetime) -> list[Task]:
    """What the school's own records ask of this person: decisions that wait, and gaps only they can fill."""
    on = timezone.localdate(now)
    if person.sign_in is SignIn.UNCONFIRMED:
        return list(_own_sign_in(person, on))
    asked = (_sign_ins(person, on), _appointments(person, now), _links(person), _joins(person, now))
    return [task for tasks in (*asked, _lado(person), _gaps(person, on), _duties(person, on)) for task in tasks]


def _appointments(person: Person, now: datetime) -> Iterator[Task]:
    """What the head or the chair is asked to agree to, and what all governors and the head are told."""
    asked, noted = appointments.asked_and_noted(person)
    for item in asked:
        url = reverse("community:answer_appointment", args=[item.pk])
        what = f"{'end of the duty of ' if item.ends else ''}{item.person} as {item.duty_words}"
        yield Task(f"Agree or refuse: {what}", f"{item.asked_by} proposes it.", url, urgent=True)
    for item in noted:
        hint = f"{item.reason} The duty goes on until {rules.who_ends(Duty(item.duty))}."
        what = f"End the duty of {item.person} as {item.duty_words}, or withdraw this"
        yield Task(what, hint, reverse("community:duties"), urgent=True)
    for item in appointments.news(person, now):
        when = f"{'last day' if item.ends else 'from'} {item.day:%-d %B %Y}"
        who = " and ".join(str(maker) for maker in (item.asked_by, item.answered_by) if maker) or "IT"
        hint = f"Entered by {who}, {when}."
        yield Task(f"{item.person}: {item.duty_words}", hint, reverse("community:duties"))


def _own_sign_in(person: Person, on: date) -> Iterator[Task]:
    who = sign_in.waits_to_confirm(person, on)
    hint = f"Please speak to {who}. Until then a part of Schoolgate is closed to you."
    yield Task("Ask somebody to confirm that it is you", hint, reverse("signin:unconfirmed"), urgent=True)


def _sign_ins(person: Person, on: date) -> Iterator[Task]:
    """Changes to how somebody signs in that wait for this person, and people of whom they are to make sure."""
    for change in sign_in.asked_of(person, on):
        what = "a new e-mail address" if change.what == "address" else "taking the second step away"
        url = reverse("community:answer_change", args=[change.pk])
        yield Task(f"Agree or refuse: {what} for {change.person}", "Nothing is changed until then.", url)
    for found in sign_in.to_confirm(person, on):
        url = reverse("community:confirm_sign_in", args=[found.pk])
        hint = "Somebody else had, or may have had, a part in how they sign in. Until you answer, they see no concern or case."
        yield Task(f"Make sure that it is {found}", hint, url, urgent=True)


def _links(person: Person) -> Iterator[Task]:
    waiting = families.links_waiting_for(person) if access.may(person, "community.decide_family_link") else []
    if waiting:
        names = sorted({str(link.staff) for link in waiting})
        count = "a family link" if len(waiting) == 1 else f"{len(waiting)} family links"
        hint = f"Declared by {', '.join(names[:3])}{' and others' if len(names) > 3 else ''}."
        yield Task(f"Decide about {count}", hint, reverse("community:family_links"))
    elif decided := _own_decided(person):
        url = reverse("community:family_links")
        yield Task("Your family link was not approved", f"Read why: {decided.pupil}.", url)


def _own_decided(person: Person) -> FamilyLink | None:
    """One's own refused link that one has not withdrawn yet."""
    return (
        FamilyLink.objects.filter(staff=person, approved=False, ended_on=None).select_related("pupil").first()
        if person.duties & duties.EMPLOYED
        else None
    )


def _joins(person: Person, now: datetime) -> Iterator[Task]:
    waiting = joins.waiting_for(person, now)
    if waiting:
        title = "Are two records of one person?" if len(waiting) == 1 else f"{len(waiting)} pairs of records to compare"
        hint = "Nothing changes until you agree."
        yield Task(title, hint, reverse("community:decide_join", args=[waiting[0].pk]))


def _lado(person: Person) -> Iterator[Task]:
    school = person.school
    missing = not (school.lado_name and (school.lado_phone or school.lado_email))
    if missing and access.may(person, "community.edit_lado", school):
        url = reverse("community:edit_lado")
        yield Task("Put in the LADO’s contact", "It must be at hand when it is needed.", url, urgent=True)


def _gaps(person: Person, on: date) -> Iterator[Task]:
    school = person.school
    if not access.may(person, "community.edit_school", school):
        return
    if not Person.objects.filter(school=school).holding(Duty.PUPIL, on=on).exists():
        url = reverse("community:import")
        yield Task("Bring in the school’s people", "No pupil is on record yet. Upload an export.", url, urgent=True)
    if not SchoolDate.objects.filter(school=school, kind="term", ends_on__gte=on).exists():
        url = reverse("community:dates")
        yield Task("Enter the term dates", "No term is known from today on, so every weekday counts.", url)


def _duties(person: Person, on: date) -> Iterator[Task]:
    if not access.may(person, "community.give_duty"):
        return
    watched = (Duty.DSL, Duty.CHAIR, Duty.HEAD)
    roles = Role.objects.held(on).filter(person__school=person.school_id, duty__in=watched).order_by()
    holding = Counter(duty for _, duty in roles.values_list("person", "duty").distinct())
    url, page = reverse("community:people"), reverse("community:duties")
    ever = appointments.ever_held(person.school_id, Duty.DSL, Duty.CHAIR)
    if not holding[Duty.DSL]:
        hint = "Nobody holds the duty of designated safeguarding lead."
        yield Task("Say who the DSL is", hint, page if Duty.DSL in ever else url, urgent=True)
    if not holding[Duty.CHAIR]:
        if Duty.CHAIR in ever:
            yield Task("Ask a governor to say who the chair is", "Nobody chairs the governors.", page)
        else:
            yield Task("Say who chairs the governors", "Nobody can approve the policy on their behalf yet.", url)
    if holding[Duty.HEAD] > 1:
        yield Task("More than one head teacher", "End the duty of whoever is not the head now.", url)
