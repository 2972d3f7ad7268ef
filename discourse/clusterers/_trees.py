"""Agglomeration on a distance matrix with a fixed rule for ties, and where to cut the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.clusterers.hierarchical import _best_cut, _cut
from discourse.errors import NotComputable

if TYPE_CHECKING:
    from scipy import sparse

LINKAGES = ("average", "complete", "single", "ward")


def agglomerate(distance: np.ndarray, linkage: str, allowed: np.ndarray | None = None) -> np.ndarray:
    """Merge the two closest groups, again and again.

    Of several closest pairs the one whose first member comes first is merged, and then the one whose second member
    does; a merged group stands where its first member stood.

    Parameters
    ----------
    distance : numpy.ndarray of float, shape (n, n)
        Symmetric.
    linkage : {"average", "complete", "single", "ward"}
        ``"ward"`` works on the squares of the distances.
    allowed : numpy.ndarray of bool, shape (n, n), optional
        Which pairs may be merged; a merged group may be merged with whatever either part could be. When no such pair
        is left, the remaining groups are joined in order.

    Returns
    -------
    numpy.ndarray of int, shape (n - 1, 2)
        The groups merged by each step; the step s makes the group n + s.

    Examples
    --------
    >>> agglomerate(np.abs(np.subtract.outer([0.0, 1, 9, 10], [0.0, 1, 9, 10])), "single").tolist()
    [[0, 1], [2, 3], [4, 5]]
    """
    n = len(distance)
    full = np.array(distance, dtype=float)
    if linkage == "ward":
        full **= 2
    np.fill_diagonal(full, np.inf)
    may = None if allowed is None else np.array(allowed, dtype=bool)
    free = full if may is None else np.where(may, full, np.inf)
    size, number = np.ones(n), np.arange(n)
    near = free.argmin(axis=1) if n else np.zeros(0, dtype=np.int64)
    least = free[np.arange(n), near] if n else np.zeros(0)
    merges = np.empty((max(n - 1, 0), 2), dtype=np.int64)
    for step in range(n - 1):
        i = int(least.argmin())
        if not np.isfinite(least[i]):
            return _joined(merges, step, number[size > 0], n)
        j = int(near[i])
        merges[step] = sorted((number[i], number[j]))
        new = _between(full, i, j, size, linkage)
        new[[i, j]] = np.inf
        size[i], size[j], number[i] = size[i] + size[j], 0.0, n + step
        full[i] = full[:, i] = new
        full[j] = full[:, j] = np.inf
        if may is not None:
            may[i] |= may[j]
            may[:, i] |= may[:, j]
            new = np.where(may[i], new, np.inf)
            free[i] = free[:, i] = new
            free[j] = free[:, j] = np.inf
        again = (near == i) | (near == j)
        again[[i, j]] = True
        closer = ~again & ((new < least) | ((new == least) & (i < near)))
        near[closer], least[closer] = i, new[closer]
        rows = np.flatnonzero(again)
        near[rows] = free[rows].argmin(axis=1)
        least[rows] = free[rows, near[rows]]
    return merges


def _between(full: np.ndarray, i: int, j: int, size: np.ndarray, linkage: str) -> np.ndarray:
    """Return the distances of all groups from the union of i and j."""
    a, b = full[i], full[j]
    if linkage == "single":
        return np.minimum(a, b)
    if linkage == "complete":
        return np.maximum(a, b)
    if linkage == "average":
        return (size[i] * a + size[j] * b) / (size[i] + size[j])
    total = size[i] + size[j] + size
    return ((size[i] + size) * a + (size[j] + size) * b - size * full[i, j]) / total


def _joined(merges: np.ndarray, step: int, left: np.ndarray, n: int) -> np.ndarray:
    one = left[0]
    for other in left[1:]:
        merges[step] = sorted((one, other))
        one = n + step
        step += 1
    return merges


def cut_tree(merges: np.ndarray, matrix: sparse.csr_array, k: int | str, *, joins: bool = True) -> np.ndarray:
    """Return the labels of ``k`` groups, or of as many as give the highest modularity.

    Parameters
    ----------
    merges : numpy.ndarray of int, shape (n - 1, 2)
    matrix : scipy.sparse.csr_array, shape (n, n)
        Symmetric.
    k : int or "auto"
    joins : bool
        Whether groups may span several pieces of the network.

    Returns
    -------
    numpy.ndarray of int, shape (n,)

    Raises
    ------
    NotComputable
        If groups may not span pieces and there are more than ``k`` pieces.
    """
    if k == "auto":
        return _cut(merges, matrix.shape[0], _best_cut(merges, matrix))
    if not joins:
        check_pieces(matrix, int(k))
    return _cut(merges, matrix.shape[0], int(k))


def check_pieces(matrix: sparse.csr_array, k: int) -> None:
    """Raise :class:`NotComputable` if the network has more than ``k`` pieces."""
    from scipy.sparse.csgraph import connected_components

    pieces = connected_components(matrix, directed=False)[0]
    if k < pieces:
        raise NotComputable(
            f"{k} groups were asked for, but the network is in {pieces} pieces, which this method never joins; "
            f"ask for at least {pieces}"
        )
