"""Pieces of a network laid out one by one and packed into rows, nodes without ties in a grid below."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy import sparse

_GAP = 1.0


def by_piece(matrix: sparse.csr_array, place: Callable[[sparse.csr_array], np.ndarray]) -> np.ndarray:
    """Lay out every connected piece by itself and pack the results.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array, shape (n, n)
        Symmetric.
    place : callable
        Takes the matrix of a piece of two or more nodes, returns their positions in any unit.

    Returns
    -------
    numpy.ndarray of float, shape (n, 2)
        About one square unit per node; no two nodes in one place.
    """
    from scipy.sparse.csgraph import connected_components

    n = matrix.shape[0]
    if n == 0:
        return np.zeros((0, 2))
    count, piece = connected_components(matrix, directed=False)
    size = np.bincount(piece, minlength=count)
    order = np.argsort(piece, kind="stable")
    members = np.split(order, np.cumsum(size)[:-1])
    tied = sorted((rows for rows in members if len(rows) > 1), key=lambda rows: (-len(rows), rows[0]))
    alone = np.sort(np.concatenate([np.zeros(0, dtype=int), *(rows for rows in members if len(rows) == 1)]))
    boxes = [_framed(place(matrix[rows][:, rows].tocsr())) for rows in tied]
    corners = shelves([box.max(axis=0) for box in boxes])
    out = np.zeros((n, 2))
    for rows, box, corner in zip(tied, boxes, corners, strict=True):
        # Shelves are filled downwards, boxes stand upright in them.
        out[rows] = box + np.array([corner[0], corner[1] - box[:, 1].max()])
    if len(alone):
        width = float(out[np.concatenate(tied), 0].max()) if tied else 0.0
        across = max(int(np.ceil(np.sqrt(len(alone)))), int(width) + 1)
        floor = float(out[np.concatenate(tied), 1].min()) - _GAP if tied else 0.0
        number = np.arange(len(alone))
        out[alone] = np.column_stack([number % across, floor - number // across])
    return out


def shelves(sizes: list[np.ndarray]) -> list[np.ndarray]:
    """Return the upper left corners of boxes put side by side on shelves, in the order given.

    Parameters
    ----------
    sizes : list of array, shape (2,)
        Width and height of each box, the largest first.

    Returns
    -------
    list of array, shape (2,)
        x rises and y falls from (0, 0); there is a gap of 1 between boxes.

    Examples
    --------
    >>> [c.tolist() for c in shelves([np.array([4.0, 4.0]), np.array([2.0, 2.0]), np.array([2.0, 2.0])])]
    [[0.0, 0.0], [5.0, 0.0], [0.0, -5.0]]
    """
    if not sizes:
        return []
    area = sum(float(np.prod(size + _GAP)) for size in sizes)
    width = max(1.3 * np.sqrt(area), max(float(size[0]) for size in sizes))
    corners, x, y, tall = [], 0.0, 0.0, 0.0
    for size in sizes:
        if x > 0 and x + size[0] > width:
            x, y, tall = 0.0, y - tall - _GAP, 0.0
        corners.append(np.array([x, y]))
        x += float(size[0]) + _GAP
        tall = max(tall, float(size[1]))
    return corners


def _framed(places: np.ndarray) -> np.ndarray:
    """Turn a placing so that it lies flat, scale it to about one square unit per node, and move it to (0, 0)."""
    centred = places - places.mean(axis=0)
    centred = centred / max(float(np.abs(centred).max()), 1e-12)
    _, axes = np.linalg.eigh(centred.T @ centred)
    axes = axes[:, ::-1] * np.sign(axes[np.argmax(np.abs(axes), axis=0), [0, 1]])[::-1]
    turned = centred @ axes
    turned -= turned.min(axis=0)
    n = len(places)
    width, height = np.maximum(turned.max(axis=0), 1e-12)
    turned *= min(
        np.sqrt(n / (width * height)), 1.6 * np.sqrt(n) / max(width, height), (n - 1) / max(width, height)
    )
    return _unlike(turned)


def _unlike(places: np.ndarray) -> np.ndarray:
    """Move nodes that lie on one another onto a small circle around their place."""
    _, spot, times = np.unique(np.round(places, 6), axis=0, return_inverse=True, return_counts=True)
    spot = spot.ravel()
    crowded = np.flatnonzero(times[spot] > 1)
    if len(crowded) == 0:
        return places
    out = places.copy()
    rank = np.zeros(len(places))
    for where in np.unique(spot[crowded]):
        rows = np.flatnonzero(spot == where)
        rank[rows] = np.arange(len(rows)) / len(rows)
    turn = 2 * np.pi * rank[crowded]
    out[crowded] += 0.05 * np.column_stack([np.cos(turn), np.sin(turn)])
    return out
