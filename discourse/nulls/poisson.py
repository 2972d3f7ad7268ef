"""Sums of independent 0/1 variables (the Poisson binomial distribution), and of differences of such: their tails."""

from __future__ import annotations

import numpy as np

from discourse.errors import OptionError, did_you_mean

TAILS = ("exact", "normal")
#: Numbers of one block of distributions that are computed together, so that it stays near.
_BLOCK = 200_000


def tails(
    up: np.ndarray,
    at: np.ndarray,
    *,
    which: np.ndarray | None = None,
    down: np.ndarray | None = None,
    often: np.ndarray | None = None,
    method: str = "exact",
) -> tuple[np.ndarray, np.ndarray]:
    """Return P(X ≥ at) and P(X ≤ at), X being a sum of independent variables that are 1, 0 or −1.

    Parameters
    ----------
    up : numpy.ndarray of float, shape (sums, terms)
        The chance of each term to be 1.
    at : numpy.ndarray of int, shape (asked,)
    which : numpy.ndarray of int, shape (asked,), optional
        Of which sum each is asked; by default one of each.
    down : numpy.ndarray of float, shape (sums, terms), optional
        The chance of each term to be −1; by default none is.
    often : numpy.ndarray of int, shape (terms,), optional
        How often each term comes; by default once.
    method : {"exact", "normal"}
        ``exact`` adds term by term; all tails have all their digits, be they ever so small. ``normal`` is the normal
        distribution with a correction for skewness [1]_: faster for sums of thousands of terms, off by .01 or .03 for
        sums of a few and far off, in proportion, for the smallest of tails.

    Returns
    -------
    upper, lower : numpy.ndarray of float, shape (asked,)

    References
    ----------
    .. [1] Hong, Y. (2013). On computing the distribution function for the Poisson binomial distribution.
       *Computational Statistics & Data Analysis* 59, 41–51. https://doi.org/10.1016/j.csda.2012.10.006

    Examples
    --------
    >>> [float(p[0]) for p in tails(np.array([[0.5, 0.5]]), np.array([1]))]
    [0.75, 0.75]
    """
    check_tails(method)
    at = np.asarray(at, dtype=np.int64)
    often = np.ones(up.shape[1], dtype=np.int64) if often is None else np.asarray(often)
    which = np.arange(len(at)) if which is None else np.asarray(which)
    if method == "normal":
        return _normal(up, down, often, at, which)
    upper, lower = np.empty(len(at)), np.empty(len(at))
    most = np.full(len(up), -1, dtype=np.int64)
    np.maximum.at(most, which, at)
    # Sums that are asked for small numbers need short distributions: they are done together.
    order = np.argsort(most, kind="stable")
    place = np.empty(len(up), dtype=np.int64)
    place[order] = np.arange(len(up))
    asked = np.argsort(place[which], kind="stable")
    begin = np.searchsorted(place[which][asked], np.arange(len(up) + 1))
    low = 0
    while low < len(order):
        width = (2 * int(often.sum()) + 1) if down is not None else int(most[order[low]]) + 2
        high = min(low + max(1, _BLOCK // max(width, 1)), len(order))
        part, those = order[low:high], asked[begin[low] : begin[high]]
        if len(those):
            if down is None:
                chance, zero = _counted(up[part], often, int(most[part].max())), 0
            else:
                chance, zero = _differences(up[part], down[part], often), int(often.sum())
            upper[those], lower[those] = _read(chance, zero, at[those], place[which[those]] - low)
        low = high
    return np.minimum(upper, 1.0), np.minimum(lower, 1.0)


def check_tails(method: str) -> None:
    """Raise :class:`OptionError` for a way of computing tails that is not known."""
    if not isinstance(method, str) or method not in TAILS:
        raise OptionError(f"tails={method!r} is not known.{did_you_mean(str(method), TAILS)}")


def _counted(up: np.ndarray, often: np.ndarray, at: int) -> np.ndarray:
    """Add up term by term; what reaches the number after the highest asked for stays there."""
    most = int(min(max(at, 0) + 1, often.sum() + 1))
    chance = np.zeros((most + 1, len(up)))
    chance[0] = 1.0
    filled = 0
    for term, times in enumerate(often):
        p = np.ascontiguousarray(up[:, term])
        if not p.any():
            continue
        rest = 1 - p
        for _ in range(int(times)):
            last = chance[most].copy() if filled == most else None
            filled = min(filled + 1, most)
            moved = chance[:filled] * p
            chance[: filled + 1] *= rest
            chance[1 : filled + 1] += moved
            if last is not None:
                chance[most] += last * p
    return chance


def _differences(up: np.ndarray, down: np.ndarray, often: np.ndarray) -> np.ndarray:
    """Add up term by term, from as many below 0 as there are terms to as many above."""
    most = int(often.sum())
    chance = np.zeros((2 * most + 1, len(up)))
    chance[most] = 1.0
    reach = 0
    for term, times in enumerate(often):
        p, q = np.ascontiguousarray(up[:, term]), np.ascontiguousarray(down[:, term])
        rest = np.maximum(1 - p - q, 0.0)
        for _ in range(int(times)):
            inside = chance[most - reach : most + reach + 1].copy()
            chance[most - reach : most + reach + 1] *= rest
            chance[most - reach + 1 : most + reach + 2] += inside * p
            chance[most - reach - 1 : most + reach] += inside * q
            reach += 1
    return chance


def _read(chance: np.ndarray, zero: int, at: np.ndarray, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return tails of distributions, shape (values, sums), the value 0 being in row ``zero``."""
    values = len(chance)
    place = at + zero
    inside = np.clip(place, 0, values - 1)
    upper = np.cumsum(chance[::-1], axis=0)[::-1][inside, which]
    lower = np.cumsum(chance, axis=0)[inside, which]
    upper = np.where(place <= 0, 1.0, np.where(place >= values, 0.0, upper))
    lower = np.where(place < 0, 0.0, np.where(place >= values - 1, 1.0, lower))
    return upper, lower


def _normal(
    up: np.ndarray, down: np.ndarray | None, often: np.ndarray, at: np.ndarray, which: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    from scipy.special import ndtr

    q = np.zeros_like(up) if down is None else down
    mean, square = up - q, up + q
    variance = square - mean**2
    third = mean - 3 * mean * square + 2 * mean**3
    mean, variance, third = ((part @ often)[which] for part in (mean, variance, third))
    sure = variance <= 1e-300
    sd = np.sqrt(np.where(sure, 1.0, variance))
    skew = third / sd**3

    def below(k: np.ndarray) -> np.ndarray:
        x = (k + 0.5 - mean) / sd
        density = np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
        found = np.clip(ndtr(x) + skew * (1 - x**2) * density / 6, 0.0, 1.0)
        return np.asarray(np.where(sure, mean <= k + 0.5, found))

    return 1 - below(at - 1.0), below(at.astype(float))
