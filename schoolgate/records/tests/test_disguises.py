"""Names in disguise, initials and accounts go, or somebody is asked; ordinary words, figures and the child's own name stay."""

import itertools
import re
import unicodedata

import pytest
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from schoolgate.broken import Broken
from schoolgate.cases.tests import story
from schoolgate.engines.mentions import disguises, spelling
from schoolgate.engines.mentions.disguises import Disguises
from schoolgate.records import marking
from schoolgate.records.actions import access_requests as access_request_actions
from schoolgate.records.masking import ANOTHER, Cover, Mask, Name
from schoolgate.records.queries import access_requests
from schoolgate.records.tests.test_covered_names import answer_of, case_of, decide_names, wrote
from schoolgate.records.tests.test_masking import MAYA
from schoolgate.records.tests.test_records import decide, request_of
from tests import cast as people
from tests.cast import MONDAY, client_of

LEO = Name("Leo", "Brown")
NEAR = [
    LEO,
    Name("Siobhán", "O’Hara-Lynch"),
    Name("Mary Ann", "Van Dyke"),
    Name("Will", "Young"),
    Name("Nathaniel", "Obi"),
]
PUPILS = [
    Name("Kit", "Moss"),
    Name("Pete", "Ellis"),
    Name("Isla", "Thomas"),
    Name("Liam", "Doyle"),
    Name("Sam", "West"),
]
MATES = PUPILS[:3]
SIGNS = {"a": "4@", "e": "3€", "i": "1!", "l": "1|", "o": "0@", "s": "5$", "t": "7", "b": "8", "g": "9"}
LOOKALIKES = {
    "a": "а",
    "e": "е",
    "o": "о",
    "p": "р",
    "c": "с",
    "y": "у",
    "x": "х",
    "i": "і",
    "B": "В",
    "H": "Н",
    "M": "М",
}


def mask(*texts: str, **said) -> Mask:
    return Mask(MAYA, NEAR, pupils=PUPILS, classmates=MATES, texts=texts, **said)


def asked(text: str) -> set[str]:
    return set(mask(text).undecided([text]))


FIGURES = [
    "L3o",
    "Le0",
    "l3o",
    "Br0wn",
    "Br@wn",
    "L€o",
    "S1obhan",
    "S!obhan",
    "W1ll",
    "M@ry-Ann",
    "N@thaniel",
    "@l3o.br0wn",
]
APART = [
    "L-E-O",
    "L e o",
    "l.e.o",
    "L_E_O",
    "L/E/O",
    "L*e*o",
    "L-e-0",
    "L e o  B r o w n",
    "N A T H A N I E L",
    "n.a.t.h.a.n.i.e.l",
]
ALPHABETS = [
    "L\u0435\u043e",
    "\u216ceo",
    "Le\u03bf",
    "ʟᴇᴏ",
    "Ｌｅｏ",
    "𝐋𝐞𝐨",
    "Ⓛⓔⓞ",
    "🅻🅴🅾",
    "Le\u200bo",
    "L\u2060e\u00ado",
    "Le\u3164o",
]
DRAWN_OUT = ["Leooo", "LEEEOOO", "leeeo", "Leooo’s", "l33ooo", "Nathaniellll", "Brooown"]
ACCOUNTS = ["leobrown09", "xX_leo_Xx", "@leo.brown", "leo_brown_2015", "@leo"]


@pytest.mark.parametrize("way", FIGURES + APART + ALPHABETS + DRAWN_OUT + ACCOUNTS)
@pytest.mark.parametrize("place", ["Then {} hit Maya.", "({}), and Maya", "1. {}\n2. Maya"])
def test_a_disguised_name_goes_with_all_of_its_signs(way, place):
    text = place.format(way)
    shown = mask(text).over(text).replace("Another", "another")
    assert re.sub("’s", "", shown) == place.format(ANOTHER), shown


@pytest.mark.parametrize(
    "way",
    [
        "L30",
        "L*o",
        "Br*wn",
        "Ieo",
        "leoo",
        "xXleoXx",
        "TheRealLeo",
        "@leogamer",
        "@leob",
        "LeoB",
        "lbrown",
        "K1t",
        "k17",
        "L\ne\no",
    ],
)
def test_what_may_be_a_name_is_covered_until_somebody_decides(way):
    (key,) = asked(f"Then {way} ran.")
    assert key.startswith("disguise:")
    assert mask().over(f"Then {way} ran.") == f"Then {ANOTHER} ran."
    assert Mask(MAYA, NEAR, pupils=PUPILS, decided={key: Cover.LEAVE}).over(f"Then {way} ran.") == f"Then {way} ran."


