"""Walktrap: short random walks stay within groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.clusterers._graph import apart, by_igraph, check_k, positive
from discourse.clusterers._trees import agglomerate, cut_tree
from discourse.model.checks import check_whole
from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse


def walktrap(network: Network, *, steps: int = 4, k: int | str = "auto", engine: str = "own") -> np.ndarray:
    """Divide the nodes by Walktrap [1]_: short random walks tend to stay within a group.

    Two nodes are near if walks from them end at the same places. The nearest neighbouring groups, by Ward's
    criterion, are merged again and again. Every node has a loop with the mean weight of its ties, so that walks
    of even and odd length do not differ.

    Parameters
    ----------
    network : Network
        Positive weights count. Nodes without them are groups of their own. Memory grows with the square of the
        number of nodes.
    steps : int
        The length of the walks.
    k : int or "auto"
        Groups among the nodes with ties; ``"auto"`` cuts the tree where modularity is highest.
    engine : {"own", "igraph"}
        ``"igraph"`` is faster on networks of many thousand ties and needs the optional part of that name (GPL); its
        groups may differ from ours.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The label of each node, in the order of ``network.nodes``.

    Raises
    ------
    MissingExtra
        For ``engine="igraph"``, if it is not installed.
    NotComputable
        If the network has no nodes, or more pieces than ``k``.
    OptionError
        If ``steps`` or ``k`` is not a whole number, or ``k`` exceeds the nodes.

    References
    ----------
    .. [1] Pons, P. & Latapy, M. (2006). Computing communities in large networks using random walks. *Journal of
       Graph Algorithms and Applications* 10, 191–218. https://doi.org/10.7155/jgaa.00124

    Examples
    --------
    >>> two = np.kron(np.eye(2), np.ones((3, 3)))
    >>> walktrap(Network.from_matrix(two, list("abcdef"))).tolist()
    [0, 0, 0, 1, 1, 1]
    """
    if by_igraph(engine):
        from discourse.clusterers import igraph_methods

        return igraph_methods.walktrap(network, steps=steps, k=k)
    check_whole(steps, "steps", 1, 1000)
    matrix = positive(network)
    check_k(k, matrix)

    def divide(part: sparse.csr_array) -> np.ndarray:
        weights = part.toarray()
        tied = weights > 0
        strength = weights.sum(axis=1)
        np.fill_diagonal(weights, strength / tied.sum(axis=1))
        strength = weights.sum(axis=1)
        move = weights / strength[:, None]
        walk = np.linalg.matrix_power(move, int(steps)) / np.sqrt(strength / strength.max())
        square = (walk**2).sum(axis=1)
        away = np.maximum(square[:, None] + square - 2.0 * (walk @ walk.T), 0.0)
        # Rounded, so that what is equal in truth stays equal.
        away = np.sqrt(np.round(away / (away.max() or 1.0), 12))
        return cut_tree(agglomerate(away, "ward", tied), part, k, joins=False)

    return apart(matrix, divide)
