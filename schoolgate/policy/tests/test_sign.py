import hashlib
from datetime import timedelta

import pytest

from schoolgate.access import Refused
from schoolgate.access.duties import Duty
from schoolgate.audit.models import Entry
from schoolgate.broken import Broken
from schoolgate.community.models import Role
from schoolgate.policy.actions import drafting
from schoolgate.policy.actions import signing as policy_signing
from schoolgate.policy.models import Signature, SignedText
from schoolgate.policy.queries import classes, coverage, signing
from schoolgate.policy.rules import Audience
from schoolgate.policy.tests import published
from schoolgate.policy.tests.published import fresh
from tests.cast import MONDAY, person

LATER = MONDAY + timedelta(days=30)
TODAY = MONDAY.date()

pytestmark = pytest.mark.django_db


def owed(who):
    return {owed.audience: [clause.place for clause in owed.clauses] for owed in signing.owed_by(fresh(who))}


def sign(who, audience, *, at=MONDAY, **said):
    asked = signing.owed_as(fresh(who), audience)
    if asked.asks_accounts:
        said.setdefault("accounts_private_on", at.date())
    return policy_signing.sign(
        asked.version, audience=asked.audience, clauses=asked.clauses, by=fresh(who), at=at, **said
    )


@pytest.mark.clause("1.1")
def test_each_person_owes_the_clauses_for_them_and_nothing_else(cast):
    published.first(cast)
    assert owed(cast.teacher) == {"staff": ["1.1", "3.b.2", "4.6"]}
    assert owed(cast.parent) == {"parent": ["1.1", "3.c.2"]}
    assert owed(cast.pupil) == {"pupil": ["1.1", "3.a.2"]}
    assert owed(cast.chair) == {"governor": ["1.1", "9.1"]}


def test_nobody_owes_anything_before_a_version_is_published(cast):
    assert owed(cast.teacher) == {}


def test_signing_keeps_person_version_date_places_and_the_exact_text_seen(cast):
    version = published.first(cast)
    signature = sign(cast.parent, "parent")
    assert (signature.person, signature.version, signature.signed_on) == (cast.parent, version, TODAY)
    assert signature.places == ["1.1", "3.c.2"]
    seen = SignedText.objects.get(digest=signature.digest)
    assert seen.text == (
        "1.1 Everyone at Larkhollow Primary School keeps to this policy.\n"
        "In plain words: This is for all of us.\n"
        "3.c.2 Parents bring concerns to the head teacher, Ruth Adeyemi first.\n"
        "In plain words: Tell us first."
    )
    assert hashlib.sha256(seen.text.encode()).hexdigest() == signature.digest
    assert owed(cast.parent) == {}


def test_signing_is_in_the_trail(cast):
    published.first(cast)
    sign(cast.parent, "parent")
    entry = Entry.objects.get(event="policy.sign")
    assert (entry.by, entry.clause) == (str(cast.parent.pk), "1.1")


def test_a_pupil_signs_the_words_for_a_child(cast):
    published.first(cast)
    signature = sign(cast.pupil, "pupil")
    text = SignedText.objects.get(digest=signature.digest).text
    assert text == "1.1 These rules are for all of us.\n3.a.2 Keep your address secret."


@pytest.mark.clause("3.b.2")
@pytest.mark.parametrize(
    "days_ago, says", [(None, "Give the day"), (-1, "in the future"), (31, "more than 30 days old")]
)
def test_staff_do_not_sign_without_a_fresh_check_of_their_own_accounts(cast, days_ago, says):
    published.first(cast)
    asked = signing.owed_as(fresh(cast.teacher), "staff")
    checked = None if days_ago is None else TODAY - timedelta(days=days_ago)
    with pytest.raises(Broken, match=says):
        policy_signing.sign(
            asked.version,
            audience=asked.audience,
            clauses=asked.clauses,
            accounts_private_on=checked,
            by=fresh(cast.teacher),
            at=MONDAY,
        )
    assert not Signature.objects.exists()


@pytest.mark.clause("3.b.2")
@pytest.mark.parametrize("days_ago", [0, 30])
def test_staff_sign_with_the_day_of_their_check(cast, days_ago):
    published.first(cast)
    checked = TODAY - timedelta(days=days_ago)
    assert sign(cast.teacher, "staff", accounts_private_on=checked).accounts_private_on == checked


@pytest.mark.clause("9.2")
def test_a_material_change_asks_again_for_the_changed_clause_only(cast):
    one = published.first(cast)
    for who, audience in ((cast.teacher, "staff"), (cast.parent, "parent")):
        sign(who, audience)
    published.revised(cast, one, {"4.6": "Staff do not talk about pupils or parents online."}, at=LATER)
    assert owed(cast.teacher) == {"staff": ["4.6"]}
    assert owed(cast.parent) == {}
    assert owed(cast.assistant) == {"staff": ["1.1", "3.b.2", "4.6"]}


