"""Imports of people as rows; a module of its own because the models of the school are long."""

from __future__ import annotations

from typing import Any

from django.db import models

from schoolgate.sealed.field import SealedJSON


class Intake(models.Model):
    """One import of people: what it changed, and how to take it back."""

    school = models.ForeignKey("community.School", models.CASCADE, related_name="intakes")
    at = models.DateTimeField()
    by = models.ForeignKey("community.Person", models.PROTECT, null=True, related_name="+")
    files = models.JSONField(default=list)
    joined = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    before: Any = SealedJSON("what an import changed, to undo it", default=dict, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey("community.Person", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]

    class Privacy:
        personal = {
            "before": "what an import changed, kept to undo the last one",
            "by": "who imported",
            "undone_by": "who took it back",
        }
        plain = {"school", "at", "files", "joined", "left", "changed", "returned", "undone_at"}


class DraftIntake(models.Model):
    """A file waiting between its preview and its import; emptied when done or after a day."""

    school = models.ForeignKey("community.School", models.CASCADE)
    by = models.ForeignKey("community.Person", models.CASCADE, related_name="+")
    at = models.DateTimeField()
    names = models.JSONField(default=list)
    content = models.BinaryField()
    mapping = models.JSONField(default=dict)
    everyone = models.BooleanField("whether everybody is in the files, so that others have left", default=False)

    class Privacy:
        personal = {"content": "people in an uploaded file, for a day at most", "by": "who uploads"}
        plain = {"school", "at", "names", "mapping", "everyone"}
