"""The nodes' profiles (rows of the matrix), and k-means on rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.errors import NotComputable

if TYPE_CHECKING:
    from scipy import sparse


def profiles(matrix: sparse.csr_array) -> np.ndarray:
    """Return the rows of a symmetric matrix, scaled to length 1.

    A node has no tie with itself, so that two nodes of one clique would differ exactly where they are tied. The
    diagonal is therefore filled with the largest weight of its row: a node is as close to itself as to its
    closest neighbour.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array, shape (n, n)
        Symmetric, without empty rows. Weights may be negative.

    Returns
    -------
    numpy.ndarray of float, shape (n, n)
    """
    rows = matrix.toarray()
    np.fill_diagonal(rows, np.abs(rows).max(axis=1))
    # First to a largest value of 1: the square of a very small weight would be 0.
    rows /= np.abs(rows).max(axis=1, keepdims=True)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def distinct(rows: np.ndarray) -> int:
    """Return how many rows differ by more than rounding."""
    return len(np.unique(np.round(rows, 9), axis=0))


def kmeans_rows(rows: np.ndarray, k: int, seed: int, starts: int = 10) -> np.ndarray:
    """Return k-means labels of rows: the best of several starts, on one thread so that sums keep their order.

    Parameters
    ----------
    rows : numpy.ndarray of float, shape (n, m)
    k : int
    seed : int
    starts : int

    Returns
    -------
    numpy.ndarray of int, shape (n,)

    Raises
    ------
    NotComputable
        If fewer than ``k`` rows are different.
    """
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    found = distinct(rows)
    if k > found:
        raise NotComputable(
            f"{k} groups were asked for, but the nodes have only {found} different profiles; lower k"
        )
    with threadpool_limits(limits=1):
        return KMeans(n_clusters=k, n_init=starts, random_state=seed).fit_predict(np.round(rows, 12))
