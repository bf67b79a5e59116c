"""The geometry of pictures: bars fill the width, bands lie inside their bars, and small moves are still seen."""

import re

import pytest

from schoolgate.design import charts

GROUPS = [("Allowed", "green"), ("Asked", "grey"), ("Advised", "yellow"), ("Forbidden", "red")]


def edges(bars, top):
    return [(float(bar["x"]), float(bar["x"]) + float(bar["width"])) for bar in bars if float(bar["y"]) == top]


@pytest.mark.parametrize(
    "moves",
    [
        {(0, 0): 50, (2, 2): 17, (2, 3): 22, (3, 3): 59},
        {(0, 3): 1, (0, 0): 1_000_000},
        {(0, 1): 5, (1, 0): 5},
        {(3, 3): 1},
    ],
)
def test_both_bars_stay_inside_the_picture_without_overlap(moves):
    bars = charts.flow(GROUPS, moves)["bars"]
    for top in (0, charts.HEIGHT - charts.BAR):
        there = [edge for edge in edges(bars, top) if edge[1] > edge[0]]
        assert all(left[1] <= right[0] for left, right in zip(there, there[1:], strict=False))
        assert there[0][0] == 0 and there[-1][1] <= charts.WIDTH


def test_one_of_a_million_is_still_seen():
    bands = charts.flow(GROUPS, {(0, 0): 1_000_000, (0, 3): 1})["bands"]
    moving = next(band for band in bands if band["moves"])
    left, right = re.match(r"M([\d.]+) .*?L", moving["d"]), re.findall(r"([\d.]+) 56.0Z", moving["d"])
    assert float(right[0]) - float(left[1]) >= charts.LEAST - 0.2


def test_those_who_move_lie_above_those_who_stay():
    bands = charts.flow(GROUPS, {(0, 3): 4, (0, 0): 4, (3, 3): 4})["bands"]
    assert [band["moves"] for band in bands] == [False, False, True]


def test_moves_are_told_with_the_most_frequent_first():
    arrows = charts.flow(GROUPS, {(0, 3): 4, (2, 3): 9, (3, 3): 40})["arrows"]
    assert arrows == [("Advised", "Forbidden", 9), ("Allowed", "Forbidden", 4)]
