"""Nobody takes out alone whom a concern names: by their being named others are kept out."""

import pytest

from schoolgate.access.duties import Duty
from schoolgate.broken import Broken
from schoolgate.concerns.actions import meaning, triage
from schoolgate.concerns.models.answers import TakenOut
from schoolgate.concerns.models.concern import About
from schoolgate.concerns.queries import reach, search
from schoolgate.concerns.rules import ConcernPart
from schoolgate.concerns.tests import page, story
from schoolgate.concerns.tests.test_kinship import nothing_known
from tests import cast as people
from tests import families
from tests.cast import MONDAY, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.4")]
fresh = story.fresh


def out(concern, person, by, reason="The other Maya was meant."):
    return triage.not_meant(concern, person=person, reason=reason, by=fresh(by), at=MONDAY)


def about_child(cast, part=ConcernPart.HARMED, *, person=None):
    """A concern in which one person is, chosen and not only by a typed name."""
    concern = story.staff(cast, "Something happened at home.")
    About.objects.create(concern=concern, person=person or cast.pupil, part=part.value)
    return concern


def reads(person, concern) -> bool:
    return reach.visible_to(fresh(person)).filter(pk=concern.pk).exists()


@pytest.mark.parametrize("part", ConcernPart)
def test_one_deputy_does_not_take_out_the_child_whose_family_reads(cast, part):
    families.carer(cast.dsl, cast.pupil)
    concern = about_child(cast, part)
    out(concern, cast.pupil, cast.deputy_dsl)
    assert concern.about.get().person == cast.pupil
    nothing_known(cast.dsl, concern)
    meaning.match_again(cast.school.pk, [cast.dsl.pk, cast.pupil.pk], MONDAY)
    nothing_known(cast.dsl, concern)


@pytest.mark.parametrize("whose", ["dsl", "head", "deputy_dsl", "nobody"])
def test_it_takes_two_whosever_child_it_is_so_that_nobody_learns_by_it(cast, whose):
    """The page and the deed are the same whether or not somebody is kept out."""
    concern = about_child(cast)
    triage.share(concern, person=cast.deputy, reason="So.", by=fresh(cast.dsl), at=MONDAY)
    if whose != "nobody":
        families.carer(getattr(cast, whose), cast.pupil)
    out(concern, cast.pupil, cast.deputy)
    assert concern.about.exists()


def test_whoever_has_said_so_does_not_agree_to_it(cast):
    concern = about_child(cast)
    out(concern, cast.pupil, cast.deputy_dsl)
    with pytest.raises(Broken, match="second person"):
        out(concern, cast.pupil, cast.deputy_dsl)
    assert concern.about.exists() and concern.addenda.count() == 1


@pytest.mark.parametrize("order", [("deputy_dsl", "dsl"), ("dsl", "deputy_dsl")])
def test_two_people_take_out_a_child_and_both_reasons_stay(cast, order):
    first, second = (getattr(cast, who) for who in order)
    concern = about_child(cast)
    out(concern, cast.pupil, first)
    out(concern, cast.pupil, second, "There is another Maya.")
    assert not concern.about.exists() and not TakenOut.objects.exists()
    told = [addendum.words for addendum in concern.addenda.all()]
    assert "The other Maya" in told[0] and "another Maya" in told[1] and str(first) in told[1]


def test_whom_it_keeps_out_is_no_second_even_where_it_was_shared_with_them_before(cast):
    concern = about_child(cast)
    triage.share(concern, person=cast.head, reason="So.", by=fresh(cast.dsl), at=MONDAY)
    out(concern, cast.pupil, cast.deputy_dsl)
    families.carer(cast.head, cast.pupil)
    with pytest.raises(Exception, match="concerns"):
        out(concern, cast.pupil, cast.head)
    assert concern.about.exists()


def test_what_somebody_said_who_was_in_line_counts_no_more_when_they_are_kept_out(cast):
    concern = about_child(cast)
    out(concern, cast.pupil, cast.deputy_dsl)
    families.carer(cast.deputy_dsl, cast.pupil)
    out(concern, cast.pupil, cast.dsl)
    assert concern.about.exists()


def test_a_harmed_leader_does_not_take_themselves_out_nor_does_one_other(cast):
    concern = about_child(cast, person=cast.deputy)
    triage.share(concern, person=cast.deputy, reason="So.", by=fresh(cast.dsl), at=MONDAY)
    with pytest.raises(Broken, match="nobody takes themselves out"):
        out(concern, cast.deputy, cast.deputy)
    out(concern, cast.deputy, cast.dsl)
    assert concern.about.exists()


def test_whoever_is_harmed_in_it_is_no_second(cast):
    concern = about_child(cast)
    About.objects.create(concern=concern, person=cast.deputy, part=ConcernPart.HARMED.value)
    triage.share(concern, person=cast.deputy, reason="So.", by=fresh(cast.dsl), at=MONDAY)
    out(concern, cast.pupil, cast.dsl)
    out(concern, cast.pupil, cast.deputy)
    assert concern.about.filter(person=cast.pupil).exists()


def test_a_parent_and_a_witness_take_two_as_well(cast):
    for person, part in ((cast.parent, ConcernPart.ABOUT), (cast.assistant, ConcernPart.WITNESS)):
        concern = about_child(cast, part, person=person)
        out(concern, person, cast.deputy_dsl)
        assert concern.about.exists()
        out(concern, person, cast.dsl)
        assert not concern.about.exists()


def test_one_of_two_children_takes_two_as_well(cast):
    concern = about_child(cast)
    About.objects.create(concern=concern, person=cast.young_pupil, part=ConcernPart.ABOUT.value)
    out(concern, cast.pupil, cast.deputy_dsl)
    out(concern, cast.young_pupil, cast.deputy_dsl)
    assert concern.about.count() == 2


