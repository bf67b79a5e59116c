from collections.abc import Sequence
from datetime import datetime

from django.utils.text import slugify

from schoolgate import access
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community import rules
from schoolgate.community.models import School, SchoolDate

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
        "lado_name",
        "lado_phone",
        "lado_email",
    }
)


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
    _set(made, fields)
    made.save()
    return made


@action("community.edit_school")
def edit_school(school: School, /, *, by: access.Someone, at: datetime, **fields: object) -> School:
    """Changes the school's name, address, hours, region, or the contact of its LADO."""
    _set(school, fields)
    school.save()
    return school


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
    school.dates.filter(pk__in=removing).delete()
    there = [rules.NewDate(d.kind, d.name, d.starts_on, d.ends_on) for d in school.dates.all()]
    rules.check_dates(adding, there)
    SchoolDate.objects.bulk_create(
        SchoolDate(school=school, kind=d.kind, name=d.name, starts_on=d.starts_on, ends_on=d.ends_on) for d in adding
    )
    return school


def _set(school: School, fields: dict[str, object]) -> None:
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"a school has no {name} to edit")
        setattr(school, name, value)
    rules.check_hours(day=(school.day_starts_at, school.day_ends_at), work=(school.work_starts_at, school.work_ends_at))
