"""Every example gives its answer: to the engine, to the decision table, and on the command line."""

import json
import re
from collections import Counter
from dataclasses import fields
from datetime import date, datetime

import pytest
from click.testing import CliRunner

from schoolgate.datafiles import DataFileError
from schoolgate.engines import ages
from schoolgate.engines.rulings import platforms as register
from schoolgate.engines.rulings.engine import rule
from schoolgate.engines.rulings.facts import Answer
from schoolgate.engines.rulings.faq import EXAMPLES, FILES, HERE, examples_in
from schoolgate.engines.rulings.policy import Policy
from schoolgate.engines.rulings.tests import oracle, platforms

POLICY = Policy.model()
EXIT = {"allowed": 0, "advised against": 3, "forbidden": 4, "ask a person": 5}
each = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.id)


def hours(moment):
    """The hours of an ordinary school day, read off the clock; Saturday and the bank holiday have none."""
    clock = moment.strftime("%H:%M")
    ordinary = moment.date().isoformat() == "2026-11-23"
    lessons = ordinary and "08:45" <= clock < "15:20"
    return lessons, lessons, ordinary and "08:00" <= clock < "17:00"


def command_line(example):
    """The words after `schoolgate` that ask the example on the command line; unknown facts are left out."""
    words = ["may", type(example.facts).__name__.lower()]
    names = {"other": "with", "other_born": "with-born"}
    for field in fields(example.facts):
        value = example.platform if field.name == "platform" else getattr(example.facts, field.name)
        option = f"--{names.get(field.name, field.name.replace('_', '-'))}"
        if value is True:
            words.append(option)
        elif value is not None and value is not False:
            words += [option, _word(value)]
    return [*words, "--json"]


def _word(value):
    if isinstance(value, datetime | date):
        return value.isoformat()
    return ",".join(sorted(value)) if isinstance(value, frozenset) else str(value)


@each
def test_the_engine_answers(example):
    ruling = rule(example.question(platforms.find), POLICY)
    assert (str(ruling.answer), set(ruling.clauses)) == (example.answer, set(example.clauses))
    assert ruling.says


@each
def test_the_table_answers(example):
    verdict = oracle.ruling(example.question(platforms.find), POLICY, hours)
    assert (verdict.answer, set(verdict.clauses)) == (example.answer, set(example.clauses))


@each
def test_the_command_line_answers(example, monkeypatch):
    from schoolgate.cli.main import main

    monkeypatch.setattr(register, "platform", platforms.find)
    result = CliRunner().invoke(main, command_line(example))
    assert result.exit_code == EXIT[example.answer], result.stderr
    document = json.loads(result.stdout)
    assert document["answer"] == example.answer
    assert set(document["clauses"]) >= set(example.clauses)
    assert {"missing", "says", "legal", "site_rule", "school_rule"} <= document.keys()


@pytest.mark.parametrize("id", platforms.KNOWN)
def test_the_register_knows_the_platforms_so(id):
    """What the examples rest on is what the age register says for their days."""
    known = ages.platform_on(id, date(2026, 11, 23))
    ours = platforms.find(id, date(2026, 11, 23))
    assert known.social == ours.social
    assert (known.minimum_age, known.age_known) == (ours.minimum_age, ours.age_known)
    assert known.route == ours.route


# ---- the examples themselves


def test_there_are_enough_of_every_kind():
    assert len(EXAMPLES) >= 70
    assert len({example.id for example in EXAMPLES}) == len(EXAMPLES)
    assert len({example.asks for example in EXAMPLES}) == len(EXAMPLES)
    asked = Counter(who for example in EXAMPLES for who in example.audience)
    assert set(asked) == {"staff", "parent", "pupil"}
    assert min(asked.values()) >= 20
    assert {example.answer for example in EXAMPLES} == {str(answer) for answer in Answer}
    assert {type(example.facts).__name__ for example in EXAMPLES} == {"Use", "Connect", "Post", "Carry"}


@each
def test_an_example_is_whole(example):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", example.id)
    assert example.asks.rstrip("”")[-1] in "?."
    assert example.do.endswith(".") and example.whom.endswith(".")
    assert len(example.words) >= 4 and len(set(example.words)) == len(example.words)
    assert set(example.clauses) <= POLICY.clauses


HARD = re.compile(
    r"\b(polic|platform|network|clause|permit|regist|prohibit|contact|consent|breach|equipment|official)", re.I
)


