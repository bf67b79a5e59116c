"""From a finished draft to a published version, as it is visited; and what the staff propose."""

from datetime import date

import pytest
from django.urls import reverse

from schoolgate.access.duties import Duty
from schoolgate.community.models import Role
from schoolgate.policy.actions import drafting, reviewing
from schoolgate.policy.models import Proposal, Version
from schoolgate.policy.tests import drafts
from tests.cast import JOINED, MONDAY, client_of

DATES = {
    "in_force_on_day": "23",
    "in_force_on_month": "11",
    "in_force_on_year": "2026",
    "review_on_day": "1",
    "review_on_month": "9",
    "review_on_year": "2027",
    "review_every": "12",
}


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)


def url(name, *args):
    return reverse(f"policy:{name}", args=args)


def revised(cast):
    """Version 2, approved: 2.a reworded, 2.b stronger, 3.1 taken out, 0 new."""
    draft = drafting.revise(drafts.published(cast), by=cast.head, at=MONDAY)
    drafting.edit_clause(drafts.clause(draft, "2.a"), text="Pupils keep their address secret.", by=cast.head, at=MONDAY)
    drafting.edit_clause(drafts.clause(draft, "2.b"), strength="must", by=cast.head, at=MONDAY)
    drafting.remove_clause(drafts.clause(draft, "3.1"), by=cast.head, at=MONDAY)
    new = {"text": "Parents ask {dsl}.", "audience": ["parent"], "section": "Purpose"}
    drafting.add_clause(draft, after=None, place="0", **new, by=cast.head, at=MONDAY)
    reviewing.send_for_review(draft, by=cast.head, at=MONDAY)
    return reviewing.approve(draft, by=cast.chair, at=MONDAY)


# ---- review


def test_a_draft_is_sent_once_every_clause_is_confirmed(cast):
    version = drafts.imported(cast)
    client = client_of(cast.head)
    assert "4 clauses are not confirmed yet" in client.post(url("send", version.pk), follow=True).text
    ids = list(version.clauses.values_list("pk", flat=True))
    drafting.confirm_clauses(version, clauses=ids, by=cast.head, at=MONDAY)
    assert client.post(url("send", version.pk), follow=True).redirect_chain[0][0] == url("versions")
    assert Version.objects.get().stage == "in review"


def test_the_chair_reads_the_whole_and_approves(cast):
    version = drafts.sent(cast)
    client = client_of(cast.chair)
    page = client.get(url("review", version.pk))
    for clause in version.clauses.all():
        assert clause.text in page.text
    assert client.post(url("review", version.pk), {"approve": "yes"}).url == url("versions")
    assert Version.objects.get().approved_by == cast.chair


def test_a_governor_gives_it_back_and_the_head_sees_why(cast):
    version = drafts.sent(cast)
    client = client_of(cast.governor)
    assert "Say what should change" in client.post(url("review", version.pk), {"why": ""}).text
    client.post(url("review", version.pk), {"why": "Clause 2.a forgets photos."})
    assert Version.objects.get().stage == "draft"
    assert "Clause 2.a forgets photos." in client_of(cast.head).get(url("versions")).text
    assert "Clause 2.a forgets photos." in client_of(cast.head).get(url("draft", version.pk)).text


def test_an_author_who_governs_reads_why_they_cannot_approve(cast):
    version = drafts.confirmed(cast)
    Role.objects.create(person=cast.head, duty=Duty.GOVERNOR.value, since_on=JOINED)
    reviewing.send_for_review(version, by=cast.deputy, at=MONDAY)
    client = client_of(cast.head)
    page = client.get(url("review", version.pk))
    assert "another governor has to approve it" in page.text
    assert 'name="approve"' not in page.text
    response = client.post(url("review", version.pk), {"approve": "yes"}, follow=True)
    assert "another governor has to approve it" in response.text
    assert Version.objects.get().stage == "in review"


def test_the_head_sees_what_governors_read_and_cannot_approve(cast):
    version = drafts.sent(cast)
    client = client_of(cast.head)
    assert "A governor or the chair of governors approves it." in client.get(url("review", version.pk)).text
    assert client.post(url("review", version.pk), {"approve": "yes"}).status_code == 403
    assert client.post(url("review", version.pk), {"why": "No."}).status_code == 404


