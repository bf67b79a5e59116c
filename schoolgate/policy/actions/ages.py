"""What the school does with the age register: add, correct, close, take in a list, check."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from schoolgate import access
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community.models import School
from schoolgate.engines.ages import book, changes, files
from schoolgate.engines.ages.shapes import Period, Platform
from schoolgate.policy import rules
from schoolgate.policy.models import RegisterChange, RegisterCheck
from schoolgate.policy.queries import ages

What = RegisterChange.What


@action("policy.add_platform", clause="1.5")
def add_platform(
    school: School, *, row: Mapping[str, str], domains: Sequence[str], reason: str, by: access.Someone, at: datetime
) -> RegisterChange:
    """Puts a platform into the school's age register that it did not have."""
    period = _period(row, at)
    if row["id"] in _held(school).platforms:
        raise Broken(f"The register has {row['platform']} already. Correct its age instead.", "1.5")
    platform = Platform(row["id"], row["platform"], row["kind"], row["owner"], (period,))
    return _kept(school, platform, What.ADDED, row, reason, by, at, domains=list(domains))


@action("policy.correct_platform", clause="1.5")
def correct_platform(
    school: School, *, row: Mapping[str, str], reason: str, by: access.Someone, at: datetime
) -> RegisterChange:
    """Says what a platform's age is from a day on; what the register said of other days stays."""
    was = _held(school).platform(row["id"])
    period = _period({**row, "platform": was.name, "kind": was.kind}, at)
    becomes = Platform(
        was.id,
        was.name,
        was.kind,
        row.get("owner") or was.owner,
        changes.overlaid(was.periods, period),
        closed_on=was.closed_on if period.valid_to else None,
    )
    return _kept(school, becomes, What.CORRECTED, row, reason, by, at)


@action("policy.close_platform", clause="1.5")
def close_platform(
    school: School, *, id: str, last_day: date, source: Mapping[str, str], reason: str, by: access.Someone, at: datetime
) -> RegisterChange:
    """Says that a platform has closed, and what its last day was."""
    was = _held(school).platform(id)
    if last_day > timezone.localdate(at):
        raise Broken("The last day is in the future. Close it once it has closed.", "1.5")
    ends = [period.valid_to for period in was.periods]
    if ends and ends[-1] is not None and ends[-1] <= last_day:
        raise Broken(f"{was.name} had closed by then already.", "1.5")
    closed = changes.closed(was, last_day)
    if not closed.periods:
        raise Broken(f"{was.name} is in the register only from a later day on.", "1.5")
    _check_source(source, at)
    return _kept(school, closed, What.CLOSED, source, reason, by, at)


@action("policy.import_register", clause="1.5")
def import_register(
    school: School, *, text: str, digest: str, reason: str, by: access.Someone, at: datetime
) -> list[RegisterChange]:
    """Takes in a list: everything that it adds, changes and closes, or nothing of it."""
    now = _held(school)
    if digest != ages.digest(now, text):
        raise Broken("The register has changed since this was worked out. Look at it again.", "1.5")
    found = changes.differences(now, files.read_ages(text))
    if not found.all:
        raise Broken("The register says already what this list says.", "1.5")
    return [
        _kept(school, difference.platform, What.IMPORTED, files.rows_of(difference.platform)[-1], reason, by, at)
        for difference in found.all
    ]


@action("policy.check_register", clause="1.5")
def check_register(school: School, *, note: str, by: access.Someone, at: datetime) -> RegisterCheck:
    """Says that the age register has been gone through; the next time is a year from now."""
    return RegisterCheck.objects.create(school=school, checked_at=at, checked_by_id=by.id, note=note)


# ---- parts


def _held(school: School) -> book.Register:
    """The register as it is, and nobody else changing it until this is done."""
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    return ages.register_of(school.pk)


def _period(row: Mapping[str, str], at: datetime) -> Period:
    faults = files.check_period(row)
    if faults:
        raise Broken(str(faults[0]), "1.5")
    _check_source(row, at)
    return files.period_of(row)


def _check_source(row: Mapping[str, str], at: datetime) -> None:
    rules.check_source(row["source"], row["source_date"], today=timezone.localdate(at))


def _kept(
    school: School,
    platform: Platform,
    what: RegisterChange.What,
    source: Mapping[str, str],
    reason: str,
    by: access.Someone,
    at: datetime,
    **fields: Any,
) -> RegisterChange:
    if not reason.strip():
        raise Broken("Say why, so that others understand the change later.", "1.5")
    return RegisterChange.objects.create(
        school=school,
        platform=platform.id,
        name=platform.name,
        what=what.value,
        rows=files.rows_of(platform),
        closed_on=platform.closed_on,
        source=source["source"],
        source_url=source["source_url"],
        source_date=source["source_date"],
        reason=reason,
        made_at=at,
        made_by_id=by.id,
        **fields,
    )
