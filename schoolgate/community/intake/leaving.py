"""Whether so many, or such people, would leave by an import that it stops and asks for their number first."""

from collections.abc import Collection, Iterator
from datetime import date

from schoolgate.access.duties import WORDS, Duty
from schoolgate.community import rules
from schoolgate.engines.roster.comparing import Plan
from schoolgate.engines.roster.roll import KINDS, Roll, Row

MOST_PERCENT = 10
"""So many of a hundred people of one kind leave by an import without a question."""
MANY = {"pupil": "pupils", "staff": "members of staff", "parent": "parents and carers", "governor": "governors"}


def going(plan: Plan) -> tuple[Row, ...]:
    """Everyone who leaves by this plan, now or on a day that it sets."""
    ending = (change.row for change in plan.changes if change.field == "left_on" and change.becomes)
    rows = {row.key: row for row in (*plan.leavers, *ending)}
    return tuple(rows.values())


def reasons(current: Roll, plan: Plan, *, on: date, own: Collection[tuple[str, str]]) -> tuple[str, ...]:
    """Why the import stops, one sentence each; nothing where it goes on. `own` are the numbers of whoever imports."""
    return (*_too_many(current, plan, on), *_with_duties(plan, own))


def _too_many(current: Roll, plan: Plan, on: date) -> Iterator[str]:
    for kind in KINDS:
        here = sum(not row.has_left(on) for row in current.of(kind))
        leaving = sum(row.kind == kind for row in going(plan))
        if here and leaving * 100 > here * MOST_PERCENT:
            yield f"{leaving} of {here} {MANY[kind]} would leave."


def _with_duties(plan: Plan, own: Collection[tuple[str, str]]) -> Iterator[str]:
    for row in going(plan):
        if row.key in own:
            yield f"You would leave yourself ({row.name})."
            continue
        duties = [duty for duty in map(Duty, row.duties) if duty not in rules.ORDINARY]
        if duties:
            yield f"{row.name} would leave, who is {' and '.join(WORDS[duty] for duty in duties)}."
