"""Cohesiveness and divisiveness: how the signs of ties go with a division into groups."""

from __future__ import annotations

import numpy as np

from discourse.errors import NotComputable
from discourse.model.network import Network
from discourse.model.ties import scaled
from discourse.scores._ties import groups_of, ties


def cohesiveness(network: Network, *, partition: np.ndarray | None = None, weighted: bool = False) -> float:
    """Return the share of ties within groups that are positive [1]_.

    Parameters
    ----------
    network : Network
        Directed ties are added up. Without negative ties it is 1.
    partition : array of int, shape (n,)
        The group of each node.
    weighted : bool
        Add up absolute weights instead of counting ties.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    NotComputable
        If there are no ties within groups.
    OptionError
        If there is no partition.

    Notes
    -----
    Pieces, nodes without ties and ties in degree make no difference. Ties of a node with itself, ties that weigh 0 and
    directed ones that cancel out do not count. With a group for each node there are no ties within.

    References
    ----------
    .. [1] Aref, S., Dinh, L., Rezapour, R. & Diesner, J. (2020). Multilevel structural evaluation of signed directed
       social networks based on balance theory. *Scientific Reports* 10, 15228.
       https://doi.org/10.1038/s41598-020-71838-6

    Examples
    --------
    >>> net = Network.from_matrix([[0, 1, -1], [1, 0, -1], [-1, -1, 0]], ["a", "b", "c"])
    >>> cohesiveness(net, partition=np.array([1, 1, 2])), cohesiveness(net, partition=np.array([1, 1, 1])) == 1 / 3
    (1.0, True)
    """
    return _share(network, partition, "cohesiveness", within=True, weighted=weighted)


def divisiveness(network: Network, *, partition: np.ndarray | None = None, weighted: bool = False) -> float:
    """Return the share of ties between groups that are negative [1]_.

    Parameters
    ----------
    network : Network
        Directed ties are added up. Without negative ties it is 0.
    partition : array of int, shape (n,)
        The group of each node.
    weighted : bool
        Add up absolute weights instead of counting ties.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    NotComputable
        If there are no ties between groups.
    OptionError
        If there is no partition.

    Notes
    -----
    Pieces, nodes without ties and ties in degree make no difference. Ties of a node with itself, ties that weigh 0 and
    directed ones that cancel out do not count. With one group there are no ties between.

    References
    ----------
    .. [1] Aref, S., Dinh, L., Rezapour, R. & Diesner, J. (2020). Multilevel structural evaluation of signed directed
       social networks based on balance theory. *Scientific Reports* 10, 15228.
       https://doi.org/10.1038/s41598-020-71838-6

    Examples
    --------
    >>> net = Network.from_matrix([[0, 1, -1], [1, 0, -1], [-1, -1, 0]], ["a", "b", "c"])
    >>> divisiveness(net, partition=np.array([1, 1, 2])), divisiveness(net, partition=np.array([1, 2, 1]))
    (1.0, 0.5)
    """
    return _share(network, partition, "divisiveness", within=False, weighted=weighted)


def _share(
    network: Network, partition: np.ndarray | None, name: str, *, within: bool, weighted: bool
) -> float:
    group = groups_of(network, partition, name)
    ends = ties(network, weighted=weighted, signed=True, directed=False).tocoo()
    counted = (group[ends.row] == group[ends.col]) == within
    if not counted.any():
        raise NotComputable(
            f"{name} is not defined: there are no ties {'within' if within else 'between'} groups"
        )
    size = scaled(np.abs(ends.data[counted]))
    right = (ends.data[counted] > 0) == within
    return float(size[right].sum() / size.sum())
