"""The head puts a clause somewhere else with the keyboard alone, sends the draft, and takes it back."""

import pytest

from tests.house.scene import Scene

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
def test_moves_a_clause_and_withdraws_the_version(visitor, phone):
    scene = Scene()
    places = list(scene.draft.clauses.values_list("place", flat=True))
    clause = scene.draft.clauses.get(place=places[3])
    head = visitor(scene.cast.head, phone=phone)
    head.go(f"/policy/versions/{scene.draft.pk}/")
    head.press(f"Move clause {clause.place}")

    head.page.get_by_role("button", name="Move up").focus()
    for _ in range(2):  # the browser comes back to the button that was pressed
        with head.page.expect_navigation(url="**/move/#up"):
            head.page.keyboard.press("Enter")
    head.look()
    assert list(scene.draft.clauses.values_list("place", flat=True))[1] == clause.place

    head.page.get_by_label("Put it after").select_option(index=0)
    head.press("Put it there")
    assert head.sees(f"Clause {clause.place} now comes first.")

    head.go(f"/policy/versions/{scene.draft.pk}/")
    head.press("Send to the governors")
    head.press("Withdraw it from review")
    head.fill("Why? (optional)", "We forgot photos.")
    head.press("Withdraw it")
    assert head.sees("withdrew version 2 from review")
    assert scene.cast.head.school.versions.get(number=2).stage == "draft"

    chair = visitor(scene.cast.chair, phone=phone)
    chair.go(f"/policy/versions/{scene.draft.pk}/")
    assert chair.sees("We forgot photos.")
