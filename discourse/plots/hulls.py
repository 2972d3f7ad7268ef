"""Soft convex hulls around sets of discs."""

from __future__ import annotations

import numpy as np


def convex_hull(points: np.ndarray) -> np.ndarray:
    """Return the corners of the convex hull, counter-clockwise (Andrew's monotone chain).

    Parameters
    ----------
    points : numpy.ndarray, shape (n, 2)

    Returns
    -------
    numpy.ndarray, shape (corners, 2)

    Examples
    --------
    >>> convex_hull(np.array([[0, 0], [2, 0], [1, 1], [2, 2], [0, 2.0]])).tolist()
    [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]]
    """
    ordered = np.unique(points, axis=0)
    if len(ordered) < 3:
        return ordered
    halves: list[np.ndarray] = []
    for run in (ordered, ordered[::-1]):
        chain: list[np.ndarray] = []
        for p in run:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], p) <= 0:
                chain.pop()
            chain.append(p)
        halves += chain[:-1]
    return np.array(halves)


def _turn(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> float:
    return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))


def rounded_hull(centres: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Return the convex hull of discs: a hull with round corners, also where points are few or in a line.

    Parameters
    ----------
    centres : numpy.ndarray, shape (n, 2)
    radii : numpy.ndarray, shape (n,)

    Returns
    -------
    numpy.ndarray, shape (corners, 2)
    """
    angle = np.linspace(0, 2 * np.pi, 33)[:-1]
    rim = np.column_stack([np.cos(angle), np.sin(angle)])
    return convex_hull((centres[:, None, :] + radii[:, None, None] * rim).reshape(-1, 2))