def test_the_second_governor_is_told_that_it_is_approved(cast):
    version = drafts.approved(cast)
    response = client_of(cast.governor).post(url("review", version.pk), {"approve": "yes"}, follow=True)
    assert "This version is approved, so it cannot become approved." in response.text
    assert Version.objects.get().approved_by == cast.chair


def test_governors_read_first_what_changes(cast):
    draft = drafting.revise(drafts.published(cast), by=cast.head, at=MONDAY)
    drafting.edit_clause(drafts.clause(draft, "2.a"), text="Pupils keep their address secret.", by=cast.head, at=MONDAY)
    reviewing.send_for_review(draft, by=cast.head, at=MONDAY)
    page = client_of(cast.governor).get(url("review", draft.pk)).context["page"]
    assert [change.place for change in page.changes] == ["2.a"]


# ---- publishing


def test_the_page_counts_who_is_asked_for_what(cast):
    version = revised(cast)
    page = client_of(cast.head).get(url("publish", version.pk)).context["page"]
    counted = {asked.name: (asked.people, asked.clauses, asked.of) for asked in page.asked}
    assert counted == {"Pupils": (3, 2, 3), "Parents and carers": (2, 1, 2), "Staff": (9, 0, 1), "Governors": (2, 0, 1)}
    assert [change.place for change in page.material] == ["0", "2.a", "2.b"]
    assert [change.place for change in page.to_settle] == ["2.a"]


def test_what_only_rewords_is_counted_again_before_it_is_published(cast):
    version = revised(cast)
    client = client_of(cast.head)
    reworded = drafts.clause(version, "2.a").pk
    response = client.post(url("publish", version.pk), {**DATES, "wording_only": reworded, "count": "yes"})
    assert {asked.name: asked.clauses for asked in response.context["page"].asked}["Pupils"] == 1
    assert Version.objects.get(pk=version.pk).stage == "approved"
    client.post(url("publish", version.pk), {**DATES, "wording_only": reworded})
    assert Version.objects.get(pk=version.pk).stage == "published"
    assert dict(version.clauses.values_list("place", "asked_since")) == {"0": 2, "1.1": 1, "2.a": 1, "2.b": 2}


def reworded_for_children(cast):
    """Version 2, approved: nothing differs but the child’s sentence of 1.1, which is for everyone."""
    draft = drafting.revise(drafts.published(cast), by=cast.head, at=MONDAY)
    clause = drafts.clause(draft, "1.1")
    everyone = {"audience": clause.audience, "child": "Kindness everywhere!"}
    drafting.edit_clause(clause, **everyone, by=cast.head, at=MONDAY)
    reviewing.send_for_review(draft, by=cast.head, at=MONDAY)
    return reviewing.approve(draft, by=cast.chair, at=MONDAY)


@pytest.mark.clause("9.2")
def test_a_childs_sentence_is_settled_and_counted_for_pupils_alone(cast):
    version = reworded_for_children(cast)
    client = client_of(cast.head)
    response = client.get(url("publish", version.pk))
    page = response.context["page"]
    assert {asked.name: asked.clauses for asked in page.asked} == {
        "Pupils": 1,
        "Parents and carers": 0,
        "Staff": 0,
        "Governors": 0,
    }
    assert "1.1 (pupils only)" in response.text and "Kindness everywhere!" in response.text
    assert [change.place for change in page.to_settle] == ["1.1"]
    said = {**DATES, "wording_only": page.to_settle[0].becomes.pk, "count": "yes"}
    page = client.post(url("publish", version.pk), said).context["page"]
    assert {asked.name: asked.clauses for asked in page.asked}["Pupils"] == 0


@pytest.mark.clause("9.2")
def test_a_comparison_shows_the_childs_sentence_and_that_pupils_are_asked(cast):
    version = reworded_for_children(cast)
    address = url("compare", version.based_on.pk, version.pk)
    for show in ("", "material"):
        shown = client_of(cast.chair).get(address, {"show": show}).text
        assert "Pupils asked again" in shown and "Kindness everywhere!" in shown
    reviewing.mark_wording_only(version, clauses=[drafts.clause(version, "1.1").pk], by=cast.head, at=MONDAY)
    assert "asked again</strong>" not in client_of(cast.chair).get(address).text
    assert client_of(cast.chair).get(address, {"show": "material"}).context["page"].changes == ()


