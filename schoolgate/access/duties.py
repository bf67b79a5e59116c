"""The duties a person can hold, in the school's words."""

from enum import StrEnum
from pathlib import Path

from schoolgate import datafiles


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


WORDS = datafiles.whole(Path(__file__).with_name("duties.toml"), dict[Duty, str])

LEADERS = frozenset({Duty.HEAD, Duty.DEPUTY})
SAFEGUARDING = frozenset({Duty.DSL, Duty.DEPUTY_DSL})
GOVERNORS = frozenset({Duty.CHAIR, Duty.GOVERNOR})
EMPLOYED = frozenset({Duty.TEACHER, Duty.STAFF, Duty.OFFICE, Duty.IT}) | LEADERS | SAFEGUARDING
PEOPLE = EMPLOYED | GOVERNORS | {Duty.PARENT, Duty.PUPIL}
MACHINES = frozenset({Duty.CONSOLE, Duty.CLOCK, Duty.PAGE})
OUTSIDERS = frozenset({Duty.OUTSIDER})

NEEDS_SECOND_FACTOR = LEADERS | SAFEGUARDING | {Duty.CHAIR}
"""Duties that can come to read cases: a password alone is not enough for them."""
