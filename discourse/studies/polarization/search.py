"""Local search for groups: swaps until none helps, from several starts at once."""

from __future__ import annotations

import numpy as np

#: The most numbers in one array of gains; more starts than fit are taken in turns.
_AT_ONCE = 2_000_000


def even_sizes(actors: int, count: int) -> np.ndarray:
    """Return the sizes of groups that are as equal as can be, the larger first.

    Examples
    --------
    >>> even_sizes(8, 3).tolist()
    [3, 3, 2]
    """
    return np.array([actors // count + (c < actors % count) for c in range(count)])


def within_sums(pair: np.ndarray, groups: np.ndarray, count: int) -> np.ndarray:
    """Return the sum of a symmetric matrix within the groups, for each row of ``groups``, shape (starts,)."""
    member = (groups[:, :, None] == np.arange(count)).astype(float)
    return np.einsum("rik,rik->r", member, np.matmul(pair, member))


def starts(pair: np.ndarray, sizes: np.ndarray, number: int, rng: np.random.Generator) -> np.ndarray:
    """Return groups to start from: one along the leading eigenvector of ``pair``, the others drawn.

    Parameters
    ----------
    pair : numpy.ndarray, shape (actors, actors)
        What two actors in one group add.
    sizes : numpy.ndarray of int, shape (groups,)
    number : int
    rng : numpy.random.Generator

    Returns
    -------
    numpy.ndarray of int, shape (number, actors)
    """
    filled = np.repeat(np.arange(len(sizes)), sizes)
    out = np.empty((number, len(pair)), dtype=np.int64)
    out[0, np.argsort(leading(pair), kind="stable")] = filled
    for row in out[1:]:
        row[:] = rng.permutation(filled)
    return out


def leading(pair: np.ndarray) -> np.ndarray:
    """Return the leading eigenvector of a symmetric matrix about its mean; its first entry not 0 is positive."""
    centred = pair - pair.mean(axis=0) - pair.mean(axis=1)[:, None] + pair.mean()
    found = np.round(np.linalg.eigh(centred)[1][:, -1], 9)
    return found * np.sign(found[np.flatnonzero(found)[0]]) if found.any() else found


def descend(pair: np.ndarray, groups: np.ndarray, count: int) -> np.ndarray:
    """Swap the two actors whose exchange adds most to the sum within groups, until no exchange adds to it.

    Parameters
    ----------
    pair : numpy.ndarray, shape (actors, actors)
        Symmetric, 0 on the diagonal.
    groups : numpy.ndarray of int, shape (starts, actors)
        From 0, of the same sizes in every start.
    count : int
        Number of groups.

    Returns
    -------
    numpy.ndarray of int, shape (starts, actors)
        Groups of the same sizes.

    Examples
    --------
    >>> pair = np.kron(np.eye(2), np.ones((2, 2))) - np.eye(4)
    >>> descend(pair, np.array([[0, 1, 0, 1]]), 2).tolist()
    [[1, 1, 0, 0]]
    """
    turns = max(_AT_ONCE // max(pair.size, 1), 1)
    step = _exchange_two if count == 2 else _exchange
    parts = [step(pair, groups[at : at + turns], count) for at in range(0, len(groups), turns)]
    return np.concatenate(parts)


def _tiny(pair: np.ndarray) -> float:
    """Return what counts as no gain at all: rounding must not make exchanges go round in a circle."""
    return 1e-12 * max(float(np.abs(pair).sum()), 1e-300)


def _exchange(pair: np.ndarray, groups: np.ndarray, count: int) -> np.ndarray:
    out = groups.copy()
    going = np.arange(len(out))
    size, tiny = out.shape[1], _tiny(pair)
    member = (out[:, :, None] == np.arange(count)).astype(float)
    held = np.matmul(pair, member)  # held[r, i, c]: what i has in group c
    while len(going):
        now = out[going]
        own = np.take_along_axis(held, now[:, :, None], axis=2)[:, :, 0]
        there = np.take_along_axis(held, np.broadcast_to(now[:, None, :], (len(now), size, size)), axis=2)
        there -= own[:, :, None]
        gain = there + there.transpose(0, 2, 1)
        gain -= 2 * pair
        gain[now[:, :, None] == now[:, None, :]] = 0.0
        best = gain.reshape(len(now), -1).argmax(axis=1)
        better = gain.reshape(len(now), -1)[np.arange(len(now)), best] > tiny
        going, now, held, best = going[better], now[better], held[better], best[better]
        row = np.arange(len(now))
        i, j = np.divmod(best, size)
        a, b = now[row, i], now[row, j]
        out[going, i], out[going, j] = b, a
        change = pair[j] - pair[i]
        held[row, :, a] += change
        held[row, :, b] -= change
    return out


def _exchange_two(pair: np.ndarray, groups: np.ndarray, count: int) -> np.ndarray:
    """Do the same for two groups, whose pairs of actors are one block that changes by a row and a column."""
    assert count == 2
    out, tiny = groups.copy(), _tiny(pair)
    order = np.argsort(out, axis=1, kind="stable")
    large = int((out[0] == 0).sum()) if len(out) else 0
    left, right = order[:, :large], order[:, large:]
    twice = 2 * pair
    block = twice[left[:, :, None], right[:, None, :]]
    sign = 1.0 - 2.0 * out
    over = -sign * np.matmul(sign, pair)  # what each actor gains by going over to the other group
    going = np.arange(len(out))
    while len(going):
        row = np.arange(len(going))
        gain = np.take_along_axis(over, left, 1)[:, :, None] + np.take_along_axis(over, right, 1)[:, None, :]
        gain -= block
        # What both gain by going over, less what each would gain from the other, who goes too.
        gain = gain.reshape(len(going), -1)
        best = gain.argmax(axis=1)
        better = gain[row, best] > tiny
        if not better.all():
            going, best, row = going[better], best[better], np.arange(int(better.sum()))
            left, right, block, over = left[better], right[better], block[better], over[better]
        at, to = np.divmod(best, right.shape[1])
        i, j = left[row, at], right[row, to]
        sign = 1.0 - 2.0 * out[going]
        over += 2 * sign * (pair[i] - pair[j])
        over[row, i], over[row, j] = -over[row, i], -over[row, j]
        out[going, i], out[going, j] = 1, 0
        left[row, at], right[row, to] = j, i
        block[row, at] = twice[j[:, None], right]
        block[row, :, to] = twice[left, i[:, None]]
    return out


def greedy(
    pair: np.ndarray, sizes: np.ndarray, restarts: int, rng: np.random.Generator
) -> tuple[np.ndarray, float]:
    """Return groups as equal as can be with the greatest sum within them that was found, and this sum.

    Where the sizes differ by one, empty places fill the smaller groups up: an exchange with an empty place moves an
    actor over.

    Parameters
    ----------
    pair : numpy.ndarray, shape (actors, actors)
        What two actors in one group add; see :func:`discourse.studies.polarization.losses.fitting`.
    sizes : numpy.ndarray of int, shape (groups,)
        As of :func:`even_sizes`.
    restarts : int
        Number of starts, the first of them spectral.
    rng : numpy.random.Generator

    Returns
    -------
    (numpy.ndarray of int, float)
        Groups from 0, shape (actors,); the sum over ordered pairs.
    """
    actors, count = len(pair), len(sizes)
    empty = count * int(sizes.max()) - actors
    wide = padded(pair, empty)
    first = starts(pair, sizes, restarts, rng)
    spare = np.repeat(np.arange(count), sizes.max() - sizes)
    found = descend(wide, np.hstack([first, np.broadcast_to(spare, (restarts, empty))]), count)[:, :actors]
    return best_of(pair, found, count)


def padded(pair: np.ndarray, empty: int) -> np.ndarray:
    """Return ``pair`` with empty places at its end, of which no two fit in one group."""
    wide = np.pad(pair, (0, empty))
    if empty > 1:
        wide[-empty:, -empty:] = -2.0 * np.abs(pair).sum() - 1.0
        np.fill_diagonal(wide, 0.0)
    return wide


def best_of(pair: np.ndarray, found: np.ndarray, count: int) -> tuple[np.ndarray, float]:
    """Return the best of several groupings, the first where they are equally good, and its sum within groups."""
    sums = within_sums(pair, found, count)
    near = 1e-12 * max(float(np.abs(pair).sum()), 1e-300)
    at = int(np.flatnonzero(sums >= sums.max() - near)[0])
    return found[at], float(sums[at])
