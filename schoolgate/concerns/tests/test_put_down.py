"""Nobody chooses by a name that they put down, whatever deed looks at names again, who reads what they are kept from."""

import ast
from datetime import date, timedelta
from pathlib import Path

import pytest

import schoolgate
from schoolgate import access
from schoolgate.access.duties import Duty
from schoolgate.cases.queries import reach as case_reach
from schoolgate.cases.tests import story as case_story
from schoolgate.community.actions import departures, joins
from schoolgate.community.actions import families as family_deeds
from schoolgate.community.actions import people as community_people
from schoolgate.community.models import GivenName
from schoolgate.community.tests import files
from schoolgate.community.tests.test_former_names import row
from schoolgate.concerns.actions import meaning
from schoolgate.concerns.models.concern import Concern
from schoolgate.concerns.queries import reach
from schoolgate.concerns.rules import Whom
from schoolgate.concerns.tests import story
from schoolgate.engines.procedures.schema import CasePart
from tests import cast as people
from tests import families
from tests.cast import JOINED, MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.4")]
fresh = story.fresh
SOON = MONDAY + timedelta(minutes=5)


def edit(person, by, at=MONDAY, **fields):
    return community_people.edit_person(fresh(person), by=fresh(by), at=at, **fields)


def readers(concern) -> set[int]:
    found = reach.readers_of(Concern.objects.get(pk=concern.pk), MONDAY.date())
    return set(found.values_list("pk", flat=True))


def told(cast, words, *names, whom=Whom.CHILD, **said):
    return story.outside(cast, words, names=names, whom=whom, **said)


# ---- every deed that looks again


def duty(cast, person, by):
    given = Duty.STAFF if person.duties & {Duty.CHAIR} else Duty.PARENT
    community_people.give_duty(fresh(person), duty=given, since_on=MONDAY.date(), by=fresh(cast.head), at=SOON)


def spelling(cast, person, by):
    edit(person, cast.deputy, SOON, known_as="Sandy")


def imported(cast, person, by):
    names = fresh(person)
    kind = "governor" if names.duties & {Duty.CHAIR} else "staff"
    files.imported(cast.school, row(person, kind, names.first_name, names.last_name), by=fresh(cast.head), at=SOON)
    edit(person, cast.deputy, SOON, known_as="Sandy")


def cared_for(cast, person, by):
    """A child becomes theirs: that looks at the child again, so their own name takes another deed."""
    child = people.pupil(cast.school, "Ida", "Quill", date(2017, 3, 4), cast.wrens)
    community_people.link_carer(
        fresh(person), child=fresh(child), relation="aunt", since_on=JOINED, by=fresh(cast.office), at=SOON
    )
    spelling(cast, person, by)


def joined(cast, person, by):
    double = community_people.add_person(
        cast.school,
        duty=Duty.PARENT,
        since_on=JOINED,
        first_name="Sandy",
        last_name="Quill",
        also_same_name=True,
        by=fresh(cast.office),
        at=SOON,
    )
    asked = joins.propose_join(fresh(person), other=fresh(double), reason="One person.", by=fresh(cast.office), at=SOON)
    agree = cast.chair if person.pk != cast.chair.pk else cast.dsl
    joins.agree_join(asked, by=fresh(agree), at=SOON)


def back_again(cast, person, by):
    """They were put down as leaving by mistake, and that is taken back after the day."""
    given = Duty.STAFF if person.duties & {Duty.CHAIR} else Duty.PARENT
    by_head = {"by": fresh(cast.head), "at": SOON}
    community_people.give_duty(fresh(person), duty=given, since_on=JOINED, **by_head)
    community_people.record_leaving(fresh(person), left_on=MONDAY.date() - timedelta(days=1), **by_head)
    assert given not in fresh(person).duties
    departures.undo_leaving(fresh(person), reason="They are here.", **by_head)
    assert given in fresh(person).duties


DEEDS = {
    "a leaving that was none": back_again,
    "a duty": duty,
    "another spelling": spelling,
    "an import": imported,
    "a tie": cared_for,
    "a join": joined,
}
TRIED = {
    "community/actions/appointing.py": "a duty",
    "community/actions/people.py": "another spelling",
    "community/actions/departures.py": "a leaving that was none",
    "community/actions/intakes.py": "an import",
    "community/actions/families.py": "a child's tie, below",
    "community/joining.py": "a join",
}
"""Where names are looked at again, and by which deed of this file that is tried."""


