"""The poster: tagged PDF on one sheet, for any day and set, in three styles."""

import io
from datetime import date

import pypdf
import pytest

from schoolgate.engines import ages
from schoolgate.engines.ages import book
from schoolgate.policy import age_posters

APRIL = date(2023, 4, 15)
TODAY = date(2026, 11, 23)
BOOK = ages.shipped()
MANY = [
    "whatsapp",
    "snapchat",
    "tiktok",
    "instagram",
    "youtube",
    "xbox",
    "roblox",
    "psn",
    "nintendo",
    "kik",
    "wechat",
    "character_ai",
    "spotify",
    "fortnite",
    "among_us",
    "minecraft",
    "zoom",
    "chatgpt",
]


def made(on, style="corridor", size="A4", ids=()):
    limits = age_posters.chosen(BOOK, on, ids, style)
    content = age_posters.pdf(limits, on, school="Larkhollow Primary School", minimum_age=13, style=style, size=size)
    return pypdf.PdfReader(io.BytesIO(content))


def text(reader):
    return " ".join(" ".join(sheet.extract_text().split()) for sheet in reader.pages)


@pytest.mark.parametrize("style", age_posters.STYLES)
@pytest.mark.parametrize("size, width", [("A4", 595), ("A3", 842)])
def test_every_poster_is_one_tagged_sheet(style, size, width):
    reader = made(TODAY, style, size)
    assert len(reader.pages) == 1 and round(reader.pages[0].mediabox.width) == width
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 (an object of the reader)
    assert root["/Lang"] == "en-GB" and "/K" in root["/StructTreeRoot"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    said = text(reader)
    for words in ("Larkhollow Primary School", "23 November 2026", "Open Terms Archive contributors", "under 13"):
        assert words in said


@pytest.mark.parametrize("style, size", age_posters.MOST)
def test_the_most_rows_still_fit_on_one_sheet(style, size):
    most = MANY[: age_posters.MOST[style, size]]
    assert len(made(TODAY, style, size, most).pages) == 1
    assert len(made(APRIL, style, size, most).pages) == 1


def test_the_april_poster_has_the_ages_and_names_of_april():
    said = text(made(APRIL))
    assert "WhatsApp 16" in said and "Twitter" in said and "15 April 2023" in said
    assert "direct messages 16, live 18" in said and "none stated" in said
    assert "probably" in said and "Probably: the page that says so is younger than this date." in said
    assert "WhatsApp" in text(made(TODAY)) and "WhatsApp 16" not in text(made(TODAY))


def test_rows_that_nobody_confirms_are_marked():
    said = text(made(TODAY, "newsletter", ids=["minecraft", "facebook"]))
    assert "(not confirmed)" in said and "Not confirmed: no page was found that says so." in said
    assert "onfirmed" not in text(made(TODAY, ids=["facebook"]))
    child = text(made(TODAY, "pupils", ids=["messenger"]))
    assert "★" in child and "not quite sure" in child


def test_pupils_get_big_numbers_in_their_words():
    said = text(made(TODAY, "pupils"))
    for words in (
        "How old do you have to be?",
        "Not before you are 13.",
        "Only with a grown-up’s yes.",
        "In our school nobody",
    ):
        assert words in said
    assert "Epic Games account" not in said


def test_any_set_can_be_chosen_and_says_what_is_closed_or_not_there_yet():
    said = text(made(TODAY, "newsletter", ids=["omegle"]))
    assert "Omegle – has closed" in said
    assert "Threads – had not begun" in text(made(APRIL, "newsletter", ids=["threads"]))
    assert len(made(TODAY, "newsletter", ids=list(BOOK.platforms)).pages) >= 2


def test_what_was_not_there_is_not_on_the_usual_poster():
    assert [limit.id for limit in age_posters.chosen(BOOK, APRIL, (), "corridor")] == list(age_posters.FAMILIAR)


@pytest.mark.parametrize(
    "asked, says",
    [
        ({"style": "wall"}, "no style “wall”. Choose one of: corridor, newsletter, pupils"),
        ({"size": "A5"}, "no size “A5”"),
        ({"ids": MANY}, "has room for 14 platforms; 18 are chosen"),
    ],
)
def test_what_cannot_be_printed_is_refused(asked, says):
    with pytest.raises(age_posters.Refused, match=says):
        made(TODAY, **asked)
    with pytest.raises(book.Unknown):
        age_posters.chosen(BOOK, TODAY, ["no_such"], "corridor")
