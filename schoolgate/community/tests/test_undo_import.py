from datetime import timedelta

import pytest

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.community.actions import families, intakes, people
from schoolgate.community.intake import current
from schoolgate.community.models import Care, Classroom, Intake, Number, Person, Placement, Role, Teaching
from schoolgate.community.tests.files import EVERYONE, TODAY, imported
from schoolgate.community.tests.trailing import events
from tests.cast import MONDAY

LATER = MONDAY + timedelta(days=7)
TABLES = (Classroom, Person, Number, Role, Placement, Teaching, Care)
CHANGED = (
    EVERYONE.replace("pupil,P1,Rosa,Bell,2016-05-01,Kestrels,6,,,,\n", "")
    .replace("P1; P2,mother", "P2,grandmother")
    .replace("P2,Ivo,Bell,2019-02-03,Robins,1", "P2,Ivor,Bell,2019-02-03,Wrens,2")
    .replace("staff,S1,Nina,Frost,,Robins,,nina.frost@larkhollow.example,teacher", "staff,S2,Ted,Moss,,Robins,,,staff")
)


def everything():
    return {model: list(model.objects.order_by("pk").values()) for model in TABLES}


def undo(intake, by, at=LATER):
    return intakes.undo_import(intake, by=by, at=at)


def test_everything_is_as_it_was(cast):
    before = everything()
    undo(imported(cast.school, EVERYONE, by=cast.office), cast.office)
    assert everything() == before
    assert events(cast.school) == ["community.import_people", "community.undo_import"]


def test_a_second_import_is_taken_back_to_the_first(cast):
    imported(cast.school, EVERYONE, by=cast.office)
    before = everything()
    done = imported(cast.school, CHANGED, by=cast.office, at=LATER)
    assert (done.joined, done.left, done.changed) == (1, 2, 2)
    assert everything() != before
    undo(done, cast.head)
    assert everything() == before


def test_a_new_number_is_taken_back(cast):
    imported(cast.school, EVERYONE, by=cast.office)
    before = everything()
    text = EVERYONE.replace("P2", "P8")
    undo(imported(cast.school, text, by=cast.office, at=LATER, same=[("pupil", "P2", "P8")]), cast.office)
    assert everything() == before


@pytest.mark.parametrize("who", ["teacher", "dsl", "it", "parent"])
def test_others_may_not(cast, who):
    done = imported(cast.school, EVERYONE, by=cast.office)
    before = everything()
    with pytest.raises(access.Refused):
        undo(done, getattr(cast, who))
    assert everything() == before and Intake.objects.get().undone_at is None


def test_it_is_done_once_and_for_the_last_only(cast):
    first = imported(cast.school, EVERYONE, by=cast.office)
    second = imported(cast.school, CHANGED, by=cast.office, at=LATER)
    with pytest.raises(Broken, match="only the last"):
        undo(first, cast.office)
    undo(second, cast.office)
    with pytest.raises(Broken, match="already"):
        undo(second, cast.office)
    with pytest.raises(Broken, match="only the last"):
        undo(first, cast.office)


def test_joiners_about_whom_there_is_more_on_record_become_former_people(cast):
    done = imported(cast.school, EVERYONE, by=cast.office)
    rosa = Person.objects.get(first_name="Rosa")
    families.declare_family_link(cast.assistant, pupil=rosa, relation="niece", by=cast.assistant, at=MONDAY)
    undone = undo(done, cast.office)
    assert undone.before == {"kept": [rosa.pk]}
    assert rosa in Person.objects.former(LATER.date())
    assert not Person.objects.filter(first_name__in=["Ivo", "Nina", "Ada"]).exists()
    assert [str(person) for person in intake_page(cast, undone)] == ["Rosa Bell"]


def intake_page(cast, undone):
    from schoolgate.community.queries import intakes as community_intakes

    return community_intakes.people_named(cast.office, undone.before["kept"])


def test_what_was_put_right_by_hand_since_stays(cast):
    imported(cast.school, EVERYONE, by=cast.office)
    done = imported(cast.school, CHANGED, by=cast.office, at=LATER)
    ivor = Person.objects.get(first_name="Ivor")
    people.edit_person(ivor, first_name="Iver", by=cast.office, at=LATER)
    undo(done, cast.office)
    assert Person.objects.get(pk=ivor.pk).first_name == "Iver"


def test_it_is_refused_whole_where_a_class_was_changed_by_hand_since(cast):
    imported(cast.school, EVERYONE, by=cast.office)
    done = imported(cast.school, CHANGED, by=cast.office, at=LATER)
    ivor = Person.objects.get(first_name="Ivor")
    ivor.placements.filter(until_on=None).update(until_on=LATER.date())
    Placement.objects.create(pupil=ivor, classroom=cast.kestrels, since_on=LATER.date() + timedelta(days=1))
    before = everything()
    with pytest.raises(Broken, match="changed by hand"):
        undo(done, cast.office)
    assert everything() == before


def test_what_others_changed_is_not_kept_longer_than_needed(cast):
    first = imported(cast.school, EVERYONE, by=cast.office)
    imported(cast.school, CHANGED, by=cast.office, at=LATER)
    assert Intake.objects.get(pk=first.pk).before == {}
    assert current.current_roll(cast.school, TODAY).kinds == {"pupil", "staff", "parent", "governor"}