def test_every_deed_that_looks_again_is_tried_here():
    root = Path(schoolgate.__file__).parent
    found = set()
    for path in root.rglob("*.py"):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
        if any(ast.unparse(call.func) == "changes.tell" for call in calls):
            found.add(path.relative_to(root).as_posix())
    assert found == set(TRIED), "try its deed in DEEDS, and say so in TRIED"


@pytest.mark.parametrize("deed", DEEDS)
def test_the_head_does_not_choose_who_reads_what_is_about_her(cast, deed):
    concern = told(cast, "Ruth Adeyemi the head slaps Tommy.", "Ruth Adeyemi", whom=Whom.HEAD)
    assert readers(concern) == {cast.chair.pk}
    edit(cast.chair, cast.head, first_name="Ruth", last_name="Adeyemi")
    DEEDS[deed](cast, cast.chair, cast.head)
    edit(cast.chair, cast.head, SOON + timedelta(minutes=1), first_name="Helen", last_name="Marsh")
    assert readers(concern) == {cast.chair.pk}


@pytest.mark.parametrize("deed", DEEDS)
def test_nor_does_the_mother_of_whom_it_is_about(cast, deed):
    child = people.pupil(cast.school, "Tyler", "Barlow", date(2016, 3, 4), cast.kestrels)
    families.carer(cast.office, child)
    concern = told(cast, "Tyler Barlow makes Tommy take off his clothes.", "Tyler Barlow")
    before = readers(concern)
    assert before == {cast.dsl.pk, cast.deputy_dsl.pk}
    for person in (cast.dsl, cast.deputy_dsl):
        edit(person, cast.office, first_name="Tyler", last_name="Barlow")
        DEEDS[deed](cast, person, cast.office)
    assert readers(concern) == before


def import_of(cast, first, last, at=MONDAY):
    more = ",,,,,ruth.adeyemi@larkhollow.example,head; staff,,"
    files.imported(cast.school, row(cast.head, "staff", first, last, more), by=fresh(cast.office), at=at)


def test_an_import_does_not_take_away_what_is_about_whoever_imports(cast):
    concern = told(cast, "Jean Barlow in the office slaps Tommy.", "Jean Barlow", whom=Whom.ADULT)
    assert readers(concern) == {cast.head.pk}
    import_of(cast, "Ruth", "Barlow")
    assert str(fresh(cast.head)) == "Ruth Barlow" and readers(concern) == {cast.head.pk}
    edit(cast.head, cast.office, SOON, last_name="Adeyemi")
    assert readers(concern) == {cast.head.pk}


def test_nor_what_is_told_while_the_name_stands(cast):
    import_of(cast, "Ruth", "Barlow")
    concern = told(cast, "Jean Barlow in the office slaps Tommy.", "Jean Barlow", whom=Whom.ADULT)
    assert readers(concern) == {cast.head.pk}
    assert readers(told(cast, "Mrs Barlow in the office slaps Tommy.", whom=Whom.ADULT)) == {cast.head.pk}


def test_nor_what_is_added_while_it_stands(cast):
    concern = told(cast, "Somebody in the office slaps Tommy.", whom=Whom.ADULT)
    import_of(cast, "Ruth", "Barlow")
    meaning.read_again(concern, "It is Jean Barlow.", (), access.Outsider(cast.school.pk), SOON)
    assert readers(concern) == {cast.head.pk}


@pytest.mark.parametrize("deed", ["duty", "tie"])
def test_a_childs_name_is_put_down_in_vain_too(cast, deed):
    """The reader's own child is called as the accused is, and becomes theirs then."""
    child = people.pupil(cast.school, "Ida", "Quill", date(2017, 3, 4), cast.wrens)
    own = people.pupil(cast.school, "Tyler", "Barlow", date(2016, 3, 4), cast.kestrels)
    families.carer(cast.office, own)
    concern = told(cast, "Tyler Barlow bites.", "Tyler Barlow")
    edit(child, cast.office, first_name="Tyler", last_name="Barlow")
    if deed == "tie":
        family_deeds.declare_family_link(
            fresh(cast.dsl), pupil=fresh(child), relation="aunt", by=fresh(cast.dsl), at=SOON
        )
    else:
        community_people.link_carer(
            fresh(cast.dsl), child=fresh(child), relation="aunt", since_on=JOINED, by=fresh(cast.office), at=SOON
        )
    assert cast.dsl.pk in readers(concern)


