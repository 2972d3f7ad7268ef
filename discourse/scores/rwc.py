"""Random-walk controversy: whether walks that end in a camp started there."""

from __future__ import annotations

from typing import Any

import numpy as np

from discourse.errors import NotComputable, OptionError
from discourse.model.checks import check_whole
from discourse.model.network import Network
from discourse.scores._camps import camps_of, how_many, leaders
from discourse.scores._ties import check_choice, check_flag
from discourse.scores._walks import Walks

_STARTS = ("others", "all", "ends")


def rwc(
    network: Network,
    *,
    partition: np.ndarray | None = None,
    ends: float | None = None,
    choose: str = "degree",
    starts: str | None = None,
    replace: bool | None = None,
    draws: int = 1,
    weighted: bool = False,
    seed: int = 0,
) -> float:
    """Return the random-walk controversy of two camps X and Y [1]_, exactly.

    RWC = P_XX P_YY − P_YX P_XY, with P_AB the chance that a walk which ended in B started in A, as many walks
    starting in either camp. Walks end at chosen nodes of both camps, the ends. Where they end follows from one sparse
    linear system; nothing is simulated.

    The value depends on how many ends there are, how they are chosen, and where walks start: compare only what was
    computed alike, and with its value on random networks of the same degrees, divided anew [2]_. The published
    recipe is ``ends=0.3, choose="random"``, which draws with replacement and starts walks at the nodes drawn. Drawing
    without replacement gives about .02 more on the published networks; where walks start changes less than .01 there.

    Parameters
    ----------
    network : Network
        Directions do not count. Nodes without ties are set aside; walks that can never end are left out.
    partition : array of int, shape (n,)
        Two groups among the nodes with ties.
    ends : int or float, optional
        A whole number of ends in each camp, or a share of each camp. By default ten, in camps of fewer than twenty
        nodes half of the camp.
    choose : {"degree", "random"}
        The nodes of most ties (of most weight, if ``weighted``), or nodes drawn. Nodes of one degree are told apart by
        their neighbours' degrees; those that tie even so are all taken or all left out, whichever comes nearer to the
        number.
    starts : {"others", "all", "ends"}, optional
        Where walks start: at the nodes that are no ends, at all, or at the ends only (each as often as it was drawn).
        A walk that starts at an end ends at any *other* end. By default at the ends if they are drawn, else at the
        others.
    replace : bool, optional
        Whether a node may be drawn twice. By default yes; without effect for ``choose="degree"``.
    draws : int
        How often ends are drawn; the mean is returned.
    weighted : bool
        Whether a walk follows a tie in proportion to its absolute weight. By default all ties of a node are alike.
    seed : int
        Of the draws, which go by the order of the nodes.

    Returns
    -------
    float
        1 if all walks end in the camp they started from, 0 if the camps do not matter, negative if most cross over.

    Raises
    ------
    NotComputable
        If there are no ties, a camp has too few nodes for the ends, or no walk from a camp, or into one, can end.
    OptionError
        If there is no partition, the nodes with ties are not in two groups, or an option has a value not known.

    Notes
    -----
    Pieces of the network without an end are left out. Where no tie joins the camps the value is 1, if both have ends
    that other nodes of theirs reach. Ties of a node with itself and ties that weigh 0 do not count, negative ones count
    by their size. Where all nodes of a camp tie in degree, all are ends, and ``starts="others"`` has none to start
    from.

    References
    ----------
    .. [1] Garimella, K., De Francisci Morales, G., Gionis, A. & Mathioudakis, M. (2018). Quantifying controversy on
       social media. *ACM Transactions on Social Computing* 1, 3. https://doi.org/10.1145/3140565
    .. [2] Salloum, A., Chen, T. H. Y. & Kivelä, M. (2022). Separating polarization from noise. *Proceedings of the
       ACM on Human-Computer Interaction* 6 (CSCW1), 115. https://doi.org/10.1145/3512962

    Examples
    --------
    >>> camps = np.kron(np.eye(2), np.ones((3, 3)))
    >>> camps[2, 3] = camps[3, 2] = 1
    >>> bridge = Network.from_matrix(camps, list("abcdef"))
    >>> rwc(bridge, partition=np.array([1, 1, 1, 2, 2, 2]))
    1.0
    >>> round(rwc(bridge, partition=np.array([1, 1, 1, 2, 2, 2]), starts="ends", ends=3), 4)
    0.7778
    """
    check_choice(choose, "choose", ("degree", "random"))
    drawn = choose == "random"
    starts = ("ends" if drawn else "others") if starts is None else starts
    check_choice(starts, "starts", _STARTS)
    if replace is not None:
        check_flag(replace, "replace")
    check_whole(draws, "draws", 1)
    check_whole(seed, "seed", 0)
    matrix, side = camps_of(network, partition, "rwc", weighted=weighted)
    counts = how_many(ends, side)
    if not drawn:
        return _once(matrix, side, leaders(matrix, side, counts).astype(np.int64), starts)
    rng = np.random.default_rng(int(seed))
    found = []
    for _ in range(int(draws)):
        times = np.zeros(len(side), dtype=np.int64)
        for camp, count in zip((~side, side), counts, strict=True):
            pick = rng.choice(np.flatnonzero(camp), count, replace=replace is None or bool(replace))
            np.add.at(times, pick, 1)
        found.append(_once(matrix, side, times, starts))
    return float(np.mean(found))


