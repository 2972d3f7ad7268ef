"""Bisection: two camps of about the same size with the fewest ties between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from discourse.clusterers._graph import apart, check_seed, positive
from discourse.clusterers._halves import SMALL, in_pieces, smallest_cut
from discourse.errors import MissingExtra, OptionError, did_you_mean
from discourse.model.checks import check_whole
from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse

#: Whole numbers up to which weights are scaled for libraries that take no others.
_HEAVIEST = 10_000
#: KaHIP's mode for social networks that weighs time against quality.
_ECOSOCIAL = 4


def bisection(
    network: Network, *, balance: float = 0.05, engine: str = "kahip", trials: int = 1, seed: int = 0
) -> np.ndarray:
    """Divide the nodes into two camps of about the same size, cutting as little weight as can be found.

    A graph is coarsened, divided and refined again, by KaHIP [1]_ or METIS [2]_. Up to ten nodes all divisions into
    halves are tried instead. Every graph has a best bisection, one drawn at random too: that there are two camps is
    no finding.

    A network in pieces: the largest is divided, and every other one put whole on the side that has fewer nodes at the
    time, the largest first. If the second piece is at least half as large as the first, no piece is cut; the sides
    may then be as uneven as two to one.

    Parameters
    ----------
    network : Network
        Positive weights count, rounded to whole numbers from 1 to 10 000 where they differ. Nodes without them are
        groups of their own, which the scores of two camps set aside.
    balance : float
        By how much the larger side may exceed half of the nodes (0.05: 52.5 %).
    engine : {"kahip", "metis"}
        METIS is what most of the literature used, and often cuts less in less time; but it has no ready package for
        Windows and is an optional part. The two find different divisions of graphs without clear camps: a score and
        its nulls need the same engine.
    trials : int
        How many times to begin anew; the smallest cut is kept, the first of equal ones.
    seed : int
        Of the first trial.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The label of each node, in the order of ``network.nodes``.

    Raises
    ------
    NotComputable
        If the network has no nodes.
    OptionError
        If an option has a value not known.
    MissingExtra
        If the engine is not installed.

    References
    ----------
    .. [1] Sanders, P. & Schulz, C. (2013). Think locally, act globally: highly balanced graph partitioning.
       *Experimental Algorithms, SEA 2013*, 164–175. https://doi.org/10.1007/978-3-642-38527-8_16
    .. [2] Karypis, G. & Kumar, V. (1998). A fast and high quality multilevel scheme for partitioning irregular graphs.
       *SIAM Journal on Scientific Computing* 20, 359–392. https://doi.org/10.1137/S1064827595287997

    Examples
    --------
    >>> two = np.kron(np.eye(2), np.ones((3, 3)))
    >>> two[2, 3] = two[3, 2] = 1
    >>> bisection(Network.from_matrix(two, list("abcdef"))).tolist()
    [0, 0, 0, 1, 1, 1]
    """
    engines = {"kahip": _kahip, "metis": _metis}
    if not isinstance(engine, str) or engine not in engines:
        raise OptionError(f"engine={engine!r} is not known.{did_you_mean(str(engine), engines)}")
    number = isinstance(balance, int | float | np.number) and not isinstance(balance, bool)
    if not number or not 0 <= float(balance) < 1:
        raise OptionError(f"balance must be a number from 0 and below 1, not {balance!r}")
    check_whole(trials, "trials", 1)
    check_seed(seed)

    def divide(part: sparse.csr_array) -> np.ndarray:
        if part.shape[0] <= SMALL:
            return smallest_cut(part)
        part.sort_indices()
        weight = whole_weights(part.data)
        found = [
            engines[engine](part, weight, float(balance), (int(seed) + trial) % 2**31)
            for trial in range(int(trials))
        ]
        rows = np.repeat(np.arange(part.shape[0]), np.diff(part.indptr))
        cuts = [int(weight[sides[rows] != sides[part.indices]].sum()) for sides in found]
        best = found[int(np.argmin(cuts))]
        return best if best[0] == 0 else 1 - best

    return apart(positive(network), lambda matrix: in_pieces(matrix, divide))


def whole_weights(weight: np.ndarray) -> np.ndarray:
    """Return weights as whole numbers from 1: all 1 if they are equal, else in proportion, the largest 10 000 or less.

    Examples
    --------
    >>> whole_weights(np.array([0.5, 0.5])).tolist(), whole_weights(np.array([1.0, 2.0, 1e-9])).tolist()
    ([1, 1], [5000, 10000, 1])
    """
    most = weight.max()
    if weight.min() == most:
        return np.ones(len(weight), dtype=np.int64)
    share = weight / most
    # The libraries add up weights in 32 bits.
    heaviest = min(_HEAVIEST, 2**30 / share.sum())
    return np.maximum(1, np.round(share * heaviest)).astype(np.int64)


def _kahip(matrix: sparse.csr_array, weight: np.ndarray, balance: float, seed: int) -> np.ndarray:
    try:
        from kahip import kaffpa
    except ModuleNotFoundError as error:
        raise MissingExtra("'bisection' with engine='kahip'", "kahip") from error
    _, sides = kaffpa(
        [1] * matrix.shape[0],
        matrix.indptr.tolist(),
        weight.tolist(),
        matrix.indices.tolist(),
        2,
        balance,
        True,
        seed,
        _ECOSOCIAL,
    )
    return np.asarray(sides, dtype=np.int64)


def _metis(matrix: sparse.csr_array, weight: np.ndarray, balance: float, seed: int) -> np.ndarray:
    try:
        import pymetis
    except ModuleNotFoundError as error:
        raise MissingExtra("'bisection' with engine='metis'", "metis") from error
    # METIS counts the imbalance in thousandths.
    options = pymetis.Options(seed=seed, ufactor=max(1, round(1000 * balance)))
    csr: dict[str, Any]
    if hasattr(pymetis, "CSRAdjacency"):
        csr = {"adjacency": pymetis.CSRAdjacency(matrix.indptr, matrix.indices)}
    else:
        csr = {"xadj": matrix.indptr, "adjncy": matrix.indices}
    _, sides = pymetis.part_graph(2, eweights=weight, options=options, **csr)
    return np.asarray(sides, dtype=np.int64)
