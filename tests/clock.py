"""The moment at which every test happens: a Monday in term, at ten."""

from datetime import UTC, datetime

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
