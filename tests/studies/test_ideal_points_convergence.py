"""Diagnostics of chains against ArviZ, and draws turned the same way round."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.studies.ideal_points.align import orientation, turns, varimax
from discourse.studies.ideal_points.convergence import ess, hpd, rhat


def chains() -> np.ndarray:
    """Return four chains of 601 draws: independent, autocorrelated with one chain off, and slow."""
    random = np.random.default_rng(7)
    noise = random.standard_normal((4, 601, 3))
    out, keep = noise.copy(), np.array([0, 0.6, 0.95])
    for t in range(1, 601):
        out[:, t] = keep * out[:, t - 1] + noise[:, t]
    out[3, :, 1] += 0.8
    return np.round(out, 3)


def test_diagnostics_are_those_of_arviz() -> None:
    """Reference: ArviZ 0.23.4, ``rhat`` (rank), ``ess`` (bulk and tail) and ``hdi(0.95)`` of the same draws."""
    draws = chains()
    np.testing.assert_allclose(
        rhat(draws), [1.0008280282368458, 1.0501557672664574, 1.071219100578384], rtol=1e-9
    )
    bulk, tail = ess(draws)
    # Sums of autocorrelations are cut at most one lag apart.
    np.testing.assert_allclose(bulk, [2381.9641513865695, 71.86858058722119, 76.00505365883578], rtol=0.02)
    np.testing.assert_allclose(tail, [2221.4969366827777, 1006.1277204511605, 165.22193757515552], rtol=0.01)
    low, high = hpd(draws)
    np.testing.assert_allclose(low, [-1.901, -2.181, -5.659], atol=1e-9)
    np.testing.assert_allclose(high, [1.899, 2.814, 6.967], atol=1e-9)


def test_effective_draws_of_an_autoregression_are_those_of_theory() -> None:
    """An AR(1) chain with the coefficient 0.9 is worth (1 − 0.9) / (1 + 0.9) of independent draws."""
    random = np.random.default_rng(1)
    noise = random.standard_normal((4, 20_000, 1))
    for t in range(1, noise.shape[1]):
        noise[:, t] += 0.9 * noise[:, t - 1]
    assert ess(noise)[0][0] == pytest.approx(80_000 * 0.1 / 1.9, rel=0.1)


def test_constants_have_no_diagnostics() -> None:
    draws = np.stack([np.zeros((2, 50)), np.random.default_rng(0).standard_normal((2, 50))], axis=2)
    assert np.isnan(rhat(draws)).tolist() == [True, False]
    assert np.isnan(ess(draws)[0]).tolist() == [True, False]
    assert hpd(draws)[0][0] == hpd(draws)[1][0] == 0


def test_chains_that_stay_apart_and_chains_of_other_spread_are_told() -> None:
    random = np.random.default_rng(0)
    apart = random.standard_normal((4, 500, 2))
    apart[0, :, 0] += 3
    apart[0, :, 1] *= 5  # the same mean: only the folded draws tell
    assert (rhat(apart) > 1.1).all()


@given(st.integers(0, 10_000), st.sampled_from([1, 2]))
def test_draws_turned_at_random_are_turned_back(seed: int, d: int) -> None:
    random = np.random.default_rng(seed)
    shape = random.standard_normal((12, d)) * [3.0, 1.0][:d]
    draws = shape + 0.05 * random.standard_normal((40, 12, d))
    turned = np.linalg.qr(random.standard_normal((40, d, d)))[0]
    mixed = draws @ turned
    back = mixed @ turns(mixed)
    assert back.std(axis=0).max() < 0.3
    # What does not depend on how the axes lie is as it was.
    np.testing.assert_allclose(back @ back.transpose(0, 2, 1), draws @ draws.transpose(0, 2, 1), atol=1e-9)


def test_varimax_is_the_best_of_all_angles() -> None:
    random = np.random.default_rng(2)
    for _ in range(20):
        loadings = random.standard_normal((9, 2))

        def criterion(turn: np.ndarray, loadings: np.ndarray = loadings) -> float:
            return float(((loadings @ turn) ** 2).var(axis=0).sum())

        angles = np.linspace(0, np.pi, 721)
        best = max(criterion(np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])) for a in angles)
        assert criterion(varimax(loadings)) >= best - 1e-9


def test_the_stronger_axis_comes_first_and_support_is_right_and_above() -> None:
    loadings = np.array([[0.0, -3.0], [0.1, -2.0], [-1.0, 0.0], [-1.0, 0.1]])
    turned = loadings @ orientation(loadings)
    assert (turned.sum(axis=0) > 0).all()
    assert np.square(turned[:, 0]).sum() > np.square(turned[:, 1]).sum()
    assert turned[0, 0] == pytest.approx(3.0, abs=0.1)
