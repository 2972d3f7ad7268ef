"""The p-value of lead and lag that is corrected for the number of pairs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from discourse.model.statements import Statements
from discourse.studies.narratives.lead_lag import _far, lead_lag

SHARES = [0.3, 0.2, 0.2, 0.1, 0.1, 0.04, 0.03, 0.03]


def debate(rng: np.random.Generator, *, lead: bool, comments: int = 120, span: int = 15) -> Statements:
    """Eight narratives in four threads, on days that do not matter, or every fifth for a and two later for b."""
    said = np.array(list("abcdefgh"))[rng.choice(8, comments, p=None if lead else SHARES)]
    day = rng.integers(0, span, comments)
    said[lead & (day % 5 == 0)] = "a"
    said[lead & (day % 5 == 2)] = "b"
    made = Statements.from_rows([(f"p{i}", code, 1) for i, code in enumerate(said)])
    when = pd.Timestamp("2024-03-01") + pd.to_timedelta(day, unit="D")
    return made.select(made.table.assign(created_at=when, document_id=[f"d{i % 4}" for i in range(comments)]))


def test_worked_values():
    """Two pairs at one lag; r is 1 and -1 by turns in 20 draws, and 4 and 1 were found.

    Among 21 values with mean 4/21 and mean square 36/21 the first pair's lies 2.94 standard deviations off, each
    draw's .62 or .92; of the second pair's, with mean 1/21, what was found lies .95 off like every other draw.
    """
    draws = np.array([[[1.0], [-1.0]], [[-1.0], [1.0]]] * 10)
    far = _far(np.concatenate([np.array([[[4.0], [1.0]]]), draws]))
    spread = np.sqrt(36 / 21 - (4 / 21) ** 2)
    assert far[0, 0, 0] == pytest.approx((4 - 4 / 21) / spread)
    assert np.unique(far[1:, 0]).tolist() == pytest.approx([(1 - 4 / 21) / spread, (1 + 4 / 21) / spread])
    assert far[0, 1, 0] == far[2, 1, 0] == pytest.approx((1 - 1 / 21) / np.sqrt(1 - 1 / 21**2))


def test_a_pair_alone_stands_out_no_oftener_than_it_should():
    rng = np.random.default_rng(7)
    studies = [lead_lag(debate(rng, lead=False), lags=2, draws=39, seed=run) for run in range(25)]
    p = np.concatenate([study.table["p"] for study in studies])
    assert len(p) > 600
    assert 0.02 < (p <= 0.05).mean() < 0.075


def test_a_planted_lead_stands_out_among_all_pairs():
    found = lead_lag(
        debate(np.random.default_rng(1), lead=True, comments=300, span=40), lags=3, draws=99
    ).table
    assert (found["p_all"] >= found["p"]).all()
    pair = found.set_index(["one", "other"]).loc[("a", "b")]
    assert pair["lag"] == 2
    assert pair["p_all"] <= 0.02


def test_once_in_twenty_debates_without_a_lead_any_pair_stands_out():
    rng = np.random.default_rng(3)
    studies = [lead_lag(debate(rng, lead=False), lags=2, draws=39, seed=run) for run in range(40)]
    least = np.array([study.table["p_all"].min() for study in studies])
    assert (least <= 0.05).sum() <= 6  # binomial(40, .05) exceeds 6 in 3 of 1000 cases
    assert least.mean() > 0.35
