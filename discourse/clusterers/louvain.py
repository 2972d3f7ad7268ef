"""Louvain: modularity by moving nodes, then merging groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.clusterers._graph import apart, check_positive, check_seed, graph_of, labels_of, positive
from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse


def louvain(network: Network, *, resolution: float = 1.0, seed: int = 0) -> np.ndarray:
    """Divide the nodes by the Louvain method [1]_, as networkx implements it.

    Nodes are visited in an order drawn from the seed and moved to the neighbouring group where modularity gains
    most; then groups become nodes and it begins again. Other seeds may give other groups: compare a few.

    Parameters
    ----------
    network : Network
        Positive weights count. Nodes without them are groups of their own.
    resolution : float
        Above 1 gives more and smaller groups, below 1 fewer and larger ones.
    seed : int
        Of the order of visits.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The label of each node, in the order of ``network.nodes``.

    Raises
    ------
    NotComputable
        If the network has no nodes.
    OptionError
        If ``resolution`` is not above 0 or ``seed`` not a whole number.

    References
    ----------
    .. [1] Blondel, V. D. et al. (2008). Fast unfolding of communities in large networks. *Journal of Statistical
       Mechanics*, P10008. https://doi.org/10.1088/1742-5468/2008/10/P10008

    Examples
    --------
    >>> two = np.kron(np.eye(2), np.ones((3, 3)))
    >>> labels = louvain(Network.from_matrix(two, list("abcdef")))
    >>> int(labels[0] == labels[2]), int(labels[0] == labels[3])
    (1, 0)
    """
    import networkx as nx

    check_positive(resolution, "resolution")
    check_seed(seed)

    def divide(matrix: sparse.csr_array) -> np.ndarray:
        groups = nx.community.louvain_communities(
            graph_of(matrix), weight="weight", resolution=resolution, seed=seed
        )
        return labels_of(groups, matrix.shape[0])

    return apart(positive(network), divide)
