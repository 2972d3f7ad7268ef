"""Boundary polarization: whether those who touch the other camp keep to their own."""

from __future__ import annotations

import numpy as np

from discourse.errors import NotComputable
from discourse.model.network import Network
from discourse.scores._camps import camps_of


def boundary(network: Network, *, partition: np.ndarray | None = None, weighted: bool = False) -> float:
    """Return the boundary polarization of two camps [1]_, also called GMCK.

    A node is on the boundary if it has a tie to the other camp and a tie to a node of its own camp that has none. The
    score is the mean over boundary nodes of d_int/(d_int + d_bnd) − 1/2, with d_int the ties to nodes of the own camp
    that are not on the boundary, and d_bnd the ties to boundary nodes of the other camp.

    Above 0, boundary nodes prefer the inside of their own camp; that is called antagonism. Random graphs that are
    divided well give values above 0 too: compare with them. And where nearly every node touches the other camp, few
    are on the boundary, whose few ties across make the score high: it does not rise and fall with the ties across.

    Parameters
    ----------
    network : Network
        Directions do not count. Nodes without ties are set aside.
    partition : array of int, shape (n,)
        Two groups among the nodes with ties.
    weighted : bool
        Add up absolute weights instead of counting ties.

    Returns
    -------
    float
        From −1/2 to 1/2.

    Raises
    ------
    NotComputable
        If there are no ties, or no node is on the boundary: no tie joins the camps, or all nodes have one that does.
    OptionError
        If there is no partition, or the nodes with ties are not in two groups.

    Notes
    -----
    Pieces without ties to the other camp have no boundary and do not count, nor do ties of a node with itself and ties
    that weigh 0; negative ones count by their size. Ties in degree make no difference.

    References
    ----------
    .. [1] Guerra, P., Meira Jr., W., Cardie, C. & Kleinberg, R. (2013). A measure of polarization on social media
       networks based on community boundaries. *Proceedings of the International AAAI Conference on Web and Social
       Media* 7, 215–224. https://doi.org/10.1609/icwsm.v7i1.14421

    Examples
    --------
    >>> path = Network.from_matrix(np.eye(4, k=1) + np.eye(4, k=-1), list("abcd"))
    >>> boundary(path, partition=np.array([1, 1, 2, 2]))
    0.0
    """
    matrix, side = camps_of(network, partition, "boundary", weighted=weighted)
    ends = matrix.tocoo()
    own, other, weight = ends.row, ends.col, ends.data
    n = len(side)
    crosses = side[own] != side[other]
    touches = np.bincount(own[crosses], minlength=n) > 0
    inward = ~crosses & ~touches[other]
    edge = touches & (np.bincount(own[inward], minlength=n) > 0)
    if not edge.any():
        raise NotComputable(
            "the boundary between the camps is empty: no node has both a tie to the other camp and a tie to a node of "
            "its own camp that has none"
        )
    inside = np.bincount(own, weights=weight * (~crosses & ~edge[other]), minlength=n)[edge]
    across = np.bincount(own, weights=weight * (crosses & edge[other]), minlength=n)[edge]
    return float(np.mean(inside / (inside + across)) - 0.5)
