"""Every kind of paper that the product makes keeps to PDF/UA-1, as far as a program can tell."""

import io
import os
from datetime import date, timedelta
from pathlib import Path

import pypdf
import pytest
from PIL import Image, ImageDraw
from pypdf.generic import DecodedStreamObject, NameObject

from schoolgate.cases import letters, printing
from schoolgate.cases.letters import merging
from schoolgate.cases.models.case import Case
from schoolgate.cases.models.papers import Letter
from schoolgate.community.models import Person, School
from schoolgate.concerns import posters
from schoolgate.design import paper, samples
from schoolgate.engines import ages as engine_ages
from schoolgate.policy import age_posters
from schoolgate.records import bundles, covering
from schoolgate.records.bundles import Given
from schoolgate.records.covering import Box
from schoolgate.records.queries.children import ChildEntry
from tests.clock import MONDAY
from tests.house import structure

SCHOOL = School(
    name="Larkhollow Primary School",
    address="1 Lark Lane\nLarkhollow",
    phone="01632 960100",
    email="office@larkhollow.example",
)
MAYA = Person(school=SCHOOL, first_name="Maya", last_name="Nair", born_on=date(2016, 3, 4))
DAY = date(2026, 11, 23)


def letter(kind: str) -> bytes:
    """A letter of a case with something for every field."""
    known = letters.kind(kind)
    values = {name: f"({label[:1].lower()}{label[1:]})" for name, label in known.labels.items()}
    of = Letter(
        case=Case(school=SCHOOL),
        kind=kind,
        to_name="Priya Nair\n3 Mill Row\nLarkhollow",
        title=merging.merged(known.title, values),
        words=merging.merged(known.words, values),
    )
    return printing.letter(of, ("Ruth Adeyemi", "Head teacher"), DAY)


def ages(style: str, size: str) -> bytes:
    limits = age_posters.chosen(engine_ages.shipped(), DAY, (), style)
    return age_posters.pdf(limits, DAY, school=SCHOOL.name, minimum_age=13, style=style, size=size)


def chronology() -> bytes:
    entries = [
        ChildEntry(
            "x",
            123456,
            "Cyberbullying",
            "was harmed",
            "Contact",
            MONDAY + timedelta(days=day),
            MONDAY + timedelta(days=2 * day),
            "She told us that another child laughed.\n" * 6,
            "her mother" if day % 2 else "",
            "Martin Hale",
            ((MONDAY, "It was on Friday."),) if day % 3 == 0 else (),
        )
        for day in range(9)
    ]
    return bundles.chronology(MAYA, "Sedgemarsh High", entries, DAY)


