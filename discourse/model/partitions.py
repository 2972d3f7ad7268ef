"""How far two divisions of the same things agree: the adjusted Rand index and the variation of information.

Both are computed from the table of how many things each pair of groups shares. For many divisions at once all these
tables are one sparse product.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from discourse.errors import DataError

if TYPE_CHECKING:
    from scipy import sparse


def ari(one: Any, other: Any) -> float:
    """Return the adjusted Rand index [1]_ of two divisions.

    Parameters
    ----------
    one, other : array-like, shape (n,)
        The label of each thing.

    Returns
    -------
    float
        1 for the same division, 0 on average for divisions that have nothing to do with each other; 1 as well where
        both put all in one group, or each in its own.

    Raises
    ------
    DataError
        If they are of different lengths, or empty.

    References
    ----------
    .. [1] Hubert, L. & Arabie, P. (1985). Comparing partitions. *Journal of Classification* 2, 193–218.
       https://doi.org/10.1007/BF01908075

    Examples
    --------
    >>> ari([1, 1, 2, 2], [5, 5, 5, 7])
    0.0
    """
    first, second = _two(one, other).T
    n, width = len(first), int(second.max()) + 1
    table = np.bincount(first * width + second, minlength=(int(first.max()) + 1) * width).reshape(-1, width)
    # In whole numbers: products of pairs of large divisions are more than 64 bits hold.
    pairs, one_pairs, other_pairs = (
        int((t * (t - 1) // 2).sum()) for t in (table, table.sum(axis=1), table.sum(axis=0))
    )
    chance = one_pairs * other_pairs / (n * (n - 1) / 2) if n > 1 else 0.0
    below = (one_pairs + other_pairs) / 2 - chance
    return (pairs - chance) / below if below else 1.0


def vi(one: Any, other: Any) -> float:
    """Return the variation of information [1]_ of two divisions, in nats.

    Parameters
    ----------
    one, other : array-like, shape (n,)
        The label of each thing.

    Returns
    -------
    float
        From 0 (the same division) to log n.

    Raises
    ------
    DataError
        If they are of different lengths, or empty.

    References
    ----------
    .. [1] Meilă, M. (2007). Comparing clusterings: an information based distance. *Journal of Multivariate
       Analysis* 98, 873–895. https://doi.org/10.1016/j.jmva.2006.11.013

    Examples
    --------
    >>> round(vi([1, 1, 2, 2], [1, 2, 1, 2]), 6)  # 2 log 2
    1.386294
    """
    return float(agreement(_two(one, other))[1][0, 1])


def _two(one: Any, other: Any) -> np.ndarray:
    first, second = (np.unique(np.asarray(x), return_inverse=True)[1].ravel() for x in (one, other))
    if len(first) != len(second) or not len(first):
        raise DataError(
            f"two divisions of the same things are compared, not of {len(first)} and {len(second)}"
        )
    return np.column_stack([first, second])


def membership(labels: np.ndarray) -> tuple[sparse.csr_array, np.ndarray]:
    """Return which thing is in which group of which division.

    Parameters
    ----------
    labels : numpy.ndarray of int, shape (n, divisions)

    Returns
    -------
    member : scipy.sparse.csr_array, shape (n, groups of all divisions)
    division : numpy.ndarray of int, shape (groups of all divisions,)
        To which division each column belongs, rising.
    """
    from scipy import sparse

    n, count = labels.shape
    codes = np.empty((n, count), dtype=np.int64)
    size = np.zeros(count, dtype=np.int64)
    for i in range(count):
        found, codes[:, i] = np.unique(labels[:, i], return_inverse=True)
        size[i] = len(found)
    codes += np.concatenate([[0], np.cumsum(size)[:-1]])
    rows = np.repeat(np.arange(n), count)
    member = sparse.coo_array((np.ones(n * count), (rows, codes.ravel())), shape=(n, int(size.sum()))).tocsr()
    return member, np.repeat(np.arange(count), size)


def agreement(labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the adjusted Rand index and the variation of information of every pair of divisions.

    Parameters
    ----------
    labels : numpy.ndarray of int, shape (n, divisions)

    Returns
    -------
    ari, vi : numpy.ndarray of float, shape (divisions, divisions)
    """
    n, count = labels.shape
    member, division = membership(labels)
    shared = (member.T @ member).tocoo()
    cell = division[shared.row] * count + division[shared.col]
    pairs, logs = (
        np.bincount(cell, weights=value, minlength=count * count).reshape(count, count)
        for value in (shared.data * (shared.data - 1) / 2, shared.data * np.log(shared.data))
    )
    alone, own = np.diag(pairs), np.diag(logs)
    # The variation of information: H(X|Y) + H(Y|X).
    variation = np.maximum((own[:, None] + own[None, :] - 2 * logs) / n, 0.0)
    chance = alone[:, None] * alone[None, :] / max(n * (n - 1) / 2, 1.0)
    middle = (alone[:, None] + alone[None, :]) / 2
    below = middle - chance
    index = np.where(below != 0, (pairs - chance) / np.where(below != 0, below, 1.0), 1.0)
    return index, variation
