"""The adaptive E-I index: densities within and between two camps."""

from __future__ import annotations

import numpy as np

from discourse.model.network import Network
from discourse.scores._camps import camps_of


def aei(network: Network, *, partition: np.ndarray | None = None, weighted: bool = False) -> float:
    """Return the adaptive E-I index of two camps [1]_: ties per possible pair, so that uneven camps do not matter.

    (B_aa + B_bb − 2 B_ab)/(B_aa + B_bb + 2 B_ab), with B_aa the ties within camp a over the pairs of its nodes, and
    B_ab the ties between the camps over the pairs across. High is polarized, unlike in the E-I index itself [2]_.

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
        From −1 (all ties between) over 0 (all densities alike) to 1 (all within). In a camp of one node, which has no
        pairs, B is 0.

    Raises
    ------
    NotComputable
        If there are no ties.
    OptionError
        If there is no partition, or the nodes with ties are not in two groups.

    Notes
    -----
    Pieces and ties in degree make no difference; nodes without ties are in no pair. Ties of a node with itself and ties
    that weigh 0 do not count, negative ones count by their size.

    References
    ----------
    .. [1] Chen, T. H. Y., Salloum, A., Gronow, A., Ylä-Anttila, T. & Kivelä, M. (2021). Polarization of climate
       politics results from partisan sorting: evidence from Finnish Twittersphere. *Global Environmental Change* 71,
       102348.
       https://doi.org/10.1016/j.gloenvcha.2021.102348
    .. [2] Krackhardt, D. & Stern, R. N. (1988). Informal networks and organizational crises: an experimental
       simulation. *Social Psychology Quarterly* 51, 123–140. https://doi.org/10.2307/2786835

    Examples
    --------
    >>> path = Network.from_matrix(np.eye(4, k=1) + np.eye(4, k=-1), list("abcd"))
    >>> round(aei(path, partition=np.array([1, 1, 2, 2])), 4)
    0.6
    """
    matrix, side = camps_of(network, partition, "aei", weighted=weighted)
    ends = matrix.tocoo()
    within = [float(ends.data[(side[ends.row] == s) & (side[ends.col] == s)].sum()) for s in (False, True)]
    between = float(ends.data[side[ends.row] != side[ends.col]].sum())
    sizes = [int((~side).sum()), int(side.sum())]
    same = sum(w / (n * (n - 1)) if n > 1 else 0.0 for w, n in zip(within, sizes, strict=True))
    across = between / (sizes[0] * sizes[1])
    return float((same - across) / (same + across))
