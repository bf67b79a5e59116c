"""The geometry of pictures: from figures to the numbers that an SVG takes."""

from collections.abc import Mapping, Sequence
from typing import Any

WIDTH, HEIGHT, BAR = 1000.0, 240.0, 56.0
"""The picture's own units; it is stretched to the width there is."""
GAP = 6.0
"""Between two groups of a bar."""
LEAST = 10.0
"""So that a band of one in ten thousand is still seen."""

Moves = Mapping[tuple[int, int], int]


def flow(groups: Sequence[tuple[str, str]], moves: Moves) -> dict[str, Any]:
    """Two bars of groups, one above the other, and the bands that lead from one to the other.

    Groups that nobody is in, before or after, are left out. Bands of those who stay come first, so that those
    who move lie above them.
    """
    moves = {pair: count for pair, count in moves.items() if count > 0}
    there = [n for n in range(len(groups)) if any(n in pair for pair in moves)]
    widths = _widths(moves)
    above = _bar(there, {n: sum(w for (was, _), w in widths.items() if was == n) for n in there})
    below = _bar(there, {n: sum(w for (_, is_now), w in widths.items() if is_now == n) for n in there})
    bands = _bands(widths, above, below, groups)
    return {
        "bars": [
            *(_segment(above, n, 0, groups) for n in there),
            *(_segment(below, n, HEIGHT - BAR, groups) for n in there),
        ],
        "bands": sorted(bands, key=lambda band: band["moves"]),
        "rows": [(*groups[n], *_counts(moves, n)) for n in there],
        "arrows": _arrows(groups, moves),
    }


def _widths(moves: Moves) -> dict[tuple[int, int], float]:
    """The width of each band: its share of what is left when every band has the least width."""
    total = sum(moves.values())
    # Both bars lose as many gaps as there can be groups, so that they end in the same place.
    room = WIDTH - GAP * 3 - LEAST * len(moves)
    return {pair: LEAST + room * count / total for pair, count in sorted(moves.items())}


def _bar(there: Sequence[int], widths: Mapping[int, float]) -> dict[int, tuple[float, float]]:
    """Each group's left edge and width."""
    found, left = {}, 0.0
    for n in there:
        found[n] = (left, widths[n])
        left += widths[n] + GAP if widths[n] else 0
    return found


def _segment(
    bar: Mapping[int, tuple[float, float]], n: int, top: float, groups: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    left, width = bar[n]
    return {"x": _fixed(left), "y": _fixed(top), "width": _fixed(width), "height": _fixed(BAR), "colour": groups[n][1]}


def _bands(
    widths: Mapping[tuple[int, int], float],
    above: Mapping[int, tuple[float, float]],
    below: Mapping[int, tuple[float, float]],
    groups: Sequence[tuple[str, str]],
) -> list[dict[str, Any]]:
    starts = {n: left for n, (left, _) in above.items()}
    ends = {n: left for n, (left, _) in below.items()}
    found = []
    for (was, is_now), width in sorted(widths.items()):
        a, b = starts[was], ends[is_now]
        starts[was], ends[is_now] = a + width, b + width
        found.append({"d": _path(a, b, width), "colour": groups[is_now][1], "moves": was != is_now})
    return found


def _path(a: float, b: float, width: float) -> str:
    """A band from x = a on the upper bar to x = b on the lower one."""
    top, bottom, middle = BAR, HEIGHT - BAR, HEIGHT / 2
    points = [
        f"M{_fixed(a)} {_fixed(top)}",
        f"C{_fixed(a)} {_fixed(middle)} {_fixed(b)} {_fixed(middle)} {_fixed(b)} {_fixed(bottom)}",
        f"L{_fixed(b + width)} {_fixed(bottom)}",
        f"C{_fixed(b + width)} {_fixed(middle)} {_fixed(a + width)} {_fixed(middle)} {_fixed(a + width)} {_fixed(top)}Z",
    ]
    return " ".join(points)


def _counts(moves: Moves, n: int) -> tuple[int, int]:
    return (
        sum(count for (was, _), count in moves.items() if was == n),
        sum(count for (_, is_now), count in moves.items() if is_now == n),
    )


def _arrows(groups: Sequence[tuple[str, str]], moves: Moves) -> list[tuple[str, str, int]]:
    """Those who move, the most frequent move first: (from, to, how many)."""
    moved = sorted(((pair, count) for pair, count in moves.items() if pair[0] != pair[1]), key=lambda item: -item[1])
    return [(groups[was][0], groups[is_now][0], count) for (was, is_now), count in moved]


def _fixed(number: float) -> str:
    return f"{number:.1f}"
