"""Takes an import back: whoever came by it is a former person, what it changed is as it was."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from schoolgate.community.former_names import names_of
from schoolgate.community.intake.applying import MODELS
from schoolgate.community.models import Account, Appointment, Classroom, Intake, Person

SPANS = ("role", "placement", "teaching", "care")
IN_A_CLASS = ("placement", "teaching")
MANY = 500


def undo(intake: Intake, *, on: date) -> dict[int, tuple[str, ...]]:
    """Takes back one intake within the caller's transaction; returns the names of those whom it had changed, from before.

    Nobody who joined by it is deleted, whatever is on record about them: who went and who stayed would tell of whom
    there is something. All of them are former people, and found again by the number that they had.
    """
    # What the import called them may stand in what was told since, so it becomes a former name too.
    made, was = intake.before.get("made", {}), intake.before.get("was", {})
    joined, rooms = set(made.get("person", [])), set(made.get("classroom", []))
    for kind in reversed(SPANS):
        _take_back_spans(kind, made.get(kind, []), joined, rooms, on)
    MODELS["number"].objects.filter(pk__in=made.get("number", [])).exclude(person__in=joined).delete()
    people = Person.objects.in_bulk([int(id) for id in was.get("person", {})])
    before = {id: names_of(person) for id, person in people.items()}
    for kind in ("classroom", "person", "number", *SPANS):
        _restore(kind, was.get(kind, {}))
    Classroom.objects.filter(pk__in=rooms - _known_elsewhere(Classroom, rooms)).delete()
    return before


def _take_back_spans(kind: str, ids: Iterable[int], joined: set[int], rooms: set[int], on: date) -> None:
    """Rows of those who joined end before today, but for their place in a class that goes; all others are deleted."""
    rows = MODELS[kind].objects.filter(pk__in=ids)
    owner = {"role": "person", "placement": "pupil", "teaching": "teacher", "care": "parent"}[kind]
    kept = rows.filter(**{f"{owner}__in": joined})
    if kind in IN_A_CLASS:
        kept = kept.exclude(classroom__in=rooms)
    kept.filter(until_on__isnull=True).update(until_on=on - timedelta(days=1))
    gone = rows.exclude(pk__in=list(kept.values_list("pk", flat=True)))
    if kind == "role":
        # Who gave a duty goes with the duty; else it alone would keep its holder on record.
        Appointment.objects.filter(role__in=list(gone.values_list("pk", flat=True))).delete()
    gone.delete()


def _restore(kind: str, was: dict[str, dict[str, list[Any]]]) -> None:
    """Puts fields back as they were, but for those that somebody has changed since."""
    rows = MODELS[kind].objects.in_bulk([int(pk) for pk in was])
    signs_in = (
        set(Account.objects.filter(person__in=rows).values_list("person_id", flat=True)) if kind == "person" else set()
    )
    for pk, row in rows.items():
        names = []
        for name, (before, after) in was[str(pk)].items():
            if name == "email" and pk in signs_in:
                continue  # whoever has come to sign in with it since goes on with it
            field = row._meta.get_field(name)
            if getattr(row, name) == field.to_python(after):
                setattr(row, name, field.to_python(before))
                names.append(name)
        row.restored = tuple(sorted(names))
    for names in {row.restored for row in rows.values()} - {()}:
        group = [row for row in rows.values() if row.restored == names]
        MODELS[kind].objects.bulk_update(group, names, batch_size=200)


def _known_elsewhere(model: type[Any], ids: Iterable[int]) -> set[int]:
    """Those rows that any record points to."""
    ids, found = list(ids), set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or not (relation.one_to_many or relation.one_to_one):
            continue
        name, others = relation.field.name, relation.related_model._base_manager
        for start in range(0, len(ids), MANY):
            found |= set(
                others.filter(**{f"{name}__in": ids[start : start + MANY]}).values_list(f"{name}_id", flat=True)
            )
    return found
