"""Intervals of bootstraps: worked values, Student's for few units, and whether they hold the truth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from discourse.model.bootstrap import INTERVALS, bounds
from discourse.model.resample import Urn
from discourse.model.statements import Statements


def test_intervals_of_worked_values():
    draws = np.arange(1.0, 102.0)[:, None]
    assert [float(v[0]) for v in bounds([40.0], draws, 0.9, "percentile")] == pytest.approx([5.1, 96.9])
    assert [float(v[0]) for v in bounds([40.0], draws, 0.9, "basic")] == pytest.approx([-16.9, 74.9])
    assert np.isnan(bounds([1.0], np.full((5, 1), np.nan), 0.9, "basic")).all()
    # Hesterberg's levels for 95 %: the normal's share beyond t_{.025, n-1} sqrt(n / (n - 1)).
    draws = np.arange(1.0, 1000.0)[:, None]
    for n in (5, 20, 50):
        share = stats.norm.cdf(stats.t.ppf(0.025, n - 1) * np.sqrt(n / (n - 1)))
        ends = [float(v[0]) for v in bounds([0.0], draws, 0.95, "expanded", n)]
        assert ends == pytest.approx([max(1000 * share, 1), min(1000 * (1 - share), 999)])
    plain_ends = bounds([0.0], draws, 0.95, "percentile")
    assert bounds([0.0], draws, 0.95, "expanded") == plain_ends  # nothing told of units
    # A column with gaps gets what it would get alone.
    gaps = np.column_stack([draws, np.where(draws % 7 == 0, np.nan, draws)])
    low, high = bounds([0.0, 0.0], gaps, 0.95, "expanded", 30)
    alone = bounds([0.0], gaps[np.isfinite(gaps[:, 1]), 1:], 0.95, "expanded", 30)
    assert (low[1], high[1]) == (alone[0][0], alone[1][0])


def test_expanded_intervals_of_a_mean_are_those_of_student():
    rng = np.random.default_rng(1)
    sample = stats.norm.ppf((np.arange(12) + 0.5) / 12)  # not skewed, as Student's interval is not
    drawn = sample[rng.integers(0, 12, (40_000, 12))].mean(axis=1)
    wanted = stats.t.interval(0.95, 11, 0.0, stats.sem(sample))
    width = {how: np.diff(bounds([0.0], drawn[:, None], 0.95, how, 12), axis=0)[0, 0] for how in INTERVALS}
    assert width["expanded"] == pytest.approx(wanted[1] - wanted[0], rel=0.03)
    assert width["percentile"] == pytest.approx(2 * 1.96 * stats.sem(sample) * np.sqrt(11 / 12), rel=0.03)
    assert width["percentile"] == width["basic"]


def test_intervals_cover_the_truth():
    """Mean stance over threads that differ: 95 % intervals hold the truth in 90 to 98 % of 200 runs."""
    hits = {"document": 0, "comment": 0, "few": 0}
    for run in range(200):
        rng = np.random.default_rng([11, run])
        size = 1 + rng.poisson(8, 50)
        thread = np.repeat(np.arange(50), size)
        stance = np.where(
            rng.random(len(thread)) < rng.beta(3, 2, 50)[thread], 1, -1
        )  # 60 % support: mean .2
        table = pd.DataFrame({"document_id": [f"d{i}" for i in thread], "coder": "x", "stance": stance})
        st = Statements(table.assign(statement_id=[str(i) for i in range(len(table))]))
        urn = Urn(st, "document")
        index = [urn.draw(np.random.default_rng([run, i])).__dict__["_index"] for i in range(99)]
        drawn = {"document": np.array([stance[rows].mean() for rows in index])}
        drawn["comment"] = stance[rng.integers(0, len(stance), (99, len(stance)))].mean(axis=1)
        many, sums = size[:10], np.bincount(thread, weights=stance)[:10]  # of ten threads only
        rows = rng.integers(0, 10, (99, 10))
        drawn["few"] = sums[rows].sum(axis=1) / many[rows].sum(axis=1)
        for name, units in (("document", urn.size), ("comment", len(stance)), ("few", 10)):
            low, high = bounds([0.0], drawn[name][:, None], 0.95, "expanded", units)
            hits[name] += bool(low[0] <= 0.2 <= high[0])
    assert 180 <= hits["document"] <= 196
    assert 180 <= hits["few"] <= 196
    assert hits["comment"] < 180  # comments of a thread are alike: drawn one by one, they are no new sample
