"""Agglomerative clustering, cut where modularity is highest or at a given number of groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.clusterers._graph import apart, check_k, symmetric
from discourse.clusterers._profiles import profiles
from discourse.errors import OptionError
from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse

_LINKAGES = ("average", "complete", "single", "ward")
_DISTANCES = ("profile", "tie")


def hierarchical(
    network: Network, *, k: int | str = "auto", linkage: str = "average", distance: str = "profile"
) -> np.ndarray:
    """Divide the nodes by agglomerative clustering: the two closest groups are merged, again and again.

    Parameters
    ----------
    network : Network
        Negative weights count as such. Nodes without ties are groups of their own. Memory grows with the square
        of the number of nodes.
    k : int or "auto"
        Groups among the nodes with ties. ``"auto"`` cuts the tree where modularity is highest; where weights are
        negative it is the signed modularity of [1]_.
    linkage : {"average", "complete", "single", "ward"}
        The distance between two groups; ``"ward"`` [2]_ needs ``distance="profile"``.
    distance : {"profile", "tie"}
        ``"profile"``: the straight-line distance between the two nodes' rows of the matrix, scaled to length 1 and
        with the row's largest weight on the diagonal (from 0 to 2; √2 for nodes with no neighbour in common).
        ``"tie"``: 1 minus the weight of their tie over the largest weight (from 0 to 2; 1 without a tie).

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The label of each node, in the order of ``network.nodes``.

    Raises
    ------
    NotComputable
        If the network has no nodes.
    OptionError
        If ``k`` exceeds the nodes, or an option has a value that is not listed.

    References
    ----------
    .. [1] Gómez, S., Jensen, P. & Arenas, A. (2009). Analysis of community structure in networks of correlated
       data. *Physical Review E* 80, 016114. https://doi.org/10.1103/PhysRevE.80.016114
    .. [2] Ward, J. H. (1963). Hierarchical grouping to optimize an objective function. *Journal of the American
       Statistical Association* 58, 236–244. https://doi.org/10.1080/01621459.1963.10500845

    Examples
    --------
    >>> two = np.kron(np.eye(2), np.ones((3, 3)))
    >>> hierarchical(Network.from_matrix(two, list("abcdef"))).tolist()
    [0, 0, 0, 1, 1, 1]
    """
    if linkage not in _LINKAGES:
        raise OptionError(f"linkage must be one of {', '.join(_LINKAGES)}, not {linkage!r}")
    if distance not in _DISTANCES:
        raise OptionError(f"distance must be one of {', '.join(_DISTANCES)}, not {distance!r}")
    if linkage == "ward" and distance == "tie":
        raise OptionError("linkage='ward' needs straight-line distances: use it with distance='profile'")
    matrix = symmetric(network)
    check_k(k, matrix)

    def divide(part: sparse.csr_array) -> np.ndarray:
        from scipy.cluster import hierarchy
        from scipy.spatial.distance import squareform

        apartness = _profile_distance(part) if distance == "profile" else _tie_distance(part)
        tree = hierarchy.linkage(squareform(apartness, checks=False), method=linkage)
        merges = tree[:, :2].astype(np.int64)
        n = part.shape[0]
        return _cut(merges, n, _best_cut(merges, part) if k == "auto" else int(k))

    return apart(matrix, divide)


def _profile_distance(matrix: sparse.csr_array) -> np.ndarray:
    rows = profiles(matrix)
    # Rounded, so that distances that are equal in truth stay equal whatever the order of the nodes.
    found = np.sqrt(np.round(np.clip(2.0 - 2.0 * (rows @ rows.T), 0.0, None), 12))
    np.fill_diagonal(found, 0.0)
    return found


def _tie_distance(matrix: sparse.csr_array) -> np.ndarray:
    weights = matrix.toarray()
    found = 1.0 - weights / np.abs(weights).max()
    np.fill_diagonal(found, 0.0)
    return found


def _best_cut(merges: np.ndarray, matrix: sparse.csr_array) -> int:
    """Return the number of groups at which modularity is highest, the smallest of equal ones.

    With the modularity matrix added up within groups, a merger of a and b gains twice the entry (a, b).
    """
    n = matrix.shape[0]
    weights = matrix.toarray()
    gain = np.zeros((n, n))
    for part, sign in ((np.maximum(weights, 0.0), 1.0), (np.maximum(-weights, 0.0), -1.0)):
        degree = part.sum(axis=1)
        if degree.sum() > 0:
            gain += sign * (part - np.outer(degree, degree) / degree.sum())
    gain /= np.abs(weights).sum()
    place = np.concatenate([np.arange(n), np.zeros(len(merges), dtype=np.int64)])
    quality = np.zeros(n)
    for step, (a, b) in enumerate(merges):
        one, two = place[a], place[b]
        quality[step + 1] = quality[step] + 2.0 * gain[one, two]
        gain[one] += gain[two]
        gain[:, one] += gain[:, two]
        place[n + step] = one
    best = np.flatnonzero(quality >= quality.max() - 1e-12)[-1]
    return n - int(best)


def _cut(merges: np.ndarray, n: int, k: int) -> np.ndarray:
    """Return the labels after the first ``n - k`` mergers, numbered by first member."""
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    steps = np.arange(n - k)
    new = np.concatenate([n + steps, n + steps])
    old = np.concatenate([merges[: n - k, 0], merges[: n - k, 1]])
    size = 2 * n - k
    tree = sparse.coo_array((np.ones(len(new)), (new, old)), shape=(size, size))
    _, label = connected_components(tree, directed=False)
    _, first, labels = np.unique(label[:n], return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[labels]
