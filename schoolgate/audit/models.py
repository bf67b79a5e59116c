from django.db import models


class Entry(models.Model):
    """One line of the trail: who did what to which record, sealed onto the line before."""

    school_id = models.BigIntegerField(db_index=True)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    event = models.CharField(max_length=80)
    clause = models.CharField(max_length=20, blank=True)
    target = models.CharField(max_length=80)
    said = models.JSONField(default=dict)
    moved = models.JSONField("sums that it moved: of which rows, from where, to where", default=list)
    previous = models.CharField(max_length=64, unique=True)
    seal = models.CharField(max_length=64)

    class Meta:
        ordering = ["school_id", "number"]
        constraints = [models.UniqueConstraint(fields=["school_id", "number"], name="trail_number_once")]

    class Privacy:
        personal: dict[str, str] = {"by": "whose deed it was, as a number"}
        plain = {"school_id", "number", "at", "event", "clause", "target", "said", "moved", "previous", "seal"}


class Length(models.Model):
    """How long a school's trail is, sealed, so that a cut end is noticed."""

    school_id = models.BigIntegerField(unique=True)
    entries = models.PositiveIntegerField()
    seal = models.CharField(max_length=64)

    class Privacy:
        personal: dict[str, str] = {}
        plain = {"school_id", "entries", "seal"}


class Sum(models.Model):
    """What the rows of one kind of one record come to, as the newest entry that moved it has it."""

    school_id = models.BigIntegerField(db_index=True)
    key = models.CharField("record and kind of row", max_length=160, unique=True)
    value = models.CharField(max_length=64)

    class Privacy:
        personal: dict[str, str] = {}
        plain = {"school_id", "key", "value"}


class Change(models.Model):
    """A row as it was and as it is, written by the database itself and read at the end of the deed, which empties this."""

    model = models.CharField(max_length=80)
    before = models.TextField(null=True)
    after = models.TextField(null=True)

    class Privacy:
        personal: dict[str, str] = {
            "before": "a row of a concern or a case, until the end of the deed that changes it",
            "after": "a row of a concern or a case, until the end of the deed that changes it",
        }
        plain = {"model"}
