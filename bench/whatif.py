"""What-if and lint: a school year of facts under two policies, and a policy tried in every situation."""

from collections.abc import Callable
from dataclasses import replace
from statistics import median
from time import process_time
from typing import Any

import numpy as np

from bench.rulings import NETWORK, OTHER
from schoolgate.engines.rulings.engine import rule
from schoolgate.engines.rulings.facts import Connect, Question, Use
from schoolgate.engines.rulings.lint import lint, lint_model
from schoolgate.engines.rulings.policy import Policy
from schoolgate.engines.rulings.replay import Facts, question, replay

ROWS, FEW, RUNS = 1_000_000, 20_000, 3


def main() -> None:
    print("What if, and lint (policies that remember nothing yet; seconds of one core)")
    facts = year()
    whole = _median(lambda: replay(facts, fresh(), fresh(parents_as_friends="forbidden")))
    print(f"  {ROWS:,} facts under two policies            {whole:8.2f} s    (limit 10 s)")
    part = year(FEW)
    columns = _median(lambda: replay(part, fresh(), fresh(parents_as_friends="forbidden")))
    few = [question(facts, row) for facts in part for row in range(len(facts.columns["role"]))]
    single = _median(lambda: _one_by_one(few))
    print(f"  {FEW:,} of them as columns                   {columns:8.2f} s")
    print(f"  the same {FEW:,} one at a time               {single:8.2f} s    ratio {single / columns:.1f}")
    tried = _median(lambda: lint(fresh(), enforced={}, legal={}))
    print(f"  a policy tried in every situation           {tried * 1000:8.0f} ms   (limit 2,000 ms)")
    print(f"  findings in the model policy                {len(lint_model()):8}")


def year(rows: int = ROWS) -> list[Facts]:
    """A year of varied facts: three in four of use, as filter logs give them, the rest of contacts."""
    numbers = np.random.default_rng(1)
    return [_facts(Use, rows * 3 // 4, numbers), _facts(Connect, rows - rows * 3 // 4, numbers)]


def _facts(kind: type, rows: int, numbers: np.random.Generator) -> Facts:
    columns = {
        "role": numbers.integers(0, 4, rows).astype(np.int8),
        "born": np.datetime64("1960-01-01", "D") + numbers.integers(0, 20_000, rows),
        "platform": numbers.integers(-1, 2, rows).astype(np.int8),
        "at": np.datetime64("2026-09-01T00:00", "s") + numbers.integers(0, 320 * 86_400, rows),
        "place": numbers.integers(-1, 2, rows).astype(np.int8),
        "device": numbers.integers(-1, 4, rows).astype(np.int8),
    }
    if kind is Connect:
        columns |= {"other": numbers.integers(0, 5, rows), "way": numbers.integers(0, 5, rows)}
    return Facts(kind, columns, (NETWORK, OTHER))


def fresh(**chosen: Any) -> Policy:
    """The model policy with other choices, and with nothing remembered."""
    model = Policy.model()
    return replace(model, parameters=replace(model.parameters, **chosen))


def _one_by_one(asked: list[Question]) -> int:
    before, after = fresh(), fresh(parents_as_friends="forbidden")
    return sum(rule(other, before).answer is not rule(other, after).answer for other in asked)


def _median(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(RUNS):
        began = process_time()
        work()
        seconds.append(process_time() - began)
    return median(seconds)
