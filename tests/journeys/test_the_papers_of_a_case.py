"""A head keeps the papers of an allegation: minutes, the referral on paper, and the step that it belongs to."""

import pytest

from schoolgate.cases.models.chronicle import Done
from schoolgate.cases.models.watching import Look
from schoolgate.cases.tests import letters as post
from schoolgate.cases.tests import story
from schoolgate.cases.tests.test_pages import url
from schoolgate.engines.evidence.tests import files
from tests import cast as people

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
REFERRED = {
    "The adult’s post, since when, date of birth and home address; other work with children, if known": "Teacher since 2019.",
    "The child or children: name, date of birth, address, who has parental responsibility, social worker": "Maya Nair, Year 4.",
    "What was said, in the words in which it was said: by whom, to whom, when; when and where it is said to have happened": (
        "“She writes to my girl at night.” The mother, to me, this morning."
    ),
    "What has been done to keep children safe": "A second adult is in the room all day.",
}


@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
@pytest.mark.clause("6.2")
def test_the_papers_of_an_allegation(visitor, phone):
    cast = people.cast()
    post.reachable(cast)
    case = story.adult(cast, harmed=[cast.pupil])
    story.do(case, "record", cast.head)
    head = visitor(cast.head, phone=phone)
    head.go(url("case", case.pk))
    head.press("Add a document")
    head.fill("What is it?", "What the mother brought")
    head.hand_in("File", "letter.docx", files.packed("word/document.xml"))
    head.press("Add the document")
    assert head.sees_problem("Save it as a PDF")
    head.hand_in("File", "letter.pdf", files.pdf(pages=2))
    head.press("Add the document")
    head.press("What the mother brought")
    head.press("Show it to me")
    assert head.page.locator("img.sg-evidence").count() == 2
    assert Look.objects.filter(what="document", person=cast.head).count() == 1

    head.go(url("case", case.pk))
    head.press("Tell the LADO")
    head.press("Write: Referral to the LADO")
    for label, words in REFERRED.items():
        head.fill(f"{label} (optional)", words)
    head.press("See the letter")
    assert head.sees("See the draft on paper (PDF)")
    head.press("Keep as it is and print")
    head.go(url("step", case.pk, "lado"))
    head.page.get_by_role("radio", name="I referred it, with names", exact=True).check()
    head.fill("Whom you spoke to", "Grace Obi")
    head.fill("The LADO's reference, or “none yet”", "none yet")
    head.press("Record this step")
    assert head.sees("Recorded.")
    assert "Referral to the designated officer" in Done.objects.get(case=case, step="lado").said["letter"]
