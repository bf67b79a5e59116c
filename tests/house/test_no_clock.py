"""No test reads a clock to see how long something took: that depends on what else the machine does."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLOCKS = {"clock_gettime", "monotonic", "perf_counter", "process_time", "thread_time", "time"}
INSTEAD = (
    "reads a clock. On a busy machine such a test fails with nothing wrong. Count instead: calls (tests/work.py), "
    "queries (CaptureQueriesContext), rows or bytes; and measure time in bench/."
)


def clocks(source: str) -> list[int]:
    """The lines that take a clock from the module `time`, or use `timeit`."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(value=ast.Name(id="time"), attr=name) if name.removesuffix("_ns") in CLOCKS:
                found.add(node.lineno)
            case ast.ImportFrom(module="time", names=names):
                found |= {node.lineno for other in names if other.name.removesuffix("_ns") in CLOCKS | {"*"}}
            case ast.Import(names=names):
                stray = {
                    other.name for other in names if other.name == "timeit" or (other.name == "time" and other.asname)
                }
                found |= {node.lineno} if stray else set()
            case ast.ImportFrom(module="timeit"):
                found.add(node.lineno)
    return sorted(found)


def test_no_test_reads_a_clock():
    files = [*ROOT.glob("tests/**/*.py"), *ROOT.glob("schoolgate/**/tests/**/*.py"), ROOT / "conftest.py"]
    found = [f"{path.relative_to(ROOT)}:{line} {INSTEAD}" for path in files for line in clocks(path.read_text())]
    assert len(files) > 200 and not found, "\n".join(found)


@pytest.mark.parametrize(
    "planted",
    [
        "import time\nassert time.perf_counter() < 5",
        "import time\nlate = time.monotonic_ns()",
        "import time\nassert time.time() - started < 1",
        "from time import process_time as cpu",
        "from time import *",
        "import time as t",
        "import timeit",
        "from timeit import timeit",
    ],
)
def test_a_clock_is_found(planted):
    assert clocks(planted) == [planted.count("\n") + 1]


@pytest.mark.parametrize("allowed", ["import time\ntime.sleep(1)", "import time_machine", "from datetime import time"])
def test_what_only_sounds_like_one_is_not(allowed):
    assert clocks(allowed) == []
