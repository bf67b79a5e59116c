import io

import pdfplumber
import pypdf
import pytest

from schoolgate.design import paper, samples

NASTY = 'Say #panic() and $x$ and \\n *b* _i_ <l> @r `c` [x] "q" // no'


def read(content):
    return pypdf.PdfReader(io.BytesIO(content))


def words(page):
    return " ".join(page.extract_text().split())


def policy(text):
    clause = {"place": "3.a.2", "text": text, "depth": 2, "audience": "Staff", "strength": "must", "gloss": ""}
    return {**samples.POLICY, "sections": [{"place": "3", "title": text, "clauses": [clause]}]}


@pytest.mark.parametrize(("name", "data"), [("policy", samples.POLICY), ("letter", samples.LETTER)])
def test_papers_are_tagged_for_screen_readers(name, data):
    made = read(paper.pdf(name, data, title="Our policy"))
    root = made.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 (an object of the reader)
    assert "/K" in root["/StructTreeRoot"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert made.metadata.title == "Our policy"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_the_policy_says_who_is_who_and_every_clause():
    made = read(paper.pdf("policy", samples.POLICY, title="Our policy"))
    all_words = " ".join(words(page) for page in made.pages)
    for text in ("Our policy", "Version 3", "Designated safeguarding lead", "Owen Pryce", "1.1.a", "Contents"):
        assert text in all_words
    assert "Staff keep their private accounts closed to children and their families." in all_words
    assert [entry.title.split()[0] for entry in made.outline if not isinstance(entry, list)] == ["1", "2"]


def test_each_letter_starts_a_page_of_its_own():
    made = read(paper.pdf("letter", samples.LETTER, title="Letters"))
    assert len(made.pages) == 2
    first, second = (words(page) for page in made.pages)
    assert "Dear Ms Raman" in first
    assert "Reply slip: social media policy" in first
    assert "7KQ2-MX41" in first
    assert "Dear Mr Bell" in second
    assert "Reply slip" not in second


def test_the_address_stands_in_the_window_of_the_envelope():
    # A DL window shows 52 to 84 mm from the top of a sheet folded in three, 20 to 110 mm from its left.
    made = paper.pdf("letter", samples.LETTER, title="Letters")
    lines = pdfplumber.open(io.BytesIO(made)).pages[0].extract_text_lines()
    to = samples.LETTER["letters"][0]["to"]
    address = [line for line in lines if line["text"] in to and line["x0"] < 300]  # the school's is at the right
    assert [line["text"] for line in address] == to
    for line in address:
        left, right, top, bottom = (line[side] / 72 * 25.4 for side in ("x0", "x1", "top", "bottom"))
        assert left >= 20, line["text"]
        assert right <= 110, line["text"]
        assert top >= 52, line["text"]
        assert bottom <= 84, line["text"]


def test_words_are_never_read_as_markup():
    made = read(paper.pdf("policy", policy(NASTY), title=NASTY))
    assert made.metadata.title == NASTY
    assert NASTY in " ".join(words(page) for page in made.pages)
    letter = {**samples.LETTER["letters"][1], "paragraphs": [NASTY], "to": [NASTY], "subject": NASTY}
    made = read(paper.pdf("letter", {**samples.LETTER, "letters": [letter]}, title="Letters"))
    assert words(made.pages[0]).count(NASTY) >= 2


def test_characters_of_no_font_are_named_or_boxed_and_stop_nothing():
    text = "Use 😀 kindly, Łukasz and Siân: 中文."
    made = read(paper.pdf("policy", policy(text), title="Our policy"))
    all_words = " ".join(words(page) for page in made.pages)
    assert "Use [grinning face] kindly, Łukasz and Siân: □□." in all_words


def test_the_same_words_give_the_same_file_on_every_day(time_machine):
    time_machine.move_to("2026-01-05")
    first = paper.pdf("policy", samples.POLICY, title="Our policy")
    time_machine.move_to("2027-01-05")
    assert paper.pdf("policy", samples.POLICY, title="Our policy") == first


def test_what_cannot_be_printed_is_said():
    with pytest.raises(paper.Unprintable, match="There is no paper called “poem”"):
        paper.pdf("poem", {}, title="A poem")
    with pytest.raises(paper.Unprintable, match="There is no paper called"):
        paper.pdf("../paper", {}, title="A poem")
    with pytest.raises(paper.Unprintable, match="“letter” could not be made"):
        paper.pdf("letter", {"school": "Alder Lane"}, title="Letters")
