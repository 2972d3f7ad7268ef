"""Brokers by the ties alone: Burt's constraint and effective size, bridging centrality."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from discourse.model.network import Network
from discourse.model.ties import scaled
from discourse.scores._ties import table, ties
from discourse.scores.betweenness import betweenness

if TYPE_CHECKING:
    from scipy import sparse


def constraint(network: Network, *, weighted: bool = False) -> pd.DataFrame:
    """Compute how far each node's contacts lead back to one another: Burt's constraint [1]_.

    With p_ij the share of node i's ties that go to j, in either direction, it is Σ_j (p_ij + Σ_q p_iq p_qj)² over the
    contacts j of i. Low values mean brokerage.

    Parameters
    ----------
    network : Network
        Directed ties are added up over both directions, so that a returned tie counts twice.
    weighted : bool
        Whether weights count, by their size.

    Returns
    -------
    pandas.DataFrame
        ``node``, ``value``: above 0, up to 1 and in small dense groups a little more. A node without ties brokers
        nothing: 1, like a node with a single contact.

    Raises
    ------
    NotComputable
        If the network has no nodes.

    Notes
    -----
    Pieces and ties in degree make no difference. Ties of a node with itself and ties that weigh 0 do not count,
    negative ones are contacts like the others.

    References
    ----------
    .. [1] Burt, R. S. (1992). *Structural Holes: The Social Structure of Competition.* Harvard University Press.

    Examples
    --------
    >>> star = Network.from_matrix([[0, 1, 1], [1, 0, 0], [1, 0, 0]], ["a", "b", "c"])
    >>> constraint(star)["value"].tolist()
    [0.5, 1.0, 1.0]
    """
    matrix = _scaled(network, weighted=weighted)
    share = _shares(matrix)
    contact = matrix.copy()
    contact.data = np.ones(matrix.nnz)
    both = share + contact.multiply(share @ share)
    both.data **= 2
    value = np.asarray(both.sum(axis=1)).ravel()
    return table(network, np.where(np.diff(matrix.indptr) == 0, 1.0, value))


def effective_size(network: Network, *, weighted: bool = False) -> pd.DataFrame:
    """Compute how many of each node's contacts are not redundant: Burt's effective size [1]_.

    It is Σ_j (1 − Σ_q p_iq m_jq) over the contacts j of i, with p_iq the share of node i's ties that go to q and m_jq
    the tie of j and q over the strongest one of j. Without weights it is the number of contacts minus their mean
    number of ties with one another.

    Parameters
    ----------
    network : Network
        Directed ties are added up over both directions, so that a returned tie counts twice.
    weighted : bool
        Whether weights count, by their size.

    Returns
    -------
    pandas.DataFrame
        ``node``, ``value`` (0 for a node without ties) and ``efficiency``, the share of contacts (0 without any).

    Raises
    ------
    NotComputable
        If the network has no nodes.

    Notes
    -----
    Pieces and ties in degree make no difference. Ties of a node with itself and ties that weigh 0 do not count,
    negative ones are contacts like the others.

    References
    ----------
    .. [1] Burt, R. S. (1992). *Structural Holes: The Social Structure of Competition.* Harvard University Press.

    Examples
    --------
    >>> star = Network.from_matrix([[0, 1, 1], [1, 0, 0], [1, 0, 0]], ["a", "b", "c"])
    >>> effective_size(star)["value"].tolist()
    [2.0, 1.0, 1.0]
    """
    from scipy import sparse

    matrix = _scaled(network, weighted=weighted)
    degree = np.diff(matrix.indptr).astype(float)
    most = matrix.max(axis=1).toarray().ravel() if matrix.nnz else np.zeros(network.order)
    relative = sparse.diags_array(1 / np.where(most > 0, most, 1.0)) @ matrix
    contact = matrix.copy()
    contact.data = np.ones(matrix.nnz)
    redundant = np.asarray(contact.multiply(_shares(matrix) @ relative.T).sum(axis=1)).ravel()
    value = degree - redundant
    return table(network, value, efficiency=value / np.maximum(degree, 1.0))


def bridging(network: Network, *, weighted: bool = False) -> pd.DataFrame:
    """Compute the bridging centrality of each node [1]_: its betweenness times its bridging coefficient.

    The coefficient is (1/d_i) / Σ_j 1/d_j over the neighbours j of i: high for a node of few ties between nodes of
    many.

    Parameters
    ----------
    network : Network
        Paths follow the direction of ties; neighbours are those in either direction.
    weighted : bool
        Whether weights count in the betweenness, as in the score ``betweenness``.

    Returns
    -------
    pandas.DataFrame
        ``node``, ``value``, ``betweenness`` (normalised) and ``coefficient``; 0 for nodes without ties.

    Raises
    ------
    NotComputable
        If the network has no nodes.

    Notes
    -----
    Betweenness is over all pairs of nodes, those of other pieces too. Ties of a node with itself and ties that weigh 0
    do not count, negative ones do; ties in degree make no difference.

    References
    ----------
    .. [1] Hwang, W., Kim, T., Ramanathan, M. & Zhang, A. (2008). Bridging centrality: graph mining from element level
       to group level. *Proceedings of KDD 2008*, 336–344. https://doi.org/10.1145/1401890.1401934

    Examples
    --------
    >>> path = Network.from_matrix([[0, 1, 0], [1, 0, 1], [0, 1, 0]], ["a", "b", "c"])
    >>> bridging(path)[["value", "coefficient"]].values.tolist()
    [[0.0, 2.0], [0.25, 0.25], [0.0, 2.0]]
    """
    between = betweenness(network, weighted=weighted)["value"].to_numpy()
    contact = ties(network, weighted=False, directed=False)
    degree = np.diff(contact.indptr).astype(float)
    inverse = np.divide(1.0, degree, out=np.zeros_like(degree), where=degree > 0)
    around = contact @ inverse
    coefficient = np.divide(inverse, around, out=np.zeros_like(degree), where=around > 0)
    return table(network, between * coefficient, betweenness=between, coefficient=coefficient)


def _scaled(network: Network, *, weighted: bool) -> sparse.csr_array:
    """Return the symmetric ties, the largest between 1/2 and 1 where weights count, so that sums stay finite."""
    matrix = ties(network, weighted=weighted)
    if weighted and matrix.nnz:
        matrix.data = scaled(matrix.data)
    return (matrix + matrix.T).tocsr() if network.directed else matrix


def _shares(matrix: sparse.csr_array) -> sparse.csr_array:
    """Return each node's ties as shares of all its ties."""
    from scipy import sparse

    total = np.asarray(matrix.sum(axis=1)).ravel()
    return (sparse.diags_array(1 / np.where(total > 0, total, 1.0)) @ matrix).tocsr()
