"""k-means on the rows of the matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.clusterers._graph import apart, check_k, check_seed, symmetric
from discourse.clusterers._profiles import distinct, kmeans_rows, profiles
from discourse.model.checks import check_whole
from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse


def kmeans(network: Network, *, k: int | str = "auto", max_groups: int = 10, seed: int = 0) -> np.ndarray:
    """Divide the nodes by k-means on their profiles.

    A node's profile is its row of the matrix, scaled to length 1, with the row's largest weight on the diagonal.
    Nodes are alike when they are tied, and opposed, to the same others. In a two-mode network nodes of different
    kinds share no column, so that groups do not span the kinds.

    Parameters
    ----------
    network : Network
        Negative weights count as such. Nodes without ties are groups of their own.
    k : int or "auto"
        Groups among the nodes with ties. ``"auto"`` takes the number from 2 to ``max_groups`` with the largest
        mean silhouette [1]_, or 1 if no silhouette is above 0.
    max_groups : int
        The largest number tried by ``"auto"``.
    seed : int
        Of the ten starts, the best of which is kept.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The label of each node, in the order of ``network.nodes``.

    Raises
    ------
    NotComputable
        If the network has no nodes, or fewer than ``k`` different profiles.
    OptionError
        If ``k`` exceeds the nodes, or an option is not a whole number.

    References
    ----------
    .. [1] Rousseeuw, P. J. (1987). Silhouettes: a graphical aid to the interpretation and validation of cluster
       analysis. *Journal of Computational and Applied Mathematics* 20, 53–65.
       https://doi.org/10.1016/0377-0427(87)90125-7

    Examples
    --------
    >>> two = np.kron(np.eye(2), np.ones((3, 3)))
    >>> labels = kmeans(Network.from_matrix(two, list("abcdef")))
    >>> int(labels[0] == labels[2]), int(labels[0] == labels[3])
    (1, 0)
    """
    check_seed(seed)
    check_whole(max_groups, "max_groups", 2)
    matrix = symmetric(network)
    check_k(k, matrix)

    def divide(part: sparse.csr_array) -> np.ndarray:
        rows = profiles(part)
        if k != "auto":
            return kmeans_rows(rows, int(k), seed)
        return _best(rows, max_groups, seed)

    return apart(matrix, divide)


def _best(rows: np.ndarray, most: int, seed: int) -> np.ndarray:
    from sklearn.metrics import silhouette_score

    best, labels = 1e-9, np.zeros(len(rows), dtype=np.int64)
    # All rows have length 1, so that the scalar product gives their distance.
    apart_by = np.sqrt(np.clip(2.0 - 2.0 * (rows @ rows.T), 0.0, None))
    np.fill_diagonal(apart_by, 0.0)
    for k in range(2, min(most, len(rows) - 1, distinct(rows)) + 1):
        found = kmeans_rows(rows, k, seed)
        value = silhouette_score(apart_by, found, metric="precomputed")
        if value > best + 1e-9:
            best, labels = value, found
    return labels