def reworded_for_children(cast, *, wording_only=False):
    """Version 2, in which nothing differs but the child's sentence of 1.1, which is for everyone."""
    one = published.first(cast)
    for who, audience in (
        (cast.teacher, "staff"),
        (cast.parent, "parent"),
        (cast.pupil, "pupil"),
        (cast.chair, "governor"),
    ):
        sign(who, audience)
    draft = drafting.revise(one, by=cast.head, at=LATER)
    clause = draft.clauses.get(place="1.1")
    drafting.edit_clause(clause, child="We all keep these rules.", by=cast.head, at=LATER)
    return published.published(cast, draft, at=LATER, reworded=[clause.pk] if wording_only else [])


@pytest.mark.clause("9.2")
def test_a_childs_sentence_that_changed_alone_asks_pupils_and_nobody_else(cast):
    version = reworded_for_children(cast)
    assert owed(cast.pupil) == {"pupil": ["1.1"]}
    assert [owed(who) for who in (cast.teacher, cast.parent, cast.chair)] == [{}, {}, {}]
    assert owed(cast.young_pupil) == {"pupil": ["1.1", "3.a.2"]}
    shares = {share.key: share.done for share in coverage.picture(cast.school.pk, LATER.date()).audiences}
    assert shares == {"pupil": 0, "parent": 1, "staff": 1, "governor": 1}
    asked = classes.class_asked(fresh(cast.teacher), cast.kestrels.pk, LATER.date())
    assert cast.pupil in asked.pupils
    signature = sign(cast.pupil, "pupil", at=LATER)
    assert (signature.version, signature.places) == (version, ["1.1"])
    assert owed(cast.pupil) == {}


@pytest.mark.clause("9.2")
def test_a_childs_sentence_that_only_rewords_asks_no_pupil_again(cast):
    reworded_for_children(cast, wording_only=True)
    assert owed(cast.pupil) == {}
    shares = {share.key: share.done for share in coverage.picture(cast.school.pk, LATER.date()).audiences}
    assert shares["pupil"] == 1


@pytest.mark.clause("9.2")
def test_whoever_has_not_answered_a_childs_sentence_is_still_asked_after_the_next_version(cast):
    version = reworded_for_children(cast)
    published.revised(cast, version, {"9.1": "Governors look at this every term."}, at=LATER)
    assert owed(cast.pupil) == {"pupil": ["1.1"]}
    assert owed(cast.chair) == {"governor": ["9.1"]}


@pytest.mark.clause("9.2")
def test_the_plain_words_beside_a_clause_ask_no_parent_again(cast):
    one = published.first(cast)
    sign(cast.parent, "parent")
    draft = drafting.revise(one, by=cast.head, at=LATER)
    drafting.edit_clause(draft.clauses.get(place="1.1"), gloss="All of us keep it.", by=cast.head, at=LATER)
    published.published(cast, draft, at=LATER)
    assert owed(cast.parent) == {}
    assert (
        "All of us keep it." in SignedText.objects.get(digest=sign(cast.paper_parent, "parent", at=LATER).digest).text
    )


@pytest.mark.clause("9.2")
def test_a_change_of_wording_alone_asks_nobody_again(cast):
    one = published.first(cast)
    sign(cast.teacher, "staff")
    published.revised(cast, one, {"4.6": "Online, staff do not talk of pupils."}, wording_only=True, at=LATER)
    assert owed(cast.teacher) == {}
    assert owed(cast.assistant) == {"staff": ["1.1", "3.b.2", "4.6"]}


def test_changes_of_two_versions_add_up_for_someone_who_missed_one(cast):
    one = published.first(cast)
    sign(cast.teacher, "staff")
    two = published.revised(cast, one, {"4.6": "Staff do not talk about families online."}, at=LATER)
    published.revised(cast, two, {"3.b.2": "Staff keep every account private."}, at=LATER + timedelta(days=1))
    assert owed(cast.teacher) == {"staff": ["3.b.2", "4.6"]}


def test_the_words_that_changed_are_shown_in_place(cast):
    one = published.first(cast)
    sign(cast.teacher, "staff")
    published.revised(cast, one, {"4.6": "Staff never talk about pupils online."}, at=LATER)
    page = signing.sign_page(signing.owed_as(fresh(cast.teacher), "staff"), LATER.date())
    pieces = [(p.how, p.text.strip()) for p in page.groups[0].clauses[0].pieces]
    assert pieces == [
        ("kept", "Staff"),
        ("deleted", "do not"),
        ("inserted", "never"),
        ("kept", "talk about pupils online."),
    ]


def test_a_joiner_owes_all_of_it(cast):
    one = published.first(cast)
    sign(cast.teacher, "staff")
    published.revised(cast, one, {"4.6": "Staff do not talk about anyone online."}, at=LATER)
    joiner = person(cast.school, "Nia", "Bell", Duty.STAFF)
    assert owed(joiner) == {"staff": ["1.1", "3.b.2", "4.6"]}


def test_someone_who_has_left_owes_nothing(cast):
    published.first(cast)
    Role.objects.filter(person=cast.teacher).update(until_on=TODAY - timedelta(days=1))
    assert owed(cast.teacher) == {}


