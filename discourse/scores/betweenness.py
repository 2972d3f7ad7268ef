"""Betweenness: the share of shortest paths that pass through a node."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from discourse.model.network import Network
from discourse.scores._ties import check_flag, lengths, table, ties

if TYPE_CHECKING:
    from scipy import sparse

_BATCH = 256
#: Two paths are equally long if their lengths differ by less than this share.
_SAME = 1e-10
#: A tie that is shorter than this share of the longest may not show in the length of a path.
_SHOWS = 1e-10


def betweenness(network: Network, *, weighted: bool = False, normalized: bool = True) -> pd.DataFrame:
    """Compute the betweenness of each node [1]_, by Brandes's accumulation [2]_ over whole arrays.

    Parameters
    ----------
    network : Network
        Directed paths follow the direction of the ties.
    weighted : bool
        By default every tie is 1 long. If true, a tie is as long as 1 over its absolute weight [3]_, so that heavy
        ties are short; lengths that differ by less than one part in 10**10 count as equal.
    normalized : bool
        Divide by the number of pairs of other nodes: (n−1)(n−2)/2, or (n−1)(n−2) if directed.

    Returns
    -------
    pandas.DataFrame
        ``node``, ``value``: from 0 to 1 if normalised; 0 for all in a network of one or two nodes.

    Raises
    ------
    NotComputable
        If the network has no nodes.

    Notes
    -----
    Nodes of different pieces have no path, and count among the pairs all the same; nodes without ties have 0. Ties of a
    node with itself and ties that weigh 0 do not count, negative ones are as long as their size says. Ties in degree
    make no difference; of paths that tie in length each has its share.

    References
    ----------
    .. [1] Freeman, L. C. (1977). A set of measures of centrality based on betweenness. *Sociometry* 40, 35–41.
       https://doi.org/10.2307/3033543
    .. [2] Brandes, U. (2001). A faster algorithm for betweenness centrality. *Journal of Mathematical Sociology*
       25, 163–177. https://doi.org/10.1080/0022250X.2001.9990249
    .. [3] Newman, M. E. J. (2001). Scientific collaboration networks. II. *Physical Review E* 64, 016132.
       https://doi.org/10.1103/PhysRevE.64.016132

    Examples
    --------
    >>> path = Network.from_matrix([[0, 1, 0], [1, 0, 1], [0, 1, 0]], ["a", "b", "c"])
    >>> betweenness(path)["value"].tolist()
    [0.0, 1.0, 0.0]
    """
    check_flag(weighted, "weighted")
    check_flag(normalized, "normalized")
    found = _by_length(lengths(network)) if weighted else _by_hops(ties(network, weighted=False))
    n = network.order
    pairs = (n - 1) * (n - 2)
    if normalized and pairs:
        found = found / pairs
    elif not normalized and not network.directed:
        found = found / 2
    return table(network, found)


def _by_hops(matrix: sparse.csr_array) -> np.ndarray:
    """Sum dependencies over all sources, a batch of them at a time, one layer of nodes after the other."""
    n = matrix.shape[0]
    forward, backward = matrix.T.tocsr(), matrix
    total = np.zeros(n)
    for first in range(0, n, _BATCH):
        sources = np.arange(first, min(n, first + _BATCH))
        paths = np.zeros((n, len(sources)))
        paths[sources, np.arange(len(sources))] = 1.0
        depth = np.where(paths > 0, 0, -1)
        layer, reached = 0, paths.copy()
        while True:
            reached = (forward @ reached) * (depth < 0)
            if not reached.any():
                break
            layer += 1
            depth[reached > 0] = layer
            paths += reached
        share = np.zeros_like(paths)
        for step in range(layer, 0, -1):
            ahead = np.divide(1.0 + share, paths, out=np.zeros_like(paths), where=depth == step)
            share += (backward @ ahead) * paths * (depth == step - 1)
        share[sources, np.arange(len(sources))] = 0.0
        total += share.sum(axis=1)
    return total


def _by_length(matrix: sparse.csr_array) -> np.ndarray:
    """Sum dependencies over all sources: the ties on shortest paths make a triangular system, solved twice."""
    from scipy import sparse
    from scipy.sparse.csgraph import dijkstra
    from scipy.sparse.linalg import spsolve_triangular

    n = matrix.shape[0]
    ends = matrix.tocoo()
    total = np.zeros(n)
    # Where short ties do not show beside long ones, nodes as far as one another are ordered by the steps to them.
    absorbed = bool(matrix.nnz) and matrix.data.min() < _SHOWS * matrix.data.max()
    for source in range(n):
        far, before = dijkstra(matrix, indices=source, return_predecessors=True)
        order = np.argsort(far, kind="stable")[: int(np.isfinite(far).sum())]
        if absorbed:
            order = order[np.lexsort((_steps(before, source)[order], far[order]))]
        if len(order) < 3:
            continue
        place = np.full(n, -1)
        place[order] = np.arange(len(order))
        start, stop = place[ends.row], place[ends.col]
        near = (start >= 0) & (start < stop)
        start, stop, size = start[near], stop[near], ends.data[near]
        reach = far[order]
        on = np.abs(reach[start] + size - reach[stop]) <= _SAME * reach[stop]
        start, stop = start[on], stop[on]
        m = len(order)
        steps = sparse.coo_array((-np.ones(len(start)), (stop, start)), shape=(m, m)).tocsr()
        system = (steps + sparse.eye_array(m)).tocsr()
        paths = spsolve_triangular(system, np.eye(m, 1).ravel(), lower=True, unit_diagonal=True)
        # With y = (1 + dependency) / paths, each y is 1 / paths plus the sum of y over the nodes that follow.
        follow = spsolve_triangular(system.T.tocsr(), 1.0 / paths, lower=False, unit_diagonal=True)
        share = follow * paths - 1.0
        share[0] = 0.0
        total[order] += share
    return total


def _steps(before: np.ndarray, source: int) -> np.ndarray:
    """Return how many ties lead from the source to each node in the tree of shortest paths."""
    up = np.where(before < 0, np.arange(len(before)), before)
    steps = (up != np.arange(len(up))).astype(np.int64)
    while not np.array_equal(up[up], up):  # twice as far up each time
        steps, up = steps + steps[up], up[up]
    return steps
