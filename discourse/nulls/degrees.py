"""Random networks with the same degrees (1K), or the same degrees at both ends of ties (2K)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from discourse.errors import NotComputable
from discourse.model.network import Network
from discourse.nulls._drawing import Drawn
from discourse.nulls.switching import switched

#: How often every tie is exchanged, on average, before the first network and between two.
_TIMES = 10
#: Rounds at most; where hardly any exchange is possible, more would not help.
_MOST = 200


def degrees(network: Network, *, count: int = 100, seed: int = 0) -> Iterator[Network]:
    """Yield networks in which every node has as many ties as in the one given (1K) [1]_.

    Ties are exchanged between pairs of ties (see :func:`discourse.nulls.switching.switched`), each about ten times
    before the first network and between two, so that all simple graphs with these degrees are about equally likely.

    Parameters
    ----------
    network : Network
        Directed: ties in and out are kept apart. Negative ties: each node keeps its positive and its negative ones.
        Of several kinds of nodes, each keeps its ties to every kind.
    count : int
    seed : int

    Yields
    ------
    Network
        The same nodes; ties of a node with itself and ties that weigh nothing are left out; the weights stand on the
        new ties at random.

    Raises
    ------
    NotComputable
        If there are fewer than two ties, or no exchange is possible: then the degrees alone make the network.
    OptionError

    References
    ----------
    .. [1] Mahadevan, P., Krioukov, D., Fall, K. & Vahdat, A. (2006). Systematic topology analysis and generation
       using degree correlations. *ACM SIGCOMM Computer Communication Review* 36 (4), 135–146.
       https://doi.org/10.1145/1151659.1159930

    Examples
    --------
    >>> ring = Network.from_matrix(np.roll(np.eye(6), 1, 0) + np.roll(np.eye(6), -1, 0), list("abcdef"))
    >>> [int(net.matrix().sum(axis=0).max()) for net in degrees(ring, count=2)]
    [2, 2]
    """
    return _draw(network, count, seed, "1K")


def joint_degrees(network: Network, *, count: int = 100, seed: int = 0) -> Iterator[Network]:
    """Yield networks with as many ties between nodes of degrees j and k as the one given, for all j and k (2K) [1]_.

    In an undirected network all such graphs can be reached by exchanging ties; in a directed one, where both degrees of
    both ends are kept, only those are that exchanges lead to.

    Parameters
    ----------
    network : Network
        As for :func:`degrees`.
    count : int
    seed : int

    Yields
    ------
    Network

    Raises
    ------
    NotComputable
    OptionError

    References
    ----------
    .. [1] Mahadevan, P., Krioukov, D., Fall, K. & Vahdat, A. (2006). Systematic topology analysis and generation
       using degree correlations. *ACM SIGCOMM Computer Communication Review* 36 (4), 135–146.
       https://doi.org/10.1145/1151659.1159930

    Examples
    --------
    >>> ring = Network.from_matrix(np.roll(np.eye(6), 1, 0) + np.roll(np.eye(6), -1, 0), list("abcdef"))
    >>> next(joint_degrees(ring, count=1)).size
    6
    """
    return _draw(network, count, seed, "2K")


def _draw(network: Network, count: int, seed: int, null: str) -> Iterator[Network]:
    ties = Drawn.of(network, count, seed)
    rng = np.random.default_rng(seed)
    code = _codes(ties) if null == "2K" else None
    source, target = ties.source, ties.target
    codes = 2 * ties.block + ties.sign
    group = None if (codes == codes[0]).all() else codes
    share, rounds = 0.0, 2 * _TIMES
    for i in range(count):
        for _ in range(1 if i else 2):  # the first two tell how many rounds are enough
            source, target, share = switched(
                source, target, network.order, rng, rounds=rounds, group=group, fixed=ties.fixed,
                ordered=network.directed, degree=code,
            )  # fmt: skip
            rounds = min(_MOST, int(np.ceil(_TIMES / max(share, _TIMES / _MOST))))
        if not i and share == 0.0:
            raise NotComputable(
                f"no two ties of this network can be exchanged and leave the {_KEPT[null]} as they are: there is "
                "nothing to compare it with; use null='0K'"
            )
        yield ties.made(source, target, rng, null)


_KEPT = {"1K": "degrees", "2K": "degrees at both ends of ties"}


def _codes(ties: Drawn) -> np.ndarray:
    """Return a number for the degrees of each node, in and out and positive and negative apart."""
    n = ties.network.order
    parts: list[np.ndarray] = []
    for sign in (0, 1):
        of = ties.sign == sign
        out, into = (np.bincount(ends[of], minlength=n) for ends in (ties.source, ties.target))
        parts += [out, into] if ties.network.directed else [out + into]
    code = np.zeros(n, dtype=np.int64)
    for part in parts:
        code = np.unique(code * (int(part.max()) + 1) + part, return_inverse=True)[1]
    return code
