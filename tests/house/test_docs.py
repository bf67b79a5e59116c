"""Documents lead where they say: no relative link is dead, every page of docs is found, every decision is in the index.

What they name is there too: files, modules, actions, targets of make and settings.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from schoolgate.access.table import TABLE

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = Path("docs/explanation/adr")
NOT_OURS = {"node_modules", "data", "dist", "build"}
INDEX_ROW = re.compile(r"^\| (\d+) \| \[(.+)\]\((\S+)\) \| (.+) \| (.+) \|$", re.MULTILINE)
TITLE = re.compile(r"# (\d+)\. (.+)")
CODE = re.compile(r"`([^`]+)`")
PATH = re.compile(r"(?<![\w./-])(?:schoolgate|tests|docs|scripts|bench)/[\w./-]*\w")
FILE = re.compile(r"(?<![\w./-])[\w/-]+\.(?:py|toml|html|typ|sh|txt)(?![\w(])")
DOTTED = re.compile(r"(?<![\w./@-])[a-z_]+(?:\.\w+)+(?![\w.])")
SUFFIXES = {".py", ".toml", ".html", ".typ", ".sh", ".txt", ".docx", ".pdf", ".md", ".csv", ".json"}
"""What has one of them is no module and no action."""
MAKE = re.compile(r"""^(?:\w+=(?:"[^"]*"|\S+) )*make ([a-z-]+)""")
SETTING = re.compile(r"\bSCHOOLGATE_[A-Z_]+")
NOT_FOR_SCHOOLS = {"SCHOOLGATE_DEMO"}
"""`schoolgate demo` sets it."""


def pages(root: Path) -> Iterator[Path]:
    """Returns every Markdown file of the repository; what is installed, built or typed in at this checkout is left out."""
    for folder, folders, names in os.walk(root):
        left_out = NOT_OURS if Path(folder) == root else {"node_modules"}
        folders[:] = [name for name in folders if name not in left_out and not name.startswith(".")]
        yield from (Path(folder, name) for name in names if name.endswith(".md"))


def tokens(page: Path) -> Iterator[Token]:
    for token in MarkdownIt().enable("table").parse(page.read_text(encoding="utf-8")):
        yield token
        yield from token.children or ()


def links(page: Path) -> Iterator[str]:
    """Returns the links and pictures of a page that lead into the repository."""
    for token in tokens(page):
        link = str(token.attrs.get("href") or token.attrs.get("src") or "")
        address = urlsplit(link)
        if link and not address.scheme and not address.netloc:
            yield link


