"""The words of the rules stand in a file of their own, under the rules' names."""

import pytest

from schoolgate.datafiles import DataFileError, whole
from schoolgate.engines.rulings.facts import Use
from schoolgate.engines.rulings.rules import RULES
from schoolgate.engines.rulings.rules.rule import WORDS, Opinion, RuleWords, rule


def test_every_rule_has_its_words_and_no_words_are_left_over():
    assert {each_rule.name for each_rule in RULES} == set(WORDS)
    for other in RULES:
        assert other.words, other.name
        entry = WORDS[other.name]
        assert other.words == {opinion: words for opinion in Opinion if (words := getattr(entry, opinion.value))}


def test_a_rule_without_words_is_named():
    def unheard_of(role):
        return None

    with pytest.raises(DataFileError, match=r"words\.toml lacks the table unheard_of"):
        rule("2.1", Use)(unheard_of)


def test_words_for_a_child_cannot_be_forgotten(tmp_path):
    path = tmp_path / "words.toml"
    path.write_text('[old_enough.prohibit]\nsays = "Not yet."\n', encoding="utf-8")
    with pytest.raises(DataFileError, match=r"words\.toml, old_enough, prohibit lacks the field child"):
        whole(path, dict[str, RuleWords])
