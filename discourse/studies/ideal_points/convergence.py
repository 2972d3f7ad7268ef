"""Whether chains agree and how much they tell: rank-normalised split R-hat, effective sample sizes, intervals.

All functions take draws of the shape (chains, draws, quantities) and return one number per quantity.

References
----------
Vehtari, A., Gelman, A., Simpson, D., Carpenter, B., & Bürkner, P.-C. (2021). Rank-normalization, folding, and
localization: An improved R-hat for assessing convergence of MCMC. Bayesian Analysis, 16(2).
https://doi.org/10.1214/20-BA1221
"""

from __future__ import annotations

import numpy as np


def _split(draws: np.ndarray) -> np.ndarray:
    """Return each chain as two, the odd draw in the middle left out."""
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, -half:]], axis=0)


def _ranked(draws: np.ndarray) -> np.ndarray:
    """Return the normal scores of the ranks among all draws of a quantity."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    flat = draws.reshape(-1, draws.shape[2])
    return ndtri((rankdata(flat, axis=0) - 0.375) / (len(flat) + 0.25)).reshape(draws.shape)


def _rhat(draws: np.ndarray) -> np.ndarray:
    count = draws.shape[1]
    between = count * draws.mean(axis=1).var(axis=0, ddof=1)
    within = draws.var(axis=1, ddof=1).mean(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sqrt((between / within + count - 1) / count)


def _ess(draws: np.ndarray) -> np.ndarray:
    """Return the effective sample size of the means, by Geyer's initial monotone sequence."""
    from scipy.fft import irfft, next_fast_len, rfft

    chains, count, _ = draws.shape
    centred = draws - draws.mean(axis=1, keepdims=True)
    length = next_fast_len(2 * count, real=True)
    power = np.abs(rfft(centred, n=length, axis=1)) ** 2
    covariance = irfft(power, n=length, axis=1)[:, :count].mean(axis=0) / count
    within = covariance[0] * count / (count - 1)
    total = covariance[0] + draws.mean(axis=1).var(axis=0, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        rho = 1 - (within - covariance) / total
    rho[0] = 1.0
    even = count // 2 * 2
    pairs = rho[0:even:2] + rho[1:even:2]
    alive = np.logical_and.accumulate(pairs > 0, axis=0)
    kept = np.minimum.accumulate(np.where(alive, pairs, np.inf), axis=0)
    tau = -1 + 2 * np.where(alive, kept, 0.0).sum(axis=0)
    # Of the first pair left out, the first half may still count.
    place = np.minimum(2 * alive.sum(axis=0), count - 1)
    tau += np.maximum(np.take_along_axis(rho, place[None], axis=0)[0], 0.0)
    size = chains * count
    with np.errstate(invalid="ignore", divide="ignore"):
        found = size / np.maximum(tau, 1 / np.log10(max(size, 10)))
    return np.where(np.isfinite(rho).all(axis=0), found, np.nan)


def rhat(draws: np.ndarray) -> np.ndarray:
    """Return the larger of the rank-normalised split R-hats of the draws and of their distance from the median.

    Parameters
    ----------
    draws : numpy.ndarray, shape (chains, draws, quantities)

    Returns
    -------
    numpy.ndarray, shape (quantities,)
        Near 1 if the chains agree; NaN for constants.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> rhat(random.standard_normal((4, 500, 1)) + np.array([0, 0, 0, 1.0])[:, None, None]).round(1).tolist()
    [1.1]
    """
    halves = _split(draws)
    folded = np.abs(halves - np.median(halves, axis=(0, 1)))
    return np.fmax(_rhat(_ranked(halves)), _rhat(_ranked(folded)))


def ess(draws: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the effective sample sizes of the bulk and of the tails (the lesser of 5 and 95 %).

    Parameters
    ----------
    draws : numpy.ndarray, shape (chains, draws, quantities)

    Returns
    -------
    bulk, tail : numpy.ndarray, shape (quantities,)
        NaN for constants.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> bulk, tail = ess(random.standard_normal((4, 500, 1)))
    >>> bool(1800 < bulk[0] < 2200), bool(1500 < tail[0] < 2200)
    (True, True)
    """
    halves = _split(draws)
    low, high = np.quantile(halves, [0.05, 0.95], axis=(0, 1))
    tail = np.minimum(_ess((halves <= low).astype(float)), _ess((halves <= high).astype(float)))
    return _ess(_ranked(halves)), tail


def hpd(draws: np.ndarray, mass: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of the shortest intervals that hold so much of the draws.

    Parameters
    ----------
    draws : numpy.ndarray, shape (chains, draws, quantities)
    mass : float

    Returns
    -------
    low, high : numpy.ndarray, shape (quantities,)

    Examples
    --------
    >>> hpd(np.array([0.0, 1.0, 1.1, 1.2, 9.0]).reshape(1, 5, 1), 0.5)
    (array([1.]), array([1.2]))
    """
    flat = np.sort(draws.reshape(-1, draws.shape[2]), axis=0)
    inside = min(int(np.floor(mass * len(flat))), len(flat) - 1)
    widths = flat[inside:] - flat[: len(flat) - inside]
    start = widths.argmin(axis=0)
    at = np.arange(flat.shape[1])
    return flat[start, at], flat[start + inside, at]