def anchors(page: Path) -> set[str]:
    """Returns what can follow the # of a link: headings in small letters, without punctuation, with hyphens for spaces."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def target(page: Path, link: str) -> Path:
    path = unquote(urlsplit(link).path)
    return (page.parent / path).resolve() if path else page


def is_dead(root: Path, page: Path, link: str) -> bool:
    leads_to = target(page, link)
    if link.startswith("/") or not leads_to.is_relative_to(root) or not leads_to.exists():
        return True
    anchor = urlsplit(link).fragment
    return bool(anchor) and leads_to.suffix == ".md" and anchor not in anchors(leads_to)


def dead_links(root: Path) -> list[str]:
    return [
        f"{page.relative_to(root)}: {link}" for page in pages(root) for link in links(page) if is_dead(root, page, link)
    ]


def not_found(root: Path) -> set[Path]:
    """Returns the pages of docs to which no way leads from its first page."""
    first = root / "docs/README.md"
    found, waiting = {first}, [first]
    while waiting:
        page = waiting.pop()
        leads_to = {target(page, link) for link in links(page)}
        new = {path for path in leads_to - found if path.suffix == ".md" and path.exists()}
        found |= new
        waiting += new
    return set(pages(root / "docs")) - found


def code(page: Path) -> Iterator[tuple[int, str]]:
    """Returns what is written as code, with its line: what stands between backticks, and each line of a block."""
    inside = False
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        if line.lstrip().startswith("```"):
            inside = not inside
        else:
            yield from ((number, text.strip()) for text in ([line] if inside else CODE.findall(line)))


def has_file(root: Path, name: str) -> bool:
    """Whether there is such a file: with its path from the root, or with the end of a path of the program or its tests."""
    places = ("schoolgate", "tests", "scripts", "bench")
    return (root / name).exists() or any(path for place in places for path in (root / place).glob(f"**/{name}"))


def has_name(root: Path, dotted: str) -> bool:
    """Whether there is such a module, or a module that has the name which follows it."""
    place, names = root, dotted.split(".")
    while names and (place / names[0]).is_dir():
        place /= names.pop(0)
    if names and (place / f"{names[0]}.py").is_file():
        place /= f"{names.pop(0)}.py"
    source = place if place.suffix else place / "__init__.py"
    return not names or (source.is_file() and bool(re.search(rf"\b{names[0]}\b", source.read_text(encoding="utf-8"))))


def missing_in(root: Path, text: str) -> Iterator[str]:
    """Returns what a piece of code names and is not there: files, modules, actions, targets of make."""
    yield from (name for name in [*PATH.findall(text), *FILE.findall(text)] if not has_file(root, name))
    for name in DOTTED.findall(text):
        inside = name.removeprefix("schoolgate.")
        ours = name != inside or (root / "schoolgate" / name.split(".")[0]).is_dir()
        if (
            ours
            and Path(name).suffix not in SUFFIXES
            and inside not in TABLE
            and not has_name(root / "schoolgate", inside)
        ):
            yield name
    targets = re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    yield from (f"make {target}" for target in MAKE.findall(text) if target not in targets)


def missing_names(root: Path) -> list[str]:
    return [
        f"{page.relative_to(root)}:{number}: {name}"
        for page in pages(root)
        for number, text in code(page)
        for name in sorted(set(missing_in(root, text)))
    ]


def decisions(root: Path) -> set[tuple[str, str, str]]:
    """Returns number, title and file of every decision."""
    files = [path for path in (root / DECISIONS).glob("*.md") if path.name != "README.md"]
    first_lines = {path.name: path.read_text(encoding="utf-8").split("\n", 1)[0] for path in files}
    titles = {name: TITLE.fullmatch(line) for name, line in first_lines.items()}
    return {(*title.groups(), name) if title else ("", "", name) for name, title in titles.items()}


def in_the_index(root: Path) -> list[tuple[str, str, str]]:
    return [row[:3] for row in INDEX_ROW.findall((root / DECISIONS / "README.md").read_text(encoding="utf-8"))]


def test_no_link_is_dead():
    assert dead_links(ROOT) == [], "mend the link, or the heading that it names"


def test_what_documents_name_is_there():
    assert missing_names(ROOT) == [], (
        "name what there is now; an old decision keeps its words, and its pointers lead on"
    )


def test_every_setting_is_in_the_guide_for_it_and_no_other():
    read = set(SETTING.findall((ROOT / "schoolgate/config/settings.py").read_text(encoding="utf-8")))
    told = set(SETTING.findall((ROOT / "docs/how-to/it.md").read_text(encoding="utf-8")))
    assert read - NOT_FOR_SCHOOLS == told, "put it into the table of docs/how-to/it.md, or take it away there"


def test_there_are_links_to_follow():
    assert len([link for page in pages(ROOT) for link in links(page)]) > 50


def test_every_page_of_docs_is_found_from_its_first_page():
    assert not_found(ROOT) == set(), "lead to it from docs/README.md, or from a page that is linked there"


def test_every_decision_is_in_the_index_once_under_its_title():
    index = in_the_index(ROOT)
    assert set(index) == decisions(ROOT), f"add the line to {DECISIONS}/README.md"
    assert len(index) == len(set(index))


def test_decisions_are_numbered_without_a_gap():
    numbers = sorted((int(number), name) for number, _, name in decisions(ROOT) if number)
    assert [number for number, _ in numbers] == list(range(1, len(numbers) + 1)), (
        "two have one number, or one is missing"
    )
    assert [int(name[:4]) for _, name in numbers] == [number for number, _ in numbers]


def test_files_of_docs_that_the_code_names_are_there():
    named = {
        name
        for path in (ROOT / "schoolgate").rglob("*.py")
        for name in re.findall(r"\bdocs/[\w/.-]+\.md", path.read_text(encoding="utf-8"))
    }
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


@pytest.fixture
def small(tmp_path):
    """A repository of four pages in which everything leads somewhere."""
    texts = {
        "README.md": "![A page](docs/page.png) [docs](docs/README.md) [elsewhere](https://larkhollow.example/no)\n",
        "docs/README.md": "# Docs\n\n## What's new?\n\n| page |\n|---|\n| [decisions](explanation/adr/) |\n\n"
        "[new](#whats-new) [index](explanation/adr/README.md)\n",
        "docs/explanation/adr/README.md": "| 1 | [A wall](0001-wall.md) | Walls are straight | in force |\n",
        "docs/explanation/adr/0001-wall.md": "# 1. A wall\n\nSee [what is new](../../README.md#whats-new).\n",
        "docs/page.png": "",
        "node_modules/other/README.md": "[gone](gone.md)\n",
        "Makefile": "run: setup ## Open it\n",
        "schoolgate/cases/queries/reach.py": "def visible_to(): ...\n",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path.resolve()


def test_a_small_repository_is_whole(small):
    assert (dead_links(small), not_found(small)) == ([], set())
    assert set(in_the_index(small)) == decisions(small) == {("1", "A wall", "0001-wall.md")}


@pytest.mark.parametrize(
    "link", ["gone.md", "README.md#gone", "#gone", "../outside.md", "/docs/README.md", "docs/Page.png", "docs/gone/"]
)
def test_a_planted_dead_link_is_named(small, link):
    (small / "OTHER.md").write_text(f"# Other\n\n- [a page]({link})\n")
    (small.parent / "outside.md").write_text("")
    assert dead_links(small) == [f"OTHER.md: {link}"]


def test_dead_links_are_found_in_tables_pictures_and_references(small):
    (small / "OTHER.md").write_text("| a |\n|---|\n| [b](b.md) |\n\n![c](c.png)\n\n[d][e]\n\n[e]: e.md\n")
    assert dead_links(small) == ["OTHER.md: b.md", "OTHER.md: c.png", "OTHER.md: e.md"]


def test_a_page_that_nothing_leads_to_is_named(small):
    (small / "docs/lost.md").write_text("# Lost\n")
    assert not_found(small) == {small / "docs/lost.md"}


@pytest.mark.parametrize(
    "named",
    [
        "schoolgate/cases/gone.py",
        "docs/guide",
        "queries/gone.py",
        "schoolgate.cases.gone",
        "cases.queries.reach.gone",
        "cases.no_such_deed",
        "make gone",
    ],
)
def test_a_name_of_what_is_gone_is_found(small, named):
    (small / "OTHER.md").write_text(f"# Other\n\nSee `{named}`.\n\n```\n{named}   # so\n```\n")
    assert missing_names(small) == [f"OTHER.md:{line}: {named}" for line in (3, 6)]


@pytest.mark.parametrize(
    "named",
    [
        "schoolgate/cases/queries",
        "queries/reach.py",
        "schoolgate.cases.queries.reach",
        "cases.queries.reach.visible_to",
        "cases.look",
        "X=1 make run",
        "people.csv",
    ],
)
def test_a_name_of_what_is_there_is_not(small, named):
    (small / "OTHER.md").write_text(f"# Other\n\nSee `{named}`.\n")
    assert missing_names(small) == []


@pytest.mark.parametrize("heading", ["# 2. A door", "# A door without a number"])
def test_a_decision_outside_the_index_is_noticed(small, heading):
    (small / DECISIONS / "0002-door.md").write_text(f"{heading}\n")
    assert {row[2] for row in decisions(small) - set(in_the_index(small))} == {"0002-door.md"}


def test_another_title_in_the_index_is_noticed(small):
    (small / DECISIONS / "0001-wall.md").write_text("# 1. A hedge\n")
    assert set(in_the_index(small)) != decisions(small)
