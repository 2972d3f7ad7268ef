"""The description length of a graph and of its division into blocks.

The microcanonical degree-corrected stochastic block model of Peixoto [1]_: how much must be told to describe a graph
exactly, if first the division is told, then the ties between blocks, the degrees within each, and at last the graph
itself. With N nodes, E ties, B blocks of n_r nodes, e_rs ties between blocks r and s (e_rr: twice those within),
e_r = Σ_s e_rs and degrees k_i, the length is the sum of

- the division: log N + log C(N − 1, B − 1) + log N! − Σ_r log n_r!
- the ties between blocks: log C(B(B + 1)/2 + E − 1, E)
- the degrees in each block, their frequencies first: Σ_r [log q(e_r, n_r) + log n_r! − Σ_k log η_rk!] with η_rk the
  nodes of degree k in block r, and q(m, n) the number of ways to write m as a sum of at most n parts
- the graph: Σ_r log e_r! − Σ_{r<s} log e_rs! − Σ_r log e_rr!! − Σ_i log k_i! + Σ_{i<j} log A_ij! + Σ_i log A_ii!!
  (the last two are 0 for a graph without loops in which no tie comes twice)

.. [1] Peixoto, T. P. (2017). Nonparametric Bayesian inference of the microcanonical stochastic block model.
   *Physical Review E* 95, 012317. https://doi.org/10.1103/PhysRevE.95.012317
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

#: Up to this product of its arguments the number of partitions is counted, beyond it approximated.
_COUNTED = 4_000_000


def description_length(source: np.ndarray, target: np.ndarray, block: np.ndarray) -> float:
    """Return the description length of a graph divided into blocks.

    Parameters
    ----------
    source, target : numpy.ndarray of int, shape (ties,)
        The ends of each tie, in any order. A tie may come more than once, and may be of a node with itself.
    block : numpy.ndarray of int, shape (n,)
        The block of each node, from 0 without a gap.

    Returns
    -------
    float
        In bits.

    Examples
    --------
    >>> float(np.round(description_length(np.array([0]), np.array([1]), np.array([0, 0])), 6))  # log2 of 2 · 1 · 2 · 1
    2.0
    """
    from scipy.special import gammaln

    n, ties = len(block), len(source)
    size = np.bincount(block)
    blocks = len(size)
    degree = np.bincount(source, minlength=n) + np.bincount(target, minlength=n)
    low, high = np.minimum(block[source], block[target]), np.maximum(block[source], block[target])
    between = np.bincount(low * blocks + high, minlength=blocks * blocks).reshape(blocks, blocks)
    within = np.diag(between)
    half = np.bincount(block, weights=degree, minlength=blocks)

    def factorial(x: np.ndarray) -> float:
        return float(gammaln(np.asarray(x, dtype=float) + 1).sum())

    def choose(a: float, b: float) -> float:
        return float(gammaln(a + 1) - gammaln(b + 1) - gammaln(a - b + 1))

    division = np.log(n) + choose(n - 1, blocks - 1) + factorial(np.array(n)) - factorial(size)
    matrix = choose(blocks * (blocks + 1) / 2 + ties - 1, ties)
    frequency = np.unique(np.column_stack([block, degree]), axis=0, return_counts=True)[1]
    ways = sum(log_partitions(int(m), int(parts)) for m, parts in zip(half, size, strict=True))
    degrees = ways + factorial(size) - factorial(frequency)
    first, second = np.minimum(source, target), np.maximum(source, target)
    again = np.unique(first.astype(np.int64) * n + second, return_counts=True)[1]
    # Of an even number m, m!! = 2^(m/2) (m/2)!; e_rr and A_ii are even.
    graph = (
        factorial(half)
        - factorial(between[np.triu_indices(blocks, 1)])
        - factorial(within)
        - float(within.sum()) * np.log(2)
        - factorial(degree)
        + factorial(again)
        + float((source == target).sum()) * np.log(2)
    )
    return float((division + matrix + degrees + graph) / np.log(2))


@lru_cache(maxsize=4096)
def log_partitions(total: int, parts: int) -> float:
    """Return the logarithm of the number of ways to write a number as a sum of at most so many parts.

    Counted up to a size; beyond it by the approximation of Szekeres (Peixoto 2017, appendix), which is off by a few
    hundredths at most there.

    Parameters
    ----------
    total : int
        0 or more.
    parts : int
        1 or more.

    Returns
    -------
    float

    Examples
    --------
    >>> round(np.exp(log_partitions(10, 10))), round(np.exp(log_partitions(10, 2)))
    (42, 6)
    """
    parts = min(parts, total)
    if parts <= 1:
        return 0.0
    if total * parts <= _COUNTED and total < 70_000:
        return _counted(total, parts)
    return _approximate(total, parts)


def _counted(total: int, parts: int) -> float:
    # As many ways as with parts of at most this size: let in one size after the other.
    ways = np.ones(total + 1)
    for size in range(2, parts + 1):
        padded = np.zeros(-(-(total + 1) // size) * size)
        padded[: total + 1] = ways
        ways = np.cumsum(padded.reshape(-1, size), axis=0).ravel()[: total + 1]
    return float(np.log(ways[total]))


def _approximate(total: int, parts: int) -> float:
    from scipy.optimize import brentq
    from scipy.special import gammaln, spence

    if parts < total**0.25:
        # Few parts: nearly all of them differ.
        return float(gammaln(total) - gammaln(parts) - gammaln(total - parts + 1) - gammaln(parts + 1))
    root = np.sqrt(total)
    u = parts / root

    def at(v: float) -> float:
        # Li2(1 − e^v) = spence(e^v)
        inside = -v * v / 2 - spence(np.exp(v))
        return float(v - u * np.sqrt(max(inside, 0.0)))

    v = brentq(at, 1e-9, 100.0) if at(100.0) > 0 else 100.0
    gone = np.exp(-v)
    front = np.log(v) - np.log(2**1.5 * np.pi * u) - 0.5 * np.log1p(-(1 + u * u / 2) * gone)
    return float(front - np.log(total) + root * (2 * v / u - u * np.log1p(-gone)))
