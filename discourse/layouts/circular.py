"""All nodes on a circle."""

from __future__ import annotations

import numpy as np

from discourse.layouts._ties import check_count, kinds
from discourse.model.network import Network


def circular(network: Network, *, seed: int = 0) -> np.ndarray:
    """Place the nodes on a circle, kind by kind, within a kind in the order of the network.

    Parameters
    ----------
    network : Network
    seed : int
        Not used: there is no chance in it.

    Returns
    -------
    numpy.ndarray of float, shape (n, 2)
        In the order of ``network.nodes``; radius 1, the first node on top, clockwise. A single node is in the middle.

    Raises
    ------
    OptionError
        If ``seed`` is not a whole number.

    Examples
    --------
    >>> circular(Network.from_matrix(np.ones((4, 4)), list("abcd"))).round(3).tolist()
    [[0.0, 1.0], [1.0, 0.0], [0.0, -1.0], [-1.0, -0.0]]
    """
    check_count(seed, "seed", 0)
    n = network.order
    places = np.zeros((n, 2))
    if n > 1:
        turn = 2 * np.pi * np.arange(n) / n
        places[np.concatenate(kinds(network))] = np.column_stack([np.sin(turn), np.cos(turn)])
    return places
