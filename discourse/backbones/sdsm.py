"""SDSM: ties of rows that share more than chance has it, where each row and column keeps its degree on average."""

from __future__ import annotations

import numpy as np

from discourse.backbones._incidence import Incidence, check_ties
from discourse.backbones._kept import Rule, of_rows
from discourse.model.network import Network
from discourse.nulls.bicm import Cells, bicm
from discourse.nulls.poisson import check_tails
from discourse.nulls.poisson import tails as sum_tails

#: Pairs of classes of rows that are done at once.
_BLOCK = 20_000


def sdsm(
    network: Network,
    *,
    alpha: float = 0.05,
    correction: str | None = None,
    signed: bool = False,
    ties: str = "congruence",
    tails: str = "exact",
    rows: str | None = None,
    cols: str | None = None,
) -> Network:
    """Keep the ties between rows that share more columns than chance has it (stochastic degree sequence model) [1]_.

    By chance each cell of rows by columns is filled by itself, with the chance that the bipartite configuration model
    gives it (:func:`discourse.nulls.bicm.bicm`), so that every row and column has on average as many ties as it has.
    What two rows share is then a sum of independent terms, whose tails give p. Since the degrees vary here by chance,
    what is shared varies more than where they are fixed, and fewer ties are kept than by
    :func:`discourse.backbones.fdsm.fdsm`, which takes longer.

    Parameters
    ----------
    network : Network
        Of two modes. Ties that weigh nothing do not count, and others once, whatever their weight. Where some are
        negative (``aggregation="subtract"``), positive and negative ones are filled apart, and two rows share the
        columns on which they agree.
    alpha : float
        Ties are kept with p up to this.
    correction : {None, "holm", "bonferroni", "bh"}
        For the number of tests, which is that of all pairs of rows with ties. ``holm`` and ``bonferroni`` bound the
        chance that any tie is false, ``bh`` (Benjamini and Hochberg) the expected share of false ones.
    signed : bool
        Test both tails: rows that share more than chance has it get a tie of sign 1, those that share less one of −1,
        and p is twice the smaller tail.
    ties : {"congruence", "conflict", "subtract"}
        For networks with negative ties: what rows share is their agreements, their disagreements, or agreements less
        disagreements.
    tails : {"exact", "normal"}
        ``normal`` is a normal distribution corrected for skewness, as published software has it [2]_. It is off by up
        to about .03 for few columns, and too small where p is.
    rows, cols : str, optional
        The kinds of nodes to be tied, and by what; by default the kind that comes first among the nodes is tied.

    Returns
    -------
    Network
        The rows, those without ties too. Edges have ``weight`` (what the two share; if ``signed``, the sign),
        ``shared``, ``p`` (of sharing as much or more), ``p_lower`` (as much or less) and ``p_adjusted`` (what was held
        against alpha), and ``sign`` if ``signed``.

    Raises
    ------
    NotComputable
        If the network is not of two modes, or fewer than two rows have ties.
    OptionError

    References
    ----------
    .. [1] Neal, Z. P. (2014). The backbone of bipartite projections: Inferring relationships from co-authorship,
       co-sponsorship, co-attendance and other co-behaviors. *Social Networks* 39, 84–97.
       https://doi.org/10.1016/j.socnet.2014.06.001
    .. [2] Neal, Z. P. (2022). backbone: An R package to extract network backbones. *PLOS ONE* 17 (5), e0269137.
       https://doi.org/10.1371/journal.pone.0269137

    Examples
    --------
    >>> votes = np.kron(np.eye(2), np.ones((3, 8)))
    >>> net = Network.from_matrix(votes, list("abcdef"), columns=[f"c{i}" for i in range(16)])
    >>> [(e.source, e.target, e.weight, round(e.p, 3)) for e in sdsm(net).edges.itertuples()][:2]
    [('row:a', 'row:b', 8.0, 0.027), ('row:a', 'row:c', 8.0, 0.027)]
    """
    rule = Rule(alpha, correction, signed)
    check_tails(tails)
    incidence = Incidence.of(network, rows, cols, "sdsm")
    check_ties(ties, incidence)
    pairs = incidence.shared(ties, every=signed or ties == "subtract")
    cells = [bicm(*degrees) for degrees in incidence.degrees()]
    return of_rows(incidence, pairs, _tails(incidence, pairs, cells, ties, tails), rule)


def _tails(
    incidence: Incidence,
    pairs: tuple[np.ndarray, np.ndarray, np.ndarray],
    cells: list[Cells],
    ties: str,
    method: str,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the tails of every pair; pairs of rows with the same degrees share as much with the same chance."""
    of, first = incidence.classes()
    i, j, shared = pairs
    low, high = np.minimum(of[i], of[j]), np.maximum(of[i], of[j])
    low_high, which = np.unique(low * len(first) + high, return_inverse=True)
    least = int(shared.min(initial=0))
    span = int(shared.max(initial=0)) - least + 1
    asked, back = np.unique(which * span + (shared - least), return_inverse=True)
    which, at = asked // span, asked % span + least
    upper, lower = np.empty(len(asked)), np.empty(len(asked))
    chance = [cell.chance[cell.row[first]] for cell in cells]
    often = [cell.often for cell in cells]
    if len(cells) == 2 and ties != "congruence":
        # Terms are of a column, so both blocks need the same classes of columns.
        classes, number = np.unique(np.stack([cell.col for cell in cells]), axis=1, return_counts=True)
        chance = [part[:, column] for part, column in zip(chance, classes, strict=True)]
        often = [number, number]
    for start in range(0, len(low_high), _BLOCK):
        a, b = np.divmod(low_high[start : start + _BLOCK], len(first))
        here = slice(*np.searchsorted(which, [start, start + _BLOCK]))
        up, down, times = _terms(chance, often, a, b, ties)
        upper[here], lower[here] = sum_tails(
            up, at[here], which=which[here] - start, down=down, often=times, method=method
        )
    return upper[back], lower[back]


def _terms(
    chance: list[np.ndarray], often: list[np.ndarray], a: np.ndarray, b: np.ndarray, ties: str
) -> tuple[np.ndarray, np.ndarray | None, np.ndarray]:
    """Return for pairs of classes the chances of every term to be 1 and to be −1, and how often each comes."""
    if len(chance) == 1 or ties == "congruence":
        return np.concatenate([p[a] * p[b] for p in chance], axis=1), None, np.concatenate(often)
    more, less = chance
    if ties == "conflict":
        up = np.concatenate([more[a] * less[b], less[a] * more[b]], axis=1)
        return up, None, np.concatenate(often)
    yes, no = more * (1 - less), less * (1 - more)
    return yes[a] * yes[b] + no[a] * no[b], yes[a] * no[b] + no[a] * yes[b], often[0]
