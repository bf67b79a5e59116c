"""The engine of letters, without a database: words, fields, shapes, and names that must not be named."""

import pytest

from schoolgate.broken import Broken
from schoolgate.cases import letters
from schoolgate.cases.letters import Reader, merging, shaping
from schoolgate.cases.letters.merging import Name
from schoolgate.engines.procedures import PROCEDURES

MAYA = ("Maya Nair", "Maya", "Nair")
LIAM = Name("Liam Doyle", ("Liam", "Doyle"))
EXPECTED = {
    "parents",
    "meeting",
    "meeting_adult",
    "join",
    "underage",
    "responsibility",
    "suspension",
    "authority",
    "governors",
    "lado",
    "staff_suspension",
    "summary",
    "conduct_outcome",
    "closing",
}


def test_every_letter_of_the_procedures_is_shipped():
    assert set(letters.kinds()) == EXPECTED


@pytest.mark.parametrize("kind", letters.kinds().values(), ids=lambda kind: kind.id)
def test_a_letter_belongs_to_steps_that_there_are(kind):
    for procedure, steps in kind.steps.items():
        there = {step.id for step in PROCEDURES[procedure].steps}
        assert steps and set(steps) <= there
    assert kind.steps


def test_outcomes_that_stop_a_letter_are_outcomes_of_its_steps():
    for kind in letters.kinds().values():
        steps = [PROCEDURES[id].step(step) for id, those in kind.steps.items() for step in those]
        assert kind.unless <= {outcome.id for step in steps for outcome in step.outcomes}


@pytest.mark.parametrize("kind", letters.kinds().values(), ids=lambda kind: kind.id)
def test_every_question_has_a_place_in_the_words(kind):
    assert {ask.name for ask in kind.asks} <= merging.fields_in(kind.words) | merging.fields_in(kind.title)
    assert not {ask.name for ask in kind.asks} & set(merging.FIELDS)


@pytest.mark.parametrize("step", ["letter", "letter_now"])
def test_both_suspension_letters_of_an_adult_are_there(step):
    assert step in letters.kind("staff_suspension").steps["adult"]


@pytest.mark.clause("8.c.2")
def test_a_young_child_broke_a_sites_rules_and_no_law():
    for id in ("underage", "responsibility"):
        words = letters.kind(id).words
        assert "against" in words and "site’s rules" in words
        assert "illegal" not in words


@pytest.mark.clause("8.c.2")
def test_a_suspension_notice_says_all_that_it_must():
    kind = letters.kind("suspension")
    assert {"reasons", "days", "first_day", "back_on", "view", "work"} <= set(kind.needs)
    view = next(ask for ask in kind.asks if ask.name == "view")
    assert "right to put your view to the governors" in view.start


def test_only_the_lados_letter_is_for_everyone_in_the_case():
    assert {kind.id for kind in letters.kinds().values() if kind.reader is Reader.LADO} == {"lado"}


@pytest.mark.parametrize(
    ("title", "words", "said"),
    [
        ("", "Words {what}", "needs a title"),
        ("Title", " ", "needs a title"),
        ("Title", "Dear {reader}, {nobody}", "{nobody} stands for nothing"),
        ("Title", "Dear {reader}", "has to say {what}"),
        ("Title " * 40, "{what}", "too long"),
        ("Title", "{what}" + "x" * letters.LONGEST, "too long"),
    ],
)
def test_words_that_a_letter_may_not_have(title, words, said):
    with pytest.raises(Broken, match=said.replace("{", r"\{").replace("}", r"\}")):
        letters.check_template(letters.kind("parents"), title, words)


def test_words_that_a_letter_may_have():
    letters.check_template(letters.kind("parents"), "About {child_first}", "Dear {reader},\n\n{what}")


def test_a_file_that_names_an_unknown_field_is_not_read():
    source = '+++\nname = "A"\nclause = "1"\nreader = "family"\ntitle = "T"\n[steps]\n+++\nDear {stranger}'
    with pytest.raises(Broken, match="stranger"):
        letters.read("a", source)