@pytest.mark.parametrize(
    "example", [other for other in EXAMPLES if "pupil" in other.audience], ids=lambda example: example.id
)
def test_pupils_words_are_short(example):
    """Words for a seven-year-old: short sentences, short words, none of ours."""
    words = f"{example.asks} {example.do} {example.whom}"
    assert not HARD.search(words)
    for sentence in re.split(r"[.?!:]\s", words):
        assert len(sentence.split()) <= 16, sentence
    long = [word for word in re.findall(r"[a-z]+", words) if len(word) > 9]
    assert not long


@pytest.mark.parametrize(
    ("word", "id"),
    [
        ("insta", "former-pupil-16-asks-to-be-friends"),
        ("snap", "snapchat-on-a-school-tablet"),
        ("group chat", "class-group-chat"),
        ("friend request", "pupil-sends-friend-request"),
        ("DM", "former-pupil-sends-a-message"),
    ],
)
def test_people_find_it_by_their_own_words(word, id):
    assert id in {example.id for example in EXAMPLES if word in example.words}


# ---- their files


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_whole(name):
    """Every entry of every file is an example, and every example stands in one of the files."""
    entries = (HERE / name).read_text(encoding="utf-8").count("[[example]]")
    assert len(examples_in(HERE / name)) == entries > 0
    assert {path.name for path in HERE.glob("*.toml")} == {*FILES, "common.toml"}
    assert sum((HERE / name).read_text(encoding="utf-8").count("[[example]]") for name in FILES) == len(EXAMPLES)


GOOD = """
role = "pupil"
audience = ["pupil", "parent"]
[[example]]
id = "xbox"
asks = "May I play?"
use = { born = "ten" }
answer = "forbidden"
clauses = ["5.p.1"]
do = "Not yet."
whom = "A grown-up."
words = ["console"]
"""


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ('do = "Not yet."', "", "pupils.toml, example xbox lacks the field do."),
        ('do = "Not yet."', 'do = " "', "pupils.toml, example xbox, do is empty."),
        ('do = "Not yet."', "do = 3", "pupils.toml, example xbox, do must be a text, not 3."),
        ('id = "xbox"', "", "pupils.toml, example number 1 lacks the field id."),
        ('whom = "', 'who = "', "pupils.toml, example xbox has an unknown field: who."),
        ('"forbidden"', '"no"', "pupils.toml, example xbox, answer: 'no' is not one of forbidden, "),
        ('["5.p.1"]', '"5.p.1"', "pupils.toml, example xbox, clauses must be a list."),
        ('["5.p.1"]', "[5.1]", "pupils.toml, example xbox, clauses, item 1 must be a text, not 5.1."),
        ('{ born = "ten" }', '"ten"', "pupils.toml, example xbox, use must be a table."),
        ('"ten"', '"old"', "pupils.toml, example xbox, use, born: 'old' is not one of seven, "),
        ('born = "ten"', 'place = "moon"', "pupils.toml, example xbox, use, place: 'moon' is not one of school, "),
        ('born = "ten"', "exception = 1", "pupils.toml, example xbox, use, exception must be true or false, not 1."),
        ('born = "ten"', 'way = "friend"', "pupils.toml, example xbox, use has an unknown field: way."),
        ("use = ", "uses = ", "pupils.toml, example xbox must have one of: use, connect, post, carry."),
        ("use = ", "carry = {}\nuse = ", "pupils.toml, example xbox must have one of: use, connect, post, carry."),
        ('role = "pupil"', "", "pupils.toml lacks the field role."),
        ("[[example]]", "[[exmaple]]", "pupils.toml has an unknown field: exmaple."),
        ("[[example]]", "[example]", "pupils.toml must have tables that begin with [[example]]."),
        ("[[example]]", "[[example]", "pupils.toml: "),
    ],
)
def test_a_broken_entry_is_named(good, bad, message, tmp_path):
    """The message says in which file, which entry and which field something is wrong."""
    path = tmp_path / "pupils.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert [example.id for example in examples_in(path)] == ["xbox"]
    assert good in GOOD
    path.write_text(GOOD.replace(good, bad), encoding="utf-8")
    with pytest.raises(DataFileError) as error:
        examples_in(path)
    assert str(error.value).startswith(message)


def test_no_two_entries_share_an_id(tmp_path):
    path = tmp_path / "pupils.toml"
    path.write_text(GOOD + GOOD[GOOD.index("[[example]]") :], encoding="utf-8")
    with pytest.raises(DataFileError, match="pupils.toml, example xbox: there is another one with this id"):
        examples_in(path)
