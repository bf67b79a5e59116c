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


@pytest.mark.parametrize("name", ["cases:case", "concerns:concern", "policy:draft"])
def test_the_page_of_a_refusal_says_nothing_of_this_school(visits_from_beside, name):
    """Beside the walk, which leaves the page around a refusal out: that page, for every member."""
    visits = visits_from_beside
    for part, person in visits.others[0].members().items():
        if person:
            response = visits.attempt(person, "get", visits.scene.address(name), whole=True)
            words = response.content.decode()
            assert response.status_code in {403, 404} and "</html>" in words, part
            assert visits.others[0].school.name in words and visits.scene.cast.school.name not in words, part
