"""The frustration index: the fewest ties that contradict a division into two camps."""

from __future__ import annotations

import pandas as pd

from discourse.errors import NotComputable
from discourse.model.checks import check_whole
from discourse.model.frustration import LARGEST, PROGRAMS, best_split
from discourse.model.network import Network
from discourse.scores._ties import check_choice, ties

_HOW = ("index", "score")


def frustration(
    network: Network,
    *,
    how: str = "index",
    largest: int = LARGEST,
    programs: int = PROGRAMS,
    starts: int = 10,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the fewest ties that any division into two camps contradicts: the line index of balance [1]_.

    A division contradicts a positive tie between the camps and a negative one within a camp. The number is exact where
    linear or integer programming shows that there is no better division; else it is an upper bound, found by local
    search, and called one.

    Parameters
    ----------
    network : Network
        The sign of each tie counts, not its size; directed ties are added up first. Without negative ties the index
        is 0.
    how : {"index", "score"}
        The number L, or 1 − L/(m/2) for m ties, which is 1 in balance; a bound of L from above is one of this from
        below.
    largest : int
        Ties of a part (one that no single node cuts) up to which the best division is sought by integer programming;
        up to five times as many it is exact if a linear program happens to show it; 0 for local search alone.
    programs : int
        Linear programs that may be solved for a part.
    starts : int
        Of the local search.
    seed : int
        Of the local search.

    Returns
    -------
    pandas.DataFrame
        One row, the node ``"graph"``: ``value``, ``exact``, ``index`` and ``lower`` (no division contradicts fewer),
        ``score``, ``ties``, ``negative`` (ties). For the camps themselves, see the clusterer ``frustration_split``.

    Raises
    ------
    NotComputable
        If there are no ties.
    OptionError

    Notes
    -----
    Pieces are divided one by one, and their ties added up. Nodes without ties, ties of a node with itself, ties that
    weigh 0 and directed ones that cancel out do not count. Ties in degree make no difference.

    References
    ----------
    .. [1] Aref, S. & Wilson, M. C. (2019). Balance and frustration in signed networks. *Journal of Complex Networks*
       7, 163–189. https://doi.org/10.1093/comnet/cny015

    Examples
    --------
    >>> found = frustration(Network.from_matrix([[0, 1, -1], [1, 0, 1], [-1, 1, 0]], ["a", "b", "c"]))
    >>> found[["value", "exact"]].values.tolist()
    [[1.0, True]]
    """
    check_choice(how, "how", _HOW)
    for value, name, least in (
        (largest, "largest", 0),
        (programs, "programs", 1),
        (starts, "starts", 1),
        (seed, "seed", 0),
    ):
        check_whole(value, name, least)
    signs = ties(network, weighted=False, signed=True, directed=False)
    number = signs.nnz // 2
    if number == 0:
        raise NotComputable("the frustration index is not defined for a network without ties")
    split = best_split(signs, largest=largest, programs=programs, starts=starts, seed=seed)
    score = 1 - split.frustrated / (number / 2)
    found = pd.DataFrame(
        {
            "node": ["graph"],
            "value": [float(split.frustrated) if how == "index" else score],
            "exact": [split.exact],
            "index": [float(split.frustrated)],
            "lower": [float(split.lower)],
            "score": [score],
            "ties": [float(number)],
            "negative": [float((signs.data < 0).sum() // 2)],
        }
    )
    found.attrs["level"] = "graph"
    if not split.exact:
        found.attrs["notes"] = (
            f"the index {split.frustrated} is an upper bound, not exact: the best division contradicts "
            f"{split.lower} to {split.frustrated} of {number} ties",
        )
    return found
