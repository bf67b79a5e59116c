from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from schoolgate import access
from schoolgate.access.duties import WORDS, Duty
from schoolgate.action import action
from schoolgate.broken import Broken
from schoolgate.community import changes, former_names, rules
from schoolgate.community.accounts import SignInChange
from schoolgate.community.actions import appointing, renaming, sign_in
from schoolgate.community.intake import applying, packing, preparing, sheets, undoing
from schoolgate.community.models import ColumnMapping, DraftIntake, Intake, Person, Role, School
from schoolgate.community.queries import appointments
from schoolgate.community.queries import sign_in as sign_ins
from schoolgate.community.queries.appointments import changing
from schoolgate.community.queries.intakes import DRAFT_LASTS
from schoolgate.community.record_joins import RecordJoin

UNANSWERED = "Say for each pair whether it is one person or two. Nothing has been changed yet."
NOTHING_DONE = "Nothing has been changed yet. If that is right, type the number of people who leave."


@action("community.upload_people")
def upload_people(
    school: School, *, files: Mapping[str, bytes], by: Person, at: datetime, everyone: bool = False
) -> DraftIntake:
    """Keeps uploaded files for a day at most, for their uploader's preview; puts away older ones.

    Where not `everyone` is in them, they add and change only.
    """
    forget_drafts(at)
    DraftIntake.objects.filter(school=school, by=by).delete()
    content = packing.packed(files)
    return DraftIntake.objects.create(
        school=school, by=by, at=at, names=list(files), content=content, everyone=everyone
    )


@action("community.name_columns")
def name_columns(
    school: School, *, headers: Sequence[str], mapping: Mapping[str, str], by: access.Someone, at: datetime
) -> ColumnMapping:
    """Remembers which column of the school's export holds what, for every file with this header line."""
    digest = sheets.digest_of(headers)
    remembered, _ = ColumnMapping.objects.update_or_create(
        school=school, headers_digest=digest, defaults={"mapping": dict(mapping)}
    )
    return remembered


@action("community.discard_upload")
def discard_upload(draft: DraftIntake, *, by: access.Someone, at: datetime) -> School:
    """Deletes uploaded files without importing them."""
    if draft.by_id != by.id:
        raise access.Refused("somebody else's upload")
    draft.delete()
    return draft.school


@action("community.import_people", reach=changing("community.import_people"))
def import_people(
    school: School,
    *,
    prepared: preparing.Prepared,
    files: Sequence[str],
    by: access.Someone,
    at: datetime,
    leaving: int | None = None,
) -> Intake:
    """Brings the records in line with the management system: everything that was worked out, or nothing.

    Where many leave, or somebody with a duty or whoever imports, `leaving` says how many: somebody typed it.
    """
    if prepared.unanswered:
        raise Broken(UNANSWERED)
    if prepared.stops and leaving != prepared.leaving:
        raise Broken(f"{' '.join(prepared.stops)} {NOTHING_DONE}")
    may_give = access.may(by, "community.give_duty", school)
    # Only the last import can be taken back, so what others changed need not be kept.
    Intake.objects.filter(school=school).update(before={})
    on = timezone.localdate(at)
    known = list(appointments.to_tell(school.pk, on))
    applied = applying.apply(school, prepared, on=on, may_give_duties=may_give, by_id=by.id, at=at)
    for person, email in applied.addresses:
        _ask_address(person, email, by=by, at=at)
    sign_in.note_addresses(school, _noted(applied), by=by, at=at)
    appointing.doubt(_new_duties(applied), at)
    began, ended = _watching_roles(applied.as_json())
    appointing.announce(school, began, ended, standing=_known_roles(applied), by=by, at=at, to=known)
    DraftIntake.objects.filter(school=school, by_id=by.id).delete()
    renaming.keep(applied.renamed, by=by, at=at)
    former_names.note_title(list(Person.objects.filter(pk__in=applied.titled)), by_id=by.id, at=at)
    changes.tell(school.pk, applied.people, at)
    plan = prepared.plan
    return Intake.objects.create(
        school=school,
        at=at,
        by_id=by.id,
        files=list(files),
        joined=len(plan.joiners),
        left=len(plan.leavers),
        changed=len(prepared.changed),
        returned=len(plan.returners),
        before=applied.as_json(),
    )


