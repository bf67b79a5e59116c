"""A child with a case leaves: the DSL sends the file; her mother asks what is held; in thirty years two destroy it."""

from datetime import timedelta

import pytest
import time_machine

from schoolgate.cases import papers
from schoolgate.cases.actions import approvals, chronology, opening
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.watching import Approval
from schoolgate.community.models import Person
from schoolgate.engines.procedures.schema import CasePart
from schoolgate.records.models import AccessRequest, Certificate, Transfer
from tests.cast import MONDAY
from tests.cast import cast as whole_cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_child_moves_school(visitor):
    cast = whole_cast()
    by = {"by": cast.dsl, "at": MONDAY}
    people = [(cast.pupil, CasePart.HARMED), (cast.young_pupil, CasePart.ALLEGED)]
    case = opening.open_case(cast.school, procedure="cyberbullying", reason="Told by her mother.", people=people, **by)
    chronology.add_event(case, words="Maya said that Arun laughed. Liam Doyle saw it.", about=[cast.pupil.pk], **by)
    cast.pupil.roles.update(until_on=MONDAY.date())

    dsl = visitor(cast.dsl)
    dsl.go("/")
    assert dsl.sees("goes to a new school")
    dsl.go("/records/transfers/")
    dsl.press("Maya Nair")
    dsl.fill("New school", "Sedgemarsh High")
    dsl.press("Look through the file")
    assert dsl.sees("Maya said that another child laughed. Another child saw it.")
    dsl.press("Make the file")
    assert dsl.sees("This passphrase is shown only now")
    assert Transfer.objects.get().cases.get().case == case
    dsl.go(f"/records/children/{cast.pupil.pk}/")
    assert dsl.sees("Maya said that another child laughed. Another child saw it.")
    dsl.go(f"/records/transfers/{Transfer.objects.get().pk}/")

    phone = visitor(cast.dsl, phone=True)
    phone.go(f"/records/children/{cast.pupil.pk}/")
    phone.go("/records/requests/")
    phone.go("/records/requests/new/")
    phone.fill("About whom?", "Maya Nair")
    phone.fill("Who asks?", "Priya Nair, her mother")
    for part, number in (("day", 23), ("month", 11), ("year", 2026)):
        phone.page.locator(f"[name=asked_on_{part}]").fill(str(number))
    phone.press("Gather what we hold")
    request = AccessRequest.objects.get()
    for page in request.pages.all():
        phone.go(f"/records/requests/{request.pk}/pages/{page.order}/")
        if "Liam" in page.words:
            phone.tick("Take some words out")
            phone.fill("Words to take out (optional)", "Liam Doyle")
        else:
            phone.tick("Give the page; other children")
        phone.fill("Why?", "It is about another child.")
        phone.press("Save and go on")
    phone.go(f"/records/requests/{request.pk}/preview/")
    phone.go(f"/records/requests/{request.pk}/")
    phone.press("Seal the answer")
    assert phone.sees("The answer is sealed")
    assert papers.read(AccessRequest.objects.get().path).startswith(b"%PDF")

    Case.objects.update(closed_at=MONDAY, closed_by=cast.dsl, outcome="closed")
    later = MONDAY + timedelta(days=366 * 30)
    with time_machine.travel(later, tick=True):
        old = visitor(Person.objects.get(pk=cast.dsl.pk))
        old.go("/records/")
        old.press(str(case.number))
        old.go(f"/records/{case.pk}/keep/")
        old.go(f"/records/{case.pk}/destroy/")
        old.tick("Ruth Adeyemi")
        old.fill("Reason", "Nobody needs it any more.")
        old.press("Ask them")
        two = Approval.objects.get()
        approvals.confirm_second(two, by=Person.objects.get(pk=cast.head.pk), at=later)
        old.go("/records/")
        old.go(f"/records/certificates/{Certificate.objects.get().pk}/")
    assert not Case.objects.exists()
    head = visitor(cast.head)
    head.go("/records/rules/allegation/")
