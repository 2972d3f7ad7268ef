"""The E-I index: ties between groups against ties within."""

from __future__ import annotations

import numpy as np

from discourse.errors import NotComputable
from discourse.model.network import Network
from discourse.model.ties import kept, scaled
from discourse.scores._ties import check_flag, groups_of


def ei(network: Network, *, partition: np.ndarray | None = None, weighted: bool = False) -> float:
    """Return the E-I index (E − I)/(E + I) [1]_, with E ties between groups and I ties within.

    It depends on the number and sizes of the groups: compare it with its value on random networks of the same
    degrees, divided anew, before calling it polarization.

    Parameters
    ----------
    network : Network
        Directed ties count one by one.
    partition : array of int, shape (n,)
        The group of each node.
    weighted : bool
        Add up absolute weights instead of counting ties.

    Returns
    -------
    float
        From −1 (all ties within groups) to 1 (all between).

    Raises
    ------
    NotComputable
        If there are no ties.
    OptionError
        If there is no partition.

    Notes
    -----
    Pieces and nodes without ties make no difference, and neither do ties in degree. Ties of a node with itself and ties
    that weigh 0 do not count; negative ones count by their size. With one group it is −1, with a group for each node 1.

    References
    ----------
    .. [1] Krackhardt, D. & Stern, R. N. (1988). Informal networks and organizational crises: an experimental
       simulation. *Social Psychology Quarterly* 51, 123–140. https://doi.org/10.2307/2786835

    Examples
    --------
    >>> path = Network.from_matrix([[0, 1, 0], [1, 0, 3], [0, 3, 0]], ["a", "b", "c"])
    >>> ei(path, partition=np.array([1, 2, 2])), ei(path, partition=np.array([1, 2, 2]), weighted=True)
    (0.0, -0.5)
    """
    check_flag(weighted, "weighted")
    group = groups_of(network, partition, "ei")
    source, target, weight = kept(network)
    if len(weight) == 0:
        raise NotComputable("the E-I index is not defined for a network without ties")
    size = scaled(np.abs(weight)) if weighted else np.ones(len(weight))
    between = size[group[source] != group[target]].sum()
    within = size[group[source] == group[target]].sum()
    return float((between - within) / (between + within))