@action("community.undo_import", reach=changing("community.undo_import"))
def undo_import(last: Intake, *, by: access.Someone, at: datetime) -> Intake:
    """Takes the last import back, once: those who joined by it become former people, the rest is as it was."""
    newest = Intake.objects.filter(school=last.school_id).first()
    if last.undone_at is not None:
        raise Broken("This import was taken back already.")
    if newest != last:
        raise Broken("There was another import after this one, and only the last can be taken back.")
    _check_no_watcher_goes(last, at)
    if RecordJoin.objects.filter(school=last.school_id, agreed=True, answered_at__gt=last.at).exists():
        raise Broken("Since this import two records were joined to one, so it cannot be undone as a whole.")
    try:
        with transaction.atomic():
            before = undoing.undo(last, on=timezone.localdate(at))
    except IntegrityError as error:
        raise Broken(
            "Since this import somebody's class or duty was changed by hand, so it cannot be taken back as a "
            "whole. Put right by hand what was wrong in it, or import a corrected file."
        ) from error
    renaming.keep(before, by=by, at=at)
    _withdraw_addresses(last, by=by, at=at)
    appointing.forget_asked(last.school_id, last.at, last.by_id, at=at)
    last.before, last.undone_at, last.undone_by_id = {}, at, by.id
    last.save()
    return last


def _noted(applied: applying.Applied) -> list[sign_in.Changed]:
    """Addresses that an import has changed: those of people who cannot sign in yet."""
    was = {int(id): fields["email"] for id, fields in applied.was["person"].items() if "email" in fields}
    people = Person.objects.filter(pk__in=was).select_related("school") if was else ()
    return [(person, *was[person.pk]) for person in people]


def _known_roles(applied: applying.Applied) -> list[tuple[Role, date]]:
    """The duties that go on although their holders leave by an import, but for those that it has only just given."""
    days = {role.pk: day for role, day in applied.standing if role.pk}
    roles = Role.objects.filter(pk__in=days).select_related("person").order_by("pk") if days else ()
    return [(role, days[role.pk]) for role in roles]


def _new_duties(applied: applying.Applied) -> list[int]:
    """Those to whom an import gave a duty here, or as a governor."""
    made = Role.objects.filter(pk__in=applied.made["role"], duty__in=sign_ins.MADE_SURE_OF)
    return list(made.values_list("person", flat=True))


def _watching_roles(written: Mapping[str, Any]) -> tuple[list[Role], list[Role]]:
    """The roles that watch others which an import began and ended."""
    watching = Role.objects.filter(duty__in=rules.TOLD).select_related("person__school")
    ended = [pk for pk, fields in written["was"].get("role", {}).items() if fields.get("until_on", [0, None])[1]]
    began = watching.filter(pk__in=written["made"].get("role", []), until_on=None)
    return list(began), list(watching.filter(pk__in=ended))


def _check_no_watcher_goes(last: Intake, at: datetime) -> None:
    """Taking an import back is no way to end the duty of somebody who watches others, once it has settled."""
    began, ended = _watching_roles({"made": {}, "was": {}} | last.before)
    roles = [role for role in (*began, *ended) if role.duty in rules.GUARDED]
    if roles and appointments.waits_until(last.school, last.at) <= timezone.localdate(at):
        names = " and ".join(sorted({f"{role.person} ({WORDS[Duty(role.duty)]})" for role in roles}))
        raise Broken(f"This import began or ended a duty that one person cannot give or end: {names}.")


def _withdraw_addresses(last: Intake, *, by: access.Someone, at: datetime) -> None:
    """New addresses that this import asked for, and that nobody has agreed to yet, are asked for no more."""
    asked = SignInChange.objects.filter(school=last.school_id, asked_at=last.at, asked_by=last.by_id, answer="")
    for change in asked.select_related("person__school"):
        sign_in.withdraw_change(change, by=by, at=at)


def _ask_address(person: Person, email: str, *, by: access.Someone, at: datetime) -> None:
    """Asks for a new address; one that belongs to somebody else's account holds up no import."""
    if not (email and sign_ins.email_is_taken(person, email)):
        sign_in.ask_address(person, email, by=by, at=at)


def forget_drafts(at: datetime) -> int:
    """Deletes uploads older than a day; the clock and every new upload call it."""
    return DraftIntake.objects.filter(at__lt=at - DRAFT_LASTS).delete()[0]
