"""Leiden merged to two camps."""

from __future__ import annotations

import numpy as np

from discourse.clusterers._graph import apart, check_positive, check_seed, positive
from discourse.clusterers.leiden import leiden
from discourse.model.checks import check_whole
from discourse.model.network import Network

#: How often the resolution is raised until there are two groups.
_RAISED = 20


def leiden2(network: Network, *, resolution: float = 1.0, trials: int = 1, seed: int = 0) -> np.ndarray:
    """Divide the nodes by Leiden [1]_, then merge two groups after the other until there are two.

    Each time the two groups are merged that raise modularity most, or lower it least; of equal ones the first. The
    camps may be of any sizes. Where Leiden finds one group only, the resolution is raised by a half until there are
    more; a graph that holds together even so stays in one group. Pieces of a network are groups to begin with, and are
    merged like others.

    Parameters
    ----------
    network : Network
        Positive weights count. Nodes without them are groups of their own.
    resolution : float
        Above 1 Leiden begins with more and smaller groups. Groups are merged at 1.
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
    >>> four = np.kron(np.eye(4), np.ones((4, 4)))
    >>> four[3, 4] = four[4, 3] = four[11, 12] = four[12, 11] = 1
    >>> leiden2(Network.from_matrix(four, list("abcdefghijklmnop"))).tolist()
    [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]
    """
    check_positive(resolution, "resolution")
    check_whole(trials, "trials", 1)
    check_seed(seed)
    matrix = positive(network)
    tied = np.diff(matrix.indptr) > 0
    level = float(resolution)
    for _ in range(_RAISED):
        groups = leiden(network, resolution=level, trials=trials, seed=seed)
        if len(np.unique(groups[tied])) != 1:
            break
        level *= 1.5
    first = np.unique(groups[tied], return_inverse=True)[1] if tied.any() else np.zeros(0, dtype=np.int64)

    def merge(part: object) -> np.ndarray:
        from scipy import sparse

        count = int(first.max()) + 1
        n = matrix.shape[0]
        member = sparse.coo_array(
            (np.ones(len(first)), (np.flatnonzero(tied), first)), shape=(n, count)
        ).tocsr()
        between = (member.T @ matrix @ member).toarray()
        return _merged(between / between.sum())[first]

    return apart(matrix, merge)


def _merged(share: np.ndarray) -> np.ndarray:
    """Return which of two camps each group goes to; ``share`` is the part of all weight between two groups."""
    count = len(share)
    camp = np.arange(count)
    degree = share.sum(axis=1)
    gain = share - np.outer(degree, degree)
    gain[np.tril_indices(count)] = -np.inf
    for _ in range(count - 2):
        one, other = np.unravel_index(int(np.argmax(gain)), gain.shape)
        camp[camp == other] = one
        # The gain of merging with both is the sum of the gains with each.
        both = np.where(np.arange(count) < one, gain[:, one], gain[one]) + np.where(
            np.arange(count) < other, gain[:, other], gain[other]
        )
        gain[:one, one] = both[:one]
        gain[one, one + 1 :] = both[one + 1 :]
        gain[other, :] = gain[:, other] = -np.inf
    return np.unique(camp, return_inverse=True)[1]
