"""Each member of the cast opens the pages that are theirs, on a phone and on a desktop; nothing is found by axe."""

import pytest

from tests.house.scene import Scene

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PATHS = {
    "stranger": [
        "/",
        "/policy/larkhollow/",
        "/policy/larkhollow/3.a.2/",
        "/policy/larkhollow/ages/?on=2023-04-15",
        "/policy/larkhollow/ages/whatsapp/",
        "/account/sign-in/",
        "/sign-in/pupil/",
        "/tell/larkhollow/",
        "/tell/larkhollow/not-happy/",
        "/tell/leave/",
    ],
    "head": [
        "/",
        "/policy/versions/",
        "/policy/versions/{draft}/",
        "/policy/clauses/{clause}/move/",
        "/policy/import/",
        "/policy/coverage/",
        "/policy/chase/",
        "/people/",
        "/people/school/",
        "/people/family-links/",
        "/post/",
        "/policy/sign/staff/",
        "/policy/register/",
        "/policy/register/add/",
        "/policy/register/import/",
        "/policy/register/poster/",
        "/policy/register/check/",
        "/policy/register/tiktok/correct/",
        "/policy/register/kik/close/",
        "/tell/grown-ups/",
        "/tell/told/",
    ],
    "chair": ["/", "/policy/versions/{draft}/", "/policy/versions/{draft}/compare/{version}/", "/policy/coverage/"],
    "teacher": ["/", "/policy/mine/", "/policy/sign/staff/", "/policy/class/{class}/", "/sign-in/class/{class}/"],
    "office": ["/", "/people/", "/people/import/", "/policy/paper/", "/people/school/dates/", "/post/"],
    "parent": ["/", "/policy/mine/", "/policy/sign/parent/", "/tell/told/"],
    "pupil": ["/", "/tell/answers/", "/policy/mine/", "/policy/sign/pupil/", "/policy/larkhollow/ages/for-children/"],
}


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
@pytest.mark.parametrize("part", PATHS)
def test_looks_around(visitor, part, phone):
    scene = Scene()
    them = visitor(scene.cast.members()[part], phone=phone)
    for path in PATHS[part]:
        places = {
            "draft": scene.draft.pk,
            "version": scene.version.pk,
            "class": scene.cast.kestrels.pk,
            "clause": scene.draft.clauses.all()[4].pk,
        }
        answer = them.go(path.format(**places))
        assert answer == 200, path


def test_a_teacher_signs_on_a_phone(visitor):
    scene = Scene()
    teacher = visitor(scene.cast.teacher, phone=True)
    teacher.go("/policy/sign/staff/")
    for box in teacher.page.get_by_role("checkbox").all():
        box.check()
    from django.utils import timezone

    today = timezone.localdate()
    for label, number in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        teacher.fill(label, str(number))
    teacher.page.locator("main form button[type=submit]").last.click()
    teacher.page.wait_for_url("**/policy/signed/**")
    teacher.look()
    assert scene.cast.teacher.signatures.filter(version=scene.version, audience="staff", way="screen").exists()


def test_a_parent_acknowledges(visitor):
    scene = Scene()
    parent = visitor(scene.cast.parent, phone=True)
    parent.go("/policy/sign/parent/")
    parent.page.get_by_role("checkbox").first.check()
    parent.page.locator("main form button[type=submit]").last.click()
    parent.page.wait_for_url("**/policy/signed/**")
    parent.look()
    assert scene.cast.parent.signatures.filter(audience="parent").count() == 1
