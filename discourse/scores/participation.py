"""Participation: how evenly the ties of a node are spread over the groups."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.model.network import Network
from discourse.model.ties import scaled
from discourse.scores._ties import groups_of, table, ties

#: Where the roles begin: within-group degree, then participation of other nodes and of hubs.
_HUB = 2.5
_OTHERS, _HUBS = (0.05, 0.62, 0.80), (0.30, 0.75)


def participation(
    network: Network, *, partition: np.ndarray | None = None, weighted: bool = False
) -> pd.DataFrame:
    """Compute the participation coefficient of each node, its standing within its group, and its role [1]_.

    Participation is 1 − Σ_s (k_is/k_i)², with k_is the ties of node i to group s; the standing z is the number of ties
    to its own group, minus the group's mean, over the group's standard deviation (that of the whole group, not of a
    sample; 0 where all are alike).

    Parameters
    ----------
    network : Network
        Directed ties are taken in both directions.
    partition : array of int, shape (n,)
        The group of each node.
    weighted : bool
        Add up absolute weights instead of counting ties.

    Returns
    -------
    pandas.DataFrame
        ``node``, ``value`` (from 0, all ties to one group, upwards; 0 for a node without ties), ``z`` and ``role``:
        1 ultra-peripheral, 2 peripheral, 3 connector, 4 kinless; of hubs (z of 2.5 and more) 5 provincial,
        6 connector, 7 kinless.

    Raises
    ------
    NotComputable
        If the network has no nodes.
    OptionError
        If there is no partition.

    Notes
    -----
    Pieces and ties in degree make no difference; z is 0 in a group whose members have all as many ties within. Ties of
    a node with itself and ties that weigh 0 do not count, negative ones count by their size. With one group the value
    is 0.

    References
    ----------
    .. [1] Guimerà, R. & Amaral, L. A. N. (2005). Functional cartography of complex metabolic networks. *Nature* 433,
       895–900. https://doi.org/10.1038/nature03288

    Examples
    --------
    >>> path = Network.from_matrix([[0, 1, 0], [1, 0, 1], [0, 1, 0]], ["a", "b", "c"])
    >>> participation(path, partition=np.array([1, 1, 2]))["value"].tolist()
    [0.0, 0.5, 0.0]
    """
    from scipy import sparse

    matrix = ties(network, weighted=weighted, directed=False)
    if weighted and matrix.nnz:
        matrix.data = scaled(matrix.data)
    group = groups_of(network, partition, "participation")
    n, number = network.order, int(group.max()) + 1
    member = sparse.csr_array((np.ones(n), (np.arange(n), group)), shape=(n, number))
    by_group = (matrix @ member).tocsr()
    total = np.asarray(by_group.sum(axis=1)).ravel()
    shares = sparse.diags_array(1 / np.where(total > 0, total, 1.0)) @ by_group
    value = np.where(total > 0, 1 - np.asarray(shares.multiply(shares).sum(axis=1)).ravel(), 0.0)
    value = np.where(np.diff(by_group.indptr) <= 1, 0.0, np.maximum(value, 0.0))
    own = np.asarray(by_group[np.arange(n), group]).ravel()
    size = np.bincount(group)
    mean = np.bincount(group, weights=own) / size
    away = own - mean[group]
    spread = np.sqrt(np.bincount(group, weights=away**2) / size)[group]
    varies = spread > 1e-12 * max(own.max(), 1e-300)
    z = np.divide(away, spread, out=np.zeros(n), where=varies)
    # Where a value is a limit up to rounding, it is the limit.
    edges = np.round(value, 9)
    role = np.where(
        np.round(z, 9) >= _HUB, 5 + np.searchsorted(_HUBS, edges), 1 + np.searchsorted(_OTHERS, edges)
    )
    return table(network, value, z=z, role=role)
