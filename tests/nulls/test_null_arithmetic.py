"""Chances of cells, sums of chances, trades: against worked values, brute force and counting."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy.stats import binom, chisquare

from discourse.errors import DataError, OptionError
from discourse.nulls import trades
from discourse.nulls.bicm import bicm
from discourse.nulls.poisson import tails
from discourse.nulls.trades import traded

#: The worked example of the R package backbone (Neal 2022).
WORKED = np.array([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]])


def matrices(rows, cols):
    """Return all 0/1 matrices with these margins."""
    m = len(cols)
    for chosen in itertools.product(*[list(itertools.combinations(range(m), r)) for r in rows]):
        matrix = np.zeros((len(rows), m), dtype=int)
        for i, places in enumerate(chosen):
            matrix[i, list(places)] = 1
        if (matrix.sum(axis=0) == cols).all():
            yield matrix


def test_bicm_has_the_published_chances():
    # Worked example of the R package backbone (Neal 2022): the bicm of [001; 010; 101].
    found = bicm(np.array([1, 1, 2]), np.array([1, 1, 2])).array()
    np.testing.assert_array_equal(found[0].round(3), [0.216, 0.216, 0.568])
    assert round(found[2, 2], 3) == 0.863


def check_margins(matrix):
    found = bicm(matrix.sum(axis=1), matrix.sum(axis=0)).array()
    np.testing.assert_allclose(found.sum(axis=1), matrix.sum(axis=1), atol=1e-8)
    np.testing.assert_allclose(found.sum(axis=0), matrix.sum(axis=0), atol=1e-8)
    assert ((found >= 0) & (found <= 1)).all()
    return found


@given(
    some.integers(0, 10**6), some.integers(1, 12), some.integers(1, 12), some.floats(0, 1), some.floats(0, 3)
)
def test_bicm_keeps_the_margins(seed, n, m, fill, uneven):
    rng = np.random.default_rng(seed)
    chance = fill * np.outer(rng.random(n), rng.random(m)) ** uneven
    matrix = (rng.random((n, m)) < chance).astype(int)
    found = check_margins(matrix)
    # Inside, the logits are a sum of one number per row and one per column.
    free = ((found > 1e-6) & (found < 1 - 1e-6)).all(axis=1)
    if free.sum() > 1:
        logit = np.log(found[free] / (1 - found[free]))
        assert np.ptp(logit - logit[0], axis=1).max() < 1e-4


@pytest.mark.parametrize(
    "matrix",
    [
        np.tri(40, dtype=int),
        np.eye(30, dtype=int),
        1 - np.eye(30, dtype=int),
        np.ones((3, 5), dtype=int),
        np.zeros((3, 5), dtype=int),
        np.array([[1, 1, 1, 0], [1, 1, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]]),
    ],
    ids=["nested", "one each", "all but one", "full", "empty", "blocks"],
)
def test_bicm_of_margins_that_leave_little_or_no_choice(matrix):
    found = check_margins(matrix)
    if matrix.size < 30:
        # What every matrix with these margins has, has chance 1 or 0, and nothing else has.
        every = np.array(list(matrices(matrix.sum(axis=1), matrix.sum(axis=0))))
        always = every.min(axis=0) == every.max(axis=0)
        np.testing.assert_array_equal(found[always], every[0][always])
        assert ((found > 0) & (found < 1))[~always].all()


def test_bicm_of_margins_that_no_matrix_has():
    with pytest.raises(DataError, match="no 0/1 matrix"):
        bicm(np.array([3, 0]), np.array([2, 1]))
    with pytest.raises(DataError, match="do not fit together"):
        bicm(np.array([1, 1]), np.array([1]))


def brute(up, down):
    found = {0: 1.0}
    for p, q in zip(up, down, strict=True):
        new = Counter()
        for value, chance in found.items():
            new[value + 1] += chance * p
            new[value - 1] += chance * q
            new[value] += chance * (1 - p - q)
        found = new
    return found


@given(some.integers(0, 10**6), some.integers(1, 7), some.booleans())
def test_tails_are_those_of_all_outcomes(seed, terms, both):
    rng = np.random.default_rng(seed)
    up = np.round(rng.random((4, terms)), 1)
    down = np.round(rng.random((4, terms)) * (1 - up), 2) if both else np.zeros_like(up)
    often = rng.integers(0, 3, terms)
    which = rng.integers(0, 4, 12)
    at = rng.integers(-terms, 2 * terms + 2, 12)
    upper, lower = tails(up, at, which=which, down=down if both else None, often=often)
    for k, w, more, less in zip(at, which, upper, lower, strict=True):
        chance = brute(np.repeat(up[w], often), np.repeat(down[w], often))
        np.testing.assert_allclose(more, sum(c for v, c in chance.items() if v >= k), atol=1e-14)
        np.testing.assert_allclose(less, sum(c for v, c in chance.items() if v <= k), atol=1e-14)


def test_the_smallest_tails_have_all_their_digits():
    p = np.full((1, 60), 0.01)
    at = np.array([5, 20, 60])
    upper, _ = tails(p, at, which=np.zeros(3, dtype=int))
    np.testing.assert_allclose(upper, binom.sf(at - 1, 60, 0.01), rtol=1e-10)
    assert upper[-1] < 1e-119


def test_tails_of_many_sums_do_not_depend_on_the_block(monkeypatch):
    rng = np.random.default_rng(0)
    up, at = rng.random((50, 9)), rng.integers(0, 10, 50)
    whole = tails(up, at)
    monkeypatch.setattr("discourse.nulls.poisson._BLOCK", 30)
    np.testing.assert_allclose(tails(up, at), whole, rtol=1e-13)


@pytest.mark.parametrize(("terms", "off"), [(10, 0.02), (100, 0.002), (1000, 0.0003)])
def test_how_far_the_normal_tails_are_off(terms, off):
    rng = np.random.default_rng(terms)
    up = rng.random((40, terms)) * 0.5
    at = rng.binomial(terms, 0.25, 40)
    for exact, near in zip(tails(up, at), tails(up, at, method="normal"), strict=True):
        assert np.abs(exact - near).max() < off
    down = rng.random((40, terms)) * 0.3
    for exact, near in zip(
        tails(up, at // 9, down=down), tails(up, at // 9, down=down, method="normal"), strict=True
    ):
        assert np.abs(exact - near).max() < off


def test_normal_tails_of_what_is_sure():
    sure = np.array([[1.0, 1.0, 0.0]])
    for k, more, less in ((1, 1, 0), (2, 1, 1), (3, 0, 1)):
        assert [float(p[0]) for p in tails(sure, np.array([k]), method="normal")] == [more, less]
        assert [float(p[0]) for p in tails(sure, np.array([k]))] == [more, less]
    with pytest.raises(OptionError, match="Did you mean 'exact'"):
        tails(sure, np.array([1]), method="exacta")


@pytest.mark.parametrize("matrix", [WORKED, np.array([[1, 1, 0], [0, 1, 1], [1, 0, 0], [0, 0, 1]])])
def test_all_matrices_with_the_margins_are_equally_likely(matrix):
    row, col = np.nonzero(matrix)
    known = {m.tobytes() for m in matrices(matrix.sum(axis=1), matrix.sum(axis=0))}
    rng, found = np.random.default_rng(4), Counter()
    for _ in range(100 * len(known)):
        row, col = traded(row, col, matrix.shape, rng, rounds=3)
        new = np.zeros_like(matrix)
        new[row, col] = 1
        found[new.tobytes()] += 1
    assert set(found) == known
    assert chisquare(list(found.values())).pvalue > 0.01


@given(some.integers(0, 10**6), some.integers(1, 9), some.integers(1, 9), some.floats(0, 1))
def test_trades_keep_the_margins(seed, n, m, fill):
    rng = np.random.default_rng(seed)
    row, col = np.nonzero(rng.random((n, m)) < fill)
    new = traded(row, col, (n, m), rng, rounds=2)
    assert len(set(zip(*(part.tolist() for part in new), strict=True))) == len(row)
    for was, now, size in zip((row, col), new, (n, m), strict=True):
        np.testing.assert_array_equal(np.bincount(now, minlength=size), np.bincount(was, minlength=size))


def test_large_matrices_are_traded_as_small_ones(monkeypatch):
    row, col = np.nonzero(np.random.default_rng(0).random((31, 20)) < 0.3)
    small = traded(row, col, (31, 20), np.random.default_rng(1), rounds=3)
    monkeypatch.setattr(trades, "_DENSE", 0)
    np.testing.assert_array_equal(traded(row, col, (31, 20), np.random.default_rng(1), rounds=3), small)
