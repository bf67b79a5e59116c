"""The index leaves out nobody whom trying everybody everywhere finds, and what is compared grows with the words alone."""

import random

import pytest

from schoolgate.engines.mentions import beginnings, children, finding, nearness
from schoolgate.engines.mentions.alike import NO, alike
from schoolgate.engines.mentions.names import Names, names_of
from schoolgate.engines.mentions.nearness import Near, Work
from schoolgate.engines.mentions.normal import words_of
from schoolgate.engines.mentions.shapes import Child, Known
from schoolgate.engines.mentions.tests.test_corpus import casts, of_half

LETTERS = "abcdefghijklmnopqrstuvwxyz"
FIRST = ("Ruth", "Martin", "Fiona", "Li Na", "Jean-Luc", "Asha", "Zoë", "Katherine", "Will", "Siân")
LAST = ("Adeyemi", "Hale", "Reid", "Marsh", "O’Brien", "Hughes-Jones", "MacDonald", "Ng", "Featherstonehaugh", "Young")
PEOPLE = [Known(at, first, last) for at, (first, last) in enumerate((a, b) for a in FIRST for b in LAST)]


def made_up(many: int, seed: int = 1, least: int = 3, most: int = 9) -> str:
    """A text of different words that nobody says."""
    drawn = random.Random(seed)
    return " ".join("".join(drawn.choices(LETTERS, k=drawn.randint(least, most))) for _ in range(many))


def slips(name: str, drawn: random.Random) -> str:
    """A name with something wrong in it, or only beside it."""
    at, letter = drawn.randrange(len(name)), drawn.choice(LETTERS)
    ways = (
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at:],
        name[:at] + letter + name[at + 1 :],
        name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
        name[:at] + name[at] * 3 + name[at + 1 :],
        name.replace("ph", "f").replace("c", "k").replace("y", "i"),
        name + drawn.choice(("s", "es", "7", "er")),
        name[: at + 1],
        name[at:],
        f"{name[: at + 1]} {name[at + 1 :]}",
    )
    return drawn.choice(ways)


def test_no_name_is_left_out_that_a_word_is_like():
    drawn = random.Random(2)
    names = sorted({name for person in PEOPLE for name in names_of(person).first | names_of(person).parts})
    near = Near(names)
    words = [slips(drawn.choice(names), drawn) for _ in range(1500)] + made_up(500).split()
    for word in words:
        once_more = slips(word, drawn) if word else ""
        for said in (word, once_more):
            assert dict(near.of(said)) == {name: alike(said, name) for name in names if alike(said, name) > NO}, said


def everywhere(self: object, words: list, without: frozenset, typed: bool, work: Work) -> dict[int, list[int]]:
    """Every place for everybody, as nobody can do for long texts."""
    return {number: [at for at in range(len(words)) if at not in without] for number in range(len(self.people))}


def as_text(drawn: random.Random) -> str:
    """Names well and badly written, with titles, initials, classes and words between them."""
    said = []
    for _ in range(40):
        person = drawn.choice(PEOPLE)
        first, last = person.first_name, person.last_name
        said.append(
            drawn.choice(
                (
                    f"Mr {slips(last.lower(), drawn).capitalize()}",
                    f"miss {slips(last.lower(), drawn)}",
                    slips(first.lower(), drawn),
                    f"{slips(first.lower(), drawn)} {slips(last.lower(), drawn)}",
                    f"{first[0]}{last[0]}",
                    f"{first[0]}. {last[0]}. ",
                    f"{first.lower()}{last.lower()}9",
                    f"@{first[0].lower()}{last.lower()}",
                    " ".join(last.upper()),
                    f"Mrs {last[0]}",
                    "the head said it, my teacher too.",
                    made_up(3, drawn.randrange(999)),
                )
            )
        )
    return drawn.choice((" ", ", ", ". ")).join(said)


@pytest.mark.parametrize("seed", range(12))
def test_the_same_are_found_as_by_trying_everybody_everywhere(monkeypatch, seed):
    drawn = random.Random(seed)
    text, pupils = as_text(drawn), [Child(one.first_name, one.last_name, "", "Kestrels") for one in PEOPLE[::7]]
    found = finding.meant(text, PEOPLE, children=pupils, typed=[text[:60]])
    monkeypatch.setattr(beginnings.Beginnings, "places", everywhere)
    assert found == finding.meant(text, PEOPLE, children=pupils, typed=[text[:60]])
    assert found


