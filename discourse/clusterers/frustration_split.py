"""The two camps that contradict the fewest signs: positive ties within, negative ones between."""

from __future__ import annotations

import numpy as np

from discourse.clusterers._graph import apart, check_seed, symmetric
from discourse.model.checks import check_whole
from discourse.model.frustration import LARGEST, PROGRAMS, best_split
from discourse.model.network import Network


def frustration_split(
    network: Network, *, largest: int = LARGEST, programs: int = PROGRAMS, starts: int = 10, seed: int = 0
) -> np.ndarray:
    """Divide the nodes into the two camps that leave the fewest ties frustrated [1]_.

    A network without negative ties is one camp. Of unconnected pieces, each puts its larger camp on the first side.
    Where several divisions are equally good, one of them is given; the score ``frustration`` says whether the number
    is exact or a bound.

    Parameters
    ----------
    network : Network
        Signs count, not sizes. Nodes without ties are groups of their own.
    largest, programs, starts, seed : int
        See :func:`discourse.model.frustration.best_split`.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The label of each node, in the order of ``network.nodes``.

    Raises
    ------
    NotComputable
        If the network has no nodes.
    OptionError

    References
    ----------
    .. [1] Aref, S. & Wilson, M. C. (2019). Balance and frustration in signed networks. *Journal of Complex Networks*
       7, 163–189. https://doi.org/10.1093/comnet/cny015

    Examples
    --------
    >>> frustration_split(Network.from_matrix([[0, 1, -1], [1, 0, -1], [-1, -1, 0]], ["a", "b", "c"])).tolist()
    [0, 0, 1]
    """
    check_seed(seed)
    for value, name, least in ((largest, "largest", 0), (programs, "programs", 1), (starts, "starts", 1)):
        check_whole(value, name, least)
    matrix = symmetric(network)
    matrix.data = np.sign(matrix.data)
    return apart(
        matrix,
        lambda part: (
            best_split(part, largest=largest, programs=programs, starts=starts, seed=seed).side < 0
        ).astype(np.int64),
    )