def test_a_case_goes_on_as_it_was(cast):
    case = case_story.opened(
        cast, about=[cast.young_pupil], names=[("Jean Barlow", CasePart.ALLEGED)], by=cast.deputy_dsl
    )
    before = set(case_reach.leads_of(case, MONDAY.date()))
    import_of(cast, "Ruth", "Barlow")
    community_people.give_duty(fresh(cast.head), duty=Duty.PARENT, since_on=MONDAY.date(), by=fresh(cast.head), at=SOON)
    now = case_story.now(case)
    assert not now.parts.filter(person=cast.head).exists() and set(case_reach.leads_of(now, MONDAY.date())) == before


def test_a_title_that_is_said_like_a_name(cast):
    concern = told(cast, "Ruth Adeyemi the head slaps Tommy.", "Ruth Adeyemi", whom=Whom.HEAD)
    edit(cast.chair, cast.head, title="Ruth")
    duty(cast, cast.chair, cast.head)
    assert [row.title for row in GivenName.objects.filter(person=cast.chair) if row.title] == ["Ruth"]
    assert readers(concern) == {cast.chair.pk}


# ---- what still counts


def test_the_name_that_they_had_before_counts_whoever_puts_it_back(cast):
    """Whoever put a name back has put it down, but it was theirs: what is about both is kept from both."""
    edit(cast.head, cast.office, last_name="Barlow")
    edit(cast.head, cast.office, SOON, last_name="Adeyemi")
    both = told(cast, "Jean Barlow and Ruth Adeyemi slap Tommy.", "Jean Barlow", "Ruth Adeyemi", whom=Whom.ADULT)
    assert readers(both) == {cast.chair.pk}


def test_a_short_form_takes_nothing_from_the_name(cast):
    edit(cast.head, cast.office, known_as="Sandy")
    both = told(cast, "Jean Barlow and Ruth Adeyemi slap Tommy.", "Jean Barlow", "Ruth Adeyemi", whom=Whom.ADULT)
    assert readers(both) == {cast.chair.pk}
    assert readers(told(cast, "Jean Barlow and Sandy slap him.", "Jean Barlow", "Sandy Adeyemi", whom=Whom.ADULT))


def test_whoever_was_put_on_record_by_it_is_called_so(cast):
    new = community_people.add_person(
        cast.school,
        duty=Duty.TEACHER,
        since_on=JOINED,
        first_name="Una",
        last_name="Thorne",
        by=fresh(cast.office),
        at=MONDAY,
    )
    concern = told(cast, "Jean Barlow and Una Thorne slap.", "Jean Barlow", "Una Thorne", whom=Whom.ADULT)
    assert concern.about.filter(person=new).exists()


def test_a_name_counts_that_somebody_else_put_down_too_or_that_stood_for_a_year(cast):
    said = ("Jean Barlow and Ruth Thorne slap.", "Jean Barlow", "Ruth Thorne")
    edit(cast.head, cast.office, last_name="Thorne")
    assert cast.head.pk in readers(told(cast, *said, whom=Whom.ADULT)), "said in the promises"
    year = MONDAY + timedelta(days=366)
    assert cast.head.pk not in readers(told(cast, *said, whom=Whom.ADULT, at=year))
    edit(cast.head, cast.office, SOON, last_name="Adeyemi")
    edit(cast.head, cast.deputy, SOON + timedelta(days=2), last_name="Thorne")
    assert cast.head.pk not in readers(told(cast, *said, whom=Whom.ADULT))


def test_what_is_about_others_is_kept_from_whoever_is_renamed(cast):
    concern = told(cast, "Mrs Thorne slaps Tommy.")
    edit(cast.dsl, cast.office, last_name="Thorne")
    assert cast.dsl.pk not in readers(concern)
