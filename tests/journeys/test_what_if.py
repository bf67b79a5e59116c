"""What if: the head tries "parents as friends: forbidden", looks at what it would have meant, and drops it."""

import pytest

from schoolgate.demo import questions
from schoolgate.policy.actions import drafting
from schoolgate.policy.models import Asked, Version
from schoolgate.policy.tests import published
from tests import cast as people
from tests.clock import MONDAY

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_head_forbids_parents_as_friends_sees_what_if_and_discards_it(visitor, phone):
    cast = people.cast()
    published.model(cast)
    questions.ask_for_a_year(cast.school, count=150, seed=7, at=MONDAY)
    head = visitor(cast.head, phone=phone)

    head.go("/policy/versions/")
    head.press("Revise version 1")
    head.press("What the rules count with")
    head.tick("No, that is forbidden")
    head.press("Save and see what would have changed")

    what_would_have_changed_is_seen(head)

    head.press("Put this draft away")
    head.press("Put it away")
    assert head.sees("Version 2 is put away.")
    nothing_has_changed(head, cast)


def what_would_have_changed_is_seen(head):
    words = head.reads()
    assert "Better not, as advice → No, that is forbidden." in words
    assert "150 answers from 23 November 2025 to 23 November 2026" in words
    advised = Asked.objects.filter(kind="connect", answer="advised against")
    befriending = sum("5.s.7" in asked.clauses for asked in advised)
    assert befriending > 10
    assert f"{befriending} would be answered differently" in words and "0 would be milder" in words
    assert "Pupils 0 of" in words
    assert head.page.locator(".sg-flow__picture").is_visible()


def nothing_has_changed(head, cast):
    assert Version.objects.get(number=2).stage == "discarded"
    head.go("/policy/larkhollow/5.s.7/")
    assert "Here this is a rule" not in head.reads()


def test_the_head_decides_about_a_finding(visitor):
    cast = people.cast()
    published.model(cast)
    head = visitor(cast.head, phone=True)
    head.go("/policy/versions/")
    head.press("What to look at in the policy")
    assert "Clause 5.p.8 asks the school to do this, and clause 8.c.3 tells it not to." in head.reads()
    head.press("Say why the school can live with it: Clause 5.p.8 asks the school to do this, …")
    head.fill("Why can the school live with this?", "Bullying comes first; 8.c.3 is about the account alone.")
    head.press("Record it")
    assert head.sees("If the finding changes, it comes back.")
    assert "Ruth Adeyemi, 23 November 2026: “Bullying comes first" in head.reads()
    drafting.revise(Version.objects.get(number=1), by=cast.head, at=MONDAY)
    chair = visitor(cast.chair)
    chair.go(f"/policy/versions/{Version.objects.get(number=2).pk}/findings/")
    assert "Bullying comes first" in chair.reads()
