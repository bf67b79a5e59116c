"""Names typed by hand into a case: whoever they may mean sees nothing of it until somebody says that they do not."""

import pytest
from django.http import Http404
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.cases.actions import opening
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.case import Participant as Row
from schoolgate.cases.models.chronicle import Event
from schoolgate.cases.queries import reach, state
from schoolgate.cases.tests import story
from schoolgate.community.actions import people as community_people
from schoolgate.concerns.actions import telling as telling_actions
from schoolgate.concerns.models.concern import About
from schoolgate.concerns.queries import reach as concern_reach
from schoolgate.concerns.rules import Channel, ConcernKind, Report
from schoolgate.concerns.tests import story as told
from schoolgate.engines.procedures.schema import CasePart
from tests import work
from tests.cast import MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.4")]
fresh = story.fresh
LEADS = frozenset({"dsl", "deputy_dsl"})
IN_LINE = frozenset({"head", "deputy", "dsl", "deputy_dsl", "chair"})
TYPED = {
    "Mrs Barlow": ("office", frozenset({"head"})),
    "Mr Hale": ("dsl", frozenset({"head"})),
    "Hale": ("dsl", frozenset({"head"})),
    "the head teacher": ("head", frozenset({"chair"})),
    "Sophie Hale": ("", LEADS),
    "a boy with a red bike": ("", LEADS),
}
"""What was typed, whom it may mean, and who reads the case until that is cleared up."""


def opened(cast, *typed: str, part: CasePart = CasePart.ALLEGED, by=None, **said) -> Case:
    return opening.open_case(
        cast.school,
        procedure="cyberbullying",
        reason="marigold",
        people=[(cast.pupil, CasePart.HARMED)],
        names=[(name, part) for name in typed],
        by=fresh(by or cast.deputy),
        at=MONDAY,
        **said,
    )


def readers(cast, case) -> frozenset[str]:
    return frozenset(
        part
        for part, person in cast.members().items()
        if person and reach.visible_to(fresh(person), MONDAY).filter(pk=case.pk).exists()
    )


@pytest.mark.parametrize("typed", TYPED)
def test_who_reads_a_case_in_which_this_was_typed(cast, typed):
    meant, right = TYPED[typed]
    case = opened(cast, typed)
    right = right if meant or not case.checks.exists() else right | {"head"}
    assert readers(cast, case) == right
    rows = list(Row.objects.filter(case=case, by_name=True))
    assert [row.person for row in rows] == ([getattr(cast, meant)] if meant else [])
    # At the pages those are enough who may run a case or are meant: who reads it was asked above for everyone.
    at_pages = cast.members() if work.LONG else {*IN_LINE, meant or "teacher"}
    for part in at_pages:
        client = client_of(getattr(cast, part))
        page = client.get(reverse("cases:case", args=[case.pk]))
        assert (page.status_code == 200) == (part in right), part
        found = client.get(reverse("cases:cases"), {"words": str(case.number), "view": "all"})
        assert (reverse("cases:case", args=[case.pk]) in found.content.decode()) == (part in right), part


def test_what_was_typed_decides_who_reads_and_nothing_of_what_is_to_be_done(cast):
    case = state.reload(opened(cast, "Mrs Barlow"))
    plain = state.reload(opened(cast, "a boy with a red bike"))
    assert {task.key for task in state.tasks_of(case, cast.school.calendar())} == {
        task.key for task in state.tasks_of(plain, cast.school.calendar())
    }
    assert case.restricted and not plain.restricted
    assert case.who == "Maya Nair, Mrs Barlow"


