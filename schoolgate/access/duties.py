"""The duties a person can hold, in the school's words."""

from enum import StrEnum


class Duty(StrEnum):
    HEAD = "head"
    DEPUTY = "deputy"
    DSL = "dsl"
    DEPUTY_DSL = "deputy_dsl"
    CHAIR = "chair"
    GOVERNOR = "governor"
    TEACHER = "teacher"
    STAFF = "staff"
    OFFICE = "office"
    IT = "it"
    PARENT = "parent"
    PUPIL = "pupil"
    CONSOLE = "console"
    CLOCK = "clock"
    OUTSIDER = "outsider"
    PAGE = "page"


WORDS: dict[Duty, str] = {
    Duty.HEAD: "Head teacher",
    Duty.DEPUTY: "Deputy head",
    Duty.DSL: "Designated safeguarding lead (DSL)",
    Duty.DEPUTY_DSL: "Deputy DSL",
    Duty.CHAIR: "Chair of governors",
    Duty.GOVERNOR: "Governor",
    Duty.TEACHER: "Teacher",
    Duty.STAFF: "Member of staff",
    Duty.OFFICE: "School office",
    Duty.IT: "IT technician",
    Duty.PARENT: "Parent or carer",
    Duty.PUPIL: "Pupil",
    Duty.CONSOLE: "The command line on the school's server",
    Duty.CLOCK: "The clock (timed work)",
    Duty.OUTSIDER: "Anyone, without signing in",
    Duty.PAGE: "A page on its own, so that nobody is named",
}

LEADERS = frozenset({Duty.HEAD, Duty.DEPUTY})
SAFEGUARDING = frozenset({Duty.DSL, Duty.DEPUTY_DSL})
GOVERNORS = frozenset({Duty.CHAIR, Duty.GOVERNOR})
EMPLOYED = frozenset({Duty.TEACHER, Duty.STAFF, Duty.OFFICE, Duty.IT}) | LEADERS | SAFEGUARDING
PEOPLE = EMPLOYED | GOVERNORS | {Duty.PARENT, Duty.PUPIL}
MACHINES = frozenset({Duty.CONSOLE, Duty.CLOCK, Duty.PAGE})
OUTSIDERS = frozenset({Duty.OUTSIDER})

NEEDS_SECOND_FACTOR = LEADERS | SAFEGUARDING | {Duty.CHAIR}
"""Duties that can come to read cases: a password alone is not enough for them."""
