"""How far a congruence and a conflict network are from those of ideal camps."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Ideal(NamedTuple):
    """What each ordered dyad of an ideal network would weigh.

    Attributes
    ----------
    within : float
        Congruence of two members of one group.
    between : float
        Conflict of two members of different groups.
    """

    within: float
    between: float


def ideal(congruence: np.ndarray, conflict: np.ndarray, sizes: np.ndarray) -> Ideal:
    """Return the weights of ideal camps with the totals of the networks observed.

    Parameters
    ----------
    congruence, conflict : numpy.ndarray, shape (actors, actors)
        Symmetric, not negative, 0 on the diagonal.
    sizes : numpy.ndarray of int, shape (groups,)

    Returns
    -------
    Ideal
        0 where there is no dyad of the kind.

    Examples
    --------
    >>> tie = np.ones((4, 4)) - np.eye(4)
    >>> ideal(tie, tie, np.array([2, 2]))
    Ideal(within=3.0, between=1.5)
    """
    within = float((sizes * (sizes - 1)).sum())
    between = float(sizes.sum() ** 2 - (sizes**2).sum())
    return Ideal(
        float(congruence.sum()) / within if within else 0.0,
        float(conflict.sum()) / between if between else 0.0,
    )


def fitting(congruence: np.ndarray, conflict: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    r"""Return what each pair adds to the fit by being in one group rather than in two.

    Groups of the given sizes have the least loss where the sum of this over the pairs within them is greatest: since
    :math:`|C - e| = C + e - 2 \min(C, e)`, half the loss is a constant minus
    :math:`\sum_{within} (\min(C, e) - \min(F, f))`.

    Parameters
    ----------
    congruence, conflict : numpy.ndarray, shape (actors, actors)
    sizes : numpy.ndarray of int, shape (groups,)

    Returns
    -------
    numpy.ndarray, shape (actors, actors)
        Symmetric, 0 on the diagonal.
    """
    e, f = ideal(congruence, conflict, sizes)
    return np.minimum(congruence, e) - np.minimum(conflict, f)


def loss(congruence: np.ndarray, conflict: np.ndarray, groups: np.ndarray, count: int) -> float:
    """Return half the distance between the networks and those of ideal camps, summed over ordered dyads.

    Parameters
    ----------
    congruence, conflict : numpy.ndarray, shape (actors, actors)
    groups : numpy.ndarray of int, shape (actors,)
        From 0.
    count : int
        Number of groups.

    Returns
    -------
    float
        From 0, for camps that are all of one mind inside and opposed evenly, to the sum of both networks, where all
        congruence is between groups and all conflict within them.

    Examples
    --------
    >>> same = np.kron(np.eye(2), np.ones((2, 2))) - np.eye(4)
    >>> other = 1 - np.kron(np.eye(2), np.ones((2, 2)))
    >>> loss(same, other, np.array([0, 0, 1, 1]), 2), loss(other, same, np.array([0, 0, 1, 1]), 2)
    (0.0, 12.0)
    """
    e, f = ideal(congruence, conflict, np.bincount(groups, minlength=count))
    one = groups[:, None] == groups
    inside = np.abs(congruence - e) + conflict
    across = congruence + np.abs(conflict - f)
    np.fill_diagonal(inside, 0.0)
    return float(np.where(one, inside, across).sum()) / 2


def aligned_share(congruence: np.ndarray, conflict: np.ndarray, groups: np.ndarray) -> float:
    """Return the share of all weight that is congruence within or conflict between groups.

    Examples
    --------
    >>> tie = np.ones((4, 4)) - np.eye(4)
    >>> round(aligned_share(tie, 0 * tie, np.array([0, 0, 1, 1])), 4)
    0.3333
    """
    one = groups[:, None] == groups
    total = float(congruence.sum() + conflict.sum())
    return float(np.where(one, congruence, conflict).sum()) / total if total else float("nan")