def test_signing_twice_is_one_signature(cast):
    published.first(cast)
    asked = signing.owed_as(fresh(cast.parent), "parent")
    said = {"audience": asked.audience, "clauses": asked.clauses, "by": fresh(cast.parent), "at": MONDAY}
    assert policy_signing.sign(asked.version, **said) == policy_signing.sign(asked.version, **said)
    assert Signature.objects.count() == 1


def test_nobody_signs_as_an_audience_they_do_not_belong_to(cast):
    version = published.first(cast)
    clauses = list(version.clauses.filter(place="9.1"))
    with pytest.raises(Broken, match="not asked"):
        policy_signing.sign(version, audience=Audience.GOVERNOR, clauses=clauses, by=fresh(cast.parent), at=MONDAY)


def test_nobody_of_another_school_signs(cast, other_school):
    version = published.first(cast)
    clauses = list(version.clauses.filter(place="1.1"))
    with pytest.raises(Refused):
        policy_signing.sign(
            version, audience=Audience.PARENT, clauses=clauses, by=fresh(other_school.parent), at=MONDAY
        )
    assert owed(other_school.parent) == {}


def test_a_draft_cannot_be_signed(cast):
    one = published.first(cast)
    draft = drafting.revise(one, by=cast.head, at=MONDAY)
    with pytest.raises(Broken, match="not published"):
        policy_signing.sign(
            draft,
            audience=Audience.PARENT,
            clauses=list(draft.clauses.filter(place="1.1")),
            by=fresh(cast.parent),
            at=MONDAY,
        )


# ---- a class


@pytest.mark.clause("3.a.1")
def test_a_teacher_records_who_of_the_class_agreed(cast):
    from schoolgate.policy.queries import classes

    published.first(cast)
    asked = classes.class_asked(fresh(cast.teacher), cast.kestrels.pk, TODAY)
    assert [str(pupil) for pupil in asked.pupils] == ["Liam Doyle", "Maya Nair"]
    policy_signing.agree_as_class(
        asked.version, pupils=[cast.pupil], clauses=asked.clauses, by=fresh(cast.teacher), at=MONDAY
    )
    after = classes.class_asked(fresh(cast.teacher), cast.kestrels.pk, TODAY)
    assert ([str(pupil) for pupil in after.pupils], after.agreed) == (["Liam Doyle"], 1)
    signature = Signature.objects.get(person=cast.pupil)
    assert (signature.way, signature.entered_by) == ("class", cast.teacher)
    assert signature.digest == asked.digest


@pytest.mark.clause("3.a.1")
@pytest.mark.parametrize("who", ["assistant", "office", "parent", "governor", "pupil"])
def test_nobody_else_records_a_class(cast, who):
    version = published.first(cast)
    with pytest.raises(Refused):
        policy_signing.agree_as_class(
            version,
            pupils=[cast.pupil],
            clauses=list(version.clauses.filter(place="3.a.2")),
            by=fresh(getattr(cast, who)),
            at=MONDAY,
        )


# ---- paper


@pytest.mark.clause("1.1")
def test_the_office_types_in_a_slip(cast):
    published.first(cast)
    asked = signing.owed_as(fresh(cast.paper_parent), "parent")
    said = {"person": fresh(cast.paper_parent), "audience": asked.audience, "clauses": asked.clauses}
    signature = policy_signing.enter_paper_return(
        asked.version, **said, signed_on=LATER.date() - timedelta(days=2), by=fresh(cast.office), at=LATER
    )
    assert (signature.way, signature.entered_by) == ("paper", cast.office)
    assert signature.signed_on == LATER.date() - timedelta(days=2)
    assert owed(cast.paper_parent) == {}


@pytest.mark.parametrize(
    "days, says", [(31, "in the future"), (-1, "published on 23 November 2026, after the date on the slip")]
)
def test_a_slip_with_an_impossible_date_is_refused(cast, days, says):
    published.first(cast)
    asked = signing.owed_as(fresh(cast.paper_parent), "parent")
    with pytest.raises(Broken, match=says):
        policy_signing.enter_paper_return(
            asked.version,
            person=fresh(cast.paper_parent),
            audience=asked.audience,
            clauses=asked.clauses,
            signed_on=TODAY + timedelta(days=days),
            by=fresh(cast.office),
            at=LATER,
        )
    assert not Signature.objects.exists()


@pytest.mark.parametrize("who", ["teacher", "dsl", "governor", "parent"])
def test_nobody_else_types_in_slips(cast, who):
    published.first(cast)
    asked = signing.owed_as(fresh(cast.paper_parent), "parent")
    with pytest.raises(Refused):
        policy_signing.enter_paper_return(
            asked.version,
            person=fresh(cast.paper_parent),
            audience=asked.audience,
            clauses=asked.clauses,
            signed_on=TODAY,
            by=fresh(getattr(cast, who)),
            at=MONDAY,
        )