def test_a_day_that_is_past_publishes_nothing_and_settles_nothing(cast):
    version = revised(cast)
    said = {**DATES, "in_force_on_day": "20", "wording_only": drafts.clause(version, "2.a").pk}
    before = drafts.events(cast)
    response = client_of(cast.head).post(url("publish", version.pk), said)
    assert "Choose today or a later date" in response.text
    assert Version.objects.get(pk=version.pk).stage == "approved"
    assert not version.clauses.filter(wording_only=True).exists()
    assert drafts.events(cast) == before


def test_a_clause_of_another_version_is_not_settled(cast):
    version = revised(cast)
    said = {**DATES, "wording_only": version.based_on.clauses.first().pk}
    assert "choose one of the answers offered" in client_of(cast.head).post(url("publish", version.pk), said).text
    assert Version.objects.get(pk=version.pk).stage == "approved"


def test_a_second_publication_is_told_so(cast):
    version = drafts.approved(cast)
    client = client_of(cast.head)
    client.post(url("publish", version.pk), DATES)
    response = client.post(url("publish", version.pk), DATES, follow=True)
    assert "This version is published, so it cannot become published." in response.text
    assert drafts.events(cast).count("publish") == 1


@pytest.mark.parametrize("who", ["deputy", "dsl", "chair", "governor", "teacher"])
def test_only_the_head_publishes(cast, who):
    version = drafts.approved(cast)
    client = client_of(getattr(cast, who))
    assert client.get(url("publish", version.pk)).status_code == 403
    assert client.post(url("publish", version.pk), DATES).status_code == 403
    assert Version.objects.get().stage == "approved"


def test_review_dates_are_moved(cast):
    version = drafts.published(cast)
    client = client_of(cast.deputy)
    said = {"review_on_day": "10", "review_on_month": "1", "review_on_year": "2028", "review_every": "24"}
    assert client.post(url("review_dates", version.pk), said).status_code == 302
    assert Version.objects.get().review_on == date(2028, 1, 10)
    response = client.post(url("review_dates", version.pk), {**said, "review_on_year": "2040"})
    assert "Choose a review date within three years." in response.text
    assert client.get(url("review_dates", version.pk)).context["form"]["review_every"].value() == 24


# ---- comparing


def test_two_versions_are_compared_whichever_is_named_first(cast):
    second = revised(cast)
    drafts.publish(second, cast)
    first = second.based_on
    client = client_of(cast.head)
    for address in (url("compare", first.pk, second.pk), url("compare", second.pk, first.pk)):
        page = client.get(address).context["page"]
        assert (page.before, page.after, page.unchanged) == (first, second, 1)
        assert [(change.kind, change.place) for change in page.changes] == [
            ("added", "0"),
            ("changed", "2.a"),
            ("changed", "2.b"),
            ("removed", "3.1"),
        ]


@pytest.mark.parametrize(
    "show,places",
    [("material", ["0", "2.a", "2.b"]), ("changed", ["2.a", "2.b"]), ("added", ["0"]), ("removed", ["3.1"])],
)
def test_a_comparison_is_narrowed(cast, show, places):
    second = revised(cast)
    page = client_of(cast.head).get(url("compare", second.based_on.pk, second.pk), {"show": show}).context["page"]
    assert [change.place for change in page.changes] == places


def test_a_comparison_marks_words_for_eyes_and_ears(cast):
    second = revised(cast)
    text = client_of(cast.head).get(url("compare", second.based_on.pk, second.pk)).text
    assert '<ins><span class="govuk-visually-hidden">(put in:) </span>' in text
    assert '<del><span class="govuk-visually-hidden">(taken out:) </span>' in text
    assert "the DSL, Martin Hale" in text


def test_nobody_compares_what_they_may_not_see(cast, other_school):
    second = revised(cast)
    address = url("compare", second.based_on.pk, second.pk)
    assert client_of(cast.teacher).get(address).status_code == 404
    assert client_of(other_school.head).get(address).status_code == 404
    drafts.publish(second, cast)
    assert client_of(cast.teacher).get(address).status_code == 200


