"""Numbering groups so that a number means the same in every method and every window."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np


def numbered(labels: np.ndarray, names: np.ndarray, known: Mapping[str, int]) -> np.ndarray:
    """Number the groups of a labelling after groups that are known.

    Groups take the numbers of those known with which they share most nodes in all; the others take, the largest
    first, the smallest numbers that no known group has.

    Parameters
    ----------
    labels : numpy.ndarray of int, shape (n,)
    names : numpy.ndarray of str, shape (n,)
        Of the nodes.
    known : dict of str to int
        The number of the group in which a node is known to be.

    Returns
    -------
    numpy.ndarray of int, shape (n,)

    Examples
    --------
    >>> names = np.array(["a", "b", "c", "d"])
    >>> numbered(np.array([5, 5, 5, 8]), names, {}).tolist()
    [1, 1, 1, 2]
    >>> numbered(np.array([5, 5, 8, 8]), names, {"a": 2, "b": 2, "c": 1}).tolist()
    [2, 2, 1, 1]
    >>> numbered(np.array([0, 1, 2, 2]), names, {"a": 2, "b": 2, "x": 1}).tolist()
    [2, 4, 3, 3]
    """
    from scipy.optimize import linear_sum_assignment

    order, inverse = _by_size(labels)
    before = np.array([known.get(str(name), 0) for name in names])
    taken = sorted(set(known.values()))
    shared = np.zeros((len(order), len(taken)))
    for column, number in enumerate(taken):
        shared[:, column] = np.bincount(inverse[before == number], minlength=len(order))
    out = np.zeros(len(order), dtype=np.int64)
    for row, column in zip(*linear_sum_assignment(shared, maximize=True), strict=True):
        if shared[row, column] > 0:
            out[row] = taken[column]
    free = 0
    for row in np.flatnonzero(out == 0):
        free += 1
        while free in taken:
            free += 1
        out[row] = free
    return out[inverse]


def _by_size(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the groups, the largest first and of equal ones the one met first, and each node's place among them."""
    found, first, inverse, sizes = np.unique(
        labels, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.lexsort((first, -sizes))
    place = np.empty(len(found), dtype=np.int64)
    place[order] = np.arange(len(found))
    return found[order], place[inverse]
