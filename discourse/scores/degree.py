"""Degree and strength: how many ties a node has, and how heavy they are."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.errors import NotComputable
from discourse.model.network import Network
from discourse.scores._ties import TOO_HEAVY, table, ties


def degree(network: Network, *, weighted: bool = False) -> pd.DataFrame:
    """Count the ties of each node.

    Parameters
    ----------
    network : Network
    weighted : bool
        Add up absolute weights instead: the same as :func:`strength`.

    Returns
    -------
    pandas.DataFrame
        ``node``, ``value``. Directed networks have ``in`` and ``out`` too, and their sum is the value; networks
        with negative weights have ``positive`` and ``negative``, whose sum is the value.

    Raises
    ------
    NotComputable
        If the network has no nodes, or weights add up to more than a number can hold.

    References
    ----------
    .. [1] Freeman, L. C. (1979). Centrality in social networks: conceptual clarification. *Social Networks* 1,
       215–239. https://doi.org/10.1016/0378-8733(78)90021-7

    Examples
    --------
    >>> star = Network.from_matrix([[0, 2, 1], [2, 0, 0], [1, 0, 0]], ["a", "b", "c"])
    >>> degree(star)["value"].tolist(), degree(star, weighted=True)["value"].tolist()
    ([2.0, 1.0, 1.0], [3.0, 2.0, 1.0])
    """
    matrix = ties(network, weighted=weighted, signed=True)
    size = abs(matrix)
    more = {}
    with np.errstate(over="ignore"):
        if network.directed:
            more = {"in": size.sum(axis=0), "out": size.sum(axis=1)}
            value = more["in"] + more["out"]
        else:
            value = size.sum(axis=1)
    if not np.isfinite(value).all():
        raise NotComputable(TOO_HEAVY)
    if network.signed:
        # Of |w| and w: half the sum is the positive part, half the difference the negative one.
        net = matrix.sum(axis=1) + (matrix.sum(axis=0) if network.directed else 0.0)
        more |= {"positive": (value + net) / 2, "negative": (value - net) / 2}
    return table(network, np.asarray(value), **more)


def strength(network: Network) -> pd.DataFrame:
    """Add up the absolute weights of each node's ties.

    Parameters
    ----------
    network : Network

    Returns
    -------
    pandas.DataFrame
        ``node``, ``value``, and for directed and signed networks the columns of :func:`degree`.

    Raises
    ------
    NotComputable
        If the network has no nodes, or weights add up to more than a number can hold.

    References
    ----------
    .. [1] Barrat, A. et al. (2004). The architecture of complex weighted networks. *PNAS* 101, 3747–3752.
       https://doi.org/10.1073/pnas.0400087101

    Examples
    --------
    >>> star = Network.from_matrix([[0, 2, -1], [2, 0, 0], [-1, 0, 0]], ["a", "b", "c"])
    >>> strength(star)[["value", "negative"]].values.tolist()
    [[3.0, 1.0], [2.0, 0.0], [1.0, 1.0]]
    """
    return degree(network, weighted=True)
