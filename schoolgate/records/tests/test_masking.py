"""Names of other people go, however they are spelt and wherever they stand; the child's own stay, and ordinary words too."""

import itertools
import re
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from schoolgate.engines.mentions import spelling
from schoolgate.records import masking, redacting
from schoolgate.records.masking import ANOTHER, SOMEBODY, Cover, Mask, Name, Named

MAYA = Name("Maya", "Nair")
OTHERS = [
    Name("Arun", "Nair"),
    Name("Leo", "Brown"),
    Name("Seán", "O'Brien"),
    Name("Siobhán", "O’Hara-Lynch"),
    Name("Mary Ann", "Van Dyke"),
    Name("Jo-Ann", "de la Cruz", "Jojo"),
    Name("José", "Müller-Łęcka"),
    Name("Anna-Lena", "Sørensen"),
    Name("Zoë", "St. John"),
    Name("Nguyễn", "Thị Hằng"),
    Name("D’Angelo", "McBride"),
    Name("Rhys", "ap Gruffydd"),
    Name("Will", "Young"),
    Name("Hope", "Grace", "May"),
    Name("Li", "Xu"),
    Name("François", "Åkerström"),
]
PLACES = [
    "{}",
    "Maya said that {} hit her.",
    "{} hit Maya Nair.",
    "Then Maya, {} and the others ran.",
    "“{}!” said Maya.",
    "It was {}.",
    "It was ({}).",
    "Maya/{}/others",
    "1. {}\n2. Maya",
    "He wrote to {}: sorry",
]


# ---- how people write names


def flat(text: str) -> str:
    """Without accents, done otherwise than in the product."""
    table = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L"})
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char)).translate(
        table
    )


def ways_with(name: str) -> set[str]:
    """Every way to write these words."""
    spaced = re.sub(r"[-'’.]", " ", name)
    return {
        name,
        name.upper(),
        name.lower(),
        unicodedata.normalize("NFD", name),
        unicodedata.normalize("NFC", name),
        flat(name),
        name.replace("'", "’"),
        name.replace("’", "'"),
        name.replace("'", "ʼ").replace("’", "`"),
        re.sub(r"['’]", "", name),
        re.sub(r"['’]", " ", name),
        name.replace("-", "‑"),
        name.replace("-", " – ") if "-" in name else name,
        name.replace("-", ""),
        name.replace("-", " "),
        name.replace(" ", "-"),
        name.replace(" ", "\u00a0"),
        name.replace(" ", "\n"),
        name.replace(" ", "  "),
        name.replace(" ", "_"),
        name.replace(" ", "."),
        re.sub(r"\s+", "", spaced),
        "\u200b".join((name[:2], name[2:])),
        "\u00ad".join((name[:1], name[1:])),
    }


def marked(name: str) -> set[str]:
    """With what people put before and after."""
    handle = re.sub(r"\W+", "_", flat(name).lower()).strip("_")
    joined = handle.replace("_", "")
    return {
        f"{name}’s",
        f"{name}'s",
        f"@{handle}",
        f"@{handle}7",
        f"{handle}_2015",
        f"@{handle.replace('_', '.')}",
        f"#{joined}",
        f"{joined}99",
        f"{handle.replace('_', '-')}",
    }


def whole_names(name: Name) -> set[str]:
    firsts = [first for first in (name.first, name.known_as) if first]
    initial, last_initial = flat(name.first)[0], flat(name.last)[0]
    found = {f"{first} {name.last}" for first in firsts} | {f"{name.last} {first}" for first in firsts}
    found |= {f"{name.last}, {first}" for first in firsts}
    found |= {f"{initial}. {name.last}", f"{name.last}, {initial}.", f"{name.first} {last_initial}."}
    found |= {f"{name.first.split()[0]} {name.last}", f"{name.first} {re.split('[- ]', name.last)[-1]}"}
    return found | {f"Mr {name.last}", f"Miss {name.last}"}


