"""The groups of least loss by looking at all of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from math import factorial, prod

import numpy as np

from discourse.studies.polarization.search import best_of, even_sizes

#: So many groupings are looked at, at most: 2 groups of up to 21 actors, 3 of up to 15.
MOST = 400_000


def groupings(actors: int, count: int) -> int:
    """Return how many ways there are to part actors into groups as equal as can be.

    Examples
    --------
    >>> groupings(16, 2), groupings(7, 2), groupings(7, 3)
    (6435, 35, 105)
    """
    sizes = even_sizes(actors, count).tolist()
    alike = prod(factorial(sizes.count(s)) for s in set(sizes))
    return factorial(actors) // prod(factorial(s) for s in sizes) // alike


@lru_cache(maxsize=8)
def all_groupings(actors: int, count: int) -> np.ndarray:
    """Return them all, shape (groupings, actors)."""
    sizes = even_sizes(actors, count)
    out = np.empty((groupings(actors, count), actors), dtype=np.int8)
    # A loop over groupings: there are no more than MOST of them, and they are kept.
    for row, parts in zip(out, _parted(tuple(range(actors)), tuple(sizes.tolist())), strict=True):
        for number, part in enumerate(parts):
            row[list(part)] = number
    out.flags.writeable = False
    return out


def _parted(rest: tuple[int, ...], sizes: tuple[int, ...]) -> Iterator[list[tuple[int, ...]]]:
    """Yield the ways to part ``rest``; its first member is in the next group, so that none comes twice."""
    if not sizes:
        yield []
        return
    for size in sorted(set(sizes)):
        left = list(sizes)
        left.remove(size)
        for others in combinations(rest[1:], size - 1):
            part = (rest[0], *others)
            gone = set(part)
            for more in _parted(tuple(i for i in rest if i not in gone), tuple(left)):
                yield [part, *more]


def exact(pair: np.ndarray, count: int) -> tuple[np.ndarray, float]:
    """Return the groups, as equal as can be, with the greatest sum of ``pair`` within them, and this sum.

    Parameters
    ----------
    pair : numpy.ndarray, shape (actors, actors)
    count : int

    Returns
    -------
    (numpy.ndarray of int, float)

    Examples
    --------
    >>> exact(np.kron(np.eye(2), np.ones((2, 2))) - np.eye(4), 2)
    (array([0, 0, 1, 1]), 4.0)
    """
    every = all_groupings(len(pair), count)
    best = [
        best_of(pair, every[at : at + 20_000].astype(np.int64), count) for at in range(0, len(every), 20_000)
    ]
    found, most = max(best, key=lambda b: b[1])
    return found, most
