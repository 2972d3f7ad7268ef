"""Greedy modularity: merge the best pair of groups until nothing gains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.clusterers._graph import apart, check_positive, graph_of, labels_of, positive
from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse


def greedy(network: Network, *, resolution: float = 1.0) -> np.ndarray:
    """Divide the nodes by merging, step by step, the two groups whose union raises modularity most [1]_.

    There is no chance in it, but Leiden usually finds a higher modularity, and is much faster on thousands of ties.

    Parameters
    ----------
    network : Network
        Positive weights count. Nodes without them are groups of their own.
    resolution : float
        Above 1 gives more and smaller groups, below 1 fewer and larger ones.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The label of each node, in the order of ``network.nodes``.

    Raises
    ------
    NotComputable
        If the network has no nodes.
    OptionError
        If ``resolution`` is not above 0.

    References
    ----------
    .. [1] Clauset, A., Newman, M. E. J. & Moore, C. (2004). Finding community structure in very large networks.
       *Physical Review E* 70, 066111. https://doi.org/10.1103/PhysRevE.70.066111

    Examples
    --------
    >>> two = np.kron(np.eye(2), np.ones((3, 3)))
    >>> greedy(Network.from_matrix(two, list("abcdef"))).tolist()
    [0, 0, 0, 1, 1, 1]
    """
    import networkx as nx

    check_positive(resolution, "resolution")

    def divide(matrix: sparse.csr_array) -> np.ndarray:
        groups = nx.community.greedy_modularity_communities(
            graph_of(matrix), weight="weight", resolution=resolution
        )
        return labels_of(groups, matrix.shape[0])

    return apart(positive(network), divide)
