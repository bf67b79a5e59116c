from collections.abc import Sequence
from datetime import datetime, time

from django.utils import timezone
from django.utils.text import slugify

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community import rules
from schoolgate.community.actions import appointing
from schoolgate.community.models import Person, School, SchoolDate

FIELDS = frozenset(
    {
        "name",
        "phase",
        "address",
        "phone",
        "email",
        "day_starts_at",
        "day_ends_at",
        "work_starts_at",
        "work_ends_at",
        "region",
    }
)
LADO = frozenset({"lado_name", "lado_phone", "lado_email"})
TOLD = {
    "phone": "The school’s telephone",
    "region": "Whose bank holidays count",
    "day_starts_at": "The school day starts",
    "day_ends_at": "The school day ends",
    "work_starts_at": "The working day starts",
    "work_ends_at": "The working day ends",
    "lado_name": "The LADO’s name",
    "lado_phone": "The LADO’s telephone",
    "lado_email": "The LADO’s e-mail address",
}
"""What decides whom people are sent to and when something unread goes on, and is therefore told to those who watch it."""
KINDS = {kind.value: kind.label for kind in SchoolDate.Kind}


@action("community.set_up_school")
def set_up_school(
    nothing: None,
    /,
    *,
    name: str,
    by: access.Someone,
    at: datetime,
    slug: str = "",
    address: str = "",
    invented: bool = False,
    **fields: object,
) -> School:
    """Makes the school's record, before anyone is in it."""
    slug = slug or slugify(name)[:50]
    if School.objects.filter(slug=slug).exists():
        raise Broken(f"There is a school called “{slug}” here already.")
    made = School(name=name, slug=slug, address=address, invented=invented)
    _set(made, fields, FIELDS | LADO)
    made.save()
    return made


@action("community.edit_school")
def edit_school(school: School, /, *, by: access.Someone, at: datetime, **fields: object) -> School:
    """Changes the school's name, address, hours or region."""
    return _edit(school, fields, FIELDS, by=by, at=at)


@action("community.edit_lado")
def edit_lado(school: School, /, *, by: access.Someone, at: datetime, **fields: object) -> School:
    """Changes whom the school and those who tell us are sent to at the local authority."""
    return _edit(school, fields, LADO, by=by, at=at)


@action("community.edit_dates")
def edit_dates(
    school: School,
    *,
    adding: Sequence[rules.NewDate] = (),
    removing: Sequence[int] = (),
    by: access.Someone,
    at: datetime,
) -> School:
    """Enters and removes terms, holidays and training days: all of them or none."""
    gone = school.dates.filter(pk__in=removing)
    lines = [f"Taken away: {_dated(_kept(found))}" for found in gone]
    gone.delete()
    there = [_kept(found) for found in school.dates.all()]
    rules.check_dates(adding, there)
    if adding:
        rules.check_closures(adding, there, may_close=bool({Duty.HEAD, Duty.CONSOLE} & set(by.duties)))
    SchoolDate.objects.bulk_create(
        SchoolDate(school=school, kind=d.kind, name=d.name, starts_on=d.starts_on, ends_on=d.ends_on) for d in adding
    )
    _tell(school, [*lines, *(f"Entered: {_dated(item)}" for item in adding)], by=by, at=at)
    return school


def _edit(
    school: School, fields: dict[str, object], own: frozenset[str], *, by: access.Someone, at: datetime
) -> School:
    before = School.objects.select_for_update(no_key=True).get(pk=school.pk)
    said = {name: value for name, value in fields.items() if name not in own or getattr(school, name) != value}
    for name in own:
        # What somebody else has entered since the school was loaded stays.
        setattr(school, name, getattr(before, name))
    _set(school, said, own)
    school.save(update_fields=list(said))
    changed = [name for name in TOLD if name in said and _said(getattr(before, name)) != _said(getattr(school, name))]
    lines = [
        f"{TOLD[name]}: {_said(getattr(before, name))} before, {_said(getattr(school, name))} now" for name in changed
    ]
    _tell(school, lines, by=by, at=at)
    return school


def _tell(school: School, lines: Sequence[str], *, by: access.Someone, at: datetime) -> None:
    """Tells head, DSL, chair and governors what was before and what is now, as of duties: not whoever did it."""
    on = timezone.localdate(at)
    leads = Person.objects.filter(school=school).holding(Duty.DSL, on=on)
    appointing.tell(school, lines, by=[by], at=at, also=leads, words="school", page="home")


def _kept(found: SchoolDate) -> rules.NewDate:
    return rules.NewDate(found.kind, found.name, found.starts_on, found.ends_on)


def _dated(item: rules.NewDate) -> str:
    return f"{item.name} ({KINDS[item.kind]}), {item.starts_on:%-d %B %Y} to {item.ends_on:%-d %B %Y}"


def _said(value: object) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else str(value or "none")


def _set(school: School, fields: dict[str, object], own: frozenset[str]) -> None:
    for name, value in fields.items():
        if name not in own:
            raise TypeError(f"a school has no {name} to edit here")
        setattr(school, name, value)
    rules.check_hours(day=(school.day_starts_at, school.day_ends_at), work=(school.work_starts_at, school.work_ends_at))
    if {"work_starts_at", "work_ends_at"} & set(fields):
        rules.check_working_hours(school.work_starts_at, school.work_ends_at)
