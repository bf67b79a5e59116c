"""The scene, made once a worker for the tests that walk through it."""

from tests.house.visits import Visits
from tests.shared_rows import shared


@shared
def visits(other_school):
    """The scene with another school beside it, and a browser for each of their members."""
    return Visits(other_school)
