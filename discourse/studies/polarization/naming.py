"""Numbers for groups that stay the same from one window to the next."""

from __future__ import annotations

import numpy as np


class Names:
    """Numbers the groups of one window after another.

    In the first window the largest group is 1, of groups of one size the one with the first member. Later groups take
    the numbers with which most of their members were last seen (the best assignment of all groups together).

    Parameters
    ----------
    actors : int
        All there are in any window.
    count : int
        Number of groups.

    Examples
    --------
    >>> names = Names(5, 2)
    >>> names.number(np.arange(5), np.array([0, 0, 1, 1, 1])).tolist()
    [2, 2, 1, 1, 1]
    >>> names.number(np.array([0, 1, 2, 3]), np.array([0, 0, 1, 1])).tolist()
    [2, 2, 1, 1]
    """

    def __init__(self, actors: int, count: int) -> None:
        self.count = count
        self.last = np.zeros(actors, dtype=np.int64)

    def number(self, active: np.ndarray, groups: np.ndarray) -> np.ndarray:
        """Return the numbers, from 1, of the groups of the actors ``active``.

        Parameters
        ----------
        active : numpy.ndarray of int
            Places of the actors in the window.
        groups : numpy.ndarray of int
            Of each, from 0.

        Returns
        -------
        numpy.ndarray of int
        """
        from scipy.optimize import linear_sum_assignment

        sizes = np.bincount(groups, minlength=self.count)
        first = np.array([np.flatnonzero(groups == g)[0] for g in range(self.count)])
        plain = np.lexsort((first, -sizes))
        groups = np.argsort(plain)[groups]  # by size, then by first member
        before = self.last[active]
        overlap = np.zeros((self.count, self.count + 1))
        np.add.at(overlap, (groups, before), 1.0)
        # A little for the plain number decides where members do not.
        _, number = linear_sum_assignment(overlap[:, 1:] + 1e-3 * np.eye(self.count), maximize=True)
        self.last[active] = number[groups] + 1
        return self.last[active]
