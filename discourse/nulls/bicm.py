"""The bipartite configuration model: the likeliest chance of every cell, given how much each row and column has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from discourse.errors import DataError, NotComputable

#: How far the expected margins may be from the given ones.
_NEAR = 1e-10
_MOST_STEPS = 200


@dataclass(frozen=True)
class Cells:
    """The chance of every cell of rows by columns; rows with as many ones have the same, and so have columns.

    Attributes
    ----------
    row, col : numpy.ndarray of int
        The class of each row and column: those of one degree, in order of degree.
    rows, cols : numpy.ndarray of int
        The degree of each class.
    chance : numpy.ndarray of float, shape (row classes, column classes)
    """

    row: np.ndarray
    col: np.ndarray
    rows: np.ndarray
    cols: np.ndarray
    chance: np.ndarray

    def array(self) -> np.ndarray:
        """Return the chance of every cell, shape (rows, columns)."""
        return self.chance[self.row][:, self.col]

    @property
    def often(self) -> np.ndarray:
        """How many columns each class has."""
        return np.bincount(self.col, minlength=len(self.cols))


def bicm(rows: np.ndarray, cols: np.ndarray) -> Cells:
    """Fit the bipartite configuration model to the margins of a 0/1 matrix [1]_.

    Cells are independent, and cell (i, j) is 1 with chance x_i y_j / (1 + x_i y_j), where x and y are such that the
    expected margins are those given. There is one x for each degree, so the fit takes as many unknowns as there are
    different degrees; it is found by Newton's method on the likelihood, which is concave. Cells that every matrix with
    these margins has as 1, or as 0 (those of full and empty rows and columns, and more), have just that chance.

    Parameters
    ----------
    rows, cols : numpy.ndarray of int
        How many ones each row and each column has.

    Returns
    -------
    Cells
        Expected margins are within 1e-8 of those given.

    Raises
    ------
    DataError
        If no 0/1 matrix has these margins.

    References
    ----------
    .. [1] Saracco, F., Di Clemente, R., Gabrielli, A. & Squartini, T. (2015). Randomizing bipartite networks: the case
       of the World Trade Web. *Scientific Reports* 5, 10595. https://doi.org/10.1038/srep10595

    Examples
    --------
    >>> bicm(np.array([1, 1, 2]), np.array([1, 1, 2])).array().round(3).tolist()
    [[0.216, 0.216, 0.568], [0.216, 0.216, 0.568], [0.568, 0.568, 0.863]]
    """
    rows, cols = np.asarray(rows, dtype=np.int64), np.asarray(cols, dtype=np.int64)
    if rows.sum() != cols.sum() or (len(rows) and rows.min() < 0) or (len(cols) and cols.min() < 0):
        raise DataError(
            "rows and columns must have as many ones in all, and none fewer than 0: these margins do not fit together"
        )
    degrees, row, often = np.unique(rows, return_inverse=True, return_counts=True)
    heights, col, wide = np.unique(cols, return_inverse=True, return_counts=True)
    chance = np.zeros((len(degrees), len(heights)))
    # What is left to fit: classes of rows and of columns, and what is left of their degrees.
    parts = [(np.arange(len(degrees)), degrees, np.arange(len(heights)), heights)]
    while parts:
        a, r, b, c = parts.pop()
        if not len(a) or not len(b) or not r.any():
            continue
        split = _split(r, often[a], c, wide[b])
        if split is None:
            chance[np.ix_(a, b)] = _inside(r, often[a], c, wide[b])
            continue
        top, k = split
        more, full = c > k, c >= k
        chance[np.ix_(a[top], b[full])] = 1.0
        parts.append((a[top], r[top] - wide[b][full].sum(), b[~full], c[~full]))
        parts.append((a[~top], r[~top], b[more], c[more] - k))
    return Cells(row, col, degrees, heights, chance)


def _split(
    r: np.ndarray, often: np.ndarray, c: np.ndarray, wide: np.ndarray
) -> tuple[np.ndarray, int] | None:
    """Return the classes of the top rows, and their number, if they must have all they can have; None if none must.

    By Gale and Ryser the k rows with the most ones have at most Σ_j min(c_j, k). Where they have as many, they have
    a one in every column of k or more, and the other rows have none in columns of k or fewer.
    """
    order = np.argsort(-r, kind="stable")
    ends = np.concatenate([[0], np.cumsum(often[order])])
    have = np.concatenate([[0], np.cumsum((often * r)[order])])
    most = (np.minimum(c[None, :], ends[:, None]) * wide).sum(axis=1)
    if (have > most).any():
        raise DataError(
            "no 0/1 matrix has these margins: some rows have more ones than the columns have room for"
        )
    for place in np.flatnonzero(have == most):
        k = int(ends[place])
        if 0 < place < len(r) or (c == k).any():
            top = np.zeros(len(r), dtype=bool)
            top[order[:place]] = True
            return top, k
    return None


def _inside(r: np.ndarray, often: np.ndarray, c: np.ndarray, wide: np.ndarray) -> np.ndarray:
    """Return the chances where every cell may be 0 or 1: then the likelihood has its top at a finite place."""
    n, m = often.sum(), wide.sum()
    free = len(r) + len(c) - 1  # the last column's parameter stays, since only sums matter
    t = np.concatenate([_logit(r / m), _logit(c / n)])
    t[: len(r)] += -_logit(r @ often / (n * m))
    want = np.concatenate([r, c]).astype(float)
    weight = np.concatenate([often, wide]).astype(float)

    def at(t: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
        total = t[: len(r), None] + t[None, len(r) :]
        p = 1 / (1 + np.exp(-np.clip(total, -700, 700)))
        off = want - np.concatenate([p @ wide, often @ p])
        likelihood = (weight * want) @ t - often @ np.logaddexp(0, total) @ wide
        return p, off, float(likelihood)

    p, off, likelihood = at(t)
    for _ in range(_MOST_STEPS):
        if np.abs(off).max() <= _NEAR * max(1.0, float(want.max())):
            return np.asarray(p)
        cross = (often[:, None] * wide) * p * (1 - p)
        curve = np.block([[np.diag(cross.sum(axis=1)), cross], [cross.T, np.diag(cross.sum(axis=0))]])
        step = np.zeros(len(t))
        gain = weight * off
        step[:free] = np.linalg.solve(curve[:free, :free], gain[:free])
        slope, size = float(gain @ step), 1.0
        new = at(t + step)
        while not new[2] >= likelihood + 1e-4 * size * slope - 1e-12 * abs(likelihood) and size > 1e-6:
            size /= 2
            new = at(t + size * step)
        t = t + size * step
        p, off, likelihood = new
    if np.abs(off).max() <= 1e-8:
        return np.asarray(p)
    raise NotComputable("the chances of cells could not be fitted to these margins")


def _logit(share: np.ndarray | float) -> np.ndarray:
    share = np.clip(share, 1e-9, 1 - 1e-9)
    return np.asarray(np.log(share / (1 - share)))
