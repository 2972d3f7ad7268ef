"""The local clustering coefficient."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.model.network import Network
from discourse.scores._ties import table, ties


def clustering(network: Network, *, weighted: bool = False) -> pd.DataFrame:
    """Compute which share of the pairs of a node's neighbours are tied to each other [1]_.

    Parameters
    ----------
    network : Network
        Directed ties are taken in both directions. In a two-mode network all values are 0.
    weighted : bool
        If true, every triangle counts as the geometric mean of its three absolute weights over the largest weight
        of the network [2]_.

    Returns
    -------
    pandas.DataFrame
        ``node``, ``value``: from 0 to 1; 0 for nodes with fewer than two neighbours.

    Raises
    ------
    NotComputable
        If the network has no nodes.

    References
    ----------
    .. [1] Watts, D. J. & Strogatz, S. H. (1998). Collective dynamics of 'small-world' networks. *Nature* 393,
       440–442. https://doi.org/10.1038/30918
    .. [2] Onnela, J.-P. et al. (2005). Intensity and coherence of motifs in weighted complex networks. *Physical
       Review E* 71, 065103. https://doi.org/10.1103/PhysRevE.71.065103

    Examples
    --------
    >>> kite = Network.from_matrix([[0, 1, 1, 1], [1, 0, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]], list("abcd"))
    >>> clustering(kite)["value"].round(3).tolist()
    [0.333, 1.0, 1.0, 0.0]
    """
    matrix = ties(network, weighted=weighted, directed=False)
    neighbours = np.diff(matrix.indptr).astype(float)
    if matrix.nnz:
        matrix.data = np.cbrt(matrix.data / matrix.data.max())
    closed = ((matrix @ matrix) * matrix).sum(axis=1)
    pairs = neighbours * (neighbours - 1.0)
    return table(network, np.divide(closed, pairs, out=np.zeros(network.order), where=pairs > 0))
