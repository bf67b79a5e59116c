"""The head's work on the document, as it is visited."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schoolgate.engines import model_policy
from schoolgate.policy.actions import drafting as policy_drafting
from schoolgate.policy.models import Clause, Version
from schoolgate.policy.tests import drafts
from tests.cast import MONDAY, client_of


def url(name, *args):
    return reverse(f"policy:{name}", args=args)


def words(clause, **changes):
    fields = ("place", "section", "text", "audience", "strength", "model", "group", "gloss", "child")
    return {**{name: getattr(clause, name) for name in fields}, **changes}


def seen(client, clause):
    return client.get(url("clause_edit", clause.pk)).context["form"]["seen"].value()


# ---- the list and its next step


@pytest.mark.parametrize(
    "stage,who,words",
    [
        (None, "head", "Import the school’s document"),
        (None, "chair", "There is no policy here yet"),
        ("imported", "head", "Go on with the draft"),
        ("imported", "chair", "is being written"),
        ("sent", "chair", "Read and approve"),
        ("sent", "head", "with the governors since"),
        ("approved", "head", "Publish"),
        ("approved", "deputy", "The head publishes it"),
        ("published", "head", "Revise version 1"),
    ],
)
def test_the_list_says_what_to_do_next(cast, stage, who, words):
    if stage:
        getattr(drafts, stage)(cast)
    assert words in client_of(getattr(cast, who)).get(url("versions")).text


def test_a_governor_has_nothing_to_import_and_the_head_nothing_to_approve(cast):
    assert "Start from the model policy" not in client_of(cast.governor).get(url("versions")).text
    drafts.sent(cast)
    assert "Read and approve" not in client_of(cast.head).get(url("versions")).text


def test_each_version_says_what_became_of_it(cast):
    first = drafts.published(cast)
    second = drafts.through(policy_drafting.revise(first, by=cast.head, at=MONDAY), cast)
    lines = client_of(cast.head).get(url("versions")).context["page"].lines
    assert [(line.version, line.state.words, line.is_current) for line in lines] == [
        (second, "In force", True),
        (first, "Replaced", False),
    ]


def test_the_model_policy_is_a_draft_at_the_press_of_a_button(cast):
    response = client_of(cast.head).post(url("start"))
    assert response.url == url("draft", Version.objects.get().pk)
    response = client_of(cast.head).post(url("start"), follow=True)
    assert "There is already a draft" in response.text


# ---- the draft


def test_the_draft_shows_every_clause_and_everything_set_aside(cast):
    version = drafts.imported(cast)
    text = client_of(cast.head).get(url("draft", version.pk)).text
    for words in [*version.clauses.values_list("text", flat=True), *version.set_aside.values_list("text", flat=True)]:
        assert words in text
    assert model_policy.clause("3.a.2").text.split("{")[0] in text
    assert "0 of 4 confirmed" in text


def test_a_person_named_is_pointed_out(cast):
    version = drafts.imported(cast)
    page = client_of(cast.head).get(url("draft", version.pk), {"show": "named"}).context["page"]
    assert [(line.clause.place, line.named) for line in page.lines] == [("3.1", ("Jane Smith",))]


def test_the_draft_is_narrowed(cast):
    version = drafts.imported(cast)
    policy_drafting.confirm_clauses(version, clauses=[drafts.clause(version, "2.a").pk], by=cast.head, at=MONDAY)
    policy_drafting.edit_clause(drafts.clause(version, "1.1"), model="", by=cast.head, at=MONDAY)
    client = client_of(cast.head)

    def places(**asked):
        page = client.get(url("draft", version.pk), asked).context["page"]
        return [line.clause.place for line in page.lines]

    assert places() == ["1.1", "2.a", "2.b", "3.1"]
    assert places(show="unsure") == ["2.b", "3.1"]
    assert places(show="unlinked") == ["1.1"]
    assert places(show="weak") == ["2.a", "2.b", "3.1"]
    assert places(section="Pupils") == ["2.a", "2.b"]
    assert places(show="unsure", section="Pupils") == ["2.b"]
    assert places(show="nonsense") == ["1.1", "2.a", "2.b", "3.1"]


def test_likeness_is_said_in_a_word():
    from schoolgate.policy.queries import drafting

    degrees = [(0.9, "close"), (0.75, "close"), (0.7, "fair"), (0.6, "fair"), (0.59, "weak"), (0, "chosen")]
    for similarity, word in degrees:
        assert drafting.likeness(Clause(model="1.1", similarity=similarity)) == word
    assert drafting.likeness(Clause(model="", similarity=0.4)) == ""


def test_legal_notes_stand_on_the_draft_and_on_the_publish_page(cast):
    version = drafts.approved(cast)
    note = model_policy.clause("3.a.2").legal[0].split(",")[0]
    client = client_of(cast.head)
    assert note in client.get(url("draft", version.pk)).text
    assert note in client.get(url("publish", version.pk)).text


def test_a_duty_that_nobody_holds_is_pointed_out(cast):
    version = drafts.imported(cast)
    policy_drafting.edit_clause(drafts.clause(version, "3.1"), text="Tell {dsl} or {chair}.", by=cast.head, at=MONDAY)
    assert "Nobody is on record" not in client_of(cast.head).get(url("draft", version.pk)).text
    cast.dsl.roles.update(until_on="2025-01-01")
    assert "Nobody is on record as DSL," in client_of(cast.head).get(url("draft", version.pk)).text


@pytest.mark.parametrize("who", ["teacher", "parent", "office", "it", "deputy_dsl"])
def test_a_draft_is_not_there_for_others(cast, who):
    version = drafts.imported(cast)
    client = client_of(getattr(cast, who))
    assert client.get(url("draft", version.pk)).status_code in (403, 404)
    assert client.get(url("versions")).status_code == 403
    assert client.get(url("clause_edit", version.clauses.first().pk)).status_code in (403, 404)


def test_a_draft_is_not_there_for_another_school(cast, other_school):
    version = drafts.imported(cast)
    client = client_of(other_school.head)
    for name in ("draft", "review", "publish", "discard", "clause_add"):
        assert client.get(url(name, version.pk)).status_code == 404
    assert client.post(url("confirm", version.pk), {"ids": "1"}).status_code == 404


def test_a_governor_reads_the_draft_without_buttons(cast):
    version = drafts.imported(cast)
    text = client_of(cast.governor).get(url("draft", version.pk)).text
    assert "Clause 2.a" in text
    assert "Take out" not in text and "Confirm all" not in text


def counted(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def grown(cast, size):
    version = Version.objects.create(school=cast.school, number=1, title="Long", made_at=MONDAY, made_by=cast.head)
    Clause.objects.bulk_create(
        Clause(
            version=version,
            order=n,
            place=str(n),
            section=f"S{n % 9}",
            text=f"Rule {n} for {{dsl}}.",
            audience=["staff"],
            model="4.6",
            similarity=0.5,
        )
        for n in range(size)
    )
    return version


def test_the_draft_takes_the_same_number_of_queries_at_20_and_80_clauses(cast, other_school):
    small, large = grown(cast, 20), grown(other_school, 80)
    few = counted(client_of(cast.head), url("draft", small.pk))
    many = counted(client_of(other_school.head), url("draft", large.pk))
    assert few == many <= 24


def test_the_list_takes_the_same_number_of_queries_for_one_and_for_four_versions(cast, other_school):
    drafts.published(cast)
    version = drafts.published(other_school)
    for _ in range(3):
        version = drafts.through(policy_drafting.revise(version, by=other_school.head, at=MONDAY), other_school)
    assert counted(client_of(cast.head), url("versions")) == counted(client_of(other_school.head), url("versions"))


# ---- confirming


def test_right_leads_to_the_next_clause_that_is_not_confirmed(cast):
    version = drafts.imported(cast)
    first, second = version.clauses.all()[:2]
    response = client_of(cast.head).post(url("confirm", version.pk), {"ids": first.pk})
    assert response.url == f"{url('draft', version.pk)}#clause-{second.pk}"
    assert Clause.objects.get(pk=first.pk).confirmed


def test_the_filter_is_kept(cast):
    version = drafts.imported(cast)
    response = client_of(cast.head).post(
        f"{url('confirm', version.pk)}?show=unsure", {"ids": version.clauses.first().pk}
    )
    assert response.url.startswith(f"{url('draft', version.pk)}?show=unsure#clause-")


def test_all_at_once_leads_back_to_the_top(cast):
    version = drafts.imported(cast)
    ids = ",".join(str(id) for id in version.clauses.values_list("pk", flat=True))
    response = client_of(cast.head).post(url("confirm", version.pk), {"ids": ids}, follow=True)
    assert response.redirect_chain[0][0] == f"{url('draft', version.pk)}#progress"
    assert "Send to the governors" in response.text


def test_with_script_only_the_clause_and_the_progress_come_back(cast):
    version = drafts.imported(cast)
    clause = version.clauses.first()
    response = client_of(cast.head).post(url("confirm", version.pk), {"ids": clause.pk}, headers={"HX-Request": "true"})
    assert f'id="clause-{clause.pk}"' in response.text
    assert "1 of 4 confirmed" in response.text and 'hx-swap-oob="true"' in response.text
    assert "<html" not in response.text


def confirm_in_place(client, version, clause, address_end=""):
    address = f"{url('confirm', version.pk)}{address_end}"
    return client.post(address, {"ids": clause.pk}, headers={"HX-Request": "true"}).text


def test_what_is_left_to_confirm_goes_down_with_each(cast):
    version, client = drafts.imported(cast), client_of(cast.head)
    first, *rest = version.clauses.all()
    assert "Confirm all 4<" in client.get(url("draft", version.pk)).text
    assert "Confirm all 3<" in confirm_in_place(client, version, first)
    for clause in rest:
        page = confirm_in_place(client, version, clause)
    assert "Send to the governors" in page and "Confirm all" not in page


def test_confirming_in_place_keeps_what_is_shown(cast):
    version, client = drafts.imported(cast), client_of(cast.head)
    clause = version.clauses.filter(section="Pupils").first()
    page = confirm_in_place(client, version, clause, "?show=unsure&section=Pupils")
    assert f'id="clause-{clause.pk}"' in page and "Confirm the 1 shown<" in page


@pytest.mark.parametrize("ids", ["", "x", "1,,2"])
def test_nonsense_confirms_nothing(cast, ids):
    version = drafts.imported(cast)
    assert client_of(cast.head).post(url("confirm", version.pk), {"ids": ids}).status_code == 302
    assert not version.clauses.filter(confirmed=True).exists()


# ---- one clause


def test_a_clause_is_changed(cast):
    version = drafts.imported(cast)
    clause = drafts.clause(version, "3.1")
    client = client_of(cast.head)
    said = words(clause, text="Staff lock their accounts.", audience=["staff", "governor"], seen=seen(client, clause))
    response = client.post(f"{url('clause_edit', clause.pk)}?show=named", said)
    assert response.url == f"{url('draft', version.pk)}?show=named#clause-{clause.pk}"
    clause.refresh_from_db()
    assert (clause.text, clause.audience, clause.confirmed) == (
        "Staff lock their accounts.",
        ["staff", "governor"],
        True,
    )


@pytest.mark.parametrize(
    "changes,sentence",
    [
        ({"text": " "}, "Enter what it says"),
        ({"text": "Tell {dls}."}, "{dls} stands for nobody"),
        ({"audience": []}, "Whom is it for?"),
        ({"place": "2.a"}, "There is already a clause 2.a"),
        ({"model": "99.9"}, "choose one of the answers offered"),
        ({"strength": "perhaps"}, "choose one of the answers offered"),
    ],
)
def test_a_clause_that_is_not_right_keeps_what_was_typed(cast, changes, sentence):
    clause = drafts.clause(drafts.imported(cast), "3.1")
    client = client_of(cast.head)
    response = client.post(
        url("clause_edit", clause.pk), words(clause, gloss="Typed.", seen=seen(client, clause), **changes)
    )
    assert response.status_code == 200
    assert sentence in response.text
    assert "Typed." in response.text
    assert Clause.objects.get(pk=clause.pk).text == clause.text


def test_the_placeholder_goes_into_the_box_and_is_not_saved_yet(cast):
    clause = drafts.clause(drafts.imported(cast), "3.1")
    client = client_of(cast.head)
    assert "Use {dsl} here" in client.get(url("clause_edit", clause.pk)).text
    response = client.post(url("clause_edit", clause.pk), words(clause, use="0", gloss="Typed."))
    form = response.context["form"]
    assert form["text"].value() == (
        "Staff must keep their own accounts private. If you are worried about a pupil, contact {dsl}, at once."
    )
    assert form["gloss"].value() == "Typed."
    assert "Jane Smith" in Clause.objects.get(pk=clause.pk).text


def test_two_people_at_one_clause(cast):
    clause = drafts.clause(drafts.imported(cast), "3.1")
    head, deputy = client_of(cast.head), client_of(cast.deputy)
    mine, theirs = seen(head, clause), seen(deputy, clause)
    deputy.post(url("clause_edit", clause.pk), words(clause, text="The deputy’s words.", seen=theirs))
    response = head.post(url("clause_edit", clause.pk), words(clause, text="The head’s words.", seen=mine))
    assert "Somebody changed this clause while you were writing" in response.text
    assert "The deputy’s words." in response.text and "The head’s words." in response.text
    assert Clause.objects.get(pk=clause.pk).text == "The deputy’s words."
    again = words(clause, text="The head’s words.", seen=response.context["form"]["seen"].value())
    assert head.post(url("clause_edit", clause.pk), again).status_code == 302
    assert Clause.objects.get(pk=clause.pk).text == "The head’s words."


@pytest.mark.clause("9.1")
def test_a_published_clause_has_no_form(cast):
    clause = drafts.clause(drafts.published(cast), "3.1")
    response = client_of(cast.head).get(url("clause_edit", clause.pk), follow=True)
    assert "can no longer be edited" in response.text
    response = client_of(cast.head).post(url("clause_edit", clause.pk), words(clause, text="Other."), follow=True)
    assert "can no longer be edited" in response.text
    assert Clause.objects.get(pk=clause.pk).text == clause.text


def test_a_clause_is_added_after_another(cast):
    version = drafts.imported(cast)
    after = drafts.clause(version, "2.a")
    client = client_of(cast.head)
    form = client.get(url("clause_add", version.pk), {"after": after.pk}).context["form"]
    assert (form["after"].value(), form["section"].value(), form["audience"].value()) == (after.pk, "Pupils", ["pupil"])
    said = {
        "after": after.pk,
        "place": "2.a1",
        "text": "Phones are handed in.",
        "audience": "pupil",
        "strength": "must",
    }
    client.post(url("clause_add", version.pk), said)
    assert list(version.clauses.values_list("place", flat=True)) == ["1.1", "2.a", "2.a1", "2.b", "3.1"]
    response = client.post(url("clause_add", version.pk), said)
    assert "There is already a clause 2.a1" in response.text


def test_a_clause_is_taken_out_after_one_more_question_and_brought_back(cast):
    version = drafts.imported(cast)
    clause = drafts.clause(version, "2.b")
    client = client_of(cast.head)
    assert "Take out clause 2.b?" in client.get(url("clause_remove", clause.pk)).text
    assert version.clauses.count() == 4
    response = client.post(url("clause_remove", clause.pk), follow=True)
    assert "taken out (was 2.b)" in response.text.lower()
    aside = version.set_aside.last()
    client.post(url("restore", aside.pk), {"place": "2.b", "after": drafts.clause(version, "2.a").pk})
    assert list(version.clauses.values_list("place", flat=True)) == ["1.1", "2.a", "2.b", "3.1"]


def test_words_are_not_put_behind_a_clause_of_another_version(cast, other_school):
    version, theirs = drafts.imported(cast), drafts.imported(other_school)
    said = {"place": "9", "after": theirs.clauses.first().pk}
    response = client_of(cast.head).post(url("restore", version.set_aside.first().pk), said)
    assert response.status_code == 200
    assert version.clauses.count() == 4


def test_a_draft_is_put_away_after_one_more_question(cast):
    version = drafts.imported(cast)
    client = client_of(cast.head)
    assert "Put version 1 away?" in client.get(url("discard", version.pk)).text
    client.post(url("discard", version.pk))
    assert Version.objects.get().stage == "discarded"
    assert "cannot become discarded" in client.post(url("discard", version.pk)).text


def test_a_published_version_is_revised_once(cast):
    version = drafts.published(cast)
    client = client_of(cast.head)
    draft = client.post(url("revise", version.pk))
    assert draft.url == url("draft", Version.objects.get(number=2).pk)
    assert "There is already a draft" in client.post(url("revise", version.pk), follow=True).text
