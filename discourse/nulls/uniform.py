"""Random networks with as many nodes and ties (0K)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from discourse.model.network import Network
from discourse.nulls._drawing import Drawn


def uniform(network: Network, *, count: int = 100, seed: int = 0) -> Iterator[Network]:
    """Yield networks of the same nodes with as many ties between any of them: G(n, m) [1]_.

    Parameters
    ----------
    network : Network
        Of several kinds of nodes, as many ties join every two kinds as before.
    count : int
    seed : int

    Yields
    ------
    Network
        Without ties of a node with itself; the weights stand on the new ties at random.

    Raises
    ------
    NotComputable
        If there are fewer than two ties.
    OptionError

    References
    ----------
    .. [1] Erdős, P. & Rényi, A. (1959). On random graphs I. *Publicationes Mathematicae* 6, 290–297.
       https://doi.org/10.5486/PMD.1959.6.3-4.12

    Examples
    --------
    >>> ring = Network.from_matrix(np.roll(np.eye(6), 1, 0) + np.roll(np.eye(6), -1, 0), list("abcdef"))
    >>> [net.size for net in uniform(ring, count=2)]
    [6, 6]
    """
    ties = Drawn.of(network, count, seed)
    rng = np.random.default_rng(seed)
    for _ in range(count):
        source, target = _pairs(ties, rng)
        yield ties.made(source, target, rng, "0K")


def _pairs(ties: Drawn, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw as many different pairs of nodes as there are ties, of every two kinds as many as there are."""
    source, target = np.empty_like(ties.source), np.empty_like(ties.target)
    for block in np.unique(ties.block):
        where = np.flatnonzero(ties.block == block)
        ends = (ties.kind[part[where[0]]] for part in (ties.source, ties.target))
        one, other = (np.flatnonzero(ties.kind == kind) for kind in ends)
        source[where], target[where] = _between(one, other, len(where), ties.network.directed, rng)
    return source, target


def _between(
    one: np.ndarray, other: np.ndarray, count: int, directed: bool, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw different pairs of nodes of two kinds, or of one."""
    n, m = len(one), len(other)
    if not np.array_equal(one, other):
        code = rng.choice(n * m, size=count, replace=False)
        return one[code // m], other[code % m]
    if directed:
        code = rng.choice(n * (n - 1), size=count, replace=False)
        a, b = code // (n - 1), code % (n - 1)
        return one[a], one[b + (b >= a)]
    a, b = _triangle(rng.choice(n * (n - 1) // 2, size=count, replace=False))
    return one[a], one[b]


def _triangle(code: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs a < b by their numbers: 0 is (0, 1), 1 is (0, 2), 2 is (1, 2), 3 is (0, 3), and so on.

    Examples
    --------
    >>> [part.tolist() for part in _triangle(np.arange(4))]
    [[0, 0, 1, 0], [1, 2, 2, 3]]
    """
    b = ((1 + np.sqrt(1 + 8 * code.astype(float))) // 2).astype(np.int64)
    b -= b * (b - 1) // 2 > code  # rounding of the root
    b += (b + 1) * b // 2 <= code
    return code - b * (b - 1) // 2, b
