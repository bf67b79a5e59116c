"""One digest of all that goes when a row is deleted: what a later model hangs on it cannot be forgotten."""

import hashlib
from collections.abc import Iterator

from django.db import models, router
from django.db.models.deletion import Collector


def digest_of(row: models.Model) -> str:
    """It shows later what was destroyed, and nothing of what it said: of each row its name and its own digest."""
    whole = hashlib.sha256()
    for line in sorted(rows_of(row)):
        whole.update(f"{line}\n".encode())
    return whole.hexdigest()


def rows_of(row: models.Model) -> frozenset[str]:
    """A line for every row that goes with this one, as Django will delete them, and for itself."""
    collector = Collector(using=router.db_for_write(type(row)), origin=row)
    collector.collect([row])
    going = [model._base_manager.filter(pk__in=[row.pk for row in there]) for model, there in collector.data.items()]
    return frozenset(line for rows in [*going, *collector.fast_deletes] for line in _lines(rows))


def _lines(rows: "models.QuerySet[models.Model]") -> Iterator[str]:
    fields = rows.model._meta.concrete_fields
    digests = [field.attname for field in fields if field.name.endswith("digest")]
    for row in rows.order_by().values_list("pk", *digests):
        yield f"{rows.model._meta.label} {' '.join(map(str, row))}"