# ---- proposals


def proposed(cast, by):
    clause = drafts.clause(drafts.published(cast), "3.1")
    said = {"new_wording": "Staff lock their accounts.", "reason": "It is shorter."}
    return client_of(by).post(url("propose", clause.pk), said, follow=True)


def test_a_teacher_proposes_and_reads_the_answer(cast):
    assert "It is shorter." in proposed(cast, cast.teacher).text
    proposal = Proposal.objects.get()
    said = {"accepted": "no", "answer": "The law asks for more words."}
    assert client_of(cast.dsl).post(url("proposal_answer", proposal.pk), said).url == url("proposals")
    text = client_of(cast.teacher).get(url("proposals")).text
    assert "The law asks for more words." in text and "Not accepted" in text


def test_staff_see_their_own_proposals_and_those_who_answer_see_all(cast):
    proposed(cast, cast.teacher)

    def seen(person):
        return len(client_of(person).get(url("proposals")).context["page"].waiting)

    assert [seen(person) for person in (cast.teacher, cast.head, cast.governor)] == [1, 1, 1]
    assert [seen(person) for person in (cast.other_teacher, cast.office)] == [0, 0]
    for stranger in (cast.parent, cast.pupil):
        assert client_of(stranger).get(url("proposals")).status_code == 403


def test_the_present_words_are_no_proposal_and_what_was_typed_stays(cast):
    clause = drafts.clause(drafts.published(cast), "3.1")
    said = {"new_wording": clause.text, "reason": "Because of reasons."}
    response = client_of(cast.teacher).post(url("propose", clause.pk), said)
    assert "these are its present words" in response.text
    assert "Because of reasons." in response.text
    assert not Proposal.objects.exists()


def test_an_accepted_proposal_waits_beside_the_clause_of_the_next_draft(cast):
    proposed(cast, cast.teacher)
    client = client_of(cast.head)
    page = client.get(url("proposal_answer", Proposal.objects.get().pk))
    assert "No draft is open" in page.text
    client.post(url("proposal_answer", Proposal.objects.get().pk), {"accepted": "yes", "answer": "Next time."})
    draft = drafting.revise(Version.objects.get(), by=cast.head, at=MONDAY)
    assert "Accepted from Asha Kapoor" in client.get(url("draft", draft.pk)).text
    assert "Staff lock their accounts." in client.get(url("clause_edit", drafts.clause(draft, "3.1").pk)).text


def test_an_open_proposal_stands_beside_its_clause_in_the_draft(cast):
    proposed(cast, cast.teacher)
    draft = drafting.revise(Version.objects.get(), by=cast.head, at=MONDAY)
    client = client_of(cast.head)
    assert url("proposal_answer", Proposal.objects.get().pk) in client.get(url("draft", draft.pk)).text
    assert "at once" in client.get(url("proposal_answer", Proposal.objects.get().pk)).text
    client.post(url("proposal_answer", Proposal.objects.get().pk), {"accepted": "yes", "answer": "Yes."})
    assert drafts.clause(draft, "3.1").text == "Staff lock their accounts."


def test_a_second_answer_is_told_so(cast):
    proposed(cast, cast.teacher)
    address = url("proposal_answer", Proposal.objects.get().pk)
    client_of(cast.head).post(address, {"accepted": "no", "answer": "No."})
    client_of(cast.dsl).post(address, {"accepted": "yes", "answer": "Yes."})
    assert Proposal.objects.get().answer == "No."


def test_the_staff_choose_the_clause_from_the_list(cast):
    version = drafts.published(cast)
    address = url("propose", drafts.clause(version, "2.a").pk)
    assert address in client_of(cast.teacher).get(url("proposals")).text
    assert address not in client_of(cast.governor).get(url("proposals")).text


def test_before_anything_is_published_there_is_nothing_to_propose(cast):
    drafts.imported(cast)
    text = client_of(cast.teacher).get(url("proposals")).text
    assert "Nothing has been proposed" in text
    assert "Choose the clause" not in text