@pytest.mark.parametrize(
    "way", ["L.B.", "L. B.", "L B", "LB", "lb", "l.b.", "LB’s", "LBs", "@lb09", "L-B", "L/B", "Lb"]
)
def test_initials_of_somebody_in_it_are_asked_about(way):
    text = f"Then {way} hit me."
    assert asked(text) == {"initials:lb"}
    assert re.fullmatch(rf"Then {ANOTHER}(’s)? hit me\.", mask().over(text)), mask().over(text)


@pytest.mark.parametrize("way", ["S.O.", "SOHL", "S O-L", "M.V.D.", "MAVD", "S.L.", "K.M.", "KM"])
def test_initials_of_several_names_and_of_a_classmate(way):
    assert {key.partition(":")[0] for key in asked(f"Then {way} hit me.")} == {"initials"}


def test_initials_that_are_also_a_word_stay_until_somebody_decides():
    text = "In PE and in the IT room"
    assert asked(text) == {"initials:pe", "initials:it"} and mask().over(text) == text
    decided = {"initials:pe": Cover.EVERYWHERE}
    assert mask(decided=decided).over(text) == f"In {ANOTHER} and in the IT room"


@pytest.mark.parametrize(
    "text",
    [
        "I ran. A dog, Mr A and I.",
        "OK, TA, TV, RE, DSL.",
        "it is, if I may",
        "IT HIT ME",
        "3B, 5LB, Y4, KS2 and 5 lb",
        "11am, 5am, 1st",
    ]
    + [
        "e.g. this, i.e. that, 7 p.m.",
        "Plan A, B and C",
        "12/5/2026, £5, 50%, 24/7",
        "write to a@b.example",
        "Hello!!! sooo good",
        "W.D.",
    ]
    + [
        "1. a\n2. b\n3. c",
        "Maya, M4ya, M-a-y-a, Mayaaa, M\u0430ya, MN, M.N.",
        "S.W. wind",
        "Лео и Оксана",
        "You will. The young one",
    ],
)
def test_words_figures_classes_and_the_childs_own_name_stay(text):
    shown, found = mask(text).over(text), mask(text)
    assert shown == text and not asked(text) - {"word:will", "word:young"}, found.undecided([text])


def test_nobody_is_asked_about_initials_of_nobody_here():
    assert not Mask(MAYA, [LEO], pupils=PUPILS).undecided(["PE, IT, K.M. and KM"])


def test_a_first_name_that_is_part_of_other_last_names_is_a_name():
    for name in (Name("Ben", "Dale"), Name("Benjamin", "Dale")):
        assert Mask(MAYA, [name]).over("Ben hit me.") == "Another child hit me."
    assert set(Mask(MAYA, pupils=[Name("Ben", "Dale")]).undecided(["Then Ben hit me."])) == {"pupil:ben"}
    assert Mask(Name("Ben", "Dale"), [Name("Amos", "ben Ami")]).over("Ben hit me.") == "Ben hit me."


def test_a_name_of_another_alphabet_is_one_in_small_letters_and_in_capitals():
    for written in ("Вера", "вера", "ВЕРА", "Νίκος", "νίκος", "ΝΊΚΟΣ"):
        assert ANOTHER in Mask(MAYA, [Name("Вера", "Обиа"), Name("Νίκος", "Παπα")]).over(f"x {written} x"), written


# ---- whatever name, whatever disguise


LONG = [
    Name("Siân", "Gallacher"),
    Name("Aaron", "O’Dell"),
    Name("Jean-Luc", "Abbott"),
    Name("Zoë", "St. John"),
    Name("José", "Müller"),
]


@st.composite
def disguised(draw) -> tuple[Name, str]:
    name = draw(st.sampled_from([*LONG, LEO, Name("Abigail", "Hill"), Name("D’Angelo", "Quill")]))
    word = draw(st.sampled_from([name.first, name.last, f"{name.first} {name.last}"]))
    word = draw(st.sampled_from([word, word.upper(), word.lower(), unicodedata.normalize("NFD", word)]))
    at = draw(st.sampled_from([at for at, sign in enumerate(word) if at and sign.isalpha()]))
    bare = "".join(sign for sign in spelling.fold(word).chars if sign.isalpha())
    figures = [index for index, sign in enumerate(bare) if index and sign in SIGNS]
    how = draw(st.sampled_from(["figure", "drawn out", "apart", "unseen", "lookalike", "wide", "account"]))
    if how == "figure" and figures:
        index = draw(st.sampled_from(figures))
        return name, bare[:index] + draw(st.sampled_from(SIGNS[bare[index]])) + bare[index + 1 :]
    if how == "drawn out":
        return name, word[:at] + word[at] * draw(st.integers(2, 6)) + word[at:]
    if how == "apart":
        return name, draw(st.sampled_from(["-", " ", ".", "_", "/", " - ", "*"])).join(bare)
    if how == "unseen":
        return name, word[:at] + draw(st.sampled_from("\u200b\u200d\u2060\u00ad\ufeff\u3164")) + word[at:]
    if how == "lookalike":
        return name, "".join(LOOKALIKES.get(sign, sign) for sign in word)
    if how == "wide":
        return name, "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isalpha() else sign for sign in word)
    return name, draw(st.sampled_from(["@{}", "xx_{}_xx", "{}09", "{}_2015"])).format(bare)


