"""Eigenvector centrality, piece by piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from discourse.model.network import Network
from discourse.model.ties import scaled
from discourse.scores._ties import table, ties

if TYPE_CHECKING:
    from scipy import sparse

_DENSE = 1000


def eigenvector(network: Network, *, weighted: bool = True) -> pd.DataFrame:
    """Compute the eigenvector centrality of each node [1]_: high where a node's neighbours are high.

    In a network of several pieces the vector of the whole is 0 on all but one piece, which says nothing about the
    others. Each connected piece is therefore solved by itself and scaled by the square root of its share of the
    nodes, so that the squares over all nodes add up to 1, or to less if there are nodes without ties, whose value
    is 0. Compare values within a piece. In a connected network it is the usual vector of length 1.

    Parameters
    ----------
    network : Network
        Directed ties are taken in both directions. Negative weights count by their size.
    weighted : bool
        Whether weights count.

    Returns
    -------
    pandas.DataFrame
        ``node``, ``value``: from 0 to 1.

    Raises
    ------
    NotComputable
        If the network has no nodes.

    References
    ----------
    .. [1] Bonacich, P. (1987). Power and centrality: a family of measures. *American Journal of Sociology* 92,
       1170–1182. https://doi.org/10.1086/228631

    Examples
    --------
    >>> path = Network.from_matrix([[0, 1, 0], [1, 0, 1], [0, 1, 0]], ["a", "b", "c"])
    >>> eigenvector(path)["value"].round(3).tolist()
    [0.5, 0.707, 0.5]
    """
    from scipy.sparse.csgraph import connected_components

    matrix = ties(network, weighted=weighted, directed=False)
    matrix.data = scaled(matrix.data)
    _, piece = connected_components(matrix, directed=False)
    value = np.zeros(network.order)
    order = np.argsort(piece, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(piece[order])) + 1):
        if len(rows) > 1:
            value[rows] = _leading(matrix[rows][:, rows]) * np.sqrt(len(rows) / network.order)
    return table(network, value)


def _leading(matrix: sparse.csr_array) -> np.ndarray:
    """Return the vector of length 1 and no negative entry that belongs to the largest eigenvalue."""
    from scipy.linalg import eigh
    from scipy.sparse.linalg import eigsh

    n = matrix.shape[0]
    if n <= _DENSE:
        _, vectors = eigh(matrix.toarray(), subset_by_index=[n - 1, n - 1])
    else:
        _, vectors = eigsh(matrix, k=1, which="LA", v0=np.sqrt(matrix.sum(axis=1)), maxiter=100 * n)
    found = np.abs(vectors[:, 0])
    return found / np.linalg.norm(found)
