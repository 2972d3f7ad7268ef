"""Trades: 0/1 matrices with the same margins, all equally likely."""

from __future__ import annotations

import numpy as np

#: Up to so many cells, a matrix is kept as such.
_DENSE = 50_000_000


def traded(
    row: np.ndarray, col: np.ndarray, shape: tuple[int, int], rng: np.random.Generator, *, rounds: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the ones of a 0/1 matrix with the same margins, after rounds of trades between rows and columns.

    In each round all rows are put in pairs at random, and each pair deals the columns that only one of the two has
    anew, each keeping as many as it had [1]_; then columns do the same [2]_. Either deal is as likely as its undoing,
    and any matrix with the margins can be reached: in the long run all are equally likely.

    Parameters
    ----------
    row, col : numpy.ndarray of int, shape (ones,)
        Each place once.
    shape : tuple of int
        Of the matrix.
    rng : numpy.random.Generator
    rounds : int
        Five to ten are usual.

    Returns
    -------
    row, col : numpy.ndarray of int, shape (ones,)

    References
    ----------
    .. [1] Godard, K. & Neal, Z. P. (2022). fastball: a fast algorithm to randomly sample bipartite graphs with fixed
       degree sequences. *Journal of Complex Networks* 10 (6), cnac049. https://doi.org/10.1093/comnet/cnac049
    .. [2] Carstens, C. J., Hamann, M., Meyer, U., Penschuck, M., Tran, H. & Wagner, D. (2018). Parallel and
       I/O-efficient randomisation of massive networks using global curveball trades. *ESA 2018*, 11:1–11:15.
       https://doi.org/10.4230/LIPIcs.ESA.2018.11

    Examples
    --------
    >>> row, col = np.array([0, 0, 1, 2]), np.array([0, 1, 1, 2])
    >>> new = traded(row, col, (3, 3), np.random.default_rng(0), rounds=5)
    >>> [np.bincount(ends).tolist() for ends in new]
    [[2, 1, 1], [1, 2, 1]]
    """
    row, col = np.asarray(row, dtype=np.int64), np.asarray(col, dtype=np.int64)
    for _ in range(rounds):
        row, col = _deal(row, col, shape, rng)
        col, row = _deal(col, row, shape[::-1], rng)
    return row, col


def _deal(
    row: np.ndarray, col: np.ndarray, shape: tuple[int, int], rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Put rows in pairs, and deal what only one of each two has anew."""
    n = shape[0]
    order = rng.permutation(n)
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    pair, side = place[row] // 2, place[row] % 2
    other = np.full(n, -1, dtype=np.int64)  # of the last, where the number is odd
    half = n - n % 2
    other[order[0:half:2]], other[order[1:half:2]] = order[1:half:2], order[0:half:2]
    shared = _ones(row, col, other[row], shape)
    loose = np.flatnonzero(~shared & (other[row] >= 0))
    # In random order within each pair, the first so many go to the first of the two.
    mixed = loose[np.argsort(pair[loose] + rng.random(len(loose)))]
    of = pair[mixed]
    count = np.bincount(of, minlength=n // 2)
    first = np.bincount(pair[loose][side[loose] == 0], minlength=n // 2)
    rank = np.arange(len(mixed)) - (np.cumsum(count) - count)[of]
    new = row.copy()
    new[mixed] = order[2 * of + (rank >= first[of])]
    return new, col


def _ones(row: np.ndarray, col: np.ndarray, asked: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return whether the matrix has a one in the rows asked and the columns ``col``."""
    n, m = shape
    if n * m <= _DENSE:
        filled = np.zeros((n + 1) * m, dtype=bool)  # the row −1 is the last one, and empty
        filled[row * m + col] = True
        return np.asarray(filled[asked * m + col])
    code = np.sort(row * m + col)
    want = asked * m + col
    return np.asarray(code[np.minimum(np.searchsorted(code, want), len(code) - 1)] == want)
