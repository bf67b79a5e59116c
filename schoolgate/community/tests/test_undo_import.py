import re
from datetime import timedelta

import pytest
from django.urls import reverse

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.cases.tests import story as case_story
from schoolgate.community.actions import families, intakes, people
from schoolgate.community.intake import current
from schoolgate.community.models import Care, Classroom, Intake, Number, Person, Placement, Role, Teaching
from schoolgate.community.tests.files import EVERYONE, TODAY, imported
from schoolgate.community.tests.trailing import events
from schoolgate.concerns.tests import story
from tests.cast import MONDAY, client_of
from tests.house.reached import undone

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


def still_here(before, on=LATER):
    """What was there before, as it was; whatever else there is belongs to people who are former now."""
    for model, known in before.items():
        assert [row for row in model.objects.order_by("pk").values() if row in known] == known, model
    ours = {row["id"] for row in before[Person]}
    others = Person.objects.exclude(pk__in=ours)
    assert set(others) == set(others.former(on.date()))
    for model, owner in ((Number, "person"), (Role, "person"), (Placement, "pupil"), (Teaching, "teacher")):
        known = {row["id"] for row in before[model]}
        for row in model.objects.exclude(pk__in=known):
            assert getattr(row, f"{owner}_id") not in ours, row
            assert model is Number or row.until_on < on.date(), row
    assert list(Classroom.objects.order_by("pk").values()) == before[Classroom]


def test_everybody_who_joined_is_a_former_person_and_the_rest_is_as_it_was(cast):
    before = everything()
    undo(imported(cast.school, EVERYONE, by=cast.office), cast.office)
    still_here(before)
    assert Person.objects.former(LATER.date()).filter(first_name__in=["Rosa", "Ivo", "Nina", "Ada"]).count() == 4
    assert events(cast.school) == ["community.import_people", "community.undo_import"]


def test_the_same_file_again_finds_them_and_makes_nobody_twice(cast):
    undo(imported(cast.school, EVERYONE, by=cast.office), cast.office)
    people = Person.objects.count()
    again = imported(cast.school, EVERYONE, by=cast.office, at=LATER + timedelta(days=1))
    assert (again.joined, Person.objects.count()) == (0, people)
    assert "Rosa" in set(Person.objects.current(LATER.date() + timedelta(days=1)).values_list("first_name", flat=True))


def test_a_second_import_is_taken_back_to_the_first(cast):
    imported(cast.school, EVERYONE, by=cast.office)
    before = everything()
    done = imported(cast.school, CHANGED, by=cast.office, at=LATER)
    assert (done.joined, done.left, done.changed) == (1, 2, 2)
    assert everything() != before
    undo(done, cast.head)
    still_here(before)


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


def seen_after(cast, undone) -> dict[str, str]:
    """All that the office, IT and the head can see of an import that was taken back."""
    found = {}
    for part in ("office", "it", "head"):
        client = client_of(getattr(cast, part))
        for name, address in {
            "page": reverse("community:intake", args=[undone.pk]),
            "people": reverse("community:people"),
            "former": reverse("community:people") + "?duty=former",
            "classes": reverse("community:classes"),
            **{f"person {who.pk}": reverse("community:person", args=[who.pk]) for who in Person.objects.all()},
        }.items():
            found[f"{part} {name}"] = bare(client.get(address).content.decode())
    return found


def bare(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


@pytest.mark.parametrize("hidden", ["concern", "case", "both"])
def test_taking_back_tells_nobody_about_whom_something_is_on_record(cast, hidden):
    """Rosa is in a concern or a case, and the pages are letter for letter those of a school where she is in none."""
    with undone():
        without = seen_after(cast, undo(imported(cast.school, EVERYONE, by=cast.office), cast.office))
        ids = set(Person.objects.values_list("pk", flat=True))
    with undone():
        done = imported(cast.school, EVERYONE, by=cast.office)
        rosa = Person.objects.get(first_name="Rosa")
        if hidden != "case":
            story.staff(cast, about=[rosa])
        if hidden != "concern":
            case_story.opened(cast, about=[rosa], harmed=[cast.pupil])
        with_one = seen_after(cast, undo(done, cast.office))
        assert set(Person.objects.values_list("pk", flat=True)) == ids, "the test compares the same people"
    assert with_one == without


def test_what_came_on_record_since_stays_with_a_former_person(cast):
    done = imported(cast.school, EVERYONE, by=cast.office)
    rosa = Person.objects.get(first_name="Rosa")
    families.declare_family_link(cast.assistant, pupil=rosa, relation="niece", by=cast.assistant, at=MONDAY)
    assert undo(done, cast.office).before == {}
    assert rosa in Person.objects.former(LATER.date()) and rosa.links_to_staff.exists()


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
