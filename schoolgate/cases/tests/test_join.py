"""5.p.4, from what a colleague told to the parents' letter: opened in one step, prepared as a draft, sent by the head."""

import re

import pytest
from django.urls import reverse

from schoolgate.cases.models.case import Case
from schoolgate.cases.models.chronicle import Event
from schoolgate.cases.models.papers import Letter
from schoolgate.cases.queries import letter_lines, prepared
from schoolgate.cases.tests import letters as post
from schoolgate.cases.tests import story
from schoolgate.community.models import Care
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.rules import ConcernKind
from schoolgate.concerns.tests import story as told
from schoolgate.post.models import Message
from tests.cast import MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.p.4")]
SAID = "Maya sent me a request on Instagram on Sunday. I did not answer."


def page_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode().split("<main")[1]).split())


def joined(cast, about=None, **said) -> Concern:
    """The class teacher tells that a pupil sought her account."""
    people = [about or cast.pupil] if about is not False else []
    return told.staff(cast, SAID, by=cast.teacher, kind=ConcernKind.JOIN, about=people, **said)


def form_of(response) -> dict[str, str]:
    """What the form of a new case holds as it is shown."""
    form = response.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


@pytest.fixture
def head(cast):
    post.reachable(cast)
    return client_of(cast.head)


def opened(head, concern, **more) -> Case:
    head.get(reverse("concerns:concern", args=[concern.pk]))
    there = f"{reverse('cases:open')}?concern={concern.pk}"
    said = {name: value for name, value in form_of(head.get(there)).items() if value}
    answer = head.post(there, said | more)
    assert answer.status_code == 302, page_of(answer)
    return Case.objects.get()


def test_the_one_obvious_next_step_opens_the_case_with_everything_taken_over(cast, head):
    concern = joined(cast)
    page = head.get(reverse("concerns:concern", args=[concern.pk])).content.decode()
    there = f"{reverse('cases:open')}?concern={concern.pk}"
    (button,) = re.findall(
        r'<a[^>]*class="[^"]*govuk-button[^"]*"[^>]*href="([^"]*)"|href="(/cases/open/[^"]*)"[^>]*govuk-button', page
    )
    assert there in button
    form = head.get(there)
    assert form_of(form)["procedure"] == "join" and form_of(form)["source"] == "colleague"
    assert "Maya Nair is said to have done it" in page_of(form) and "Asha Kapoor saw or heard it" in page_of(form)
    case = opened(head, concern)
    assert {(str(part), part.part) for part in case.parts.all()} == {
        ("Maya Nair", "alleged"),
        ("Asha Kapoor", "witness"),
    }
    assert (case.procedure, case.lead_duty, case.restricted) == ("join", "head", False)
    assert concern.decisions.get().end == "open_case"
    after = page_of(head.get(reverse("concerns:concern", args=[concern.pk])))
    assert f"See case {case.number}" in after


def test_the_parents_letter_is_there_as_a_draft_and_nothing_was_sent(cast, head):
    before = Message.objects.count()
    case = opened(head, joined(cast))
    letter = Letter.objects.get()
    assert (letter.kind, letter.to, letter.about, letter.sent_at) == ("join", cast.parent, cast.pupil, None)
    assert "{" not in letter.title + letter.words, "every field is merged"
    for word in ("Dear Priya Nair", "Maya has asked", "Monday 23 November 2026", "It was on Instagram.", "Martin Hale"):
        assert word in letter.words
    assert "Kapoor" not in letter.words and SAID not in letter.words
    assert not Message.objects.filter(pk__gt=before, kind__startswith="private.letter").exists()
    page = page_of(head.get(reverse("cases:case", args=[case.pk])))
    assert "A letter to the parents is prepared" in page and "Check the letter to Priya Nair" in page
    preview = page_of(head.get(reverse("cases:letter", args=[case.pk, letter.pk])))
    assert "It is not time for this letter" in preview, "the answer was no is not known yet"
    story.do(case, "told", cast.head)
    story.do(case, "declined", cast.head, outcome="declined")
    head.post(reverse("cases:letter_send", args=[case.pk, letter.pk]), {"seen": letter_lines.seen(letter)})
    letter.refresh_from_db()
    assert letter.sent_by == cast.head
    assert "letter to the parents is prepared" not in page_of(head.get(reverse("cases:case", args=[case.pk])))


