"""Documents lead where they say: no relative link is dead, every page of docs is found, every decision is in the index."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = Path("docs/explanation/adr")
NOT_OURS = {"node_modules", "data", "dist", "build"}
INDEX_ROW = re.compile(r"^\| (\d+) \| \[(.+)\]\((\S+)\) \| (.+) \| (.+) \|$", re.MULTILINE)
TITLE = re.compile(r"# (\d+)\. (.+)")


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


@pytest.mark.parametrize("heading", ["# 2. A door", "# A door without a number"])
def test_a_decision_outside_the_index_is_noticed(small, heading):
    (small / DECISIONS / "0002-door.md").write_text(f"{heading}\n")
    assert {row[2] for row in decisions(small) - set(in_the_index(small))} == {"0002-door.md"}


def test_another_title_in_the_index_is_noticed(small):
    (small / DECISIONS / "0001-wall.md").write_text("# 1. A hedge\n")
    assert set(in_the_index(small)) != decisions(small)
