"""Spectral clustering: k-means on the leading eigenvectors of the normalised matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.clusterers._graph import apart, check_k, check_seed, positive
from discourse.clusterers._profiles import kmeans_rows
from discourse.model.checks import check_whole
from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse

_DENSE = 1500


def spectral(network: Network, *, k: int | str = "auto", max_groups: int = 10, seed: int = 0) -> np.ndarray:
    """Divide the nodes by normalised spectral clustering [1]_.

    The rows of the leading eigenvectors of D^(-1/2) A D^(-1/2), scaled to length 1, are divided by k-means. A
    network in several pieces needs no special care: each piece has an eigenvalue of 1.

    Parameters
    ----------
    network : Network
        Positive weights count. Nodes without them are groups of their own.
    k : int or "auto"
        Groups among the nodes with ties. ``"auto"`` takes the number, from the number of pieces up to
        ``max_groups``, after which the eigenvalues fall furthest; it is 1 where there is no structure.
    max_groups : int
        The largest number tried by ``"auto"``, unless the network has more pieces.
    seed : int
        Of the ten starts of k-means, the best of which is kept.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The label of each node, in the order of ``network.nodes``.

    Raises
    ------
    NotComputable
        If the network has no nodes, or its nodes cannot be told apart into ``k`` groups.
    OptionError
        If ``k`` exceeds the nodes, or an option is not a whole number.

    References
    ----------
    .. [1] von Luxburg, U. (2007). A tutorial on spectral clustering. *Statistics and Computing* 17, 395–416.
       https://doi.org/10.1007/s11222-007-9033-z

    Examples
    --------
    >>> two = np.kron(np.eye(2), np.ones((3, 3)))
    >>> labels = spectral(Network.from_matrix(two, list("abcdef")))
    >>> int(labels[0] == labels[2]), int(labels[0] == labels[3])
    (1, 0)
    """
    check_seed(seed)
    check_whole(max_groups, "max_groups", 1)
    matrix = positive(network)
    check_k(k, matrix)

    def divide(part: sparse.csr_array) -> np.ndarray:
        from scipy.sparse.csgraph import connected_components

        pieces, piece = connected_components(part, directed=False)
        n = part.shape[0]
        wanted = min(n, max(max_groups, pieces) + 1) if k == "auto" else int(k)
        values, vectors = _leading(part, wanted)
        groups = _gap(values, pieces, n) if k == "auto" else int(k)
        if groups == 1:
            return np.zeros(n, dtype=np.int64)
        if groups == pieces:
            return piece
        rows = vectors[:, :groups]
        length = np.linalg.norm(rows, axis=1, keepdims=True)
        return kmeans_rows(rows / np.where(length > 1e-12, length, 1.0), groups, seed)

    return apart(matrix, divide)


def _leading(matrix: sparse.csr_array, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the ``count`` largest eigenvalues of the normalised matrix, falling, and their vectors as columns."""
    from scipy import sparse
    from scipy.linalg import eigh
    from scipy.sparse.linalg import eigsh

    n = matrix.shape[0]
    scale = sparse.diags_array(1.0 / np.sqrt(matrix.sum(axis=1)))
    normal = scale @ matrix @ scale
    if n <= _DENSE or count > n // 2:
        values, vectors = eigh(normal.toarray(), subset_by_index=[n - count, n - 1])
    else:
        start = np.random.default_rng(0).random(n)
        values, vectors = eigsh(normal, k=count, which="LA", v0=start)
    order = np.argsort(-values, kind="stable")
    return values[order], vectors[:, order]


def _gap(values: np.ndarray, pieces: int, n: int) -> int:
    """Return after how many eigenvalues the largest fall comes, the first of equal ones."""
    if len(values) <= pieces or n <= 2:
        return pieces
    falls = values[:-1] - values[1:]
    return pieces + int(np.argmax(np.round(falls[pieces - 1 :], 9)))
