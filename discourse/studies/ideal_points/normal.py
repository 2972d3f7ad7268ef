"""Draws from normal distributions: cut off, exact far out in the tails, and joint ones of small size."""

from __future__ import annotations

import numpy as np

#: Below this the normal distribution function is no longer an ordinary number of full precision.
_FAR = -36.0


def above_zero(mean: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Return draws of a normal variable with standard deviation 1, given that it is above 0.

    Parameters
    ----------
    mean : numpy.ndarray
        Before it is cut off.
    chance : numpy.ndarray
        Uniform on [0, 1), of the same shape.

    Returns
    -------
    numpy.ndarray
        By inversion, in the lower tail, where nothing is lost to rounding.

    Examples
    --------
    >>> above_zero(np.array([0.0, -30.0, -100.0]), np.array([0.5, 0.5, 0.5])).round(4).tolist()
    [0.6745, 0.0231, 0.0069]
    """
    from scipy.special import log_ndtr, ndtr, ndtri, ndtri_exp

    share = 1.0 - chance  # in (0, 1]
    out = mean - ndtri(share * ndtr(mean))
    far = mean < _FAR
    if far.any():
        out[far] = mean[far] - ndtri_exp(np.log(share[far]) + log_ndtr(mean[far]))
    return np.maximum(out, 0.0)


def between(low: np.ndarray, high: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Return draws of a standard normal variable, given that it is between ``low`` and ``high``.

    Parameters
    ----------
    low, high : numpy.ndarray
    chance : numpy.ndarray
        Uniform on [0, 1).

    Returns
    -------
    numpy.ndarray

    Examples
    --------
    >>> between(np.array([-1.0, 30.0, 90.0]), np.array([1.0, 31.0, 91.0]), np.full(3, 0.5)).round(4).tolist()
    [0.0, 30.0231, 90.0077]
    """
    from scipy.special import ndtr, ndtri

    upper = low + high > 0
    a, b = np.where(upper, -high, low), np.where(upper, -low, high)  # now mostly below 0
    share = np.where(upper, 1.0 - chance, chance)
    below, width = ndtr(a), ndtr(b)
    width -= below
    far = b < _FAR
    with np.errstate(divide="ignore", invalid="ignore"):
        out = ndtri(below + share * width)
        # So far out the density falls like an exponential one from the upper end.
        tail = b - np.log1p((1.0 - share) * np.expm1(b * (b - a))) / b
    out = np.clip(np.where(far, tail, out), a, b)
    return np.where(upper, -out, out)


def log_below(high: np.ndarray) -> np.ndarray:
    """Return the log of the probability that a standard normal variable is below ``high``.

    Examples
    --------
    >>> log_below(np.array([0.0, -40.0])).round(4).tolist()
    [-0.6931, -804.6084]
    """
    from scipy.special import log_ndtr, ndtr

    if high.min(initial=0.0) < _FAR:
        return log_ndtr(high)
    return np.log(ndtr(high))  # quicker, and near 0 as good


def log_between(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return the log of the probability that a standard normal variable is between ``low`` and ``high``.

    Examples
    --------
    >>> log_between(np.array([-1.0, 40.0]), np.array([1.0, 41.0])).round(4).tolist()
    [-0.3817, -804.6084]
    """
    from scipy.special import log_ndtr

    upper = low + high > 0
    a, b = np.where(upper, -high, low), np.where(upper, -low, high)
    more, less = log_ndtr(b), log_ndtr(a)
    return more + np.log(-np.expm1(np.minimum(less - more, -1e-300)))


def normal_draw(
    precision: np.ndarray, linear: np.ndarray, noise: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return mean and deviation of draws with the densities exp(−x'Px / 2 + b'x), and b'P⁻¹b.

    Parameters
    ----------
    precision : numpy.ndarray, shape (..., p, p)
        P, symmetric and positive definite, p small: the loops go over its rows and columns.
    linear : numpy.ndarray, shape (..., p)
        b.
    noise : numpy.ndarray, shape (..., p)
        Standard normal.

    Returns
    -------
    mean, deviation : numpy.ndarray, shape (..., p)
        Their sum is the draw.
    explained : numpy.ndarray, shape (...)

    Examples
    --------
    >>> mean, deviation, explained = normal_draw(np.array([[4.0, 2.0], [2.0, 2.0]]), np.ones(2), np.zeros(2))
    >>> mean.tolist(), deviation.tolist(), float(explained)
    ([0.0, 0.5], [0.0, 0.0], 0.5)
    """
    p = linear.shape[-1]
    factor = np.zeros_like(precision)  # lower triangular, P = L L'
    half = np.empty_like(linear)  # solves L half = b
    for j in range(p):
        row = factor[..., j, :j]
        factor[..., j, j] = np.sqrt(precision[..., j, j] - (row * row).sum(axis=-1))
        half[..., j] = (linear[..., j] - (row * half[..., :j]).sum(axis=-1)) / factor[..., j, j]
        for i in range(j + 1, p):
            known = (factor[..., i, :j] * row).sum(axis=-1)
            factor[..., i, j] = (precision[..., i, j] - known) / factor[..., j, j]
    both = np.stack([half, noise])
    for j in reversed(range(p)):
        known = (factor[..., j + 1 :, j] * both[..., j + 1 :]).sum(axis=-1)
        both[..., j] = (both[..., j] - known) / factor[..., j, j]
    return both[0], both[1], (half * half).sum(axis=-1)
