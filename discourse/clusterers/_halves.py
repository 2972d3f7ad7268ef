"""What the divisions into two share: networks in pieces, and the smallest ones."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy import sparse

#: Up to as many nodes every balanced division is tried.
SMALL = 10


def in_pieces(matrix: sparse.csr_array, divide: Callable[[sparse.csr_array], np.ndarray]) -> np.ndarray:
    """Divide a network of one or more pieces in two.

    The largest piece is divided and every other piece, from the largest down, put whole on the side that has fewer
    nodes. But if the second piece is at least half as large as the first, none is cut: all are put so.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array, shape (n, n)
        Symmetric, no empty row.
    divide : callable
        Takes the matrix of one piece, returns 0 or 1 for each node.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
    """
    from scipy.sparse.csgraph import connected_components

    count, piece = connected_components(matrix, directed=False)
    if count == 1:
        return divide(matrix)
    sizes = np.bincount(piece)
    order = np.argsort(-sizes, kind="stable")
    labels = np.zeros(matrix.shape[0], dtype=np.int64)
    filled = [0, 0]
    if 2 * sizes[order[1]] < sizes[order[0]]:
        inside = np.flatnonzero(piece == order[0])
        labels[inside] = divide(matrix[inside][:, inside].tocsr())
        filled = np.bincount(labels[inside], minlength=2).tolist()
        order = order[1:]
    side = np.zeros(count, dtype=np.int64)
    for number in order:
        side[number] = int(filled[1] < filled[0])
        filled[side[number]] += int(sizes[number])
    rest = np.isin(piece, order)
    labels[rest] = side[piece[rest]]
    return labels


def smallest_cut(matrix: sparse.csr_array) -> np.ndarray:
    """Return the division into halves with the least weight cut, the first of equal ones; all are tried.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array, shape (n, n)
        Of at most :data:`SMALL` nodes.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
    """
    n = matrix.shape[0]
    weight = matrix.toarray()
    halves = np.array(list(combinations(range(n), (n + 1) // 2)))
    inside = np.zeros((len(halves), n))
    np.put_along_axis(inside, halves, 1.0, axis=1)
    cut = ((inside @ weight) * (1.0 - inside)).sum(axis=1)
    return 1 - inside[int(np.argmin(np.round(cut, 12)))].astype(np.int64)
