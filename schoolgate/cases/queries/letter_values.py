"""What goes into a letter from the records: names, days, and what was decided."""

from datetime import date, datetime

from schoolgate import access
from schoolgate.access.duties import WORDS, Duty
from schoolgate.cases.models.case import Case
from schoolgate.cases.queries import reach, state
from schoolgate.cases.queries.letter_readers import Choice
from schoolgate.community.models import Person, Placement
from schoolgate.community.queries.school import officers
from schoolgate.engines.procedures.consequences import Rung

CONDUCT = "conduct"


def values_of(case: Case, choice: Choice, writer: access.Someone, at: datetime) -> dict[str, str]:
    """What the records know, field by field; what they do not know is not there."""
    school, on = case.school, reach.today(at)
    known = officers(school, on)
    about, to = choice.about, choice.to
    is_child = about is not None and Duty.PUPIL in about.duties
    values = {
        "school": school.name,
        "school_phone": school.phone,
        "school_email": school.email,
        "school_contact": ", ".join(item for item in (school.phone, school.email) if item),
        "today": _day(on),
        "reader": to.called if to else choice.to_name,
        "head": known.get("head", ""),
        "dsl": known.get("dsl", ""),
        "chair": known.get("chair", ""),
        "lado": school.lado_name,
        "number": str(case.number),
        "opened_on": _day(reach.today(case.opened_at)),
        "writer": getattr(writer, "formal", str(writer)),
        "writer_duty": duty_of(writer),
    }
    if about is not None and is_child:
        values |= _of_child(about, on) | _of_suspension(case, about)
    elif about is not None:
        values |= {"adult": about.formal, **_of_outcome(case)}
    return {name: value for name, value in values.items() if value}


def _of_child(child: Person, on: date) -> dict[str, str]:
    placed = Placement.objects.held(on).filter(pupil=child).select_related("classroom").first()
    return {
        "child": str(child),
        "child_first": child.known_as or child.first_name,
        "class": str(placed.classroom) if placed else "",
        "born_on": f"{child.born_on:%-d %B %Y}" if child.born_on else "",
    }


def _of_suspension(case: Case, child: Person) -> dict[str, str]:
    """The suspension that the head decided for this child in this case."""
    decided = case.consequences.filter(person=child, rung=Rung.SUSPENSION.value, decided_at__isnull=False)
    row = decided.order_by("decided_at").last()
    done = case.done.filter(child=child, step="decision", skipped=False, correction=None).order_by("turn").last()
    said = done.said if done and done.outcome == "suspend" else {}
    days = row.days if row and row.days else said.get("days")
    first = row.starts_on if row else said.get("starts_on")
    last, back = row.ends_on if row else None, said.get("back_on")
    found = {"first_day": first, "last_day": last, "back_on": back}
    values = {name: _day(day) for name, day in found.items() if isinstance(day, date)}
    return values | ({"days": _days(float(days))} if days else {})


def _of_outcome(case: Case) -> dict[str, str]:
    """What was decided about somebody who works here, and when."""
    done = case.done.filter(step="outcome", skipped=False, correction=None).order_by("turn").last()
    if case.procedure != CONDUCT or done is None:
        return {}
    chosen = state.procedure_of(case).step("outcome").outcomes
    words = next((outcome.words for outcome in chosen if outcome.id == done.outcome), "")
    return {"decided": words, "decided_on": _day(reach.today(done.at))}


def duty_of(person: access.Someone) -> str:
    """What somebody is, as a letter says it: the highest of their duties."""
    line = (Duty.HEAD, Duty.CHAIR, Duty.DEPUTY, Duty.DSL, Duty.DEPUTY_DSL, *Duty)
    return next((WORDS[item] for item in line if item in person.duties), "")


def _day(day: date) -> str:
    return f"{day:%A %-d %B %Y}"


def _days(days: float) -> str:
    if days == 0.5:
        return "half a school day"
    return "1 school day" if days == 1 else f"{days:g} school days"
