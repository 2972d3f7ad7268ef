"""Label propagation: each node takes the label that weighs most among its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.clusterers._graph import apart, check_seed, graph_of, labels_of, positive
from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse


def label_propagation(network: Network, *, seed: int = 0) -> np.ndarray:
    """Divide the nodes by asynchronous label propagation [1]_, as networkx implements it.

    Every node begins with its own label; in random order each takes the label with the largest sum of weights
    among its neighbours, until none changes. It is fast and often unstable: compare several seeds.

    Parameters
    ----------
    network : Network
        Positive weights count. Nodes without them are groups of their own.
    seed : int
        Of the order of visits and of the choice among equals.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The label of each node, in the order of ``network.nodes``.

    Raises
    ------
    NotComputable
        If the network has no nodes.
    OptionError
        If ``seed`` is not a whole number.

    References
    ----------
    .. [1] Raghavan, U. N., Albert, R. & Kumara, S. (2007). Near linear time algorithm to detect community
       structures in large-scale networks. *Physical Review E* 76, 036106.
       https://doi.org/10.1103/PhysRevE.76.036106

    Examples
    --------
    >>> two = np.kron(np.eye(2), np.ones((3, 3)))
    >>> labels = label_propagation(Network.from_matrix(two, list("abcdef")))
    >>> int(labels[0] == labels[2]), int(labels[0] == labels[3])
    (1, 0)
    """
    import networkx as nx

    check_seed(seed)

    def divide(matrix: sparse.csr_array) -> np.ndarray:
        groups = nx.community.asyn_lpa_communities(graph_of(matrix), weight="weight", seed=int(seed))
        return labels_of(groups, matrix.shape[0])

    return apart(positive(network), divide)
