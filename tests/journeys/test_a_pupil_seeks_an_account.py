"""5.p.4: a teacher tells that a pupil sought her account; the head opens the case, checks the letter and sends it."""

import pytest

from schoolgate.cases.models.papers import Letter
from schoolgate.cases.tests import letters as post
from schoolgate.concerns.rules import ConcernKind
from schoolgate.concerns.tests import story

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
def test_from_what_was_told_to_the_letter_that_the_parents_read(visitor, cast, phone, settings):
    settings.DELIVERY = {"backend": "django.core.mail.backends.locmem.EmailBackend"}
    post.reachable(cast)
    story.staff(
        cast,
        "Maya sent me a request on Instagram on Sunday. I did not answer.",
        by=cast.teacher,
        kind=ConcernKind.JOIN,
        about=[cast.pupil],
        told_in_person=True,
    )
    head = visitor(cast.head, phone=phone)
    head.go("/")
    head.press("Read a concern")
    head.press("Maya Nair")
    head.press("Confirm scope")
    head.press("Confirm this")
    assert head.sees("Confirmed by Ruth Adeyemi, 23 November")
    head.press("Open the case and prepare the letter to the parents")
    assert head.page.get_by_label("A pupil sought a member of staff's account").is_checked()
    assert head.sees("Maya Nair is said to have done it") and head.sees("Asha Kapoor saw or heard it")
    head.press("Open the case")
    assert head.sees("A letter to the parents is prepared") and head.sees("Nothing was sent")

    head.press("Check the letter to Priya Nair about Maya Nair")
    assert head.sees("Dear Priya Nair") and head.sees("It was on Instagram.")
    assert head.sees("It is not time for this letter")
    assert head.page.get_by_role("button", name="Keep as it is and send").count() == 0
    case = Letter.objects.get().case
    story_of(case, cast.head)
    head.go(f"/cases/{case.pk}/")
    head.press("Check the letter to Priya Nair about Maya Nair")
    head.press("Keep as it is and send")
    assert head.sees("The letter is kept as it is, and an e-mail says that it waits.")

    parent = visitor(cast.parent, phone=phone)
    parent.go("/")
    parent.press("A letter is waiting for you")
    parent.press("Maya and an account of somebody who works here")
    assert parent.sees("The answer was no.") and "Kapoor" not in parent.reads()


def story_of(case, head) -> None:
    """The head has been told, and the request was declined: each a page of its own, walked in other journeys."""
    from schoolgate.cases.tests import story as cases

    cases.do(case, "told", head)
    cases.do(case, "declined", head, outcome="declined")
