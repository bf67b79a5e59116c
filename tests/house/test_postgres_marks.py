"""What asks the database itself for something is asked of PostgreSQL too."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASKS = re.compile(r"\b(IntegrityError|DatabaseError|Barrier|connection\.(vendor|cursor))\b")
MARK = "mark.postgres"


def unmarked(source: str) -> list[str]:
    """The tests that name such a thing and are not marked, neither they nor their module."""
    tree = ast.parse(source)
    if any(MARK in ast.unparse(item) for item in tree.body if isinstance(item, ast.Assign)):
        return []
    tests = (item for item in ast.walk(tree) if isinstance(item, ast.FunctionDef) and item.name.startswith("test_"))
    return [
        test.name
        for test in tests
        if ASKS.search(ast.unparse(test)) and not any(MARK in ast.unparse(each) for each in test.decorator_list)
    ]


def test_what_asks_the_database_is_marked():
    files = [*ROOT.glob("tests/house/test_*.py"), *ROOT.glob("schoolgate/**/tests/test_*.py")]
    found = [f"{path.relative_to(ROOT)}: {name}" for path in files for name in unmarked(path.read_text())]
    assert not found, f"mark these with @pytest.mark.postgres, so that scripts/postgres.sh runs them: {found}"


def test_one_that_is_not_marked_is_found():
    asks = "def test_it():\n    with raises(IntegrityError): pass\n"
    assert unmarked(asks) == ["test_it"]
    assert unmarked(f"@pytest.mark.postgres\n{asks}") == unmarked(f"pytestmark = pytest.mark.postgres\n{asks}") == []
