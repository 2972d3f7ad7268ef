"""Leiden: modularity, with groups that hold together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.clusterers._graph import apart, check_positive, check_seed, positive
from discourse.model.checks import check_whole
from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse


def leiden(network: Network, *, resolution: float = 1.0, trials: int = 10, seed: int = 0) -> np.ndarray:
    """Divide the nodes by the Leiden method [1]_, maximising modularity.

    Like Louvain, with a step in between that splits groups which do not hold together: every group returned is
    connected. Of several trials the one of highest modularity is kept.

    Parameters
    ----------
    network : Network
        Positive weights count. Nodes without them are groups of their own.
    resolution : float
        Above 1 gives more and smaller groups, below 1 fewer and larger ones.
    trials : int
        How many times to begin anew.
    seed : int
        Of the trials.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The label of each node, in the order of ``network.nodes``.

    Raises
    ------
    NotComputable
        If the network has no nodes.
    OptionError
        If ``resolution`` is not above 0, or ``trials`` or ``seed`` not a whole number.

    References
    ----------
    .. [1] Traag, V. A., Waltman, L. & van Eck, N. J. (2019). From Louvain to Leiden: guaranteeing well-connected
       communities. *Scientific Reports* 9, 5233. https://doi.org/10.1038/s41598-019-41695-z

    Examples
    --------
    >>> two = np.kron(np.eye(2), np.ones((3, 3)))
    >>> labels = leiden(Network.from_matrix(two, list("abcdef")))
    >>> int(labels[0] == labels[2]), int(labels[0] == labels[3])
    (1, 0)
    """
    check_positive(resolution, "resolution")
    check_whole(trials, "trials", 1)
    check_seed(seed)
    return apart(
        positive(network),
        lambda matrix: leiden_groups(matrix, resolution=resolution, trials=trials, seed=seed),
    )


def leiden_groups(matrix: sparse.csr_array, *, resolution: float, trials: int, seed: int) -> np.ndarray:
    """Return the groups of the nodes of a symmetric matrix of positive weights, each of which has some.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array, shape (n, n)
    resolution : float
    trials : int
    seed : int

    Returns
    -------
    numpy.ndarray of int, shape (n,)
    """
    from graspologic_native import leiden_csr

    matrix.sort_indices()
    _, groups = leiden_csr(
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int32),
        matrix.data,
        matrix.shape[0],
        resolution=float(resolution),
        seed=int(seed),
        trials=int(trials),
    )
    return np.array([groups[node] for node in range(matrix.shape[0])])