@pytest.mark.parametrize("half", ["open", "unseen"])
def test_the_same_are_found_in_the_corpus(monkeypatch, half):
    items = [item for name in ("positives", "negatives") for item in of_half(name, half)[::3]]

    def found(item: dict) -> tuple:
        people, readers, pupils = casts()[item["cast"]]
        account = finding.meant(item["text"], readers, children=pupils)
        return account, finding.meant("", people, typed=item["typed"], children=pupils)

    by_index = [found(item) for item in items]
    monkeypatch.setattr(beginnings.Beginnings, "places", everywhere)
    assert by_index == [found(item) for item in items]


@pytest.mark.parametrize("seed", range(6))
def test_children_are_found_together_as_each_alone(seed):
    drawn = random.Random(seed)
    text = as_text(drawn)
    pupils = [Child(one.first_name, one.last_name) for one in PEOPLE]
    words, line = words_of(text), words_of(text[:50])
    alone = set()
    for number, child in enumerate(pupils):
        sought = children._Sought(child, set())
        for words_here, typed in ((line, True), (words, False)):
            fits = children._Fits(
                {at: grade for at, word in enumerate(words_here) if (grade := sought.first(word))},
                {at: grade for at, word in enumerate(words_here) if (grade := sought.last(word))},
            )
            if sought.stands_in(words_here, typed, fits):
                alone.add(number)
    assert children.meant(pupils, text, typed=[text[:50]]) == alone
    assert alone


# ---- what it costs


@pytest.fixture
def counted(monkeypatch) -> dict[str, int]:
    """How often two words were compared, and how often a place was looked at for somebody."""
    done = {"compared": 0, "looked": 0}
    compare, look = nearness.alike, Names.said

    def alike_counted(word: str, name: str) -> int:
        done["compared"] += 1
        return compare(word, name)

    def said_counted(self: Names, *said: object) -> int:
        done["looked"] += 1
        return look(self, *said)

    monkeypatch.setattr(nearness, "alike", alike_counted)
    monkeypatch.setattr(Names, "said", said_counted)
    return done


def cost(counted: dict[str, int], text: str, people: list[Known]) -> int:
    beginnings.beginnings.cache_clear()
    before = sum(counted.values())
    finding.meant(text, people)
    return sum(counted.values()) - before


def test_twice_the_text_takes_twice_the_comparisons_and_no_more(counted):
    once, twice = cost(counted, made_up(2_000), PEOPLE[:60]), cost(counted, made_up(4_000), PEOPLE[:60])
    assert twice <= 2.3 * once
    assert twice < 4_000 * 12, "and few of the names are compared with each word: there are some hundreds"


def test_a_word_that_comes_again_is_compared_no_more(counted):
    text = made_up(500)
    once = cost(counted, text, PEOPLE)
    compared = counted["compared"]
    cost(counted, " ".join([text] * 8), PEOPLE)
    assert counted["compared"] - compared <= compared + 20
    assert once


def test_another_text_of_the_same_words_takes_no_comparison(counted):
    text = made_up(500)
    finding.meant(text, PEOPLE)
    compared = counted["compared"]
    finding.meant(" ".join(reversed(text.split())), PEOPLE)
    assert counted["compared"] == compared


def test_three_times_the_people_take_not_three_times_the_work():
    def work(people: list[Known]) -> int:
        beginnings.beginnings.cache_clear()
        spent = Work()
        finding.meant(made_up(2_000), people, work=spent)
        return spent.done

    assert work(PEOPLE[:90]) < 2 * work(PEOPLE[:30])


@pytest.mark.parametrize(
    "text", [made_up(3_000), "ma ha " * 3_000, "Mr xx " * 3_000, "mc de " * 3_000, "the hale " * 3_000]
)
def test_what_is_compared_ends_where_it_is_spent(counted, text):
    beginnings.beginnings.cache_clear()
    work = Work(400)
    finding.meant(text, PEOPLE, work=work)
    assert counted["looked"] <= 400
    assert work.done <= 400 + len(PEOPLE) + len(text.split()) // beginnings.PLACES, "nothing goes on after it is spent"


def test_what_is_spent_says_so_and_what_is_not_does_not():
    spent, left = Work(100), Work(100_000)
    finding.meant(made_up(3_000), PEOPLE, work=spent)
    assert finding.meant("Mr Hale hits me.", PEOPLE, work=left)
    assert spent.is_spent and not left.is_spent
    children.meant([Child("Ivo", "Quill")], made_up(3_000), work=(of_children := Work(100)))
    assert of_children.is_spent
