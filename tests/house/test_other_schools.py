"""Every address of a record × method × member of another school's cast."""

import pytest

from tests.house.scene import Scene
from tests.house.visits import NAMES

pytestmark = pytest.mark.django_db
TWINS = {"other_teacher", "young_pupil", "stranger"}
"""Here nothing tells a second teacher or pupil from the first, and a stranger is of no school: test_urls.py asks for one."""


@pytest.mark.parametrize("name", [name for name in NAMES if name in Scene.ARGUMENTS and name not in Scene.OPEN])
def test_nobody_of_another_school_reaches_a_record(visits_from_beside, name):
    """An address that names a record answers 404 or 403 to every member of another school's cast, like one that is not there."""
    visits = visits_from_beside
    url = visits.scene.address(name)
    theirs = visits.others[0].members()
    for part in theirs.keys() - TWINS:
        person = theirs[part]
        for method in ("get", "post"):
            response = visits.attempt(person, method, url)
            refused = response.status_code in {403, 404, 405} or (
                response.status_code == 302 and "/account/sign-in/" in response.url
            )
            assert refused, f"{part} of another school: {method} {url} answered {response.status_code}"
            assert visits.scene.cast.school.name not in response.content.decode(errors="replace")
