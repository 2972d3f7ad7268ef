"""FDSM: ties of rows that share more than by chance, where each row and column keeps its degree exactly."""

from __future__ import annotations

import numpy as np

from discourse.backbones._incidence import Incidence, check_ties, products
from discourse.backbones._kept import Rule, of_rows
from discourse.errors import NotComputable
from discourse.model.checks import check_whole
from discourse.model.network import Network
from discourse.nulls.affiliations import ROUNDS, fixed
from discourse.nulls.trades import traded

#: Up to so many cells, and rows, products of dense matrices are faster.
_CELLS, _ROWS = 20_000_000, 4_000
#: Rounds of trades between two draws. Draws next to one another are a little alike then, which makes p no less right on
#: average, and more of them are worth more than their being unlike.
_BETWEEN = 2


def fdsm(
    network: Network,
    *,
    alpha: float = 0.05,
    correction: str | None = None,
    signed: bool = False,
    ties: str = "congruence",
    draws: int = 1000,
    rows: str | None = None,
    cols: str | None = None,
    seed: int = 0,
) -> Network:
    """Keep the ties between rows that share more columns than chance has it (fixed degree sequence model) [1]_.

    By chance all 0/1 matrices with the same number of ones in every row and column are equally likely; they are drawn
    by trades (:func:`discourse.nulls.trades.traded`). p is the share of draws in which two rows share as much or more,
    the observed matrix counting as one of them: (1 + hits) / (1 + draws).

    Parameters
    ----------
    network : Network
        Of two modes, as for :func:`discourse.backbones.sdsm.sdsm`.
    alpha, correction, signed, ties, rows, cols
        As for :func:`discourse.backbones.sdsm.sdsm`.
    draws : int
        No p is below 1 / (1 + draws): with a correction for many pairs ask for more, or take ``sdsm``.
    seed : int

    Returns
    -------
    Network
        As from :func:`discourse.backbones.sdsm.sdsm`.

    Raises
    ------
    NotComputable
        If the network is not of two modes, fewer than two rows have ties, or no other matrix has the same margins.
    OptionError

    References
    ----------
    .. [1] Zweig, K. A. & Kaufmann, M. (2011). A systematic approach to the one-mode projection of bipartite graphs.
       *Social Network Analysis and Mining* 1, 187–218. https://doi.org/10.1007/s13278-011-0021-0

    Examples
    --------
    >>> votes = np.kron(np.eye(2), np.ones((3, 8)))
    >>> net = Network.from_matrix(votes, list("abcdef"), columns=[f"c{i}" for i in range(16)])
    >>> fdsm(net, draws=200).size
    6
    """
    rule = Rule(alpha, correction, signed)
    check_whole(draws, "draws", 1)
    check_whole(seed, "seed", 0)
    incidence = Incidence.of(network, rows, cols, "fdsm")
    check_ties(ties, incidence)
    if all(fixed(row, col, incidence.shape) for row, col in incidence.blocks):
        raise NotComputable(
            "no other network has the same degrees in rows and columns: there is no chance to compare with; use 'sdsm' "
            "or 'fixedrow'"
        )
    pairs = incidence.shared(ties, every=signed or ties == "subtract")
    more, less = _hits(incidence, pairs, ties, int(draws), int(seed))
    p = (1 + more) / (1 + draws), (1 + less) / (1 + draws)
    return of_rows(incidence, pairs, p, rule, _too_few(incidence, rule, int(draws)))


def _too_few(incidence: Incidence, rule: Rule, draws: int) -> list[str]:
    least = (2 if rule.signed else 1) / (1 + draws)
    if rule.correction in ("bonferroni", "holm"):
        least *= incidence.pairs
    if least <= rule.alpha:
        return []
    return [f"{draws} draws cannot give a p small enough for any tie to be kept: ask for more draws"]


def _hits(
    incidence: Incidence, pairs: tuple[np.ndarray, np.ndarray, np.ndarray], ties: str, draws: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return in how many draws every pair shares as much or more, and as much or less."""
    i, j, shared = pairs
    if not len(i):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    rng = np.random.default_rng(seed)
    dense = incidence.shape[0] * incidence.shape[1] <= _CELLS and incidence.shape[0] <= _ROWS
    now = [traded(row, col, incidence.shape, rng, rounds=ROUNDS) for row, col in incidence.blocks]
    more, less = np.zeros(len(i), dtype=np.int64), np.zeros(len(i), dtype=np.int64)
    for _ in range(draws):
        now = [traded(row, col, incidence.shape, rng, rounds=_BETWEEN) for row, col in now]
        matrices = incidence.matrices(tuple(now))
        if dense:
            # Whole numbers this small are exact in single precision.
            found = products([matrix.toarray().astype(np.float32) for matrix in matrices], ties)[i, j]
        else:
            found = np.asarray(products(matrices, ties)[i, j]).ravel()
        more += found >= shared
        less += found <= shared
    return more, less
