"""The duties a person can hold, in the school's words."""

from collections.abc import Iterable
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
    HEAD_COVER = "head_cover"
    DSL_COVER = "dsl_cover"
    CHAIR_COVER = "chair_cover"
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

COVERS = {Duty.HEAD_COVER: Duty.HEAD, Duty.DSL_COVER: Duty.DSL, Duty.CHAIR_COVER: Duty.CHAIR}
"""Whose absence each of these covers: it reads what goes to them, and gives nothing else of theirs."""
COVERED_BY = {Duty.HEAD: Duty.DEPUTY, Duty.DSL: Duty.DEPUTY_DSL, Duty.CHAIR: Duty.GOVERNOR}
"""Who covers: a cover counts only for as long as its holder holds this duty too."""

READING_COVERS = frozenset({Duty.HEAD_COVER, Duty.CHAIR_COVER})
"""Covers that bring something to read; deputies of the DSL read whatever the DSL reads anyway."""

NEEDS_SECOND_FACTOR = LEADERS | SAFEGUARDING | {Duty.CHAIR} | READING_COVERS
"""Duties that can come to read cases: a password alone is not enough for them."""


def covering(duties: Iterable[Duty]) -> frozenset[Duty]:
    """These duties, without a cover whose holder may not have it: for the chair nobody has it who works at the school."""
    held = frozenset(duties)
    wrong = {cover for cover, duty in COVERS.items() if COVERED_BY[duty] not in held}
    return held - wrong - ({Duty.CHAIR_COVER} if held & EMPLOYED else set())
