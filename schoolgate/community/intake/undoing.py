"""Takes an import back: what it made goes, what it changed is as it was."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from schoolgate.community.intake.applying import MODELS
from schoolgate.community.models import Account, Classroom, Intake, Person

SPANS = ("role", "placement", "teaching", "care")
MANY = 500


def undo(intake: Intake, *, on: date) -> tuple[list[Person], list[Person]]:
    """Takes back one intake within the caller's transaction: who was removed, who stays as a former person.

    Someone who joined by it is removed, unless anything else has come on record about them since.
    """
    made, was = intake.before.get("made", {}), intake.before.get("was", {})
    joined = list(Person.objects.filter(pk__in=made.get("person", [])))
    kept_ids = _known_elsewhere(Person, [person.pk for person in joined], made)
    kept = [person for person in joined if person.pk in kept_ids]
    for kind in reversed(SPANS):
        _take_back_spans(kind, made.get(kind, []), kept_ids, on)
    numbers = MODELS["number"].objects.filter(pk__in=made.get("number", []))
    numbers.exclude(person__in=kept_ids).delete()
    Person.objects.filter(pk__in={person.pk for person in joined} - kept_ids).delete()
    for kind in ("classroom", "person", "number", *SPANS):
        _restore(kind, was.get(kind, {}))
    rooms = set(made.get("classroom", []))
    Classroom.objects.filter(pk__in=rooms - _known_elsewhere(Classroom, rooms, {})).delete()
    return [person for person in joined if person.pk not in kept_ids], kept


def _take_back_spans(kind: str, ids: Iterable[int], kept_ids: set[int], on: date) -> None:
    """Rows of people who go are deleted; those of people who stay end before today."""
    rows = MODELS[kind].objects.filter(pk__in=ids)
    owner = {"role": "person", "placement": "pupil", "teaching": "teacher", "care": "parent"}[kind]
    kept = rows.filter(**{f"{owner}__in": kept_ids})
    kept.filter(until_on__isnull=True).update(until_on=on - timedelta(days=1))
    rows.exclude(pk__in=kept.values("pk")).delete()


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


def _known_elsewhere(model: type[Any], ids: Iterable[int], made: dict[str, list[int]]) -> set[int]:
    """Those rows that any record points to, but for records that the same import made."""
    ids, found = list(ids), set()
    ours = {MODELS[kind]: pks for kind, pks in made.items()}
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or not (relation.one_to_many or relation.one_to_one):
            continue
        name, others = relation.field.name, relation.related_model._base_manager
        own = set(ours.get(relation.related_model, ()))
        for start in range(0, len(ids), MANY):
            some = others.filter(**{f"{name}__in": ids[start : start + MANY]}).values_list("pk", f"{name}_id")
            found |= {target for pk, target in some if pk not in own}
    return found
