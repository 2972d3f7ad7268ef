"""The score that Discourse Network Analyzer publishes: its loss, and the greatest there is."""

from __future__ import annotations

import numpy as np

from discourse.studies.polarization.search import descend, even_sizes, leading


def dna_loss(
    congruence: np.ndarray, conflict: np.ndarray, groups: np.ndarray, count: int, *, normalized: bool = True
) -> float:
    """Return Q of Discourse Network Analyzer 3.0.

    With W and B ordered dyads within and between groups, a dyad within group c is expected to weigh
    :math:`(n_c (n_c - 1) / W) |C| / W`, one between c and d :math:`(n_c n_d / B) |F| / B`. These expectations do not
    add up to the weight there is (with two equal groups, to half of it).

    Parameters
    ----------
    congruence, conflict : numpy.ndarray, shape (actors, actors)
    groups : numpy.ndarray of int, shape (actors,)
        From 0.
    count : int
        Number of groups.
    normalized : bool
        Divide by the weight of both networks.

    Returns
    -------
    float
        NaN where normalized and there is no weight.

    Examples
    --------
    >>> same = np.kron(np.eye(2), np.ones((2, 2))) - np.eye(4)
    >>> other = 1 - np.kron(np.eye(2), np.ones((2, 2)))
    >>> dna_loss(same, other, np.array([0, 0, 1, 1]), 2)
    0.25
    """
    total = float(np.abs(congruence).sum() + np.abs(conflict).sum())
    weights = pair_losses(congruence, conflict, np.bincount(groups, minlength=count))
    rows = np.arange(len(groups))
    whole = float(weights[groups[:, None], groups, rows[:, None], rows].sum())
    if not normalized:
        return whole / 2
    return whole / (2 * total) if total else float("nan")


def pair_losses(congruence: np.ndarray, conflict: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Return what each ordered dyad adds to twice Q by the groups of its two actors.

    Returns
    -------
    numpy.ndarray, shape (groups, groups, actors, actors)
    """
    within = float((sizes * (sizes - 1)).sum())
    between = float(sizes.sum() ** 2 - (sizes**2).sum())
    c, f = np.abs(congruence).sum(), np.abs(conflict).sum()
    count, actors = len(sizes), len(congruence)
    out = np.empty((count, count, actors, actors))
    for a in range(count):
        for b in range(count):
            if a == b:
                expected = sizes[a] * (sizes[a] - 1) / within * c / within if within else 0.0
                out[a, a] = np.abs(congruence - expected) + np.abs(conflict)
            else:
                expected = sizes[a] * sizes[b] / between * f / between if between else 0.0
                out[a, b] = np.abs(congruence) + np.abs(conflict - expected)
            np.fill_diagonal(out[a, b], 0.0)
    return out


def dna_score(
    congruence: np.ndarray,
    conflict: np.ndarray,
    count: int,
    *,
    normalized: bool = True,
    restarts: int = 8,
    rng: np.random.Generator,
) -> tuple[float, np.ndarray]:
    """Return the greatest Q that was found over groups as equal as can be, and these groups.

    Discourse Network Analyzer takes the greatest loss for the degree of polarization and its groups for the camps.
    The number rises with polarization; the groups are those that fit the networks worst.

    Parameters
    ----------
    congruence, conflict : numpy.ndarray, shape (actors, actors)
    count : int
    normalized : bool
    restarts : int
    rng : numpy.random.Generator

    Returns
    -------
    (float, numpy.ndarray of int)
    """
    sizes = even_sizes(len(congruence), count)
    weights = pair_losses(congruence, conflict, sizes)
    filled = np.repeat(np.arange(count), sizes)
    # Far ends of the eigenvector meet in one group: two that do not belong together.
    order = np.argsort(np.abs(leading(congruence - conflict)), kind="stable")
    first = np.empty(len(filled), dtype=np.int64)
    first[order] = np.arange(len(filled)) % count
    every = np.array([first, *(rng.permutation(filled) for _ in range(restarts - 1))])
    if sizes[0] == sizes[-1]:  # what a dyad adds then depends only on whether its actors are in one group
        ends = list(descend(weights[0, 0] - weights[0, 1], every, count))
    else:
        ends = [_ascend(weights, groups, sizes) for groups in every]
    scores = [dna_loss(congruence, conflict, groups, count, normalized=normalized) for groups in ends]
    at = int(np.argmax(scores))
    return scores[at], ends[at]


def _ascend(weights: np.ndarray, groups: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Exchange the two actors that add most to the loss, until no exchange adds to it."""
    count, size = len(sizes), len(groups)
    rows = np.arange(size)
    tiny = 1e-12 * max(float(weights[0, 0].sum()), 1e-300)
    out = groups.copy()
    while True:
        member = out == np.arange(count)[:, None]
        # held[i, c]: the loss of i with all others as they are, were i in group c
        held = np.einsum("cdil,dl->ic", weights, member.astype(float), optimize=True)
        there = held[:, out] - held[rows, out][:, None]
        mine = weights[out[:, None], out[:, None], rows[:, None], rows]
        both = weights[out[:, None], out, rows[:, None], rows]
        gain = there + there.T + 2 * both - mine - mine.T
        gain[out[:, None] == out] = 0.0
        i, j = divmod(int(gain.argmax()), size)
        if gain[i, j] <= tiny:
            return out
        out[i], out[j] = out[j], out[i]
