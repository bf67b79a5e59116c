"""Two records of one person are joined by two people: what is about either is about both, and neither reads it."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.urls import reverse

from schoolgate import access
from schoolgate.access.duties import WORDS, Duty
from schoolgate.broken import Broken
from schoolgate.cases.queries import reach as case_reach
from schoolgate.cases.tests import story as cases
from schoolgate.community import joining, kinship
from schoolgate.community.actions import joins
from schoolgate.community.actions.intakes import undo_import
from schoolgate.community.models import Account, Appointment, Care, FamilyLink, Person, Role, TieQuestion
from schoolgate.community.queries import appointments, classes, families, tasks, ties
from schoolgate.community.queries import joins as join_queries
from schoolgate.community.queries import people as people_queries
from schoolgate.community.record_joins import RecordJoin
from schoolgate.community.tests.files import imported, prepared
from schoolgate.community.tests.trailing import events
from schoolgate.concerns.models.concern import About
from schoolgate.concerns.queries import people as concern_people
from schoolgate.concerns.queries import reach, telling
from schoolgate.concerns.rules import Channel
from schoolgate.concerns.tests import story
from tests import cast as people
from tests.cast import JOINED, MONDAY, client_of
from tests.families import agreed

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
WHY = "She married in August."
fresh = story.fresh


@pytest.fixture
def twice(cast):
    """The safeguarding lead once more, under another name and number."""
    return people.person(cast.school, "Marty", "Ross", Duty.TEACHER)


def propose(cast, kept, joined, by=None, reason=WHY):
    return joins.propose_join(kept, other=joined, reason=reason, by=fresh(by or cast.office), at=MONDAY)


def join(cast, kept, joined, by=None):
    return agreed(cast, propose(cast, kept, joined), *([by] if by else []))


def sees(person, concern) -> bool:
    return reach.visible_to(fresh(person)).filter(pk=concern.pk).exists()


# ---- two people


@pytest.mark.clause("6.4")
@pytest.mark.parametrize("who", ["dsl", "chair"])
def test_one_asks_and_another_agrees(cast, who):
    other = people.person(cast.school, "Asher", "Kapoor", Duty.STAFF)
    question = propose(cast, cast.teacher, other)
    assert Person.objects.get(pk=other.pk).same_as is None, "nothing changes before the second person has agreed"
    joins.agree_join(question, by=fresh(getattr(cast, who)), at=MONDAY)
    assert Person.objects.get(pk=other.pk).same_as is None, "both work here, so it takes a third"
    joins.agree_join(question, by=fresh(cast.head), at=MONDAY)
    assert Person.objects.get(pk=other.pk).same_as == cast.teacher
    assert events(cast.school) == ["community.propose_join", "community.agree_join", "community.agree_join"]


@pytest.mark.parametrize(
    "who", ["dsl", "deputy", "deputy_dsl", "teacher", "it", "chair", "governor", "parent", "pupil"]
)
def test_nobody_asks_but_the_office_and_the_head(cast, twice, who):
    with pytest.raises(access.Refused):
        propose(cast, cast.assistant, twice, by=getattr(cast, who))


@pytest.mark.parametrize("who", ["office", "deputy", "deputy_dsl", "teacher", "it", "parent"])
def test_nobody_agrees_but_who_is_asked(cast, twice, who):
    question = propose(cast, cast.assistant, twice)
    for deed in (joins.agree_join, joins.refuse_join):
        said = {"reason": WHY} if deed is joins.refuse_join else {}
        with pytest.raises(access.Refused):
            deed(question, by=fresh(getattr(cast, who)), at=MONDAY, **said)
    assert not RecordJoin.objects.get().answered_at


def test_nobody_answers_what_is_about_themselves(cast, twice):
    question = propose(cast, cast.dsl, twice)
    with pytest.raises(access.Refused):
        joins.agree_join(question, by=fresh(cast.dsl), at=MONDAY)
    assert not join_queries.waiting_for(fresh(cast.dsl), MONDAY)
    assert join_queries.waiting_for(fresh(cast.chair), MONDAY) == [question]


def test_nobody_answers_their_own_question(cast, twice):
    cast.head.roles.create(duty=Duty.CHAIR.value, since_on=JOINED)
    question = propose(cast, cast.teacher, twice, by=cast.head)
    with pytest.raises(Broken, match="second person"):
        joins.agree_join(question, by=fresh(cast.head), at=MONDAY)
    assert not join_queries.waiting_for(fresh(cast.head), MONDAY)


def test_nobody_asks_for_their_own_records_and_never_without_a_reason(cast, twice):
    with pytest.raises(Broken, match="yours"):
        propose(cast, twice, cast.office)
    with pytest.raises(Broken, match="reason"):
        propose(cast, cast.dsl, twice, reason=" ")
    with pytest.raises(Broken, match="same record"):
        propose(cast, twice, twice)
    with pytest.raises(Broken, match="Pupils"):
        propose(cast, cast.dsl, cast.pupil)
    propose(cast, cast.dsl, twice)
    with pytest.raises(Broken, match="already"):
        propose(cast, twice, cast.dsl)


def test_not_with_another_school(cast, other_school):
    with pytest.raises(access.Refused):
        propose(cast, cast.dsl, other_school.dsl)
    question = RecordJoin.objects.create(
        school=cast.school, kept=cast.dsl, joined=cast.it, reason=WHY, asked_at=MONDAY, asked_by=cast.office
    )
    with pytest.raises(access.Refused):
        joins.agree_join(question, by=fresh(other_school.chair), at=MONDAY)


def test_a_refusal_has_a_reason_and_changes_nothing(cast, twice):
    question = propose(cast, cast.teacher, twice)
    with pytest.raises(Broken, match="reason"):
        joins.refuse_join(question, reason="", by=fresh(cast.dsl), at=MONDAY)
    joins.refuse_join(question, reason="They are sisters.", by=fresh(cast.dsl), at=MONDAY)
    assert Person.objects.get(pk=twice.pk).same_as is None and RecordJoin.objects.get().answer == "They are sisters."
    with pytest.raises(Broken, match="answered already"):
        joins.agree_join(question, by=fresh(cast.chair), at=MONDAY)


@pytest.mark.postgres
def test_the_database_itself_wants_two(cast, twice):
    question = propose(cast, cast.teacher, twice)
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordJoin.objects.filter(pk=question.pk).update(answered_by=cast.office, answered_at=MONDAY, agreed=True)


# ---- what becomes of it


@pytest.mark.parametrize("which", ["kept", "joined"])
def test_what_is_about_either_is_about_both_and_neither_reads_it(cast, twice, which):
    about = cast.dsl if which == "kept" else twice
    concern = story.staff(cast, about=[about])
    case = cases.adult(cast, about)
    join(cast, cast.dsl, twice)
    assert not sees(cast.dsl, concern) and not sees(twice, concern)
    assert not case_reach.visible_to(fresh(cast.dsl), MONDAY).filter(pk=case.pk).exists()
    assert About.objects.get(concern=concern).person == cast.dsl
    assert cases.now(case).about_ids == {cast.dsl.pk}
    assert {str(person) for person in reach.readers_of(concern, TODAY)} == {"Ruth Adeyemi"}


def test_what_is_about_the_other_record_goes_to_whom_it_belongs(cast):
    """About a colleague it was for the head; the colleague is the head."""
    other = people.person(cast.school, "Ruby", "Cole", Duty.STAFF)
    concern, case = story.staff(cast, about=[other]), cases.adult(cast, other)
    assert sees(cast.head, concern)
    join(cast, cast.head, other)
    concern.refresh_from_db()
    case.refresh_from_db()
    assert not sees(cast.head, concern)
    assert concern.goes_to == "chair" and case.lead_duty == "chair" and sees(cast.chair, concern)


def test_what_names_the_other_record_later_bars_them_too(cast, twice):
    join(cast, cast.dsl, twice)
    concern = story.staff(cast)
    assert sees(cast.dsl, concern)
    About.objects.create(concern=concern, person=twice, part="alleged", by_name=True)
    assert not sees(cast.dsl, concern)


def test_a_name_of_the_other_record_that_is_typed_later_means_them(cast, twice):
    join(cast, cast.dsl, twice)
    concern = story.outside(cast, "He shouted.", names=("Mr Ross",))
    assert concern.about.get().person == cast.dsl and not sees(cast.dsl, concern)


def test_who_comes_to_read_by_a_join_does_not_read_what_names_them(cast):
    lead = people.person(cast.school, "Ivy", "Thornbury", Duty.DEPUTY_DSL)
    concern = story.outside(cast, "Miss Kapoor shouts at us.")
    assert sees(lead, concern) and not concern.about.exists()
    join(cast, cast.teacher, lead)
    assert not sees(cast.teacher, concern) and sees(cast.head, concern)


def test_what_is_about_either_is_barred_by_a_duty_that_the_other_gave(cast, twice):
    concern = story.staff(cast, about=[cast.deputy])
    given = {"duty": Duty.HEAD.value, "since_on": TODAY, "given_at": MONDAY + story.MINUTE, "given_by": twice}
    cast.governor.roles.create(**given)
    assert sees(cast.governor, concern)
    join(cast, cast.deputy, twice)
    assert not sees(cast.governor, concern) and sees(cast.head, concern)


def test_where_both_are_about_one_concern_it_stays_about_both(cast, twice):
    concern = story.staff(cast, about=[cast.dsl, twice])
    join(cast, cast.dsl, twice)
    assert {row.person_id for row in About.objects.filter(concern=concern)} <= {cast.dsl.pk, twice.pk}
    assert not sees(cast.dsl, concern)


def test_duties_classes_children_and_numbers_are_one_persons(cast, twice):
    Care.objects.create(parent=twice, child=cast.pupil, relation="father", since_on=JOINED)
    FamilyLink.objects.create(school=cast.school, staff=twice, pupil=cast.young_pupil, relation="", declared_at=MONDAY)
    twice.teaching.create(classroom=cast.wrens, since_on=JOINED)
    twice.numbers.create(school=cast.school, kind="staff", number="S9")
    concern = story.outside(cast, door=Channel.PUPIL, by=fresh(cast.pupil))
    assert sees(cast.dsl, concern)
    join(cast, cast.dsl, twice)
    dsl = fresh(cast.dsl)
    assert dsl.duties >= {Duty.DSL, Duty.STAFF, Duty.TEACHER} and not fresh(twice).duties
    assert dsl.cares_for.get().child == cast.pupil and dsl.links_to_pupils.get().pupil == cast.young_pupil
    assert dsl.teaching.get().classroom == cast.wrens and dsl.numbers.get().number == "S9"
    assert not sees(cast.dsl, concern), "and so the child is theirs"


def test_a_duty_that_both_hold_is_held_once_since_the_earlier_day(cast):
    other = people.person(cast.school, "Marty", "Ross", Duty.STAFF)
    other.roles.update(since_on=date(2019, 9, 1))
    join(cast, cast.dsl, other)
    assert cast.dsl.roles.get(duty=Duty.STAFF.value, until_on=None).since_on == date(2019, 9, 1)
    assert not Role.objects.filter(person=other).exists()


def test_a_duty_that_both_hold_is_one_line_of_their_page(cast):
    other = people.person(cast.school, "Marty", "Ross", Duty.STAFF)
    other.roles.update(since_on=TODAY - timedelta(days=3))
    join(cast, cast.dsl, other)
    lines = people_queries.person_page(fresh(cast.office), cast.dsl.pk, TODAY).roles
    assert [(line.words, line.until_on) for line in lines if "staff" in line.words.lower()] == [
        (WORDS[Duty.STAFF], None)
    ]


# ---- what both records had


@pytest.fixture
def again(cast):
    """The mother once more, under the name that she had before."""
    return people.person(cast.school, "Priya", "Menon", Duty.PARENT)


def carers_shown(cast, child):
    page = people_queries.person_page(fresh(cast.office), child.pk, TODAY)
    return [(line.person_id, line.since_on, line.until_on) for line in page.carers]


def test_a_child_for_whom_both_care_has_one_carer_for_as_long_as_either(cast, again):
    early = JOINED - timedelta(days=400)
    cast.parent.cares_for.filter(child=cast.pupil).update(until_on=TODAY + timedelta(days=9))
    Care.objects.create(parent=again, child=cast.pupil, relation="mother", since_on=early)
    cast.parent.cares_for.filter(child=cast.young_pupil).update(relation="")
    Care.objects.create(parent=again, child=cast.young_pupil, relation="mother", since_on=JOINED, until_on=TODAY)
    join(cast, cast.parent, again)
    assert carers_shown(cast, cast.pupil) == [(cast.parent.pk, early, None)]
    assert carers_shown(cast, cast.young_pupil) == [(cast.parent.pk, JOINED, None)]
    assert set(Care.objects.held(TODAY).filter(child=cast.pupil).values_list("parent", flat=True)) == {cast.parent.pk}
    assert cast.parent.cares_for.get(child=cast.young_pupil).relation == "mother"


def test_a_child_is_of_the_family_still_where_one_of_two_ties_was_never_so(cast, again):
    """Two people say it of what one person entered; what the other record has, somebody else entered."""
    other = Care.objects.create(parent=again, child=cast.pupil, since_on=JOINED, entered_by=cast.office)
    own = cast.parent.cares_for.get(child=cast.pupil)
    Care.objects.filter(pk=own.pk).update(entered_by=cast.deputy)
    join(cast, cast.parent, again)
    TieQuestion.objects.create(school=cast.school, person=cast.dsl, care=own, asked_at=MONDAY, never_at=MONDAY)
    assert cast.parent.pk in kinship.family_of([cast.pupil.pk])
    TieQuestion.objects.create(school=cast.school, person=cast.dsl, care=other, asked_at=MONDAY, never_at=MONDAY)
    cast.parent.cares_for.exclude(child=cast.pupil).delete()
    assert cast.parent.pk not in kinship.family_of([cast.pupil.pk])


def test_whom_a_tie_keeps_from_reading_is_named_once(cast, twice):
    care = cast.parent.cares_for.get(child=cast.pupil)
    for person in (cast.dsl, twice):
        TieQuestion.objects.create(school=cast.school, person=person, care=care, asked_at=MONDAY)
    join(cast, cast.dsl, twice)
    assert [line.people for line in ties.lines(fresh(cast.head), MONDAY)] == ["Martin Hale"]


def test_what_was_never_so_makes_no_tie_longer(cast, again):
    never = {"since_on": JOINED - timedelta(days=400), "until_on": JOINED - timedelta(days=401)}
    Care.objects.create(parent=again, child=cast.pupil, **never)
    join(cast, cast.parent, again)
    assert carers_shown(cast, cast.pupil) == [(cast.parent.pk, JOINED, None)]
    assert cast.parent.cares_for.filter(child=cast.pupil, **never).exists(), "and whoever said so is still believed"


def test_a_class_that_both_teach_has_one_teacher(cast):
    other = people.person(cast.school, "Asha", "Rao", Duty.TEACHER)
    other.teaching.create(classroom=cast.kestrels, since_on=JOINED - timedelta(days=90))
    other.teaching.create(classroom=cast.wrens, since_on=JOINED - timedelta(days=900), until_on=JOINED)
    join(cast, cast.teacher, other)
    assert [row.teachers for row in classes.classes_page(fresh(cast.office), TODAY) if row.id == cast.kestrels.pk] == [
        "Asha Kapoor"
    ]
    assert fresh(cast.teacher).teaching.get(classroom=cast.kestrels).since_on == JOINED - timedelta(days=90)
    assert fresh(cast.teacher).teaching.filter(classroom=cast.wrens).exists()


@pytest.mark.parametrize("which", ["kept", "joined", "neither"])
def test_a_link_that_both_declared_is_one_link_and_the_approved_one_stays(cast, twice, which):
    decided = {"approved": True, "decided_at": MONDAY, "decided_by": cast.head}
    for whose, person in (("kept", cast.dsl), ("joined", twice)):
        FamilyLink.objects.create(
            school=cast.school,
            staff=person,
            pupil=cast.pupil,
            relation="niece",
            declared_at=MONDAY,
            **(decided if whose == which else {}),
        )
    join(cast, cast.dsl, twice)
    lists = families.link_lists(fresh(cast.head), TODAY)
    assert len([*lists.waiting, *lists.decided]) == 1
    assert [link.approved for link in lists.decided] == ([] if which == "neither" else [True])
    assert len(families.links_waiting_for(fresh(cast.head))) == (which == "neither")
    assert [link.staff for link in families.link_lists(fresh(cast.dsl), TODAY).own] == [cast.dsl]
    page = people_queries.person_page(fresh(cast.head), cast.pupil.pk, TODAY)
    assert [link.staff for link in page.links] == [cast.dsl]


def test_what_is_asked_about_a_duty_of_both_is_asked_once(cast, twice):
    asked = {"school": cast.school, "duty": Duty.DEPUTY_DSL.value, "day": TODAY, "asked_at": MONDAY}
    for person in (cast.teacher, twice):
        Appointment.objects.create(person=person, asked_by=cast.chair, **asked)
    join(cast, cast.teacher, twice)
    assert [item.person for item in appointments.asked_of(fresh(cast.head))] == [cast.teacher]


def test_what_they_told_stays_theirs_to_see(cast, twice):
    concern = story.staff(cast, by=fresh(twice))
    join(cast, cast.dsl, twice)
    assert [line.id for line in telling.told_page(fresh(cast.dsl)).lines] == [concern.pk]


def test_one_way_to_sign_in_stays(cast, twice):
    browser = client_of(twice)
    assert browser.get(reverse("concerns:told")).status_code == 200
    join(cast, cast.dsl, twice)
    assert browser.get(reverse("concerns:told")).status_code == 302, "the other is signed out at once"
    account = Account.objects.get(person=twice)
    assert not account.is_active and account.email is None
    assert Account.objects.get(person=cast.dsl).is_active


def test_the_only_way_to_sign_in_goes_over(cast, twice):
    kept = people.person(cast.school, "Martina", "Rossi", Duty.STAFF, account=False)
    join(cast, kept, twice)
    assert Account.objects.get(person=kept).email == "marty.ross@larkhollow.example"


def test_the_other_record_is_in_no_list_and_is_found_by_its_name(cast, twice):
    join(cast, cast.dsl, twice)
    office = fresh(cast.office)
    assert not people_queries.visible_to(office, TODAY).filter(pk=twice.pk).exists()
    assert [row.id for row in people_queries.people_page(office, TODAY, search="ross").rows] == [cast.dsl.pk]
    assert not people_queries.people_page(office, TODAY, search="ross", former=True).rows
    assert [item.id for item in concern_people.people_to_name(fresh(cast.teacher), "Marty", TODAY)] == [cast.dsl.pk]
    assert client_of(cast.office).get(reverse("community:person", args=[twice.pk])).status_code == 404


def test_the_next_import_means_the_record_that_stays(cast, twice):
    twice.numbers.create(school=cast.school, kind="staff", number="S9")
    join(cast, cast.dsl, twice)
    words = "kind,id,first name,last name,email,duties\nstaff,S9,Marty,Ross,marty.ross@larkhollow.example,teacher\n"
    imported(cast.school, words, by=cast.office)
    assert not fresh(twice).duties and Person.objects.filter(last_name="Ross").exclude(pk=twice.pk).get() == cast.dsl
    cast.dsl.numbers.all().delete()
    assert not prepared(cast.school, words.replace("S9", "S8"), by=cast.office).unanswered, "by name and address"


def test_of_two_numbers_of_a_kind_that_of_who_is_here_stays(cast, twice):
    for person, number in ((cast.dsl, "S1"), (twice, "S9")):
        person.numbers.create(school=cast.school, kind="staff", number=number)
    twice.roles.update(until_on=TODAY - timedelta(days=30))
    join(cast, cast.dsl, twice)
    assert [n.number for n in cast.dsl.numbers.all()] == ["S1"] and not twice.numbers.exists()


def test_it_is_never_undone_not_even_with_an_import(cast):
    words = "kind,id,first name,last name,email,duties\nstaff,S9,Nina,Frost,nina@larkhollow.example,teacher\n"
    intake = imported(cast.school, words, by=cast.office)
    later = MONDAY + timedelta(minutes=5)
    question = propose(cast, cast.teacher, Person.objects.get(first_name="Nina"))
    agreed(cast, question, at=later)
    with pytest.raises(Broken, match="two records were joined"):
        undo_import(intake, by=fresh(cast.office), at=later)


def test_every_tie_to_a_person_is_moved_or_said_to_stay():
    """What is moved is named in `joining`; whatever else says who did something stays with whoever did it."""
    by = {
        *("by", "second_by", "ended_by", "seen_by", "opened_by", "closed_by", "revised_by", "reopened_by", "asked_by"),
        *(
            "agreed_by",
            "changed_by",
            "noted_by",
            "drafted_by",
            "decided_by",
            "parents_told_by",
            "written_by",
            "sent_by",
        ),
        *("entered_by", "scope_confirmed_by", "clause_confirmed_by", "acknowledged_by", "taken_back_by", "made_by"),
        *("approved_by", "withdrawn_by", "published_by", "edited_by", "proposed_by", "answered_by", "checked_by"),
        *("named_by", "accepted_by", "declared_by", "undone_by", "card_by"),
    }
    stays = {
        "access and looks, as they were": {"cases.Look.person", "concerns.AccessLog.person", "cases.Notice.person"},
        "mails that were written": {"concerns.Notice.person"},
        "questions that the other account can no longer answer": {"cases.Approval.second", "records.Disposal.second"},
        "of pupils, whose records are not joined": {
            *("cases.Assignment.child", "cases.Concerning.person", "cases.Done.child", "records.Transfer.child")
        },
        "signed as it was": {"policy.Signature.person"},
        "sealed, and compared with the record it was joined to": {"concerns.OpenedSession.person"},
        "moved by hand or ended": {"community.Role.person", "community.Account.person", "community.Invitation.person"},
        "who did it": {"community.SignInChange.settled_by"},
        "dates that records wait for, which are asked of joined records too": {
            *("records.EarlierBirth.person", "records.Leaving.person")
        },
        "the question itself": {"community.RecordJoin.kept", "community.RecordJoin.joined", "community.Person.same_as"},
    }
    moved = (*joining.MOVED.items(), *joining.DONE.items(), *joining.VOICES.items())
    named = {f"{label}.{name}" for label, names in moved for name in names}
    ties = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Person
    }
    assert named <= ties
    left = {tie for tie in ties - named if tie.rpartition(".")[2] not in by} - set().union(*stays.values())
    assert not left, f"Say in joining.MOVED that it is moved, or here why not: {sorted(left)}"


# ---- the pages


def test_the_office_finds_the_other_record_and_the_chair_answers(cast, twice):
    office = client_of(cast.office)
    page = reverse("community:propose_join", args=[cast.dsl.pk])
    assert page in office.get(reverse("community:person", args=[cast.dsl.pk])).content.decode()
    assert "No one else on record" in office.get(page, {"name": "Nobody"}).content.decode()
    found = f"{page}?name=ross"
    assert "Marty Ross (" in office.get(found).content.decode()
    assert "How do you know" in office.post(found, {"other": twice.pk}).content.decode(), "a reason is asked for"
    assert office.post(found, {"other": twice.pk, "reason": WHY}).status_code == 302
    question = RecordJoin.objects.get()
    answer = reverse("community:decide_join", args=[question.pk])
    assert [task.url for task in tasks.tasks_for(fresh(cast.chair), MONDAY) if "records" in task.title] == [answer]
    for who in ("dsl", "office", "teacher", "deputy_dsl"):
        assert client_of(getattr(cast, who)).get(answer).status_code in (403, 404), who
    chair = client_of(cast.chair)
    shown = chair.get(answer).content.decode()
    assert WHY in shown and "Marty Ross" in shown and "Martin Hale" in shown
    assert "Enter the reason" in chair.post(answer, {"agreed": "no"}).content.decode()
    assert chair.post(answer, {"agreed": "yes"}).status_code == 302
    assert Person.objects.get(pk=twice.pk).same_as is None, "it is the lead's record, so it takes another one"
    assert client_of(cast.head).post(answer, {"agreed": "yes"}).status_code == 302
    assert Person.objects.get(pk=twice.pk).same_as == cast.dsl
    assert chair.get(answer).status_code == 404


def test_who_answers_sees_whose_parents_they_are_and_what_they_teach(cast, again):
    liam = cast.paper_parent.cares_for.get().child
    ended = {"since_on": JOINED, "until_on": JOINED + timedelta(days=30)}
    Care.objects.create(parent=again, child=liam, relation="aunt", **ended)
    Care.objects.create(parent=again, child=cast.pupil, since_on=TODAY, until_on=TODAY - timedelta(days=1))
    again.teaching.create(classroom=cast.wrens, since_on=JOINED)
    question = propose(cast, cast.parent, again)
    lead, chair = (join_queries.join_page(fresh(one), question.pk, MONDAY).records for one in (cast.dsl, cast.chair))
    assert [record.children for record in lead] == [
        "Maya Nair (mother, Kestrels); Arun Nair (mother, Wrens)",
        "Liam Doyle (aunt, Kestrels) until 2 October 2024",
    ], "what was never so is not shown"
    assert [record.classes for record in lead] == ["", "Wrens"]
    assert [record.children for record in chair] == ["2 whose names you do not see", "1 whose name you do not see"]
    shown = client_of(cast.dsl).get(reverse("community:decide_join", args=[question.pk])).content.decode()
    assert "Maya Nair (mother, Kestrels)" in shown and "Wrens" in shown
    hidden = client_of(cast.chair).get(reverse("community:decide_join", args=[question.pk])).content.decode()
    assert "Maya" not in hidden and "2 whose names you do not see" in hidden
