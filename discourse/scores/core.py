"""Core numbers."""

from __future__ import annotations

import pandas as pd

from discourse.model.network import Network
from discourse.scores._ties import table, ties


def core(network: Network) -> pd.DataFrame:
    """Compute the core number of each node: the largest k of a k-core it belongs to [1]_.

    A k-core is a largest set of nodes each of which has at least k ties within the set. Weights do not count;
    directed ties are taken in both directions.

    Parameters
    ----------
    network : Network

    Returns
    -------
    pandas.DataFrame
        ``node``, ``value``: whole numbers from 0.

    Raises
    ------
    NotComputable
        If the network has no nodes.

    References
    ----------
    .. [1] Seidman, S. B. (1983). Network structure and minimum degree. *Social Networks* 5, 269–287.
       https://doi.org/10.1016/0378-8733(83)90028-X

    Examples
    --------
    >>> kite = Network.from_matrix([[0, 1, 1, 1], [1, 0, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]], list("abcd"))
    >>> core(kite)["value"].tolist()
    [2.0, 2.0, 2.0, 1.0]
    """
    import networkx as nx

    graph = nx.from_scipy_sparse_array(ties(network, weighted=False, directed=False))
    found = nx.core_number(graph)
    return table(network, [found[row] for row in range(network.order)])
