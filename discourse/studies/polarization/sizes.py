"""Groups that need not be equal: sizes are moved, one actor at a time, as long as the loss falls."""

from __future__ import annotations

import numpy as np

from discourse.studies.polarization.losses import fitting, loss
from discourse.studies.polarization.search import best_of, descend, leading


def least_size(actors: int, count: int, balance: float) -> int:
    """Return how many actors the smallest group must have, at least two.

    Examples
    --------
    >>> least_size(50, 2, 1.0), least_size(50, 2, 0.5), least_size(50, 2, 0.01)
    (25, 13, 2)
    """
    return max(int(np.ceil(round(balance * (actors // count), 9))), 2)


def unequal(
    congruence: np.ndarray, conflict: np.ndarray, groups: np.ndarray, count: int, least: int
) -> np.ndarray:
    """Return groups with less loss than those given, none smaller than ``least``.

    The search starts from the given groups and, for two groups, from the best cut along the leading eigenvector. At
    every step each group in turn gives to each other the actor who fits best there, exchanges follow, and the step
    with the least loss is taken.

    Parameters
    ----------
    congruence, conflict : numpy.ndarray, shape (actors, actors)
    groups : numpy.ndarray of int, shape (actors,)
        From 0.
    count : int
    least : int
        Least size of a group.

    Returns
    -------
    numpy.ndarray of int, shape (actors,)
    """
    begin = [groups]
    if count == 2:
        begin.append(_cut(congruence, conflict, least))
    ends = [_moved(congruence, conflict, g, count, least) for g in begin]
    losses = [loss(congruence, conflict, g, count) for g in ends]
    return ends[int(np.argmin(losses))]


def _cut(congruence: np.ndarray, conflict: np.ndarray, least: int) -> np.ndarray:
    size = len(congruence)
    even = np.array([size - size // 2, size // 2])
    order = np.argsort(leading(fitting(congruence, conflict, even)), kind="stable")
    cuts = np.zeros((size - 2 * least + 1, size), dtype=np.int64)
    for row, first in zip(cuts, range(least, size - least + 1), strict=True):
        row[order[first:]] = 1
    losses = [loss(congruence, conflict, row, 2) for row in cuts]
    return cuts[int(np.argmin(losses))]


def _moved(
    congruence: np.ndarray, conflict: np.ndarray, groups: np.ndarray, count: int, least: int
) -> np.ndarray:
    tiny = 1e-12 * float(congruence.sum() + conflict.sum())
    now, low = groups, loss(congruence, conflict, groups, count)
    while True:
        steps = []
        sizes = np.bincount(now, minlength=count)
        for giver in np.flatnonzero(sizes > least):
            for taker in np.flatnonzero(np.arange(count) != giver):
                steps.append(_step(congruence, conflict, now, sizes, int(giver), int(taker)))
        losses = [loss(congruence, conflict, g, count) for g in steps]
        if not steps or min(losses) >= low - tiny:
            return now
        at = int(np.argmin(losses))
        now, low = steps[at], losses[at]


def _step(
    congruence: np.ndarray,
    conflict: np.ndarray,
    groups: np.ndarray,
    sizes: np.ndarray,
    giver: int,
    taker: int,
) -> np.ndarray:
    """Move the actor of ``giver`` who fits best to ``taker``, then exchange."""
    count = len(sizes)
    after = sizes.copy()
    after[giver] -= 1
    after[taker] += 1
    pair = fitting(congruence, conflict, after)
    gain = pair[:, groups == taker].sum(axis=1) - pair[:, groups == giver].sum(axis=1)
    gain[groups != giver] = -np.inf
    out = groups.copy()
    out[int(np.argmax(gain))] = taker
    return best_of(pair, descend(pair, out[None], count), count)[0]
