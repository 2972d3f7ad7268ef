"""Polarization of opinions that spread from the leading nodes: dipole moment and Esteban–Ray."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.errors import NotComputable, OptionError
from discourse.model.network import Network
from discourse.scores._camps import camps_of, check_ends, how_many, leaders
from discourse.scores._ties import check_above, check_choice
from discourse.scores._walks import Walks

if TYPE_CHECKING:
    from scipy import sparse

#: Opinions nearer to 0 than this are neither positive nor negative.
_ZERO = 1e-9


def dipole(
    network: Network, *, partition: np.ndarray | None = None, seeds: float = 0.05, weighted: bool = False
) -> float:
    """Return the dipole moment of two camps [1]_, also called MBLB.

    The nodes of most ties of one camp hold the opinion −1, those of the other +1, and every other node the mean
    opinion of its neighbours, by one sparse linear system. With n⁺ and n⁻ nodes of positive and negative opinion out
    of n, ΔA = |n⁺ − n⁻|/n and the mean opinions gc⁺ and gc⁻ of both, it is (1 − ΔA) · |gc⁺ − gc⁻|/2.

    Parameters
    ----------
    network : Network
        Directions do not count. Nodes without ties are set aside, and pieces of the network without a seed.
    partition : array of int, shape (n,)
        Two groups among the nodes with ties.
    seeds : int or float
        A whole number of nodes of each camp, or a share of each camp. Nodes of one degree are told apart by their
        neighbours' degrees; those that tie even so are all taken or all left out, whichever comes nearer.
    weighted : bool
        Whether neighbours count in proportion to the absolute weight of the tie.

    Returns
    -------
    float
        From 0 to 1: two camps of one size, every node as extreme as the seeds.

    Raises
    ------
    NotComputable
        If there are no ties, or a camp has too few nodes for the seeds.
    OptionError
        If there is no partition, the nodes with ties are not in two groups, or ``seeds`` is neither number nor share.

    Notes
    -----
    Ties of a node with itself and ties that weigh 0 do not count, negative ones count by their size. Camps that no tie
    joins are as far apart as can be. Where all nodes tie in degree, as in a ring, all would be seeds and any division
    extreme: that is refused. Weights may differ by up to 10**10.

    References
    ----------
    .. [1] Morales, A. J., Borondo, J., Losada, J. C. & Benito, R. M. (2015). Measuring political polarization: Twitter
       shows the two sides of Venezuela. *Chaos* 25, 033114. https://doi.org/10.1063/1.4913758

    Examples
    --------
    >>> path = Network.from_matrix(np.eye(6, k=1) + np.eye(6, k=-1), list("abcdef"))
    >>> round(dipole(path, partition=np.array([1, 1, 1, 2, 2, 2])), 4)
    1.0
    >>> cross = np.array([[0, 1, 0, 0, 0], [1, 0, 1, 1, 0], [0, 1, 0, 1, 0], [0, 1, 1, 0, 1], [0, 0, 0, 1, 0]])
    >>> round(dipole(Network.from_matrix(cross, list("abcde")), partition=np.array([1, 1, 1, 2, 2])), 4)
    1.0
    """
    _check_seeds(seeds)
    matrix, side = camps_of(network, partition, "dipole", weighted=weighted)
    opinion = _spread(matrix, side, seeds)
    opinion = opinion[np.isfinite(opinion)]
    plus, minus = opinion > _ZERO, opinion < -_ZERO
    if not plus.any() or not minus.any():
        raise NotComputable("the dipole moment is not defined: all opinions are on one side")
    uneven = abs(int(plus.sum()) - int(minus.sum())) / len(opinion)
    return float((1 - uneven) * (opinion[plus].mean() - opinion[minus].mean()) / 2)


def esteban_ray(
    network: Network,
    *,
    partition: np.ndarray | None = None,
    alpha: float = 1.3,
    positions: str = "neighbours",
    seeds: float = 0.05,
    weighted: bool = False,
) -> float:
    """Return the Esteban–Ray polarization of two camps [1]_, whose distance is taken from the network.

    Σ_i Σ_j p_i^(1+α) p_j |y_i − y_j|, with p the shares of the camps among the nodes and y the means of their nodes'
    positions from −1 to 1; divided by what two equal camps at −1 and 1 have, 2^(−α).

    Parameters
    ----------
    network : Network
        Directions do not count. Nodes without ties are set aside.
    partition : array of int, shape (n,)
        Two groups among the nodes with ties.
    alpha : float
        How much it counts to be among one's like, above 0 and up to 1.6.
    positions : {"neighbours", "dipole"}
        The position of a node: where its neighbours stand on average, −1 for those of its one camp and 1 for those of
        the other; or the opinion that :func:`dipole` gives it (nodes that no seed reaches are set aside).
    seeds : int or float
        For ``positions="dipole"``, see there.
    weighted : bool
        Whether neighbours count in proportion to the absolute weight of the tie.

    Returns
    -------
    float
        From 0 to 1. 0 also where neighbours do not depend on the camp. Where most ties cross over, the camps are as
        far apart as if none did: see :func:`discourse.scores.ei.ei` for which it is.

    Raises
    ------
    NotComputable
        If there are no ties, or a camp has too few nodes for the seeds.
    OptionError
        If there is no partition, the nodes with ties are not in two groups, or an option has a value not known.

    Notes
    -----
    Pieces make no difference; camps that no tie joins are as far apart as can be. Ties of a node with itself and ties
    that weigh 0 do not count, negative ones count by their size: enemies are neighbours too. Ties in degree matter for
    ``positions="dipole"`` only.

    References
    ----------
    .. [1] Esteban, J.-M. & Ray, D. (1994). On the measurement of polarization. *Econometrica* 62, 819–851.
       https://doi.org/10.2307/2951734

    Examples
    --------
    >>> two = Network.from_matrix(np.kron(np.eye(2), np.ones((3, 3))), list("abcdef"))
    >>> round(esteban_ray(two, partition=np.array([1, 1, 1, 2, 2, 2])), 4)
    1.0
    """
    check_above(alpha, "alpha")
    if float(alpha) > 1.6:
        raise OptionError(f"alpha must be above 0 and at most 1.6, not {alpha!r}")
    check_choice(positions, "positions", ("neighbours", "dipole"))
    _check_seeds(seeds)
    matrix, side = camps_of(network, partition, "esteban_ray", weighted=weighted)
    if positions == "dipole":
        place = _spread(matrix, side, seeds)
    else:
        place = (matrix @ np.where(side, 1.0, -1.0)) / matrix.sum(axis=1)
    known = np.isfinite(place)
    place, side = place[known], side[known]
    share = float(side.mean())
    apart = abs(float(place[side].mean() - place[~side].mean()))
    both = share ** (1 + alpha) * (1 - share) + (1 - share) ** (1 + alpha) * share
    return float(both * apart * 2**alpha)


def _spread(matrix: sparse.csr_array, side: np.ndarray, seeds: float) -> np.ndarray:
    """Return the opinion of each node, from −1 to 1; not a number where no seed can be reached."""
    lead = leaders(matrix, side, how_many(seeds, side, "seeds"))
    ends = matrix.tocoo()
    # Camps without ties between them are of one opinion each, whatever the seeds.
    if lead.all() and (side[ends.row] != side[ends.col]).any():
        raise NotComputable(
            "the dipole moment is not defined here: all nodes with ties are seeds (those that tie in degree are taken "
            "together), so that no opinion spreads"
        )
    return Walks(matrix, lead).chance(np.where(side[lead], 1.0, -1.0))


def _check_seeds(seeds: float) -> None:
    if seeds is None:
        raise OptionError("seeds must be a whole number from 1 of nodes in each camp, or a share, not None")
    check_ends(seeds, "seeds")