def test_each_parent_has_a_letter_and_a_pupil_without_one_is_said_to_have_none(cast, head):
    Care.objects.create(parent=cast.paper_parent, child=cast.pupil, relation="aunt", since_on=MONDAY.date())
    case = opened(head, joined(cast))
    assert {letter.to for letter in case.letters.all()} == {cast.parent, cast.paper_parent}


def test_without_parents_on_record_a_sentence_says_so_and_what_to_do(cast, head):
    Care.objects.all().delete()
    case = opened(head, joined(cast))
    assert not Letter.objects.exists()
    page = page_of(head.get(reverse("cases:case", args=[case.pk])))
    assert "No parent or carer of Maya Nair is on record, so there is no letter to them. Ask the office" in page
    assert Event.objects.filter(case=case, kind="note").get().words == prepared.NO_FAMILY.format(child="Maya Nair")


def test_a_pupil_who_is_only_named_by_hand_is_asked_for(cast, head):
    case = opened(head, joined(cast, about=False, names=("Some child",)))
    page = page_of(head.get(reverse("cases:case", args=[case.pk])))
    assert "No pupil on record is named in this case, so there is no letter" in page


def test_whoever_told_it_about_themselves_is_no_witness(cast, head):
    concern = told.staff(cast, SAID, by=cast.teacher, kind=ConcernKind.JOIN, about=[cast.pupil, cast.teacher])
    case = opened(head, concern)
    assert {(str(part), part.part) for part in case.parts.all()} == {
        ("Maya Nair", "alleged"),
        ("Asha Kapoor", "subject"),
    }
    assert case.restricted


@pytest.mark.parametrize("part", ["dsl", "deputy", "teacher", "office", "it", "governor", "parent"])
def test_nobody_else_is_offered_or_opens_it(cast, part):
    concern = told.read(joined(cast), cast.head)
    there = f"{reverse('cases:open')}?concern={concern.pk}"
    answer = client_of(getattr(cast, part)).post(
        there, {"procedure": "join", "source": "other", "began": "not known", "reason": "x"}
    )
    assert answer.status_code in (403, 404) and not Case.objects.exists()


def test_other_concerns_offer_a_case_without_a_letter(cast):
    concern = told.read(told.bullying(cast, about=[cast.pupil]), cast.dsl)
    dsl = client_of(cast.dsl)
    page = dsl.get(reverse("concerns:concern", args=[concern.pk])).content.decode()
    there = f"{reverse('cases:open')}?concern={concern.pk}"
    assert there in page and "prepare the letter" not in page
    assert form_of(dsl.get(there))["procedure"] == "cyberbullying"
    case = opened(dsl, concern, reason="It goes on.")
    assert not case.letters.exists() and case.parts.get().part == "other", "nothing is said yet of what she did"
    assert "prepared" not in page_of(dsl.get(reverse("cases:case", args=[case.pk])))


def test_that_a_case_is_opened_is_decided_where_it_is_opened_and_not_beside_it(cast):
    """Else the concern would say that there is a case while there is none."""
    concern = told.read(told.staff(cast, about=[cast.pupil]), cast.dsl)
    dsl, there = client_of(cast.dsl), reverse("concerns:decide", args=[concern.pk])
    page = dsl.get(there).content.decode()
    assert f"{reverse('cases:open')}?concern={concern.pk}" in page and 'value="open_case"' not in page
    assert f"{reverse('cases:add_concern')}?concern={concern.pk}" in page
    assert dsl.post(there, {"end": "open_case", "reason": "x"}).status_code == 200
    assert not concern.decisions.exists()


def test_a_case_that_does_not_reach_the_reader_is_not_shown_to_them(cast):
    concern = told.read(told.staff(cast, about=[cast.pupil]), cast.dsl)
    other = client_of(cast.deputy_dsl)
    opened(client_of(cast.dsl), concern, procedure="cyberbullying", reason="It goes on.")
    case = Case.objects.get()
    there = reverse("concerns:concern", args=[concern.pk])
    assert str(case.number) in other.get(there).content.decode()
    Case.objects.update(lead_duty="head", restricted=True)
    assert str(case.number) not in other.get(there).content.decode()


@pytest.mark.parametrize(
    "words,site",
    [
        ("on Instagram and TikTok", "It was on Instagram."),
        ("on his switch", None),
        ("X asked me", None),
        ("roblox", None),
    ],
)
def test_a_site_is_named_only_where_it_is_written_as_its_name(cast, words, site):
    concern = told.staff(cast, words, by=cast.teacher, kind=ConcernKind.JOIN)
    found = prepared.what(concern)
    assert found.endswith(site) if site else "It was on" not in found
