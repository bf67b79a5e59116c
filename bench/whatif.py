"""What-if and lint: a school year of facts under two policies, and a policy tried in every situation."""

from dataclasses import replace

import numpy as np

from bench.rulings import NETWORK, OTHER
from schoolgate.policy.rulings import Connect, Policy, Use
from schoolgate.policy.rulings.replay import Facts

ROWS = 1_000_000


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


def fresh(**chosen: object) -> Policy:
    """The model policy with other choices, and with nothing remembered."""
    model = Policy.model()
    return replace(model, parameters=replace(model.parameters, **chosen))  # type: ignore[arg-type]
