"""Seriation: an order in which nodes with like ties are neighbours."""

from __future__ import annotations

import numpy as np

from discourse.layouts._ties import check_count, kinds
from discourse.model.network import Network
from discourse.model.ties import scaled

_OPTIMAL = 1500


def seriation(network: Network, *, seed: int = 0) -> np.ndarray:
    """Rank the nodes so that those with like ties are next to each other, as rows and columns of a heat map.

    Within each kind, the nodes' rows of the weighted matrix are clustered by average linkage on 1 minus their
    cosine, and the leaves put in the order that keeps neighbours closest [1]_. Of that order and its reverse the
    one is taken that has more weight in its first half. Where nodes of a kind are tied to each other, a node counts
    as tied to itself by the largest weight of its row. Nodes without ties come last. Kinds with more than 1,500 nodes
    with ties keep the order of the tree as it is.

    Parameters
    ----------
    network : Network
        Directed weights are added up over both directions. Negative weights count as such.
    seed : int
        Not used: there is no chance in it.

    Returns
    -------
    numpy.ndarray of float, shape (n, 2)
        In the order of ``network.nodes``; x is the rank from 0, kind after kind (commenters, articles, actors,
        narratives, then others), and y is 0.

    Raises
    ------
    OptionError
        If ``seed`` is not a whole number.

    References
    ----------
    .. [1] Bar-Joseph, Z., Gifford, D. K. & Jaakkola, T. S. (2001). Fast optimal leaf ordering for hierarchical
       clustering. *Bioinformatics* 17, S22–S29. https://doi.org/10.1093/bioinformatics/17.suppl_1.S22

    Examples
    --------
    >>> blocks = np.array([[0, 0, 5, 0], [0, 0, 0, 5], [5, 0, 0, 0], [0, 5, 0, 0]])
    >>> ranks = seriation(Network.from_matrix(blocks, ["a", "b", "c", "d"]))[:, 0]
    >>> abs(ranks[0] - ranks[2]), abs(ranks[1] - ranks[3])
    (np.float64(1.0), np.float64(1.0))
    """
    check_count(seed, "seed", 0)
    places = np.zeros((network.order, 2))
    if network.order == 0:
        return places
    matrix = _weights(network)
    first = 0
    for rows in kinds(network):
        block = matrix[rows].toarray()
        if matrix[rows][:, rows].nnz:
            block[np.arange(len(rows)), rows] = np.abs(block).max(axis=1)
        tied = np.abs(block).max(axis=1) > 0
        order = np.concatenate([np.flatnonzero(tied)[_leaves(block[tied])], np.flatnonzero(~tied)])
        places[rows[order], 0] = first + np.arange(len(rows))
        first += len(rows)
    return places


def _weights(network: Network) -> np.ndarray:
    """Return the signed weights as a symmetric sparse matrix without loops, the largest size between 1/2 and 1."""
    matrix = network.matrix()
    if network.directed:
        matrix = matrix + matrix.T
    matrix = matrix.tocoo()
    matrix.data = np.where(matrix.row == matrix.col, 0.0, matrix.data)
    matrix.data = scaled(matrix.data)
    matrix = matrix.tocsr()
    matrix.eliminate_zeros()
    return matrix


def _leaves(rows: np.ndarray) -> np.ndarray:
    """Return the order of the leaves of the tree over rows none of which is empty."""
    from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
    from scipy.spatial.distance import squareform

    if len(rows) < 3:
        order = np.arange(len(rows))
    else:
        unit = rows / np.abs(rows).max(axis=1, keepdims=True)
        unit /= np.linalg.norm(unit, axis=1, keepdims=True)
        apart = np.round(np.clip(1.0 - unit @ unit.T, 0.0, None), 12)
        np.fill_diagonal(apart, 0.0)
        distance = squareform(apart, checks=False)
        tree = linkage(distance, method="average")
        order = leaves_list(optimal_leaf_ordering(tree, distance) if len(rows) <= _OPTIMAL else tree)
    mass = np.abs(rows).sum(axis=1)[order]
    half = len(order) // 2
    return order[::-1] if mass[len(order) - half :].sum() > mass[:half].sum() + 1e-9 else order
