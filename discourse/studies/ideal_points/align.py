"""Making draws comparable that differ by a reflection or a rotation, which the responses cannot tell apart.

Prior and likelihood are the same for positions and discriminations turned together. Each draw is therefore turned
to agree best with the mean of all (orthogonal Procrustes; in one dimension, a change of sign), again and again until
the mean stays; then all are turned together, so that the axes fall on groups of concepts (varimax).
"""

from __future__ import annotations

import numpy as np


def turns(points: np.ndarray, *, rounds: int = 50) -> np.ndarray:
    """Return the orthogonal matrix that turns each draw toward the mean of the turned draws.

    Parameters
    ----------
    points : numpy.ndarray, shape (draws, rows, d)
        Whatever turns together, one below the other.
    rounds : int
        At most.

    Returns
    -------
    numpy.ndarray, shape (draws, d, d)
        ``points[k] @ out[k]`` is aligned.

    Examples
    --------
    >>> draws = np.array([[[1.0], [-2.0]], [[-1.1], [2.0]], [[0.9], [-1.8]]])
    >>> np.abs((draws @ turns(draws)).mean(axis=0)).round(2).ravel().tolist()
    [1.0, 1.93]
    """
    count, _, d = points.shape
    # The start is what no turning of draws changes: the leading directions of the sum of their outer products.
    sides = points.transpose(1, 0, 2).reshape(points.shape[1], -1)
    values, vectors = np.linalg.eigh(sides @ sides.T / count)
    target = vectors[:, -d:] * np.sqrt(np.maximum(values[-d:], 0))
    out = np.tile(np.eye(d), (count, 1, 1))
    for _ in range(rounds):
        across = points.transpose(0, 2, 1) @ target
        if d == 1:
            new = np.where(across < 0, -1.0, 1.0)
        else:
            left, _, right = np.linalg.svd(across)
            new = left @ right
        target = np.einsum("krd,kde->re", points, new) / count
        moved = float(np.abs(new - out).max())
        out = new
        if moved < 1e-6:
            break
    return out


def varimax(loadings: np.ndarray) -> np.ndarray:
    """Return the rotation after which squared loadings vary most, for one or two dimensions, in closed form.

    Parameters
    ----------
    loadings : numpy.ndarray, shape (rows, d)

    Returns
    -------
    numpy.ndarray, shape (d, d)

    References
    ----------
    Kaiser, H. F. (1958). The varimax criterion for analytic rotation in factor analysis. Psychometrika, 23(3).
    https://doi.org/10.1007/BF02289233

    Examples
    --------
    >>> loadings = np.array([[2.0, 2.0], [1.0, 1.0], [1.0, -1.0]])
    >>> np.abs(loadings @ varimax(loadings)).round(6).min(axis=1).tolist()
    [0.0, 0.0, 0.0]
    """
    if loadings.shape[1] == 1:
        return np.eye(1)
    x, y = loadings.T
    u, v = x * x - y * y, 2 * x * y
    top = 2 * (len(x) * (u * v).sum() - u.sum() * v.sum())
    below = len(x) * (u * u - v * v).sum() - (u.sum() ** 2 - v.sum() ** 2)
    angle = np.arctan2(top, below) / 4
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def orientation(discrimination: np.ndarray) -> np.ndarray:
    """Return how to turn all draws together: varimax, the stronger axis first, support to the right and above.

    Parameters
    ----------
    discrimination : numpy.ndarray, shape (concepts, d)
        Means of the aligned draws.

    Returns
    -------
    numpy.ndarray, shape (d, d)
    """
    out = varimax(discrimination)
    turned = discrimination @ out
    order = np.argsort(-np.square(turned).sum(axis=0), kind="stable")
    out, turned = out[:, order], turned[:, order]
    return out * np.where(turned.sum(axis=0) < 0, -1.0, 1.0)
