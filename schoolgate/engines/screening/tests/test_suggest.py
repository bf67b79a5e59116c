"""What accounts seem to be about, on phrasings by somebody who had not seen the rules: one half open, one half unseen.

Whoever changes the rules reads the open half and of the other its figures alone: docs/explanation/danger-words.md.
"""

from pathlib import Path

import pytest

from schoolgate.engines.mentions.shapes import Known
from schoolgate.engines.screening import learnt, suggest
from schoolgate.engines.screening.suggest import Harm

HALVES = Path(__file__).with_name("phrasings")
FOUND = {"open": (0.95, 0.25), "unseen": (0.92, 0.29)}
"""Of each half: dangers that are seen at least, and harmless accounts that are raised at most."""


@pytest.mark.parametrize("half", FOUND)
def test_hardly_a_danger_is_missed_and_most_that_is_harmless_is_left_alone(half):
    rows = [(harm.split("+")[-1], text) for harm, _, text in learnt.phrasings(HALVES / f"{half}.tsv")]
    seen = {
        name: [suggest.suggest(text).harm is Harm.DANGER for harm, text in rows if harm == name]
        for name in ("danger", "other")
    }
    least, most = FOUND[half]
    assert len(rows) > 800 and sum(seen["danger"]) / len(seen["danger"]) >= least
    assert sum(seen["other"]) / len(seen["other"]) <= most


def test_no_line_that_is_learnt_from_stands_in_a_half():
    learnt_from = {text for _, _, text in learnt.phrasings()}
    for half in FOUND:
        assert not learnt_from & {text for _, _, text in learnt.phrasings(HALVES / f"{half}.tsv")}


@pytest.mark.parametrize(
    "text",
    [
        "i want to die",
        "she said she dosnt want to be alive anymore",
        "he wants to kill himself",
        "kms",
        "there are cuts on her arms",
        "my dad hits me with a belt",
        "mums boyfriend strangled her last night",
        "he took all of his nans pills",
        "he has a knife in his bag",
        "I am scared to go home",
    ],
)
def test_what_speaks_of_danger_by_itself_is_a_sign(text):
    assert suggest.signs_of(text) and suggest.suggest(text).harm is Harm.DANGER


@pytest.mark.parametrize(
    "text",
    ["I died of embarrassment", "dad hit his thumb with the hammer", "nan hit the jackpot", "we ate no food at church"],
)
def test_what_only_looks_like_it_is_none(text):
    assert not suggest.signs_of(text)


def test_no_words_speak_for_nothing():
    for text in ("", "   ", "…", "🙂"):
        assert suggest.suggest(text).harm is Harm.OTHER


def test_staff_who_may_be_meant_are_named_and_not_first_to_read_it():
    staff = [
        Known(0, "Martin", "Hale", duties=frozenset({"dsl"})),
        Known(1, "Ruth", "Adeyemi", duties=frozenset({"head"})),
    ]
    found = suggest.suggest("Mr Hail messages my daughter at night", staff)
    assert found.about == found.not_for == (0,) and found.harm in (Harm.ADULT, Harm.CONTACT, Harm.DANGER)


def test_a_line_that_is_no_phrasing_is_named(tmp_path):
    path = tmp_path / "some.tsv"
    path.write_text("danger\tchild\tone\nno tabs here\n")
    with pytest.raises(ValueError, match=r"some\.tsv, line 2"):
        list(learnt.phrasings(path))