def test_where_one_reads_alone_the_chair_agrees(cast):
    """A school with a DSL and nobody else in the line but the chair."""
    for person in (cast.deputy_dsl, cast.deputy, cast.head):
        person.roles.update(until_on=MONDAY.date().replace(day=1))
    concern = about_child(cast)
    out(concern, cast.pupil, cast.dsl)
    assert concern.about.exists()
    triage.share(concern, person=cast.chair, reason="To agree.", by=fresh(cast.dsl), at=MONDAY)
    out(concern, cast.pupil, cast.chair)
    assert not concern.about.exists()


def test_somebody_who_names_the_child_again_begins_it_anew(cast):
    concern = about_child(cast)
    out(concern, cast.pupil, cast.deputy_dsl)
    triage.name_person(concern, person=cast.pupil, part=ConcernPart.HARMED, by=fresh(cast.dsl), at=MONDAY)
    out(concern, cast.pupil, cast.dsl)
    assert concern.about.exists()


def test_another_deputy_of_the_same_day_is_a_second(cast):
    another = people.person(cast.school, "Nell", "Frost", Duty.DEPUTY_DSL)
    concern = about_child(cast)
    out(concern, cast.pupil, cast.deputy_dsl)
    out(concern, cast.pupil, another)
    assert not concern.about.exists()


def test_search_and_the_page_go_on_finding_the_child_until_two_agree(cast):
    concern = about_child(cast)
    client, place = client_of(cast.deputy_dsl), f"/concerns/{concern.pk}/"
    out_page = f"{place}people/{cast.pupil.pk}/not-meant/"
    assert "A second person has to agree" in page.words(client.get(out_page))
    said = page.words(client.post(out_page, {"reason": "The other Maya."}, follow=True))
    assert "stays named until a second person agrees" in said and "You said that they were named by mistake" in said
    assert search.search(reach.visible_to(fresh(cast.dsl)), "maya nair").filter(pk=concern.pk).exists()
    second = client_of(cast.dsl)
    assert "Say whether someone was named by mistake" in page.words(second.get("/"))
    assert "Say whether someone was named by mistake" not in page.words(client.get("/"))
    assert f"{cast.deputy_dsl} said that they were named by mistake" in page.words(second.get(place))
    assert f"{cast.deputy_dsl} has said so" in page.words(second.get(out_page))
    assert "was taken out" in page.words(second.post(out_page, {"reason": "Yes, the other one."}, follow=True))
    assert not concern.about.exists()


@pytest.mark.parametrize("order", ["once", "under both"])
def test_two_records_of_one_person_are_one_voice(cast, order):
    """Whoever said so, and says so again after their two records were joined, has said so once."""
    concern, other = about_child(cast), people.person(cast.school, "Fi", "Reid", Duty.DEPUTY_DSL)
    out(concern, cast.pupil, other)
    if order == "under both":  # under both, before anybody knew that they are one
        TakenOut.objects.create(concern=concern, person=cast.pupil, at=MONDAY, by=cast.deputy_dsl)
    families.join(cast, cast.deputy_dsl, other)
    assert [row.by for row in TakenOut.objects.all()] == [cast.deputy_dsl]
    with pytest.raises(Broken, match="second person"):
        out(concern, cast.pupil, cast.deputy_dsl)
    assert concern.about.exists()


# ---- whom words may mean


@pytest.fixture
def may_mean(cast):
    """The words may mean the safeguarding lead, so it has gone to the head."""
    concern = story.outside(cast, "A Mr Hale keeps texting my daughter late at night.")
    assert concern.about.get().by_name and not reads(cast.dsl, concern) and reads(cast.head, concern)
    return story.read(concern, cast.head)


def test_who_says_that_somebody_is_not_meant_is_told_what_they_may_read_then_and_has_read_it(cast, may_mean):
    client, place = client_of(cast.head), f"/concerns/{may_mean.pk}/"
    out_page = f"{place}people/{cast.dsl.pk}/not-meant/"
    words = page.words(client.get(out_page))
    assert "they may read all of it from then on" in words and "this reason with your name" in words
    asked = client.post(out_page, {"reason": "Another Mr Hale."})
    assert "Read all of it first" in page.words(asked) and not reads(cast.dsl, may_mean)
    assert client.post(out_page, {"reason": "Another Mr Hale.", "read_all": "on"}).status_code == 302
    assert reads(cast.dsl, may_mean)


@pytest.mark.parametrize("guessed", [None, ConcernPart.ALLEGED])
def test_beside_it_stands_that_it_is_about_them_and_then_nobody_takes_that_back_alone(cast, may_mean, guessed):
    """Whether or not the part that was guessed is the one that is chosen."""
    may_mean.about.update(part=(guessed or ConcernPart(may_mean.about.get().part)).value)
    client, place = client_of(cast.head), f"/concerns/{may_mean.pk}/"
    shown = client.get(place).content.decode()
    assert f"/concerns/{may_mean.pk}/people/?name=Martin%20Hale" in shown and "It is about them" in shown
    said = {"person": cast.dsl.pk, "part": ConcernPart.ALLEGED.value}
    assert client.post(f"{place}people/?name=Martin%20Hale", said).status_code == 302
    assert [row.by_name for row in may_mean.about.all()] == [False]
    assert "May be meant by what was told" not in page.words(client.get(place))
    with pytest.raises(Broken, match="Say how it ends"):
        out(may_mean, cast.dsl, cast.head)
    assert not reads(cast.dsl, may_mean)
