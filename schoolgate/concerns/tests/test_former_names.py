"""Whoever is called by a name that they had reads nothing that is told about them, whenever it was told."""

from datetime import timedelta

import pytest

from schoolgate.access.duties import Duty
from schoolgate.community.actions import joins
from schoolgate.community.actions import people as community_people
from schoolgate.community.actions.intakes import undo_import
from schoolgate.community.tests import files
from schoolgate.community.tests.test_former_names import edit, row
from schoolgate.concerns.actions import triage
from schoolgate.concerns.models.concern import About
from schoolgate.concerns.queries import reach
from schoolgate.concerns.rules import Whom
from schoolgate.concerns.tests import story
from schoolgate.concerns.tests.test_kinship import nothing_known
from tests import cast as people
from tests import families
from tests.cast import JOINED, MONDAY
from tests.families import agreed

pytestmark = [pytest.mark.django_db, pytest.mark.clause("6.4")]
fresh = story.fresh
SAID = {
    "a child, in the account": {"words": "Mr Hale pushes my son into the lockers."},
    "by the whole name": {"words": "My son says that martin hale hits us."},
    "misspelt": {"words": "it was mr hayl he pusht me"},
    "in a line": {"names": ("Mr Hale",)},
    "in a line, about an adult": {"names": ("Mr Hale",), "whom": Whom.ADULT},
}


def told(cast, words="marigold", **said):
    return story.outside(cast, words, **{"whom": Whom.CHILD, **said})


@pytest.mark.parametrize("how", SAID)
def test_the_former_name_means_them_for_ever(cast, how):
    for last in ("Ashworth", "Barnes", "Crewe"):
        edit(cast, cast.dsl, last_name=last)
    nothing_known(cast.dsl, told(cast, **SAID[how]))


@pytest.mark.parametrize("name", ["Mr Ashworth", "Mr Crewe", "Marty Barnes"])
def test_every_name_between_means_them_too(cast, name):
    for last in ("Ashworth", "Barnes", "Crewe"):
        edit(cast, cast.dsl, last_name=last)
    nothing_known(cast.dsl, told(cast, f"{name} pushes my son."))


def test_a_head_by_her_former_name_among_adults(cast):
    edit(cast, cast.head, last_name="Stone")
    concern = told(cast, "He is hit.", names=("Mrs Adeyemi",), whom=Whom.ADULT)
    nothing_known(cast.head, concern)
    assert reach.reaches_somebody(concern, MONDAY.date())


def test_a_former_first_name_and_a_former_short_form(cast):
    edit(cast, cast.dsl, known_as="Buster")
    edit(cast, cast.dsl, first_name="Robin", last_name="Ashworth", known_as="")
    nothing_known(cast.dsl, told(cast, names=("Martin",)))
    nothing_known(cast.dsl, told(cast, "A man called Buster Hale writes to her."))


def test_nobody_else_is_meant_by_it(cast):
    edit(cast, cast.dsl, last_name="Ashworth")
    assert not told(cast, "Mr Halloran pushes my son.").about.exists()


def test_a_former_colleague_renamed_comes_back_and_leads(cast):
    """The name was told while they had another one, and before they had any duty to read it."""
    edit(cast, cast.other_teacher, last_name="Quillfeather")
    concern = told(cast, "Mr Whitby shouts at them.")
    community_people.give_duty(
        fresh(cast.other_teacher), duty=Duty.HEAD, since_on=MONDAY.date(), by=fresh(cast.head), at=MONDAY
    )
    nothing_known(cast.other_teacher, concern)


def test_a_reader_by_name_is_looked_for_by_their_former_name(cast):
    edit(cast, cast.teacher, last_name="Quillfeather")
    concern = told(cast, "Miss Kapoor slaps her.")
    with pytest.raises(Exception, match="may mean"):
        triage.share(concern, person=cast.teacher, reason="So.", by=fresh(cast.dsl), at=MONDAY)


def test_after_an_import_and_after_it_was_taken_back(cast):
    line = row(cast.dsl, "staff", "Martin", "Ashworth", ",,,,,martin.hale@larkhollow.example,dsl; staff,,")
    files.imported(cast.school, line, by=fresh(cast.office))
    nothing_known(cast.dsl, told(cast, "Mr Hale pushes my son."))
    nothing_known(cast.dsl, told(cast, "Mr Ashworth pushes my son."))
    undo_import(cast.school.intakes.get(), by=fresh(cast.office), at=MONDAY + timedelta(days=2))
    nothing_known(cast.dsl, told(cast, "Mr Ashworth pushes my son!"))
    nothing_known(cast.dsl, told(cast, "Mr Hale pushes my son!"))


def test_a_former_name_of_a_record_that_was_joined(cast):
    twice = people.person(cast.school, "Marty", "Ross", Duty.TEACHER)
    edit(cast, twice, last_name="Dale")
    asked = joins.propose_join(cast.dsl, other=fresh(twice), reason="So.", by=fresh(cast.office), at=MONDAY)
    agreed(cast, asked)
    for name in ("Ross", "Dale", "Hale"):
        nothing_known(cast.dsl, told(cast, f"Mr {name} pushes my son."))


# ---- children


@pytest.mark.parametrize("said", [{"names": ("Maya Nair",)}, {"words": "I saw how Maya Nair was hit."}])
def test_a_childs_former_name_keeps_it_from_their_family(cast, said):
    families.carer(cast.dsl, cast.pupil)
    edit(cast, cast.pupil, first_name="Tess", last_name="Okafor")
    concern = told(cast, **said)
    nothing_known(cast.dsl, concern)
    assert concern.about.get().person == cast.pupil


def test_a_tie_that_comes_later_finds_the_childs_former_name(cast):
    edit(cast, cast.pupil, first_name="Tess", last_name="Okafor")
    concern = told(cast, names=("Maya Nair",))
    assert not concern.about.exists()
    community_people.link_carer(
        fresh(cast.dsl), child=fresh(cast.pupil), relation="father", since_on=JOINED, by=fresh(cast.office), at=MONDAY
    )
    assert About.objects.get(concern=concern).person == cast.pupil
    nothing_known(cast.dsl, concern)


def test_nobody_chooses_by_another_name_who_reads_what_is_about_themselves(cast):
    """The clerk gives the head her own surname for a minute: neither then nor later is the head taken for her."""
    told = story.outside(cast, "Jean Barlow in the office slaps Tommy.", whom=Whom.ADULT, names=("Jean Barlow",))
    assert cast.head in reach.readers_of(told, MONDAY.date())
    for last in ("Barlow", "Adeyemi"):
        community_people.edit_person(fresh(cast.head), last_name=last, by=fresh(cast.office), at=MONDAY)
        assert cast.head in reach.readers_of(told, MONDAY.date())
    assert not [row for row in cast.head.former_names.all() if row.last_name == "Barlow"]
    again = story.outside(cast, "Jean Barlow slaps him again.", whom=Whom.ADULT, names=("Jean Barlow",))
    assert cast.head in reach.readers_of(again, MONDAY.date())
