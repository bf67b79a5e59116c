"""Pupils of the school who are in a text by a first name, a short form or a slip: covered, or asked about; never open."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schoolgate.broken import Broken
from schoolgate.cases.tests import story
from schoolgate.community.models import Care, Person
from schoolgate.records import likely, marking
from schoolgate.records.actions import access_requests as access_request_actions
from schoolgate.records.masking import ANOTHER, Cover, Mask, Name, Named
from schoolgate.records.models import Transfer
from schoolgate.records.queries import access_requests
from schoolgate.records.tests.test_covered_names import address, answer_of, case_of, decide_names, pack_of, wrote
from schoolgate.records.tests.test_masking import MAYA, ordinary_texts
from schoolgate.records.tests.test_records import decide, request_of
from tests import cast as people
from tests.cast import JOINED, MONDAY, client_of

fresh = story.fresh
PUPILS = [
    Name("Abigail", "Adebayo"),
    Name("Rhys", "Gallacher"),
    Name("Nathaniel", "Obi"),
    Name("Will", "Young"),
    Name("Grace", "Hope"),
    Name("Mary-Ann", "Quill"),
    Name("Siân", "O’Dell", "Shauny"),
    Name("Thomas", "Birch"),
]
TEXT = (
    "Maya and Abigail Adebayo came. Abi saw it. Abigale Adebayo went. We saw Abigale alone. "
    "Rhys Gallacher, Rhys and RHYS laughed with his brother Nathaniel."
)
WORDS = ("abi", "abigail", "abigale", "adebayo", "rhys", "gallacher", "nathaniel")


def mask(*texts: str, pupils=PUPILS, **said) -> Mask:
    return Mask(MAYA, pupils=pupils, texts=texts, **said)


def covered(text: str, **said) -> str:
    return mask(text, **said).over(text)


def asked(text: str, **said) -> set[str]:
    return set(mask(text, **said).undecided([text]))


# ---- those who are named in full, or in the story


def test_the_attack():
    shown = covered(TEXT)
    assert not set(re.findall(r"\w+", shown.lower())) & set(WORDS), shown
    assert "Maya and another child came." in shown
    assert asked(TEXT) == {"pupil:nathaniel"}


@pytest.mark.parametrize(
    "whole", ["Abigail Adebayo", "ABIGAIL ADEBAYO", "Adebayo, Abigail", "Abi Adebayo", "Abigale Adebayo"]
)
@pytest.mark.parametrize(
    "way",
    [
        "Abi",
        "abi",
        "ABI",
        "Abby",
        "Abi’s",
        "Abis",
        "Abigail’s",
        "A-bi",
        "Gail",
        "Abigale",
        "ABIGALE",
        "Abigal",
        "Adebayo",
    ]
    + ["Abigail Adebay", "Abigale Adebayo", "Adebayo Abigale", "Abi A.", "A. Adebayo", "Abi-Adebayo", "@abi_adebayo7"],
)
def test_whoever_is_named_in_full_goes_by_every_name_without_a_question(whole, way):
    text = f"It was {whole}. Then {way} ran."
    shown = covered(text)
    assert re.fullmatch(rf"It was {ANOTHER}\. Then {ANOTHER}(’s)?\.? ran\.", shown), shown
    assert not asked(text)


def test_whoever_is_in_the_case_goes_by_short_forms_and_slips_too():
    found = Mask(MAYA, [Name("Abigail", "Adebayo"), Named(Name("Katherine", "Doyle"))])
    for way in ("Abi", "Abigale", "abby", "Abigale Adebayo", "Kath", "Katherin", "Kathrine Doyle"):
        text = f"Then {way} ran."
        assert found.over(text) in ("Then another child ran.", "Then somebody else ran."), way
        assert not found.undecided([text])


def test_a_slip_where_a_capital_says_nothing_is_covered_until_somebody_decides():
    found = Mask(MAYA, [Name("Abigail", "Adebayo")])
    assert found.over("Abigale ran. ") == "Another child ran. "
    assert set(found.undecided(["Abigale ran."])) == {"slip:abigale"}
    assert set(found.undecided(["Then abigale ran."])) == {"slip:abigale"}
    left = Mask(MAYA, [Name("Abigail", "Adebayo")], decided={"slip:abigale": Cover.LEAVE})
    assert left.over("Abigale ran.") == "Abigale ran."


def test_it_is_asked_about_everyone_named_in_full_and_about_nobody_else():
    two = [Name("Rhys", "Gallacher"), Name("Rhys", "Moss")]
    assert covered("Rhys Moss came. Rhys left. Gallacher left.", pupils=two) == (
        "Another child came. Another child left. Another child left."
    )
    assert asked("Rhys Moss came. Rhys left. Gallacher left.", pupils=two) == {"pupil:gallacher"}


# ---- those who are not


@pytest.mark.parametrize(
    "name", ["Nathaniel", "Nate", "Rhys", "Abigail", "Abi", "Siân", "Shauny", "Thomas", "Tommy", "Tom"]
)
@pytest.mark.parametrize("way", ["{}", "{}’s", "{} O.", "@{}_9", "({})"])
@pytest.mark.parametrize("change", [str, str.upper, str.lower])
def test_a_first_name_or_short_form_alone_is_asked_about_and_covered_until_then(name, way, change):
    text = f"We saw {change(way.format(name))} laugh."
    assert asked(text) or way == "{} O.", text
    assert name.lower() not in covered(text).lower().replace("another child", "")


@pytest.mark.parametrize("text", ["We saw Nathanial.", "Nathanial laughed.", "We saw Abigale.", "We saw Tomas."])
def test_a_slip_in_a_first_name_alone_is_asked_about(text):
    (key,) = asked(text)
    assert key.startswith("slip:") and ANOTHER in covered(text).lower()


def test_hyphens_and_parts_of_a_first_name():
    for way in ("Mary-Ann", "Mary Ann", "mary-ann", "MaryAnn", "Mary", "Ann", "Mary‑Ann’s"):
        assert asked(f"We saw {way} there."), way
        assert "mary" not in covered(f"We saw {way} there.").lower(), way


def test_a_surname_alone_is_asked_about_unless_it_is_theirs_who_stay():
    assert asked("Then Gallacher hit her.") == {"pupil:gallacher"}
    stay = {"kept": [Name("Iain", "Gallacher")], "family": [Name("Joy", "Adebayo")]}
    assert not asked("Mr Gallacher, then Gallacher, and Adebayo came.", **stay)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("I will say that grace is hope for the young.", set()),
        ("Then Will hit me.", {"pupil:will"}),
        ("Will hit me.", {"pupil:will"}),
        ("We saw Grace.", {"pupil:grace"}),
        ("WILL hit me", {"pupil:will"}),
        ("@will wrote", {"pupil:will"}),
    ],
)
def test_a_word_of_the_language_is_a_name_where_it_has_a_capital(text, keys):
    assert asked(text) == keys


def test_a_month_is_no_pupil():
    pupils = [Name("May", "Obi"), Name("June", "Obi"), Name("August", "Obi")]
    assert not asked("On 4 May 2026, the 3rd of June, August 2026 and 1st May.", pupils=pupils)
    assert asked("May hit me, and June did. August too.", pupils=pupils) == {"pupil:may", "pupil:june", "pupil:august"}


# ---- who stays


def test_the_childs_own_names_survive_beside_others_of_the_same_or_nearly_the_same():
    others = [Name("Maya", "Stone"), Name("Mayah", "Quill"), Name("Marya", "Nairn"), Name("Arun", "Nair")]
    text = "Maya, MAYA, maya’s, Maya Nair, Ms Nair, Miss Nair and M. Nair; Maya Nairr, Mayaa."
    for found in (mask(text, pupils=others), Mask(MAYA, others)):
        assert not re.search(ANOTHER, found.over(text.replace("Mayaa", "Maya")), re.IGNORECASE)
    own = Mask(Name("Abigail", "Nair"), [Name("Arun", "Nair")], pupils=[Name("Abel", "Moss"), Name("Gale", "Obi")])
    assert own.over("Abigail, Abi, ABBY and Abi Nair cried.") == "Abigail, Abi, ABBY and Abi Nair cried."
    nearly = Mask(Name("Abigail", "Nair"), [Name("Gael", "Moss")])
    assert nearly.over("Then Gail cried and Gael ran.") == "Then Gail cried and another child ran."


def test_what_is_short_for_the_child_and_the_name_of_another_is_for_somebody_to_decide():
    found = Mask(Name("Abigail", "Nair"), pupils=[Name("Abi", "Moss")])
    assert set(found.undecided(["Then Abi ran."])) == {"pupil:abi"}


def test_people_who_work_here_and_the_family_keep_their_names():
    stay = {"kept": [Name("Lucy", "Grant")], "family": [Name("Priya", "Nair")]}
    text = "Lucy Grant and Miss Grant rang Priya Nair."
    assert covered(text, pupils=[Name("Luca", "Grand"), Name("Priyah", "Nairn")], **stay) == text
    assert not asked(text, pupils=[Name("Luca", "Grand"), Name("Priyah", "Nairn")], **stay)
    assert asked("Lucy came.", pupils=[Name("Lucy", "Quill")], **stay) == {"pupil:lucy"}


# ---- what it costs


def school_of(many: int) -> list[Name]:
    firsts = [
        "Olivia",
        "Amelia",
        "Grace",
        "Rosie",
        "Alfie",
        "Harry",
        "James",
        "Emily",
        "Clare",
        "Billy",
        "Brian",
        "Hope",
    ]
    lasts = ["Kershaw", "Naylor", "Haigh", "Rowley", "Parry", "Hall", "Young", "Miah", "Malik", "Aziz", "Moss", "West"]
    return [Name(firsts[n % 12], lasts[n // 12 % 12] + "abcdefghij"[n // 144 % 10]) for n in range(many)]


def test_few_ordinary_words_are_asked_about_in_a_school_of_many():
    found = mask(*ordinary_texts(), pupils=school_of(1200))
    keys = found.undecided(ordinary_texts())
    assert len(keys) <= 8, {key: [hit.word for _, hit in places] for key, places in keys.items()}


def test_looking_grows_with_the_text_and_not_with_its_square(monkeypatch):
    """Each different word is compared with the names once, however often and wherever it stands."""
    compared = []
    real = likely.process.extract
    monkeypatch.setattr(
        likely.process, "extract", lambda word, *rest, **said: compared.append(word) or real(word, *rest, **said)
    )
    text = "Then Abigale and Quentina and Zebedee went to Larkhollow. "
    found = mask(text, pupils=school_of(300))
    found.over(text)
    once = len(compared)
    found.over(text * 200)
    assert len(compared) == once <= 15


# ---- in an answer, and in a file


@pytest.fixture
def pupils(cast) -> list[Person]:
    return [people.pupil(cast.school, name.first, name.last, cast.pupil.born_on, cast.kestrels) for name in PUPILS]


def html_of(response) -> str:
    return re.sub(r"\s+>", ">", response.content.decode())


def shows_none(words: str) -> bool:
    return not set(re.findall(r"[^\W\d_]+", words.lower())) & set(WORDS)


@pytest.mark.django_db
def test_the_page_shows_before_it_is_given_what_is_covered_and_what_is_left(cast, pupils):
    wrote(case_of(cast), f"{TEXT} Lucy Grant came.", cast)
    request = request_of(cast)
    page = next(page for page in request.pages.all() if "Abigale" in page.words)
    there = reverse("records:held_page", args=[request.pk, page.order])
    client = client_of(cast.dsl)
    shown = client.get(there)
    look = shown.context["look"]
    assert shows_none(look.given.words) and "Lucy Grant came." in look.given.words
    for word in ("Abigail Adebayo", "Abi", "Abigale Adebayo", "Abigale", "Rhys Gallacher", "Rhys", "RHYS", "Nathaniel"):
        assert word in look.before.covered and f"<mark>{word}</mark>" in html_of(shown), word
    assert look.before.asked == ("Nathaniel",)
    assert "“RHYS”, “Nathaniel”." in html_of(shown) and "Still to decide: “Nathaniel”." in html_of(shown)
    assert "".join(piece.text for piece in look.before.pieces) == page.words
    decide(page, by=cast.dsl)
    assert shows_none(client.get(there).context["look"].given.words)
    decide(page, "named", by=cast.dsl)
    given = client.get(there).context["look"]
    assert "Abigale" in given.given.words and not given.before.covered
    decide(page, "whole", by=cast.dsl)
    gone = client.get(there).context["look"]
    assert gone.given.whole and not gone.before.covered


@pytest.mark.django_db
def test_the_answer_waits_for_a_decision_about_each_such_name_and_shows_where_it_stands(cast, pupils):
    wrote(case_of(cast), TEXT, cast)
    request = request_of(cast)
    for page in request.pages.all():
        decide(page, by=cast.dsl)
    (flag,) = access_requests.flags_for(request)
    assert (flag.label, flag.count, flag.decided) == ("Nathaniel", 1, None)
    assert "A pupil here has this name" in flag.why and "his brother Nathaniel." in flag.places[0]
    with pytest.raises(Broken, match="Decide first whether the name “Nathaniel” is covered"):
        access_request_actions.seal_answer(request, by=fresh(cast.dsl), at=MONDAY)
    decide_names(request, cast, "leave")
    words = answer_of(cast, request)
    assert "his brother Nathaniel." in words and shows_none(words.replace("Nathaniel", ""))


@pytest.mark.django_db
def test_a_file_lists_them_among_the_names_to_decide_about_and_shows_what_is_covered(cast, pupils):
    case = case_of(cast)
    wrote(case, TEXT, cast)
    sent = {"to_school": "Sedgemarsh High", "cases": [str(case.pk)], "also": "laughed"}
    client = client_of(cast.dsl)
    first = client.post(address(cast), sent)
    shown, pack = html_of(first), first.context["pack"]
    assert "Cover the name “Nathaniel”?" in shown and "<mark>RHYS</mark>" in shown and "<mark>laughed</mark>" in shown
    assert all(shows_none(entry.words) for entry in pack.entries)
    client.post(address(cast), sent | {"looked": pack.looked})
    assert not Transfer.objects.exists()
    names = {"pupil:nathaniel": ("everywhere", "His brother.")}
    assert shows_none(pack_of(cast, case, names=names)[0])


@pytest.mark.django_db
def test_a_name_in_full_on_one_page_covers_the_first_name_on_another_page(cast, pupils):
    case = case_of(cast)
    wrote(case, "Then Rhys laughed.", cast)
    wrote(case, "It was Rhys Gallacher.", cast)
    request = request_of(cast)
    words = answer_of(cast, request)
    assert "Then another child laughed." in words and not access_requests.flags_for(request)


@pytest.mark.django_db
def test_a_brother_goes_by_short_forms_and_slips(cast):
    brother = people.pupil(cast.school, "Nathaniel", "Nair", cast.pupil.born_on, cast.kestrels)
    Care.objects.create(parent=cast.parent, child=brother, relation="mother", since_on=JOINED)
    wrote(case_of(cast), "We saw Nate, Nathanial and NATHANIEL NAIR. Maya Nair cried.", cast)
    assert "We saw another child, another child and another child. Maya Nair cried." in answer_of(
        cast, request_of(cast)
    )


@pytest.mark.django_db
def test_who_left_in_these_years_counts_and_who_left_long_before_only_by_the_whole_name(cast, pupils):
    recent, long_ago = pupils[2], pupils[1]
    recent.roles.update(until_on=MONDAY.date().replace(month=1))
    long_ago.roles.update(until_on=MONDAY.date().replace(year=2020), since_on=MONDAY.date().replace(year=2014))
    case = case_of(cast)
    wrote(case, "Then Nathaniel and Rhys laughed.", cast)
    request = request_of(cast)
    assert {flag.label for flag in access_requests.flags_for(request)} == {"Nathaniel"}
    wrote(case, "Rhys Gallacher came.", cast)
    assert "Gallacher" not in answer_of(cast, request_of(cast))


@pytest.mark.django_db
def test_no_page_asks_the_database_more_for_more_pupils(cast, pupils):
    case = case_of(cast)
    wrote(case, TEXT, cast)
    request = request_of(cast)
    client = client_of(cast.dsl)
    page = reverse("records:held_page", args=[request.pk, 1])
    sent = {"to_school": "Sedgemarsh High", "cases": [str(case.pk)]}

    def counts() -> list[int]:
        found = []
        for ask in (lambda: client.get(page), lambda: client.post(address(cast), sent)):
            ask()
            with CaptureQueriesContext(connection) as queries:
                ask()
            found.append(len(queries))
        return found

    before = counts()
    for name in school_of(60):
        people.pupil(cast.school, name.first, name.last, cast.pupil.born_on, cast.kestrels)
    assert counts() == before


def test_marks_and_what_is_given_are_one():
    found = mask(TEXT)
    pieces = marking.marked(f"Priya Quill was not meant: x. {TEXT}", found, [(0, 3)]).pieces
    assert pieces[0].is_covered and "".join(piece.text for piece in pieces).endswith(TEXT)
    left = "".join("*" if piece.is_covered else piece.text for piece in marking.marked(TEXT, found).pieces)
    assert left.replace("*", ANOTHER).lower() == found.over(TEXT).lower()
