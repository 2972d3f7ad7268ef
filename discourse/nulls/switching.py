"""Switching the ends of ties, many at a time, so that every graph with the same degrees is equally likely."""

from __future__ import annotations

import numpy as np

#: Share of pairs that propose; if all did, an even number of rounds could be no change at all.
_PROPOSE = 0.9


def switched(
    source: np.ndarray,
    target: np.ndarray,
    nodes: int,
    rng: np.random.Generator,
    *,
    rounds: int,
    group: np.ndarray | None = None,
    fixed: bool | np.ndarray = False,
    ordered: bool = False,
    degree: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray, float]:
    """Return ties with their targets exchanged at random.

    In each round the ties are put in pairs at random, and nine in ten pairs (a, b), (c, d) propose (a, d), (c, b). It
    is done unless it would make a loop or a tie that exists, or that another pair proposes, or unless another pair
    proposes one of its own ties.

    Why this is unbiased: what is done in a round is undone by the same pairs proposing their old ties, and these are
    not refused. For take a pair that was done. Its old ties are free now, for it left them, nobody else proposed them
    (third rule), and no two pairs had the same; nobody proposes its new ties, for then both had been refused (second
    rule). Take a pair that was refused: if it was because of a tie that is still there, or of a proposal by another
    that was refused too, then again; the tie cannot have gone, since its owner would have been refused (third rule).
    So the same pairs are done on the way back, with the same probability: the chain is symmetric, and aperiodic since
    some pairs propose nothing (two ties alone would else change places in every round), hence uniform over the graphs
    that switches reach [1]_.

    Parameters
    ----------
    source, target : numpy.ndarray of int, shape (m,)
        A simple graph: no loops, no tie twice.
    nodes : int
    rng : numpy.random.Generator
    rounds : int
        In each round nearly every tie has one chance.
    group : numpy.ndarray of int, shape (m,), optional
        Only ties of the same group exchange targets.
    fixed : bool or numpy.ndarray of bool, shape (m,)
        Whether the ends of a tie keep their order, as with directed ties, or of two modes. If not, it is turned at
        random in every round.
    ordered : bool
        Whether (a, b) and (b, a) are different ties.
    degree : numpy.ndarray of int, shape (nodes,), optional
        Only ties whose targets have the same degree (or the same code, whatever it says) exchange them, or, in about
        every second round where the ends are fixed, ties whose sources have.

    Returns
    -------
    source, target : numpy.ndarray of int, shape (m,)
    share : float
        Of the proposals that were done.

    References
    ----------
    .. [1] Fosdick, B. K., Larremore, D. B., Nishimura, J. & Ugander, J. (2018). Configuring random graph models with
       fixed degree sequences. *SIAM Review* 60, 315–355. https://doi.org/10.1137/16M1087175

    Examples
    --------
    >>> a, b, _ = switched(np.array([0, 2]), np.array([1, 3]), 4, np.random.default_rng(1), rounds=9)
    >>> np.bincount(np.concatenate([a, b])).tolist()
    [1, 1, 1, 1]
    """
    a, b = source.astype(np.int64), target.astype(np.int64)
    m = len(a)
    done = tried = 0
    if m < 2:
        return a, b, 0.0
    key = _keys(a, b, nodes, ordered)
    free = ~np.broadcast_to(fixed, m)
    for _ in range(rounds):
        if free.any():
            turn = free & (rng.random(m) < 0.5)
            a, b = np.where(turn, b, a), np.where(turn, a, b)
        # Targets of one degree may be exchanged, and so may those of two sources of one degree.
        like = None if degree is None else degree[b if free.all() or rng.random() < 0.5 else a]
        first, second = _pairs(m, group, like, rng)
        tried += len(first)
        some = rng.random(len(first)) < _PROPOSE
        first, second = first[some], second[some]
        own = np.full(m, -1, dtype=np.int64)  # the pair that a tie is in
        own[first] = own[second] = np.arange(len(first))
        one, two = _keys(a[first], b[second], nodes, ordered), _keys(a[second], b[first], nodes, ordered)
        refused = (a[first] == b[second]) | (a[second] == b[first])
        proposed = np.concatenate([one, two])
        pair = np.tile(np.arange(len(first)), 2)
        # Ties that exist: who proposes one is refused, and so is the pair that has it.
        order = np.argsort(key)
        place = np.minimum(np.searchsorted(key, proposed, sorter=order), m - 1)
        owner = order[place]
        there = key[owner] == proposed
        refused[pair[there]] = True
        owners = own[owner[there]]
        refused[owners[owners >= 0]] = True
        # Ties that two pairs propose.
        order = np.argsort(proposed)
        same = proposed[order[1:]] == proposed[order[:-1]]
        refused[pair[order[1:][same]]] = refused[pair[order[:-1][same]]] = True
        keep = ~refused
        here, there_ = first[keep], second[keep]
        b[here], b[there_] = b[there_], b[here]
        key[here], key[there_] = one[keep], two[keep]
        done += int(keep.sum())
    return a, b, done / max(tried, 1)


def _keys(a: np.ndarray, b: np.ndarray, nodes: int, ordered: bool) -> np.ndarray:
    """Return a number for each tie, the same for (a, b) and (b, a) unless they differ."""
    if ordered:
        return a * np.int64(nodes) + b
    return np.minimum(a, b) * np.int64(nodes) + np.maximum(a, b)


def _pairs(
    ties: int, group: np.ndarray | None, like: np.ndarray | None, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Put ties in pairs at random, within their groups and among those that are alike."""
    order = rng.permutation(ties)
    if group is None and like is None:
        half = len(order) // 2
        return order[:half], order[half : 2 * half]
    code = np.zeros(ties, dtype=np.int64) if like is None else like.astype(np.int64)
    if group is not None:
        code = code * (int(group.max(initial=0)) + 1) + group
    order = order[np.argsort(code[order], kind="stable")]
    ranked = code[order]
    start = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    rank = np.arange(len(order)) - np.repeat(start, np.diff(np.r_[start, len(order)]))
    even = np.flatnonzero(rank % 2 == 0)
    even = even[even + 1 < len(order)]
    even = even[ranked[even + 1] == ranked[even]]
    return order[even], order[even + 1]
