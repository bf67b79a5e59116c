import pytest
from django.urls import reverse

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.policy import rules, wording
from schoolgate.policy.actions import drafting, reviewing
from schoolgate.policy.models import Clause
from schoolgate.policy.tests import drafts
from tests.cast import MONDAY, client_of

AS_READ = ["1.1", "2.a", "2.b", "3.1"]


def url(name, *args):
    return reverse(f"policy:{name}", args=args)


def order(version):
    return list(version.clauses.values_list("place", flat=True))


def move(version, place, after, by):
    clause = drafts.clause(version, place)
    target = drafts.clause(version, after) if after else None
    return drafting.move_clause(clause, after=target, by=by, at=MONDAY)


@pytest.mark.clause("9.2")
@pytest.mark.parametrize(
    "place,after,becomes",
    [
        ("3.1", None, ["3.1", "1.1", "2.a", "2.b"]),
        ("3.1", "1.1", ["1.1", "3.1", "2.a", "2.b"]),
        ("1.1", "3.1", ["2.a", "2.b", "3.1", "1.1"]),
        ("2.a", "2.b", ["1.1", "2.b", "2.a", "3.1"]),
    ],
)
def test_a_clause_is_put_after_another_or_first(cast, place, after, becomes):
    version = drafts.imported(cast)
    before = drafts.clause(version, place)
    moved = move(version, place, after, cast.dsl)
    assert order(version) == becomes
    assert moved.order == becomes.index(place) + 1
    kept = ("key", "place", "section", "text", "audience", "strength", "confirmed", "edited_by")
    after_it = Clause.objects.get(pk=before.pk)
    assert [getattr(after_it, name) for name in kept] == [getattr(before, name) for name in kept]
    assert drafts.events(cast)[-1] == "move_clause"
    assert version.authors.filter(person=cast.dsl).exists()


@pytest.mark.parametrize("who", ["head", "deputy", "dsl"])
def test_those_who_write_may(cast, who):
    version = drafts.imported(cast)
    move(version, "3.1", None, getattr(cast, who))
    assert order(version)[0] == "3.1"


@pytest.mark.parametrize("who", ["chair", "governor", "teacher", "office", "it", "parent", "pupil"])
def test_others_may_not(cast, who):
    version = drafts.imported(cast)
    with pytest.raises(access.Refused):
        move(version, "3.1", None, getattr(cast, who))
    assert order(version) == AS_READ


@pytest.mark.parametrize("place,after", [("1.1", None), ("2.b", "2.a"), ("3.1", "2.b")])
def test_where_it_stands_already_is_no_move(cast, place, after):
    version = drafts.imported(cast)
    before = drafts.events(cast)
    with pytest.raises(Broken, match="stands there already"):
        move(version, place, after, cast.head)
    assert drafts.events(cast) == before


def test_not_after_itself_nor_after_a_clause_of_another_version(cast):
    first = drafts.published(cast)
    draft = drafting.revise(first, by=cast.head, at=MONDAY)
    clause = drafts.clause(draft, "2.a")
    for after in (clause, drafts.clause(first, "3.1")):
        with pytest.raises(Broken, match="another clause of this draft"):
            drafting.move_clause(clause, after=after, by=cast.head, at=MONDAY)
    assert order(draft) == AS_READ


@pytest.mark.parametrize("stage", ["sent", "approved", "published"])
def test_only_in_a_draft(cast, stage):
    version = getattr(drafts, stage)(cast)
    with pytest.raises(Broken, match="can no longer be edited"):
        move(version, "3.1", None, cast.head)
    assert order(version) == AS_READ


def test_gaps_and_new_clauses_do_not_disturb_the_order(cast):
    version = drafts.imported(cast)
    drafting.remove_clause(drafts.clause(version, "2.a"), by=cast.head, at=MONDAY)
    drafting.add_clause(version, after=None, place="0", text="Be kind.", by=cast.head, at=MONDAY)
    move(version, "0", "2.b", cast.head)
    assert order(version) == ["1.1", "2.b", "0", "3.1"]


@pytest.mark.clause("9.2")
def test_moving_asks_nobody_again_and_governors_read_it(cast):
    first = drafts.published(cast)
    draft = drafting.revise(first, by=cast.head, at=MONDAY)
    move(draft, "3.1", "1.1", cast.head)
    (change,) = wording.compare(list(first.clauses.all()), list(draft.clauses.all()))
    assert (change.place, change.notes, change.material) == ("3.1", ("put after 1.1",), False)
    drafts.through(draft, cast)
    assert set(draft.clauses.values_list("asked_since", flat=True)) == {1}
    assert order(first) == AS_READ


