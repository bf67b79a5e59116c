"""Where the sums of the trail begin: once for a school of an earlier build, and anew where a build weighs other fields.

Only the file beside the keys says that a school has begun. Whoever empties the trail can therefore not have it begin again.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import islice

from django.db import transaction

from schoolgate.audit import anchor, rows, trail
from schoolgate.audit.models import Entry, Sum

BEGIN, ANEW = "trail.begin", "trail.weigh_anew"
BY = "console"
AT_ONCE = 500


def begin(schools: Collection[int], at: datetime) -> None:
    """Takes the rows of each school as they are, unless a seal of it is kept already; then those that are weighed anew."""
    new = set(schools) - anchor.schools()
    for school_id in sorted(new):
        if newest := _begun(school_id):
            anchor.keep(school_id, newest.number, newest.seal)  # stopped in between
        else:
            _record(school_id, BEGIN, _all_rows(school_id), at)
    shape = rows.shape()
    before = anchor.shape()
    if before and before != shape:
        _weigh_anew(schools, before, shape, at)
    if before != shape:
        anchor.keep_shape(shape)


def _begun(school_id: int) -> Entry | None:
    entries = Entry.objects.filter(school_id=school_id)
    if entries.filter(event=BEGIN).exists() or Sum.objects.filter(school_id=school_id).exists():
        return entries.order_by("-number").first()
    return None


def _record(school_id: int, event: str, differences: dict[str, int], at: datetime, said: object = "") -> None:
    """One entry, or as many as so many sums take."""
    left = iter(sorted(differences.items()))
    with transaction.atomic():
        rows.clear()
        some = dict(islice(left, AT_ONCE))
        while True:
            trail.record(
                school_id=school_id,
                event=event,
                by=BY,
                at=at,
                target="school",
                said={"rows": said} if said else {},
                differences=some,
            )
            if not (some := dict(islice(left, AT_ONCE))):
                return


def _all_rows(school_id: int) -> dict[str, int]:
    found: Counter[str] = Counter()
    for model in rows.watched():
        mine = _records_of(model, school_id)
        for key, value in rows.sums(model):
            if key.partition("|")[0] in mine:
                found[key] += value
    return {key: value % rows.SIZE for key, value in found.items()}


def _records_of(model: rows.Model, school_id: int) -> frozenset[str]:
    """The records of this school to which rows of a model can belong."""
    record, _ = rows.record_of(model)
    ids = record._base_manager.filter(school_id=school_id).values_list("pk", flat=True)
    return frozenset(f"{record._meta.label_lower}:{id}" for id in ids)


def _weigh_anew(
    schools: Collection[int], before: dict[str, list[str]], shape: dict[str, list[str]], at: datetime
) -> None:
    """Moves the sums by what the other fields weigh. What was wrong before stays wrong."""
    said = sorted(shape.items())
    for school_id in sorted(schools):
        last = Entry.objects.filter(school_id=school_id, event=ANEW).order_by("-number").first()
        if last and last.said.get("rows") == trail.digest(said):
            continue  # stopped before the file said so
        found: Counter[str] = Counter()
        for model in rows.watched():
            label = model._meta.label_lower
            if before.get(label) != shape[label]:
                found.update(dict(_moves(model, school_id, before.get(label, []))))
        _record(school_id, ANEW, {key: value % rows.SIZE for key, value in found.items()}, at, said)


def _moves(model: rows.Model, school_id: int, fields: list[str]) -> Iterator[tuple[str, int]]:
    """How the sums of one model move; where a field is gone, nobody can say what they were, and they are taken as they are."""
    mine, label = _records_of(model, school_id), model._meta.label_lower
    kept = set(fields) <= set(rows.shape()[label])
    come_to: Counter[str] = Counter()
    for row in rows.rows_of(model):
        key, value = rows.weighed(model, row)
        if key.partition("|")[0] in mine:
            come_to[key] += value - (rows.weighed(model, row, only=fields)[1] if kept and fields else 0)
    if not (kept and fields):
        sums = Sum.objects.filter(school_id=school_id, key__endswith=f"|{label}")
        for key, was in sums.values_list("key", "value"):
            come_to[key] -= int(was, 16)
    yield from come_to.items()