def arwc(
    network: Network,
    *,
    partition: np.ndarray | None = None,
    share: float = 0.01,
    starts: str = "others",
    weighted: bool = False,
) -> float:
    """Return the adaptive random-walk controversy [1]_: that of :func:`rwc` with a share of each camp as ends.

    With a fixed number of ends, walks in a large camp wander long and forget where they began; with a share, networks
    of different sizes can be compared.

    Parameters
    ----------
    network : Network
        As for :func:`rwc`.
    partition : array of int, shape (n,)
        Two groups among the nodes with ties.
    share : float
        Of the nodes of each camp, those of most ties; at least one node. Ties in degree as for :func:`rwc`.
    starts : {"others", "all", "ends"}
        Where walks start.
    weighted : bool
        Whether a walk follows a tie in proportion to its absolute weight.

    Returns
    -------
    float
        As for :func:`rwc`.

    Raises
    ------
    NotComputable
        If there are no ties, or no walk from a camp, or into one, can end.
    OptionError
        If there is no partition, the nodes with ties are not in two groups, or an option has a value not known.

    Notes
    -----
    Pieces of the network without an end, nodes without ties, ties that weigh 0 and negative ones are treated as for
    :func:`rwc`, and so are nodes that tie in degree: in a camp where all do, all are ends.

    References
    ----------
    .. [1] Salloum, A., Chen, T. H. Y. & Kivelä, M. (2022). Separating polarization from noise. *Proceedings of the
       ACM on Human-Computer Interaction* 6 (CSCW1), 115. https://doi.org/10.1145/3512962

    Examples
    --------
    >>> path = Network.from_matrix(np.eye(6, k=1) + np.eye(6, k=-1), list("abcdef"))
    >>> round(arwc(path, partition=np.array([1, 1, 1, 2, 2, 2]), share=0.4, starts="all"), 4)
    0.3333
    """
    check_choice(starts, "starts", _STARTS)
    if not isinstance(share, float | np.floating) or not 0 < share < 1:
        raise OptionError(f"share must be a number above 0 and below 1, not {share!r}")
    matrix, side = camps_of(network, partition, "arwc", weighted=weighted)
    lead = leaders(matrix, side, how_many(share, side, "share"))
    return _once(matrix, side, lead.astype(np.int64), starts)


def _once(matrix: Any, side: np.ndarray, times: np.ndarray, starts: str) -> float:
    """Return the controversy for ends drawn ``times`` times each (0 for nodes that are no ends)."""
    ends = times > 0
    walks = Walks(matrix, ends)
    second = side[ends].astype(float)
    chance = np.full(len(side), np.nan)
    if starts != "ends":
        chance = walks.chance(second)
        chance[ends] = np.nan
    if starts != "others":
        chance[ends] = walks.chance_elsewhere(second)
    weight = np.where(ends, times, 1) if starts == "ends" else np.ones(len(side))
    can = np.isfinite(chance)
    if not (can & side).any() or not (can & ~side).any():
        full = bool(ends[side].all() or ends[~side].all())
        why = (
            "all nodes of a camp are ends (those that tie in degree are taken together); use starts='all' or fewer ends"
            if starts == "others" and full
            else "in one camp there is no node from which a walk could come to an end; choose more ends"
        )
        raise NotComputable(f"random-walk controversy is not defined here: {why}")
    into = [float(np.average(chance[can & camp], weights=weight[can & camp])) for camp in (~side, side)]
    reach = into[0] + into[1]
    if not 1e-12 < reach < 2 - 1e-12:
        raise NotComputable(
            "random-walk controversy is not defined here: no walk ends in one of the camps; its ends cannot be reached"
        )
    return into[1] / reach + (1 - into[0]) / (2 - reach) - 1
