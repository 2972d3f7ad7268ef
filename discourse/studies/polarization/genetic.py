"""Groups by a genetic algorithm: what half of a population inherits is kept where it serves."""

from __future__ import annotations

import numpy as np

from discourse.studies.polarization.search import best_of, descend, padded, starts, within_sums

_POPULATION, _GENERATIONS, _ELITE = 32, 60, 8


def genetic(
    pair: np.ndarray, sizes: np.ndarray, restarts: int, rng: np.random.Generator
) -> tuple[np.ndarray, float]:
    """Return groups as equal as can be with the greatest sum within them that was found, and this sum.

    A population of 32 groupings goes through 60 generations: the best 8 stay, the others are children of two of the
    better half. A child has its first parent's groups, but for a drawn half of its actors, who take the places of
    these actors in the second parent, in the order in which those have them; one child in three has an exchange
    drawn. All are improved by exchanges at the end.

    Parameters
    ----------
    pair : numpy.ndarray, shape (actors, actors)
    sizes : numpy.ndarray of int, shape (groups,)
    restarts : int
        Number of populations.
    rng : numpy.random.Generator

    Returns
    -------
    (numpy.ndarray of int, float)
    """
    actors, count = len(pair), len(sizes)
    empty = count * int(sizes.max()) - actors
    wide = padded(pair, empty)
    spare = np.broadcast_to(np.repeat(np.arange(count), sizes.max() - sizes), (_POPULATION, empty))
    found = []
    for _ in range(restarts):
        people = np.hstack([starts(pair, sizes, _POPULATION, rng), spare])
        for _ in range(_GENERATIONS):
            people = _named(people[np.argsort(-within_sums(wide, people, count), kind="stable")], count)
            people[_ELITE:] = _children(people, _POPULATION - _ELITE, rng)
        found.append(descend(wide, people, count)[:, :actors])
    return best_of(pair, np.concatenate(found), count)


def _named(people: np.ndarray, count: int) -> np.ndarray:
    """Number the groups by their first members, so that parents mean the same by a number."""
    first = (people[:, :, None] == np.arange(count)).argmax(axis=1)
    return np.take_along_axis(np.argsort(np.argsort(first, axis=1), axis=1), people, axis=1)


def _children(people: np.ndarray, number: int, rng: np.random.Generator) -> np.ndarray:
    """Return children whose groups have the sizes of their parents'."""
    better = len(people) // 2
    first = people[rng.integers(better, size=number)]
    second = people[rng.integers(better, size=number)]
    order = np.argsort(rng.random(first.shape), axis=1)
    half = order[:, : first.shape[1] // 2]
    mine, theirs = np.take_along_axis(first, half, axis=1), np.take_along_axis(second, half, axis=1)
    # The places of the drawn half are dealt out again, in the order in which the second parent has them.
    dealt = np.empty_like(mine)
    np.put_along_axis(dealt, np.argsort(theirs, axis=1, kind="stable"), np.sort(mine, axis=1), axis=1)
    out = first.copy()
    np.put_along_axis(out, half, dealt, axis=1)
    swap = np.flatnonzero(rng.random(number) < 1 / 3)
    i, j = order[swap, 0], order[swap, -1]
    out[swap, i], out[swap, j] = out[swap, j], out[swap, i]
    return out
