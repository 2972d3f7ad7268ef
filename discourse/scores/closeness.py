"""Closeness: how near a node is to all others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.model.network import Network
from discourse.model.ties import kept
from discourse.scores._ties import check_flag, lengths, table, ties

_BATCH = 512


def closeness(network: Network, *, weighted: bool = False) -> pd.DataFrame:
    """Compute the closeness of each node [1]_, corrected for networks in several pieces [2]_.

    With r nodes that can reach a node, at distances that add up to s, its closeness is r/s · r/(n−1).

    Parameters
    ----------
    network : Network
        In a directed network the distances towards the node count.
    weighted : bool
        By default every tie is 1 long. If true, a tie is as long as 1 over its absolute weight [3]_, so that heavy
        ties are short.

    Returns
    -------
    pandas.DataFrame
        ``node``, ``value``: from 0 (no other node reaches it) to 1 (tied to all); if weighted, to the largest
        absolute weight, in the unit of the weights.

    Raises
    ------
    NotComputable
        If the network has no nodes.

    References
    ----------
    .. [1] Freeman, L. C. (1979). Centrality in social networks: conceptual clarification. *Social Networks* 1,
       215–239. https://doi.org/10.1016/0378-8733(78)90021-7
    .. [2] Wasserman, S. & Faust, K. (1994). *Social Network Analysis*. Cambridge University Press.
       https://doi.org/10.1017/CBO9780511815478
    .. [3] Newman, M. E. J. (2001). Scientific collaboration networks. II. *Physical Review E* 64, 016132.
       https://doi.org/10.1103/PhysRevE.64.016132

    Examples
    --------
    >>> path = Network.from_matrix([[0, 1, 0], [1, 0, 1], [0, 1, 0]], ["a", "b", "c"])
    >>> closeness(path)["value"].round(3).tolist()
    [0.667, 1.0, 0.667]
    """
    from scipy.sparse.csgraph import dijkstra

    check_flag(weighted, "weighted")
    matrix = (lengths(network) if weighted else ties(network, weighted=False)).T.tocsr()
    n = network.order
    value = np.zeros(n)
    for first in range(0, n, _BATCH):
        rows = np.arange(first, min(n, first + _BATCH))
        far = dijkstra(matrix, indices=rows)
        reached = np.isfinite(far)
        count = reached.sum(axis=1) - 1.0
        total = np.where(reached, far, 0.0).sum(axis=1)
        some = count > 0
        value[rows[some]] = count[some] / total[some] * count[some] / (n - 1)
    if weighted:
        # The lengths are in units of the heaviest tie.
        value *= np.abs(kept(network)[2]).max(initial=0.0)
    return table(network, value)
