"""Description length: whether groups pay for being told."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.errors import NotComputable
from discourse.model.description import description_length as bits
from discourse.model.network import Network
from discourse.scores._ties import groups_of, ties


def description_length(network: Network, *, partition: np.ndarray | None = None) -> pd.DataFrame:
    """Return how many bits groups save in describing the network, against one group.

    The network is described exactly in both cases, by the microcanonical degree-corrected stochastic block model [1]_,
    whose formula :mod:`discourse.model.description` states. Groups shorten the description of the ties, and have to be
    told themselves. A saving s means that, of the two, the groups are 2^s times as probable; where it is below 0 the
    degrees of the nodes alone explain the network better. Groups found by looking for many ties within may cost bits,
    and groups of another kind save them (such as a core and a periphery).

    Parameters
    ----------
    network : Network
        Every tie counts once, whatever it weighs; directed ties are taken in both directions. Nodes without ties are
        set aside.
    partition : array of int, shape (n,)
        The group of each node.

    Returns
    -------
    pandas.DataFrame
        One row, of the node ``"graph"``: ``value``, the bits saved; ``length``, with the groups; ``one_group``, with
        all nodes in one; ``groups``, how many have ties.

    Raises
    ------
    NotComputable
        If there are no ties.
    OptionError
        If there is no partition.

    Notes
    -----
    Pieces are nothing special, and so are ties in degree. Ties of a node with itself and ties that weigh 0 do not
    count, negative ones are ties like the others. One group saves nothing: 0.

    References
    ----------
    .. [1] Peixoto, T. P. (2017). Nonparametric Bayesian inference of the microcanonical stochastic block model.
       *Physical Review E* 95, 012317. https://doi.org/10.1103/PhysRevE.95.012317

    Examples
    --------
    >>> cliques = Network.from_matrix(np.kron(np.eye(2), np.ones((8, 8))), list("abcdefghijklmnop"))
    >>> description_length(cliques, partition=np.repeat([1, 2], 8))["value"].round(2).tolist()
    [22.97]
    """
    group = groups_of(network, partition, "description_length")
    matrix = ties(network, weighted=False, directed=False)
    tied = np.flatnonzero(np.diff(matrix.indptr))
    if not len(tied):
        raise NotComputable("the description length is not defined for a network without ties")
    part = matrix[tied][:, tied].tocoo()
    upper = part.row < part.col
    row, col = part.row[upper].astype(np.int64), part.col[upper].astype(np.int64)
    block = np.unique(group[tied], return_inverse=True)[1]
    length = bits(row, col, block)
    one = bits(row, col, np.zeros(len(tied), dtype=np.int64))
    values = {"value": one - length, "length": length, "one_group": one, "groups": float(block.max() + 1)}
    out = pd.DataFrame({"node": ["graph"], **{name: [value] for name, value in values.items()}})
    out.attrs["level"] = "graph"
    return out
