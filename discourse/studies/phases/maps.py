"""Windows as points in the plane, so that distances show: classical and non-metric scaling."""

from __future__ import annotations

from typing import Any

import numpy as np

from discourse.errors import OptionError, did_you_mean

SCALINGS = ("classical", "nonmetric")


def places(distance: np.ndarray, scaling: str) -> tuple[np.ndarray, str]:
    """Return a point for every window.

    Parameters
    ----------
    distance : numpy.ndarray, shape (n, n)
    scaling : {"classical", "nonmetric"}
        Principal coordinates [1]_; or from there on, Kruskal's non-metric scaling [2]_, which keeps the order of the
        distances only.

    Returns
    -------
    (numpy.ndarray, shape (n, 2), str)
        Centred on 0, the largest coordinate of either axis positive; and how well distances are kept.

    References
    ----------
    .. [1] Gower, J. C. (1966). Some distance properties of latent root and vector methods used in multivariate
       analysis. *Biometrika* 53, 325–338. https://doi.org/10.1093/biomet/53.3-4.325
    .. [2] Kruskal, J. B. (1964). Nonmetric multidimensional scaling: a numerical method. *Psychometrika* 29,
       115–129. https://doi.org/10.1007/BF02289694

    Examples
    --------
    >>> x = np.array([0.0, 1.0, 3.0])
    >>> places(np.abs(x[:, None] - x), "classical")[0].round(3).tolist()
    [[-1.333, 0.0], [-0.333, 0.0], [1.667, 0.0]]
    """
    if scaling not in SCALINGS:
        raise OptionError(f"scaling={scaling!r} is not known.{did_you_mean(str(scaling), SCALINGS)}")
    xy, share = _classical(distance)
    said = f"the map holds {share:.0%} of what the distances spread (classical scaling)"
    if scaling == "nonmetric":
        xy = _nonmetric(distance, xy)
        said = f"the map has a stress of {100 * stress(distance, xy):.1f} % (non-metric scaling)"
    return _fixed(xy), said


def _classical(distance: np.ndarray) -> tuple[np.ndarray, float]:
    square = distance**2
    middle = square - square.mean(axis=0) - square.mean(axis=1, keepdims=True) + square.mean()
    value, vector = np.linalg.eigh(-middle / 2)
    positive = np.maximum(value[::-1], 0.0)
    positive[positive < 1e-12 * max(positive[0], 1e-300)] = 0.0
    return vector[:, ::-1][:, :2] * np.sqrt(positive[:2]), float(positive[:2].sum() / (positive.sum() or 1.0))


def _fixed(xy: np.ndarray) -> np.ndarray:
    """Turn the axes so that the first of the largest coordinates is positive; rounding dust becomes 0."""
    xy = xy - xy.mean(axis=0)
    size = np.abs(xy)
    first = np.argmax(size >= size.max(axis=0) - 1e-9, axis=0)
    sign = np.where(xy[first, [0, 1]] < 0, -1.0, 1.0)
    return np.round(xy * sign, 12) + 0.0


def _pairs(distance: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    low, high = np.triu_indices(len(distance), 1)
    return low, high, np.round(distance[low, high], 9)


def stress(distance: np.ndarray, xy: np.ndarray) -> float:
    """Return Kruskal's stress 1, with tied distances free to differ; 0 is perfect.

    Examples
    --------
    >>> x = np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]])
    >>> round(stress(np.abs(x[:, :1] - x[:, 0]), x), 12)
    0.0
    """
    low, high, given = _pairs(distance)
    away = np.sqrt(((xy[low] - xy[high]) ** 2).sum(axis=1))
    off = away - _monotone(given, away)
    return float(np.sqrt((off**2).sum() / ((away**2).sum() or 1.0)))


def _monotone(given: np.ndarray, away: np.ndarray) -> np.ndarray:
    """Return what is nearest to the distances drawn and in the order of the distances given."""
    from scipy.optimize import isotonic_regression

    order = np.lexsort((away, given))
    out = np.empty(len(away))
    out[order] = isotonic_regression(away[order]).x
    return out


def _nonmetric(distance: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Lower the stress from a start by quasi-Newton steps; the size of the start is kept."""
    from scipy.optimize import minimize

    low, high, given = _pairs(distance)
    n = len(distance)
    scale = float(np.sqrt((start**2).sum())) or 1.0

    def value(flat: np.ndarray) -> tuple[float, np.ndarray]:
        xy = flat.reshape(n, 2)
        step = xy[low] - xy[high]
        away = np.sqrt((step**2).sum(axis=1))
        off = away - _monotone(given, away)
        whole = float((away**2).sum())
        if whole == 0:
            return 0.0, np.zeros_like(flat)
        part = float((off**2).sum())
        loss = np.sqrt(part / whole)
        if loss < 1e-12:
            return float(loss), np.zeros_like(flat)
        push = loss * (off / part - away / whole)
        pull = np.divide(push, away, out=np.zeros_like(away), where=away > 0)[:, None] * step
        slope = np.zeros((n, 2))
        np.add.at(slope, low, pull)
        np.add.at(slope, high, -pull)
        return float(loss), slope.ravel()

    found: Any = minimize(
        value, (start / scale).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 500}
    )
    xy = found.x.reshape(n, 2)
    xy = xy - xy.mean(axis=0)
    axes = np.linalg.svd(xy, full_matrices=False)[2]
    return xy @ axes.T * scale / (float(np.sqrt((xy**2).sum())) or 1.0)
