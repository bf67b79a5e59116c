from dataclasses import dataclass
from datetime import date

from django.db.models import F

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.community.models import Person, Role, School, SchoolDate
from schoolgate.engines.calendar.days import bank_holidays
from schoolgate.pages import or_404

OFFICERS = (Duty.HEAD, Duty.DSL, Duty.CHAIR, Duty.DEPUTY_DSL)
"""The duties that the policy names, or that the school's page shows beside them."""


@dataclass(frozen=True)
class SchoolPage:
    """The school's own record, and who holds the duties that its policy names."""

    school: School
    officers: list[tuple[str, str]]
    terms: int
    may_edit_dates: bool
    may_edit_lado: bool
    may_see_duties: bool


@dataclass(frozen=True)
class DatesOfYear:
    """One school year's dates, September to August."""

    name: str
    dates: list[SchoolDate]
    bank_holidays: list[date]


@dataclass(frozen=True)
class CalendarPage:
    school: School
    years: list[DatesOfYear]
    today: str


def schools() -> list[School]:
    """Every school of this installation."""
    return list(School.objects.order_by("pk"))


def only_school() -> School | None:
    """The school of an installation that has one, for pages where nobody is signed in."""
    schools = list(School.objects.all()[:2])
    return schools[0] if len(schools) == 1 else None


def school_named(slug: str) -> School | None:
    return School.objects.filter(slug=slug).first()


def officers(school: School, on: date) -> dict[str, str]:
    """Who holds the duties that the policy names, on that day: role → name, from the school's records."""
    # From the few roles to their people. With “+ 0” SQLite does not go the other way, through thousands of people.
    of_school = Role.objects.held(on).alias(of=F("person__school") + 0).filter(of=school.pk)
    held = of_school.filter(duty__in=OFFICERS).select_related("person")
    holders: dict[str, dict[int, str]] = {str(duty): {} for duty in OFFICERS}
    acting: dict[str, dict[int, str]] = {str(duty): {} for duty in OFFICERS}
    for role in sorted(held, key=lambda role: (role.person.last_name, role.person.first_name, role.person_id)):
        holders[role.duty][role.person_id] = str(role.person)
        if not role.person.suspended:
            acting[role.duty][role.person_id] = str(role.person)
    if holders[Duty.DSL] and not acting[Duty.DSL]:
        # Nobody is sent to somebody who is suspended: the next in line keeps children safe meanwhile.
        acting[Duty.DSL] = acting[Duty.DEPUTY_DSL] or acting[Duty.HEAD]
    holders |= {duty: acting[duty] for duty in (Duty.DSL, Duty.DEPUTY_DSL)}
    names = {duty: " and ".join(people.values()) for duty, people in holders.items()}
    return {"school": school.name, "lado": school.lado_name, **names}


def school_page(person: Person, on: date) -> SchoolPage:
    """The school's page, for those who may change it."""
    access.require(person, "community.edit_school", person.school)
    named = officers(person.school, on)
    return SchoolPage(
        school=person.school,
        officers=[
            ("Head teacher", named["head"]),
            ("Designated safeguarding lead (DSL)", named["dsl"]),
            ("Deputy DSL", named["deputy_dsl"]),
            ("Chair of governors", named["chair"]),
        ],
        terms=person.school.dates.filter(kind=SchoolDate.Kind.TERM.value, ends_on__gte=on).count(),
        may_edit_dates=access.may(person, "community.edit_dates", person.school),
        may_edit_lado=access.may(person, "community.edit_lado", person.school),
        may_see_duties=access.may(person, "look.duties"),
    )


def school_with_lado(person: Person) -> School:
    """The school, for those who may change whom it asks at the local authority."""
    access.require(person, "community.edit_lado", person.school)
    return person.school


def calendar_page(person: Person, on: date) -> CalendarPage:
    """Every term, holiday and training day, by school year, newest first, with the region's bank holidays."""
    access.require(person, "community.edit_dates", person.school)
    school = person.school
    years: dict[int, list[SchoolDate]] = {}
    for dated in school.dates.all():
        years.setdefault(_school_year(dated.starts_on), []).append(dated)
    return CalendarPage(
        school=school,
        years=[
            DatesOfYear(f"{year}/{(year + 1) % 100:02}", years[year], _bank_holidays(school.region, year))
            for year in sorted(years, reverse=True)
        ],
        today="a school day" if school.calendar().is_school_day(on) else "not a school day",
    )


def date_for(person: Person, id: int) -> SchoolDate:
    """One date of this person's school."""
    access.require(person, "community.edit_dates", person.school)
    return or_404(person.school.dates.filter(pk=id).first())


def _school_year(on: date) -> int:
    # Autumn term may begin in the last days of August.
    return on.year if (on.month, on.day) >= (8, 20) else on.year - 1


def _bank_holidays(region: str, year: int) -> list[date]:
    days = bank_holidays(region, year) | bank_holidays(region, year + 1)
    return sorted(day for day in days if date(year, 9, 1) <= day <= date(year + 1, 8, 31))
