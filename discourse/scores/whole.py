"""Scores of the whole network that need no groups: density, pieces, reciprocity, assortativity."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.errors import NotComputable
from discourse.model.network import Network
from discourse.model.ties import kept
from discourse.scores._ties import ties


def density(network: Network) -> float:
    """Return the share of possible ties that exist.

    A network with two or more kinds of nodes, whose ties all join different kinds, is taken for a two-mode (or
    many-mode) one: only the pairs of nodes of different kinds are possible. Otherwise all pairs are. In a directed
    network every pair counts twice.

    Parameters
    ----------
    network : Network

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    NotComputable
        If no pair of nodes is possible.

    References
    ----------
    .. [1] Wasserman, S. & Faust, K. (1994). *Social Network Analysis*. Cambridge University Press.
       https://doi.org/10.1017/CBO9780511815478

    Examples
    --------
    >>> density(Network.from_matrix([[0, 1, 0], [1, 0, 1], [0, 1, 0]], ["a", "b", "c"])) == 2 / 3
    True
    """
    n = network.order
    source, target, _ = kept(network)
    kind = pd.factorize(network.nodes["kind"])[0]
    sizes = np.bincount(kind) if n else np.zeros(0, dtype=np.int64)
    pairs = n * (n - 1) / 2
    if len(sizes) > 1 and (kind[source] != kind[target]).all():
        pairs -= float((sizes * (sizes - 1) / 2).sum())
    if pairs < 1:
        raise NotComputable(
            f"the density of a network of {n} nodes is not defined: there is no pair to be tied"
        )
    return float(len(source) / (pairs * (2 if network.directed else 1)))


def components(network: Network) -> float:
    """Return the number of connected pieces; nodes without ties are pieces, directions do not count.

    Parameters
    ----------
    network : Network

    Returns
    -------
    float
        A whole number, at least 1.

    Raises
    ------
    NotComputable
        If the network has no nodes.

    Examples
    --------
    >>> components(Network.from_matrix([[0, 1, 0], [1, 0, 0], [0, 0, 0]], ["a", "b", "c"]))
    2.0
    """
    from scipy.sparse.csgraph import connected_components

    return float(connected_components(ties(network, weighted=False), directed=False)[0])


def reciprocity(network: Network) -> float:
    """Return the share of directed ties whose opposite exists.

    Parameters
    ----------
    network : Network
        Directed.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    NotComputable
        If the network is not directed or has no ties.

    References
    ----------
    .. [1] Newman, M. E. J., Forrest, S. & Balthrop, J. (2002). Email networks and the spread of computer viruses.
       *Physical Review E* 66, 035101. https://doi.org/10.1103/PhysRevE.66.035101

    Examples
    --------
    >>> replies = Network.from_matrix([[0, 1, 1], [1, 0, 0], [0, 0, 0]], ["a", "b", "c"], directed=True)
    >>> reciprocity(replies) == 2 / 3
    True
    """
    if not network.directed:
        raise NotComputable("reciprocity is defined for directed networks only; this one has no directions")
    matrix = ties(network, weighted=False)
    if matrix.nnz == 0:
        raise NotComputable("reciprocity is not defined for a network without ties")
    return float((matrix * matrix.T).sum() / matrix.nnz)


def assortativity(network: Network) -> float:
    """Return the correlation of the degrees at the two ends of a tie.

    Directed ties are taken in both directions; weights do not count.

    Parameters
    ----------
    network : Network

    Returns
    -------
    float
        Pearson's r over ties, from −1 (nodes of many ties meet those of few) to 1 (like meets like).

    Raises
    ------
    NotComputable
        If there are no ties, or all ends have the same degree.

    References
    ----------
    .. [1] Newman, M. E. J. (2002). Assortative mixing in networks. *Physical Review Letters* 89, 208701.
       https://doi.org/10.1103/PhysRevLett.89.208701

    Examples
    --------
    >>> star = Network.from_matrix([[0, 1, 1], [1, 0, 0], [1, 0, 0]], ["a", "b", "c"])
    >>> round(assortativity(star), 6)
    -1.0
    """
    matrix = ties(network, weighted=False, directed=False)
    degree = np.diff(matrix.indptr).astype(float)
    ends = matrix.tocoo()
    one, other = degree[ends.row], degree[ends.col]
    if len(one) == 0 or one.min() == one.max():
        raise NotComputable(
            "assortativity is not defined where there are no ties, or all have ends of one degree"
        )
    one, other = one - one.mean(), other - other.mean()
    return float((one @ other) / np.sqrt((one @ one) * (other @ other)))