def every_way(name: Name) -> list[str]:
    bare = {item for item in (name.first, name.last, name.known_as) if item}
    written = {way for item in bare | whole_names(name) for way in ways_with(item)}
    extra = {way for item in bare | {f"{name.first} {name.last}"} for way in marked(item)}
    return sorted(written | extra)


# ---- what must not be left


def words_of(text: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[^\W\d_]+", flat(text.replace("\u200b", "").replace("\u00ad", "")))}


def parts_of(name: Name) -> set[str]:
    """The words of a name that name somebody alone, but for those that are Maya's too."""
    own = words_of("Maya Nair")
    words = words_of(" ".join((name.first, name.last, name.known_as)))
    return {word for word in words if len(word) > 1 and word not in masking.WORDS.particles} - own


def left_of(name: Name, shown: str) -> set[str]:
    words = words_of(shown)
    found = {part for part in parts_of(name) if words & {part, f"{part}s"}}
    joined = "".join(re.findall(r"[a-z]", flat(f"{name.first}{name.last}").lower()))
    return found | ({joined} if joined in "".join(re.findall(r"[a-z]", flat(shown).lower())) else set())


def everywhere(mask: Mask) -> Mask:
    """As if somebody had decided that every doubtful name is covered."""
    keys = {named.key for named in mask._near if named.key} | {entry.key for entry in mask._table.values() if entry.key}
    return Mask(mask.child, mask.near, decided=dict.fromkeys(keys, Cover.EVERYWHERE))


@pytest.mark.parametrize("name", OTHERS, ids=lambda name: f"{name.first} {name.last}")
def test_no_spelling_of_another_childs_name_survives_in_any_place(name):
    mask = everywhere(Mask(MAYA, [name]))
    tried = 0
    for way, place in itertools.product(every_way(name), PLACES):
        shown = mask.over(place.format(way))
        left = left_of(name, shown)
        assert not left, f"{place.format(way)!r} became {shown!r}"
        assert words_of(shown) >= words_of(place.format("")) & {"maya", "nair"}, f"Maya is gone from {shown!r}"
        tried += 1
    assert tried > 500


letters = st.sampled_from("abdefgiklmoprstuvzéèüöñçłøåń")
word = st.text(letters, min_size=3, max_size=8).map(str.title)
name_part = st.builds(
    "".join, st.tuples(word, st.sampled_from(["", "", "-", " ", "’", "'"]), st.one_of(st.just(""), word))
).map(lambda text: text.strip("-'’ "))


@given(
    name=st.builds(Name, name_part, name_part),
    beside=st.builds(Name, name_part, name_part),
    place=st.sampled_from(PLACES),
    data=st.data(),
)
def test_no_name_that_anybody_could_have_survives(name, beside, place, data):
    ordinary = words_of(" ".join(PLACES)) | words_of(f"{ANOTHER} {SOMEBODY} Mr Miss") | {"s"}
    assume(not (parts_of(name) | parts_of(beside)) & ordinary)
    assume(not any(f"{part}s" in ordinary for part in parts_of(name)))
    mask = everywhere(Mask(MAYA, [beside, name]))
    way = data.draw(st.sampled_from(every_way(name)))
    shown = mask.over(place.format(way))
    assert not left_of(name, shown), f"{place.format(way)!r} became {shown!r}"
    assert ("maya" in words_of(shown)) == ("Maya" in place)


@given(name=st.builds(Name, name_part, name_part), place=st.sampled_from(PLACES), data=st.data())
def test_the_childs_own_name_survives_in_every_spelling(name, place, data):
    mask = Mask(name, [other for other in OTHERS if not parts_of(other) & parts_of(name)], far=[Name("Liam", "Doyle")])
    way = data.draw(st.sampled_from(sorted({*ways_with(name.first), *ways_with(f"{name.first} {name.last}")})))
    assume(not parts_of(name) & {part for other in OTHERS for part in parts_of(other)})
    text = place.replace("Maya Nair", "she").replace("Maya", "she").format(way)
    assert mask.over(text) == text


def test_children_who_are_not_in_the_story_go_by_their_whole_name_alone():
    mask = Mask(MAYA, (), far=[Name("Seán", "O’Brien"), Name("Mary Ann", "Van Dyke")])
    for text in ("Sean OBrien", "O'BRIEN, Seán", "@sean_obrien7", "mary-ann vandyke", "Van Dyke, Mary Ann"):
        assert mask.over(f"It was {text}.") == f"It was {ANOTHER}.", text
    assert mask.over("Sean and Ann and Mary came to Dyke Road.") == "Sean and Ann and Mary came to Dyke Road."


def test_what_is_hidden_in_a_handle_or_an_address_goes_with_all_of_it_but_not_with_the_childs_own_name():
    mask = Mask(MAYA, [Name("Leo", "Brown")])
    for text in ("@leo_brown7", "leo.brown@home.example", "xx_leobrown_xx", "TheRealLeoBrown", "L.e.o"):
        assert mask.over(f"It was {text} again.") == f"It was {ANOTHER} again.", text
    assert mask.over("Our group maya_and_leo") == f"Our group maya_and_{ANOTHER}"


def test_an_initial_beside_a_name_goes_with_it_and_a_word_does_not():
    mask = Mask(MAYA, [Name("Leo", "Brown"), Name("Arun", "Nair"), Name("Maya", "Stone"), Name("Ida", "Iver")])
    for text in ("L Brown", "L. Brown", "Leo B", "leo b.", "Brown, L.", "A Nair", "A. Nair", "Maya S.", "Maya S"):
        assert mask.over(f"It was {text}") in (f"It was {ANOTHER}", f"It was {ANOTHER}."), text
    assert mask.over("M. Nair, M Nair and Maya N.") == "M. Nair, M Nair and Maya N."
    assert mask.over("I think that Leo a lot of times ran. Leo I said") == (
        f"I think that {ANOTHER} a lot of times ran. Another child I said"
    )


# ---- words that are names too


def test_a_name_that_is_a_word_is_covered_with_a_capital_until_somebody_decides():
    near = [Name("Will", "Young"), Name("Ann", "Lee")]
    text = "Will hit me and he will say sorry. Young children ran. Will Young, @will, Ann"
    mask = Mask(Name("Mary Ann", "Nair"), near)
    assert mask.over(text) == (
        "Another child hit me and he will say sorry. Another child children ran. Another child, another child, another child"
    )
    found = mask.undecided([text])
    assert {key: len(places) for key, places in found.items()} == {"word:will": 3, "word:young": 1, "word:ann": 1}
    left = Mask(Name("Mary Ann", "Nair"), near, decided={"word:will": Cover.LEAVE, "word:young": Cover.LEAVE})
    assert (
        left.over(text) == "Will hit me and he will say sorry. Young children ran. Another child, @will, another child"
    )
    all_gone = Mask(Name("Mary Ann", "Nair"), near, decided=dict.fromkeys(found, Cover.EVERYWHERE))
    assert "will" not in all_gone.over(text).lower().split()


def test_a_name_that_belongs_to_the_family_too_is_for_somebody_to_decide():
    mask = Mask(MAYA, [Name("Priya", "Shah")], family=[Name("Priya", "Nair")])
    assert mask.over("Priya Nair rang. Priya Shah came.") == "Priya Nair rang. Another child came."
    assert list(mask.undecided(["Priya"])) == ["word:priya"]


def test_what_somebody_typed_is_taken_apart():
    lines = {
        "Mr Hale (safeguarding lead)": ["Hale"],
        "Mr Hale and my son Leo": ["Hale", "Leo"],
        "Hale, Martin": ["Hale", "Martin"],
        "O’Brien, Seán (who told us)": ["O’Brien", "Seán"],
        "leo brown in year 5": ["leo"],
        "his mum": [],
        "": [],
    }
    assert {line: [named.name.first for named in masking.typed(line)] for line in lines} == lines
    assert [named.is_doubtful for named in masking.typed("leo brown") + masking.typed("Leo Brown")] == [True, False]
    mask = Mask(MAYA, masking.typed("the boy with red hair, and Zoë O’Hara"))
    assert mask.over("The one with red hair and zoe ohara") == "The one with somebody else and somebody else"
    assert {"word:red", "word:hair"} <= {entry.key for entry in mask._table.values()}


def test_whom_a_typed_name_did_not_mean_is_not_named():
    mask = Mask(MAYA)
    assert mask.over("Mrs Barlow was not meant: it was another.") == "Somebody else was not meant: it was another."
    assert (
        mask.over("x\nJean Barlow was not meant by a typed name. y")
        == "x\nSomebody else was not meant by a typed name. y"
    )
    assert mask.over("Maya Nair was not meant: it was another.") == "Maya Nair was not meant: it was another."
    assert mask.over("It was not meant to hurt.") == "It was not meant to hurt."


def test_people_who_stay_are_not_taken_for_a_child_of_the_same_name():
    mask = Mask(MAYA, [Name("Martin", "Hale"), Name("Kay", "Adeyemi")], kept=[Name("Ruth", "Adeyemi")])
    assert mask.over("Mrs Adeyemi and Ruth Adeyemi spoke with Kay Adeyemi.") == (
        f"Mrs Adeyemi and Ruth Adeyemi spoke with {ANOTHER}."
    )


def test_who_is_named_with_a_title_goes_with_it():
    mask = Mask(MAYA, [Named(Name("Kath", "Doyle"))])
    assert mask.over("We rang Mrs Doyle. Dr. Doyle came.") == f"We rang {SOMEBODY}. Somebody else came."


# ---- ordinary words stay


def ordinary_texts() -> list[str]:
    """Texts of ours in which nobody is named: the model policy and what is written for people about the program."""
    root = Path(__file__).parents[3]
    folders = (root / "schoolgate" / "engines" / "model_policy", root / "docs" / "how-to")
    return [path.read_text(encoding="utf-8") for folder in folders for path in sorted(folder.rglob("*.md"))]


def test_few_ordinary_words_are_covered(capsys):
    """With sixteen other children and their carers in the story, doubtful names undecided and half of them words."""
    carers = [
        Named(Name(first, other.last))
        for first, other in zip(["Rose", "Mark", "Dawn", "Kath"] * 4, OTHERS, strict=True)
    ]
    mask = Mask(MAYA, [*OTHERS, *carers], family=[Name("Priya", "Nair")])
    before = after = 0
    for text in ordinary_texts():
        words, covered = len(spelling.WORD.findall(text)), list(mask.hits(text))
        before += words
        after += sum(len(spelling.WORD.findall(text[hit.start : hit.end])) for hit in covered if mask.covers(hit))
    share = after / before
    with capsys.disabled():
        sys.stdout.write(f"\nOrdinary words covered: {after} of {before}, {share:.2%}.\n")
    assert before > 10_000 and share < 0.02


# ---- words that somebody takes out


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("It was O’Brien.", "O'Brien"),
        ("It was O'Brien.", "o’brien"),
        ("It was Jose\u0301.", "José"),
        ("It was José.", "Jose\u0301"),
        ("It was Mary\u2011Ann.", "Mary-Ann"),
        ("It was Mary Ann.", "Mary-Ann"),
        ("It was big_leo.", "big leo"),
        ("It was “him”.", '"him"'),
        ("It was Le\u200bo.", "Leo"),
    ],
)
def test_a_passage_is_found_however_it_is_written(text, passage):
    redacting.check_there(text, passage)
    assert redacting.without(text, [passage]) == "It was [taken out 1]."
    assert redacting.without(text, (), [passage]).startswith("It was [taken out]")


def test_what_is_found_has_its_place_in_the_text_as_it_was_written():
    text = "ﬁne: Jose\u0301 Straße"
    folded = spelling.fold(text)
    assert folded.chars == "fine: jose strasse"
    start = folded.chars.index("jose")
    assert text[slice(*folded.place(start, start + 4))] == "Jose\u0301"
    assert text[slice(*folded.place(0, 1))] == "ﬁ"
