"""PageRank: where a surfer who follows ties at random spends the time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.errors import OptionError
from discourse.model.network import Network
from discourse.model.ties import scaled
from discourse.scores._ties import table, ties


def pagerank(network: Network, *, damping: float = 0.85, weighted: bool = True) -> pd.DataFrame:
    """Compute the PageRank of each node [1]_.

    The surfer follows a tie in proportion to its weight with probability ``damping``, and else, or where no tie
    leads on, jumps to any node.

    Parameters
    ----------
    network : Network
        Undirected ties lead both ways. Negative weights count by their size.
    damping : float
        Between 0 and 1, both excluded.
    weighted : bool
        Whether weights count.

    Returns
    -------
    pandas.DataFrame
        ``node``, ``value``: shares that add up to 1.

    Raises
    ------
    NotComputable
        If the network has no nodes.
    OptionError
        If ``damping`` is not between 0 and 1.

    References
    ----------
    .. [1] Brin, S. & Page, L. (1998). The anatomy of a large-scale hypertextual Web search engine. *Computer
       Networks and ISDN Systems* 30, 107–117. https://doi.org/10.1016/S0169-7552(98)00110-X

    Examples
    --------
    >>> path = Network.from_matrix([[0, 1, 0], [1, 0, 1], [0, 1, 0]], ["a", "b", "c"])
    >>> pagerank(path)["value"].round(3).tolist()
    [0.257, 0.486, 0.257]
    """
    if isinstance(damping, bool) or not isinstance(damping, float | int) or not 0 < damping < 1:
        raise OptionError(f"damping must be a number between 0 and 1, not {damping!r}")
    matrix = ties(network, weighted=weighted)
    matrix.data = scaled(matrix.data)
    n = network.order
    out = matrix.sum(axis=1)
    follow = matrix.T.tocsr()
    stuck = out == 0
    rate = np.divide(1.0, out, out=np.zeros(n), where=~stuck)
    value = np.full(n, 1.0 / n)
    # The error shrinks by the damping at every step, so that this many steps leave less than 1e-15 of it.
    for _ in range(int(np.ceil(np.log(1e-15) / np.log(damping)))):
        last = value
        value = (1.0 - damping) / n + damping * (follow @ (last * rate) + last[stuck].sum() / n)
        if np.abs(value - last).sum() < 1e-15:
            break
    return table(network, value / value.sum())