@example((Name("Zoë", "St. John"), "zo3"), "Then ", " ran.\n")
@given(disguised(), st.sampled_from(["Then ", "1. ", "«"]), st.sampled_from([" ran.\n", ", and Maya", "»"]))
def test_every_disguise_is_covered_or_asked_about_and_nothing_else_is_touched(found, before, after):
    name, way = found
    text = f"{before}{way}{after}"
    made = Mask(MAYA, [name])
    pieces = marking.marked(text, made).pieces
    assert "".join(piece.text for piece in pieces) == text
    plain = "".join(piece.text for piece in pieces if not (piece.is_covered or piece.is_asked))
    left = plain.removeprefix(before).removesuffix(after)
    assert plain.startswith(before) and plain.endswith(after)
    assert not [sign for sign in spelling.fold(left).chars if sign.isalpha()], (text, plain)


# ---- what it costs


def test_looking_up_disguises_grows_with_the_text_and_not_with_its_square(monkeypatch):
    looked: list[str] = []
    real = disguises.shape
    monkeypatch.setattr(disguises, "shape", lambda word: looked.append(word) or real(word))
    words = Disguises(["leo", "brown", "nathaniel", "leobrown"])

    def work(text: str) -> int:
        words._found.clear()
        looked.clear()
        words.tokens(spelling.fold(text))
        return len(looked)

    work("l3o")
    hard = ["l e o a b c ", "@$!leo3", "l3o_", "a1!", "leooo ", "l*e*", "x-y-z 0 3 "]
    for text in (*hard, "".join(itertools.chain(hard, hard))):
        once, twice = work(text * 200), work(text * 400)
        assert twice <= 2.1 * once + 100, text


def test_a_long_account_is_looked_through_once_for_each_name_and_not_to_its_ends():
    long = "leo_" * 4_000
    (hit, *_) = mask().hits(long)
    assert hit.end - hit.start <= 2 * 254 + 3


# ---- in an answer


@pytest.mark.django_db
def test_an_answer_waits_for_decisions_about_initials_of_classmates_and_of_nobody_else(cast):
    mate = people.pupil(cast.school, "Pete", "Ellis", cast.pupil.born_on, cast.kestrels)
    people.pupil(cast.school, "Omar", "Kane", cast.young_pupil.born_on, cast.wrens)
    wrote(case_of(cast, mate), "OK. P3te and P.E. ran, then PE. And P-e-t-e.", cast)
    request = request_of(cast)
    for page in request.pages.all():
        decide(page, by=cast.dsl)
    (flag,) = access_requests.flags_for(request)
    assert (flag.key, flag.label, flag.count) == ("initials:pe", "PE", 2) and "initials of another pupil" in flag.why
    with pytest.raises(Broken, match="Decide first whether the name “PE” is covered"):
        access_request_actions.seal_answer(request, by=story.fresh(cast.dsl), at=MONDAY)
    decide_names(request, cast, "leave")
    assert "OK. Another child and P.E. ran, then PE. And another child." in answer_of(cast, request)


@pytest.mark.django_db
def test_each_disguise_has_a_field_of_its_own_on_the_page(cast):
    people.pupil(cast.school, "Kit", "Moss", cast.pupil.born_on, cast.kestrels)
    wrote(case_of(cast), "We saw K1t, K!t, K|t and k-i-t. K.M. came.", cast)
    request = request_of(cast)
    for page in request.pages.all():
        decide(page, by=cast.dsl)
    client, there = client_of(cast.dsl), reverse("records:request_names", args=[request.pk])
    fields = client.get(there).context["form"].fields
    assert len(fields) == 2 * len(access_requests.flags_for(request)) == 10
    sent = {name: "everywhere" if name.startswith("cover") else "Not theirs." for name in fields}
    assert client.post(there, sent).status_code == 302
    words = answer_of(cast, request)
    assert not re.search(r"K1t|K!t|K\|t|k-i-t|K\.M", words) and "We saw another child" in words
