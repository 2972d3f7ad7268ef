"""Which document a comment belongs to that tells of none: that of the comment it answers."""

from __future__ import annotations

import numpy as np


def homes(rows: np.ndarray, parents: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return comments without a document, and for each the nearest one above it that is not among them.

    Parameters
    ----------
    rows : numpy.ndarray of int64
        The places of comments that tell of no document and answer another, in rising order.
    parents : numpy.ndarray of int64
        The places of those they answer; there are no circles.

    Returns
    -------
    rows, above : numpy.ndarray of int64

    Examples
    --------
    >>> homes(np.array([1, 2, 5]), np.array([0, 1, 4]))
    (array([1, 2, 5]), array([0, 0, 4]))
    """
    above = parents.copy()
    if not len(rows):
        return rows, above
    while True:  # each round doubles the step, so that long chains take few
        place = np.searchsorted(rows, above)
        place[place == len(rows)] = 0
        inside = rows[place] == above
        if not inside.any():
            return rows, above
        above = np.where(inside, above[place], above)
