"""Antagonism and breadth: ranges by chance, intervals, and classes of how much was counted."""

from __future__ import annotations

import numpy as np
import pytest

from discourse.model.statements import Statements
from discourse.studies.antagonism import antagonism
from discourse.studies.narratives.breadth import breadth


def test_what_exceeds_the_range_by_chance_is_what_has_a_small_p():
    rng = np.random.default_rng(3)
    rows = [
        (f"p{i}", f"n{j}", int(rng.choice([1, -1])))
        for i in range(14)
        for j in range(40)
        if rng.random() < 0.7
    ]
    camps = {f"p{i}": "LR"[i % 2] for i in range(14)}
    rows += [(f"p{i}", "line", 1 if i % 2 else -1) for i in range(14)]
    found = antagonism(Statements.from_rows(rows), camps=camps).table.dropna(subset=["alignment"])
    assert ((found["p"] <= 0.05) == (found["alignment"] > found["chance_high"] + 1e-9)).all()
    assert (found["p"] <= 0.05).any()
    assert (found["chance_low"] <= 0).all()
    assert (found["chance_high"] >= 0).all()


def test_the_interval_of_antagonism_by_hand():
    # 2 of 10 against: the Wilson interval of 8/10 is .4902 to .9433; antagonism is at most that of an even split.
    rows = [(f"p{i}", "x", 1 if i < 8 else -1) for i in range(10)] + [(f"p{i}", "y", 1) for i in range(10)]
    found = antagonism(Statements.from_rows(rows)).table.set_index("narrative")
    assert found.loc["x", "antagonism"] == pytest.approx(2 * 0.8 * 0.2 * 10 / 9)
    low = 2 * 0.9433 * (1 - 0.9433) * 10 / 9
    assert found.loc["x", ["antagonism_low", "antagonism_high"]].tolist() == pytest.approx(
        [low, 5 / 9], abs=2e-4
    )
    assert found.loc["y", "antagonism_low"] == pytest.approx(0)
    assert 0.3 < found.loc["y", "antagonism_high"] < 0.5


def test_classes_of_how_much_was_counted():
    rows = [
        (f"p{n}-{k}", f"c{j % (k + 1)}", 1) for n in (1, 2, 3, 4, 5, 8, 9) for k in range(2) for j in range(n)
    ]
    found = breadth(Statements.from_rows(rows))
    table = found["by_n"]
    assert table[["n_from", "n_to", "commenters"]].to_numpy().tolist() == [
        [1, 1, 2],
        [2, 2, 2],
        [3, 4, 4],
        [5, 8, 4],
        [9, 16, 2],
    ]
    two = found.table[found.table["n"] == 2]["breadth"]
    assert table.loc[1, ["mean", "median", "lower", "upper"]].tolist() == pytest.approx(
        [1.5, 1.5, 1.25, 1.75]
    )
    assert sorted(two) == pytest.approx([1, 2])
    assert (found.table["breadth"] <= found.table["n"] + 1e-9).all()
