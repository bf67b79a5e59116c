"""The scene, made once a worker for the tests that walk through it."""

from tests.house.visits import Visits
from tests.shared_rows import shared


@shared
def visits():
    """The scene, and a browser for each member of its cast."""
    return Visits()


@shared
def visits_from_beside(other_school):
    """The same with another school on the installation, and browsers for its members too."""
    return Visits(other_school)