def test_somebody_not_meant_gives_the_case_back_and_the_reason_stays(cast):
    case = opened(cast, "Mr Hale")
    with pytest.raises(access.Refused):
        opening.not_meant(case, person=cast.dsl, reason="x", by=fresh(cast.dsl), at=MONDAY)
    with pytest.raises(Broken, match="reason"):
        opening.not_meant(case, person=cast.dsl, reason=" ", by=fresh(cast.head), at=MONDAY)
    with pytest.raises(Broken, match="is not named"):
        opening.not_meant(case, person=cast.teacher, reason="x", by=fresh(cast.head), at=MONDAY)
    opening.not_meant(case, person=cast.dsl, reason="A neighbour.", by=fresh(cast.head), at=MONDAY)
    now = story.now(case)
    assert readers(cast, case) >= LEADS and not now.restricted and now.lead_duty == "dsl"
    assert Event.objects.filter(case=case, kind="person").get().words.endswith("A neighbour.")


def test_a_case_stays_restricted_for_somebody_else_whom_it_is_about(cast):
    case = story.adult(cast)
    opening.add_part(case, part=CasePart.SUBJECT, name="Mrs Barlow", reason="x", by=fresh(cast.head), at=MONDAY)
    opening.not_meant(case, person=cast.office, reason="x", by=fresh(cast.head), at=MONDAY)
    assert readers(cast, case) == {"head"} and story.now(case).restricted


def test_choosing_the_record_settles_who_it_is(cast):
    case = story.adult(cast)
    opening.add_part(case, part=CasePart.SUBJECT, name="Mrs Barlow", reason="x", by=fresh(cast.head), at=MONDAY)
    opening.add_part(case, part=CasePart.SUBJECT, person=cast.office, reason="x", by=fresh(cast.head), at=MONDAY)
    assert [row.by_name for row in Row.objects.filter(case=case, person=cast.office)] == [False]
    with pytest.raises(Broken, match="Say how it ends"):
        opening.not_meant(case, person=cast.office, reason="x", by=fresh(cast.head), at=MONDAY)
    assert readers(cast, case) == {"head"}


def test_whoever_may_be_meant_by_what_they_type_does_not_enter_it(cast):
    for name, by in (("Mr Hale", cast.dsl), ("the head", cast.head)):
        with pytest.raises(Broken, match="may mean you"):
            opened(cast, name, by=by)
    assert not Case.objects.exists()
    opened(cast, "Sophie Hale", by=cast.dsl)


def test_a_witness_by_a_colleagues_name_takes_nothing_away(cast):
    case = opened(cast, "Mr Hale", part=CasePart.WITNESS)
    assert readers(cast, case) >= LEADS and not Row.objects.filter(by_name=True).exists()


def test_a_case_is_not_closed_while_a_name_may_mean_somebody(cast):
    case = state.reload(opened(cast, "Mrs Barlow"))
    assert any("may mean" in item and "Barlow" in item for item in state.missing(case))
    opening.not_meant(case, person=cast.office, reason="x", by=fresh(cast.head), at=MONDAY)
    assert not any("may mean" in item for item in state.missing(state.reload(case)))


def typed_concern(cast):
    telling = Report(door=Channel.PARENT, kind=ConcernKind.WORRY, words="He shouted.", names=("Mr Hale",))
    concern = telling_actions.tell(cast.school, telling=telling, form_token="t", by=fresh(cast.parent), at=MONDAY)
    told.read(concern, cast.head)
    return concern


def test_a_typed_name_of_a_concern_stays_one_in_its_case_and_is_cleared_in_both(cast):
    concern = typed_concern(cast)
    case = opening.open_case(
        cast.school, procedure="cyberbullying", reason="x", concern=concern, by=fresh(cast.head), at=MONDAY
    )
    assert Row.objects.get(case=case, person=cast.dsl).by_name
    assert readers(cast, case) == {"head"}
    opening.not_meant(case, person=cast.dsl, reason="A neighbour.", by=fresh(cast.head), at=MONDAY)
    assert not About.objects.filter(concern=concern, person=cast.dsl).exists()
    assert readers(cast, case) >= LEADS
    assert concern_reach.visible_to(fresh(cast.dsl)).filter(pk=concern.pk).exists()