def test_a_question_whose_beginning_names_an_unknown_field_is_not_read():
    source = (
        '+++\nname = "A"\nclause = "1"\nreader = "family"\ntitle = "T"\n[steps]\n'
        '[asks.what]\nlabel = "What"\nstart = "Ask {stranger}"\n+++\n{what}'
    )
    with pytest.raises(Broken, match="stranger"):
        letters.read("a", source)


# ---- merging


def test_what_is_known_goes_in_and_what_is_not_stays_to_be_seen():
    assert merging.merged("Dear {reader}, {what} {days}", {"reader": "Priya Nair", "days": " "}) == (
        "Dear Priya Nair, {what} {days}"
    )


def test_a_value_is_never_read_for_fields():
    assert merging.merged("{what} {child}", {"what": "{child}", "child": "Maya"}) == "{child} Maya"


def test_in_a_row_of_a_form_a_value_stays_in_its_row():
    words = merging.merged("Who :: {who}\n\n{who}", {"who": "One.\r\n\r\nTwo."})
    assert words == "Who :: One.\nTwo.\n\nOne.\n\nTwo."
    assert shaping.blocks(words)[0].rows == (("Who", "One.\nTwo."),)


def test_gaps_are_named_by_kind():
    found = merging.gaps(("{what}", "{nobody}"), ("what",), (), ())
    assert (found.missing, found.unknown, bool(found)) == (("what",), ("nobody",), True)
    assert not merging.gaps(("All said.",), ("what",), (), ())


@pytest.mark.parametrize(
    "words",
    [
        "Liam Doyle did it",
        "LIAM  DOYLE did it",
        "liam\ndoyle did it",
        "Liam’s phone",
        "the Doyle family",
        "(Liam)",
        "Maya Doyle",
        "LIAM did it",
        "L1am did it",
        "D0yle did it",
        "l1am d0yle",
        "L-I-A-M",
        "L i a m",
        "Liaaam",
        "L\u0456\u0430m did it",
        "\uff2c\uff49\uff41\uff4d",
        "Li\u200bam",
    ],
)
def test_another_childs_name_is_found(words):
    assert merging.named(words, [LIAM], MAYA) == ("Liam Doyle",)


@pytest.mark.parametrize(
    "words", ["Maya Nair", "M4ya", "William and Liamson", "the doyley", "another child", "at 11am"]
)
def test_what_is_no_name_of_another_child_is_left_alone(words):
    assert merging.named(words, [LIAM], MAYA) == ()


def test_a_child_who_shares_a_name_with_the_reader_keeps_no_letter_here():
    other = Name("Maya Hale", ("Maya", "Hale"))
    own = (*MAYA, "Martin Hale", "Mr Hale")
    assert merging.named("Maya should talk to Martin Hale. Mr Hale knows.", [other], own) == ()
    assert merging.named("Maya Hale should come", [other], own) == ("Maya Hale",)


def test_small_words_are_no_names():
    grace = Name("Grace Will", ("Grace", "Will"))
    assert merging.named("You will have a day of grace.", [grace], ()) == ()


# ---- shapes


def test_words_become_headings_paragraphs_lists_and_forms():
    words = "Dear all,\nhello\n\n## Why\n- one\n- two\nmore\n\nName :: Maya\nClass ::\n\nEnd."
    found = shaping.blocks(words)
    assert [block.kind for block in found] == ["paragraph", "heading", "list", "form", "paragraph"]
    assert found[0].words == "Dear all,\nhello"
    assert found[2].items == ("one", "two\nmore")
    assert found[3].rows == (("Name", "Maya"), ("Class", ""))


def test_nothing_else_is_markup():
    (only,) = shaping.blocks("*not* <b>bold</b> #hash [x](y)")
    assert (only.kind, only.words) == ("paragraph", "*not* <b>bold</b> #hash [x](y)")
