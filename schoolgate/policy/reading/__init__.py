"""Reads a school's policy document into clauses, with nothing lost; knows nothing of Django."""

from __future__ import annotations

from schoolgate.policy.reading.documents import read
from schoolgate.policy.reading.gate import MAX_BYTES
from schoolgate.policy.reading.matching import suggest
from schoolgate.policy.reading.names import officers
from schoolgate.policy.reading.shapes import ReadClause, Reading, SetAside, Unreadable

__all__ = [
    "MAX_BYTES",
    "ReadClause",
    "Reading",
    "SetAside",
    "Unreadable",
    "officers",
    "read",
    "suggest",
]