def test_a_name_typed_in_a_case_keeps_its_concern_from_whom_it_may_mean(cast):
    concern = told.staff(cast, about=[cast.pupil])
    told.read(concern, cast.dsl)
    case = opened(cast, "Mr Hale", by=cast.deputy_dsl, concern=concern)
    assert About.objects.get(concern=concern, person=cast.dsl).by_name
    assert not concern_reach.visible_to(fresh(cast.dsl)).filter(pk=concern.pk).exists()
    with pytest.raises(Http404):
        reach.case_for(fresh(cast.dsl), case.pk, at=MONDAY)


# ---- the pages


def page_of(person, where, *args, **data):
    return " ".join(client_of(person).get(reverse(f"cases:{where}", args=args), data).content.decode().split())


def test_the_case_asks_whether_it_is_them(cast):
    case = opened(cast, "Mrs Barlow")
    page = page_of(cast.head, "case", case.pk)
    there = reverse("cases:not_meant", args=[case.pk, cast.office.pk])
    assert "may be meant by a name that was typed" in page and there in page
    client = client_of(cast.head)
    assert "so they see nothing of this case" in client.get(there).content.decode()
    client.post(there, {"reason": "Her sister."})
    assert not Row.objects.filter(by_name=True).exists()
    assert client.get(there).status_code in (403, 404), "it is not theirs any more"
    for part in ("office", "teacher", "parent"):
        assert client_of(getattr(cast, part)).post(there, {"reason": "x"}).status_code in (403, 404)


def test_a_pupil_of_nearly_that_name_is_offered(cast):
    offers = "Then choose the record"
    near, far = opened(cast, "Aron Nair"), opened(cast, "Zebedee Quill")
    page = page_of(cast.dsl, "case", near.pk)
    assert offers in page and str(cast.young_pupil) in page
    assert offers not in page_of(cast.dsl, "case", far.pk)


def test_a_name_that_may_mean_a_colleague_is_offered_when_somebody_is_added(cast):
    case = story.adult(cast)
    page = page_of(cast.head, "add_part", case.pk, name="Mrs Barlow")
    assert str(cast.office) in page and "not on record" in page
    assert str(cast.office) not in page_of(cast.head, "add_part", case.pk, name="Zebedee Quill")


def test_somebody_who_comes_later_under_a_typed_name_sees_nothing_of_the_case(cast):
    case = opened(cast, "Mr Quillfeather")
    later = community_people.add_person(
        cast.school,
        duty=Duty.TEACHER,
        since_on=MONDAY.date(),
        first_name="Jonas",
        last_name="Quillfeather",
        by=fresh(cast.head),
        at=MONDAY,
    )
    assert Row.objects.filter(case=case, person=later, by_name=True, part=CasePart.SUBJECT).exists()
    assert readers(cast, case) == {"head"}, "as for every colleague whom a typed name may mean"
    later.roles.create(duty=Duty.HEAD.value, since_on=MONDAY.date())
    assert not reach.visible_to(fresh(later), MONDAY).filter(pk=case.pk).exists()


@pytest.mark.parametrize("when", ["at once", "later"])
def test_whoever_is_chosen_is_not_maybe_meant_by_a_typed_name_as_well(cast, when):
    """Of one person one thing is said, and nobody says afterwards that they were not meant."""
    typed, chosen = ("Miss Kapoor", CasePart.SUBJECT), {"person": cast.teacher, "part": CasePart.SUBJECT}
    about = [cast.teacher] if when == "at once" else []
    case = story.opened(cast, "adult", names=[typed], about=about, by=cast.head)
    if when == "later":
        assert [part.by_name for part in case.parts.filter(person=cast.teacher)] == [True]
        opening.add_part(story.now(case), **chosen, reason="She says so.", by=story.fresh(cast.head), at=MONDAY)
    assert [part.by_name for part in case.parts.filter(person=cast.teacher)] == [False]