def chat(size: tuple[int, int]) -> Image.Image:
    picture = Image.new("RGB", size, "#eef3f3")
    draw = ImageDraw.Draw(picture)
    for line in range(20, size[1] - 40, 60):
        left = 20 if line % 120 == 20 else size[0] // 3
        draw.rounded_rectangle((left, line, left + size[0] // 2, line + 40), 10, fill="#b9d8d6")
    made = io.BytesIO()
    picture.save(made, "PNG")
    return covering.covered(made.getvalue(), [Box(5, 10, 60, 6)])


def answer() -> bytes:
    alt = "A picture that the school holds. 1 part is covered."
    pages = [
        Given("On record", "Name: Maya Nair\nDate of birth: 4 March 2016", (), whole=False),
        Given("Case 123456: contact", "[taken out 1] told us.", ("[taken out 1] Somebody else.",), whole=False),
        Given("A page about somebody else or for another purpose", "", ("Why: legal advice.",), whole=True),
        Given(
            "Concern 654321: picture",
            "",
            ("1 part is covered. Somebody else.",),
            whole=False,
            pictures=tuple(covering.pieces(chat((400, 500)), drawn=True)),
            alt=alt,
        ),
        Given(
            "Concern 654321: picture",
            "",
            (),
            whole=False,
            pictures=tuple(covering.pieces(chat((400, 1100)), drawn=True)),
            alt=alt,
        ),
    ]
    return bundles.answer(MAYA, "Priya Nair, her mother", DAY, pages, DAY)


MADE = {
    **{f"letter {kind}": (letter, kind) for kind in letters.kinds()},
    **{f"poster {style} {size}": (ages, style, size) for style in age_posters.STYLES for size in age_posters.SIZES},
    "chronology": (chronology,),
    "answer": (answer,),
    "policy": (lambda: paper.pdf("policy", samples.POLICY, title="Social media and networking policy"),),
    "letters to sign": (lambda: paper.pdf("letter", samples.LETTER, title="Letters to families"),),
    "tell us": (lambda: posters.classroom(SCHOOL.name, "https://larkhollow.example/tell/kestrels/"),),
}
"""Every kind of paper, and what makes it."""


def elements(writer, kind):
    """The elements of a kind in a file that is being spoilt."""
    found, left = [], [writer._root_object["/StructTreeRoot"].get_object()]
    while left:
        node = left.pop(0)
        found += [node] if node.get("/S") == kind else []
        children = node.get("/K", [])
        those = [child.get_object() for child in (children if isinstance(children, list) else [children])]
        left += [item for item in those if hasattr(item, "get") and "/S" in item]
    return found


def without(where, name):
    def spoil(writer):
        for item in where(writer):
            item.pop(NameObject(name), None)

    return spoil


def root(writer):
    return [writer._root_object]


def fonts(writer):
    return [item.get_object() for page in writer.pages for item in page["/Resources"]["/Font"].values()]


def unmark(writer):
    content = writer.pages[0].get_contents().get_data().replace(b"/Artifact", b"/Nothing")
    stream = DecodedStreamObject()
    stream.set_data(content)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)


def skip_level(writer):
    elements(writer, "/H2")[0][NameObject("/S")] = NameObject("/H4")


def turn_round(writer):
    parts = elements(writer, "/Document")[0]
    parts["/K"].reverse()


FAULTS = {
    "no language": (without(root, "/Lang"), "in which language"),
    "not tagged": (without(root, "/MarkInfo"), "does not say that it is tagged"),
    "no tree": (without(root, "/StructTreeRoot"), "no tree of tags"),
    "no title shown": (without(root, "/ViewerPreferences"), "name of the file"),
    "no standard": (without(root, "/Metadata"), "does not say that it keeps"),
    "no words for a picture": (without(lambda w: elements(w, "/Figure"), "/Alt"), "picture has no words"),
    "a level left out": (skip_level, "H4 follows level 1"),
    "turned round": (turn_round, "not read in the order"),
    "not marked": (unmark, "outside of any tag"),
    "unreadable letters": (without(fonts, "/ToUnicode"), "cannot be read back"),
    "half a tree": (lambda w: elements(w, "/H1")[0].pop("/K"), "do not hold the same pieces"),
}
"""How to spoil a paper, and what is then said."""
FULL = answer


def test_no_paper_is_forgotten():
    used = {*(item.stem for item in paper.PAPERS.glob("*.typ"))} - {"look"}
    assert used == {"answer", "case-letter", "chronology", "letter", "policy", "poster", "tell"}, (
        "a paper was added: make one here too"
    )


@pytest.mark.parametrize("name", MADE)
def test_a_paper_keeps_to_the_standard(name):
    make, *asked = MADE[name]
    content = make(*asked)
    _picture(name, content)
    assert structure.faults(content) == []


def test_a_second_opinion():
    pdfua = pytest.importorskip("pdfua", reason="no second opinion on PDF/UA here: pip install pdfua")
    for name, (make, *asked) in MADE.items():
        found = pdfua.validate(io.BytesIO(make(*asked))).findings
        assert [f"{name}: {finding.message}" for finding in found] == []


def test_a_table_without_header_cells_and_a_link_to_nowhere_are_found():
    table = pypdf.PdfWriter(clone_from=io.BytesIO(letter("lado")))
    for element in elements(table, "/TH"):
        element[NameObject("/S")] = NameObject("/TD")
    link = pypdf.PdfWriter(clone_from=io.BytesIO(MADE["policy"][0]()))
    links = [item.get_object() for page in link.pages for item in page.get("/Annots", ())]
    for other in links:
        other.pop("/Contents", None)
    assert links
    for writer, says in ((table, "no header cells"), (link, "does not say where it goes")):
        made = io.BytesIO()
        writer.write(made)
        assert says in " ".join(structure.faults(made.getvalue()))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(fault):
    spoil, says = FAULTS[fault]
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(FULL()))
    spoil(writer)
    made = io.BytesIO()
    writer.write(made)
    assert says in " ".join(structure.faults(made.getvalue()))


def test_headings_tables_and_pictures_are_there_to_be_judged():
    referral = structure.kinds(letter("lado"))
    assert {"H1", "H2", "Table", "TH", "TD"} <= set(referral)
    assert structure.kinds(answer()).count("Figure") == 4
    assert "H1" in structure.kinds(chronology()) and "Table" not in structure.kinds(chronology())


def _picture(name: str, content: bytes) -> None:
    """Draws the pages of a paper, where somebody asked to look at them."""
    folder = os.environ.get("SCHOOLGATE_PAPERS")
    if folder:
        import pypdfium2

        document = pypdfium2.PdfDocument(content)
        for number in range(len(document)):
            shot = document[number].render(scale=1).to_pil()
            shot.save(Path(folder) / f"{name.replace(' ', '-')}-{number + 1}.png")
