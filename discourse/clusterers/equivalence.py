"""Structural equivalence: nodes that are tied to the same others, as strongly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.clusterers._graph import apart, check_k, symmetric
from discourse.clusterers._trees import LINKAGES, agglomerate, cut_tree
from discourse.errors import OptionError
from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse

_DISTANCES = ("euclidean", "manhattan", "correlation")


def equivalence(
    network: Network, *, k: int | str = "auto", distance: str = "euclidean", linkage: str = "complete"
) -> np.ndarray:
    """Divide the nodes by structural equivalence [1]_: two nodes are equivalent if they are tied alike to all others.

    Their tie with each other, and with themselves, does not count. Unlike in most methods, members of a group need
    not be tied: two strangers who share all friends are equivalent.

    Parameters
    ----------
    network : Network
        Negative weights count as such. Nodes without ties are groups of their own. Memory grows with the square
        of the number of nodes.
    k : int or "auto"
        Groups among the nodes with ties. ``"auto"`` cuts the tree where modularity is highest.
    distance : {"euclidean", "manhattan", "correlation"}
        How far the ties of two nodes with the others differ: the straight-line distance [2]_, the sum of the
        absolute differences, or 1 minus their correlation.
    linkage : {"complete", "average", "single", "ward"}
        The distance between two groups.

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
    .. [1] Lorrain, F. & White, H. C. (1971). Structural equivalence of individuals in social networks. *Journal of
       Mathematical Sociology* 1, 49–80. https://doi.org/10.1080/0022250X.1971.9989788
    .. [2] Burt, R. S. (1976). Positions in networks. *Social Forces* 55, 93–122.
       https://doi.org/10.1093/sf/55.1.93

    Examples
    --------
    Two pairs of strangers who share their friends:

    >>> square = np.array([[0, 0, 1, 1], [0, 0, 1, 1], [1, 1, 0, 0], [1, 1, 0, 0]])
    >>> equivalence(Network.from_matrix(square, list("abcd")), k=2).tolist()
    [0, 0, 1, 1]
    """
    if linkage not in LINKAGES:
        raise OptionError(f"linkage must be one of {', '.join(LINKAGES)}, not {linkage!r}")
    if distance not in _DISTANCES:
        raise OptionError(f"distance must be one of {', '.join(_DISTANCES)}, not {distance!r}")
    matrix = symmetric(network)
    check_k(k, matrix)

    def divide(part: sparse.csr_array) -> np.ndarray:
        return cut_tree(agglomerate(ties_differ(part.toarray(), distance), linkage), part, k)

    return apart(matrix, divide)


def ties_differ(weights: np.ndarray, distance: str = "euclidean") -> np.ndarray:
    """Return by how much the ties of two nodes with all the others differ.

    Parameters
    ----------
    weights : numpy.ndarray of float, shape (n, n)
        Symmetric, 0 on the diagonal.
    distance : {"euclidean", "manhattan", "correlation"}

    Returns
    -------
    numpy.ndarray of float, shape (n, n)
        In units of the largest weight, rounded so that what is equal in truth stays equal. Correlation: from 0 to 2;
        1 where a node is tied equally to all others, and so has none.

    Examples
    --------
    >>> ties_differ(np.array([[0, 5, 1.0], [5, 0, 1], [1, 1, 0]])).tolist()
    [[0.0, 0.0, 0.8], [0.0, 0.0, 0.8], [0.8, 0.8, 0.0]]
    """
    n = len(weights)
    w = weights / (np.abs(weights).max(initial=0.0) or 1.0)
    if distance == "manhattan":
        from scipy.spatial.distance import cdist

        found = cdist(w, w, "cityblock") - 2.0 * np.abs(w)
    elif distance == "euclidean":
        square = (w**2).sum(axis=1)
        found = square[:, None] + square - 2.0 * (w @ w.T) - 2.0 * w**2
        found = np.sqrt(np.round(np.maximum(found, 0.0), 12))
    else:
        # Sums over all others: the diagonal is 0, so only the tie of the two has to be taken away.
        others = max(n - 2, 1)
        total, square = w.sum(axis=1)[:, None] - w, (w**2).sum(axis=1)[:, None] - w**2
        spread = np.round(others * square - total**2, 12)
        both = others * (w @ w.T) - total * total.T
        known = (spread > 0) & (spread.T > 0)
        below = np.sqrt(np.where(known, spread * spread.T, 1.0))
        found = 1.0 - np.where(known, np.clip(both / below, -1.0, 1.0), 0.0)
    found = np.round(np.maximum(found, 0.0), 12)
    np.fill_diagonal(found, 0.0)
    return (found + found.T) / 2
