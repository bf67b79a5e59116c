"""Which column of a school's export holds what; a module of its own because the models of the school are long."""

from __future__ import annotations

from django.db import models


class ColumnMapping(models.Model):
    """Which column of the school's own export holds what, remembered by its header line."""

    school = models.ForeignKey("community.School", models.CASCADE)
    headers_digest = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "headers_digest"], name="mapping_once_per_header_line")
        ]

    class Privacy:
        personal: dict[str, str] = {}
        plain = {"school", "headers_digest", "mapping"}