@pytest.mark.parametrize(
    "becomes,kept",
    [("abcd", "abcd"), ("bcda", "bcd"), ("dabc", "abc"), ("bacd", "bcd"), ("acxd", "acd"), ("", ""), ("xy", "")],
)
def test_as_few_as_possible_are_said_to_have_moved(becomes, kept):
    found = rules.kept_in_order("abcd", becomes)
    assert len(found) == len(kept) and found <= set("abcd")
    ranks = ["abcd".index(become) for become in becomes if become in found]
    assert ranks == sorted(ranks)


def test_a_clause_put_first_and_one_moved_back_are_told():
    from schoolgate.policy.tests.test_wording import Said

    one, two, three = Said("One.", "1"), Said("Two.", "2"), Said("Three.", "3")
    assert [(c.place, c.notes) for c in wording.compare([one, two, three], [three, one, two])] == [
        ("3", ("put first",))
    ]
    assert [c.place for c in wording.compare([one, two, three], [one, three])] == ["2"]


# ---- as it is visited


def test_up_and_down_button_by_button(cast):
    version = drafts.imported(cast)
    clause = drafts.clause(version, "2.b")
    client = client_of(cast.head)
    page = url("clause_move", clause.pk)
    assert client.post(page, {"step": "up"}).url == f"{page}#up"
    assert order(version) == ["1.1", "2.b", "2.a", "3.1"]
    client.post(page, {"step": "up"})
    assert order(version) == ["2.b", "1.1", "2.a", "3.1"]
    assert 'value="up"' not in client.get(page).text and 'value="down"' in client.get(page).text
    for _ in range(3):
        assert client.post(page, {"step": "down"}).url == f"{page}#down"
    assert order(version) == ["1.1", "2.a", "3.1", "2.b"]
    assert 'value="down"' not in client.get(page).text and 'value="up"' in client.get(page).text


@pytest.mark.parametrize("place,way", [("1.1", "up"), ("3.1", "down"), ("2.a", "sideways")])
def test_a_button_that_is_not_there_moves_nothing(cast, place, way):
    version = drafts.imported(cast)
    response = client_of(cast.head).post(url("clause_move", drafts.clause(version, place).pk), {"step": way})
    assert response.status_code == 200
    assert order(version) == AS_READ
    assert drafts.events(cast)[-1] == "import_document"


def test_put_after_any_clause_and_offered_another_name(cast):
    version = drafts.imported(cast)
    clause = drafts.clause(version, "3.1")
    client = client_of(cast.dsl)
    page = url("clause_move", clause.pk)
    response = client.post(page, {"after": drafts.clause(version, "1.1").pk}, follow=True)
    assert "Clause 3.1 now comes after clause 1.1." in response.text
    assert url("clause_edit", clause.pk) in response.text
    assert "Clause 3.1 now comes first." in client.post(page, {"after": ""}, follow=True).text
    assert order(version) == ["3.1", "1.1", "2.a", "2.b"]


def test_a_choice_that_is_not_offered_is_told_so(cast):
    version = drafts.imported(cast)
    clause = drafts.clause(version, "1.1")
    client = client_of(cast.head)
    for after in (clause.pk, 999_999, "x"):
        assert "choose one of the answers offered" in client.post(url("clause_move", clause.pk), {"after": after}).text
    assert "stands there already" in client.post(url("clause_move", clause.pk), {"after": ""}).text
    assert order(version) == AS_READ


def test_the_draft_leads_there_while_it_is_a_draft(cast):
    version = drafts.confirmed(cast)
    page = url("clause_move", drafts.clause(version, "2.a").pk)
    client = client_of(cast.head)
    assert page in client.get(url("draft", version.pk)).text
    assert page not in client_of(cast.chair).get(url("draft", version.pk)).text
    reviewing.send_for_review(version, by=cast.head, at=MONDAY)
    assert page not in client.get(url("draft", version.pk)).text
    assert "can no longer be edited" in client.get(page, follow=True).text


@pytest.mark.parametrize("who", ["chair", "governor", "teacher", "parent", "pupil"])
def test_the_page_is_closed_to_others(cast, who):
    version = drafts.imported(cast)
    page = url("clause_move", drafts.clause(version, "2.a").pk)
    client = client_of(getattr(cast, who))
    assert client.get(page).status_code == 403
    assert client.post(page, {"step": "up"}).status_code == 403
    assert order(version) == AS_READ


def test_the_page_has_the_names_in_and_as_many_queries_however_many_clauses(cast, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    version = drafts.imported(cast)
    clause = drafts.clause(version, "3.1")
    drafting.edit_clause(clause, text="Tell {dsl}.", by=cast.head, at=MONDAY)
    client = client_of(cast.head)
    with CaptureQueriesContext(connection) as asked:
        assert "Tell the DSL, Martin Hale." in client.get(url("clause_move", clause.pk)).text
    for number in range(20):
        drafting.add_clause(version, after=None, place=f"0.{number}", text="New.", by=cast.head, at=MONDAY)
    with django_assert_num_queries(len(asked)):
        client.get(url("clause_move", clause.pk))
