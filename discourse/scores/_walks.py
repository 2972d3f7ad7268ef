"""Random walks that end at given nodes: where they end, by a sparse linear solve."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from discourse.errors import NotComputable

if TYPE_CHECKING:
    from scipy import sparse

#: Up to as many unknowns the matrix is always factorised.
_SMALL = 500
#: Steps of conjugate gradients before they are given up for a factorisation.
_STEPS = 2000
#: Up to as many right-hand sides nothing is factorised, nor where there are as many entries a row.
_FEW, _DENSE = 64, 12
_BATCH = 16
#: By how much weights may differ. Beyond, the light ties would be lost in the rounding of sums.
_APART = 1e10


class Walks:
    """Random walks on an undirected graph that end when they come to one of the ends.

    The chance h(u) to end in a set, from a node u that is no end, is the mean of h over the neighbours of u, with h
    given at the ends: (D − A) h = A h over the other nodes. This matrix is symmetric and positive definite where
    every piece has an end. It is solved by conjugate gradients, scaled by the degrees, to a residual of 1e-12: walks
    end soon where many nodes are near an end, so that few steps are enough. Where they are not enough, or the graph
    is small, it is factorised.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array, shape (n, n)
        Symmetric, no empty row.
    ends : numpy.ndarray of bool, shape (n,)

    Raises
    ------
    NotComputable
        If the heaviest tie weighs more than 10**10 times what the lightest does.
    """

    def __init__(self, matrix: sparse.csr_array, ends: np.ndarray) -> None:
        from scipy import sparse
        from scipy.sparse.csgraph import connected_components

        if matrix.nnz and matrix.data.max() > _APART * matrix.data.min():
            raise NotComputable(
                f"walks along these ties cannot be computed: the heaviest weighs more than {_APART:g} times what the "
                "lightest does; use weighted=False, or take the logarithm of the weights"
            )
        count, piece = connected_components(matrix, directed=False)
        self.inside = np.bincount(piece, weights=ends, minlength=count)[piece]
        self.degree = matrix.sum(axis=1)
        self.ends = np.flatnonzero(ends)
        self.moving = np.flatnonzero(~ends & (self.inside > 0))
        rows = matrix[self.moving]
        self.to_ends = rows[:, self.ends].tocsc()
        self.system = (sparse.diags_array(self.degree[self.moving]) - rows[:, self.moving]).tocsc()
        self.among = matrix[self.ends][:, self.ends].tocsr()

    @cached_property
    def _factors(self) -> Any:
        from scipy.sparse.linalg import splu

        return splu(
            self.system, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True}
        )

    def _solve(self, right: np.ndarray, *, factorise: bool = False) -> np.ndarray:
        """Return the solution for each column of ``right``."""
        if len(right) > _SMALL and not factorise:
            found = self._gradients(right)
            if found is not None:
                return found
        return self._factors.solve(right)

    def _gradients(self, right: np.ndarray) -> np.ndarray | None:
        """Return the solution by conjugate gradients, all columns at a time; None if they take too long."""
        scale = 1.0 / np.sqrt(self.degree[self.moving])[:, None]
        left = right * scale
        way = left.copy()
        found = np.zeros_like(left)
        size = (left * left).sum(axis=0)
        enough = 1e-24 * size
        for _ in range(_STEPS):
            turned = (self.system @ (way * scale)) * scale
            slope = (way * turned).sum(axis=0)
            length = np.divide(size, slope, out=np.zeros_like(size), where=slope > 0)
            found += length * way
            left -= length * turned
            smaller = (left * left).sum(axis=0)
            if (smaller <= enough).all():
                return found * scale
            way = left + np.divide(smaller, size, out=np.zeros_like(size), where=size > 0) * way
            size = smaller
        return None

    def chance(self, value: np.ndarray) -> np.ndarray:
        """Return the mean of ``value`` over where walks from each node end.

        Parameters
        ----------
        value : numpy.ndarray, shape (ends,)
            At the ends.

        Returns
        -------
        numpy.ndarray, shape (n,)
            ``value`` at the ends themselves; not a number where no end can be reached.
        """
        out = np.full(len(self.degree), np.nan)
        out[self.ends] = value
        if len(self.moving):
            found = self._solve((self.to_ends @ value)[:, None])[:, 0]
            out[self.moving] = np.clip(found, value.min(), value.max())
        return out

    def chance_elsewhere(self, value: np.ndarray) -> np.ndarray:
        """Return the mean of ``value`` over where walks end that start at an end and end at any other one.

        A walk from the end e takes a step; if it comes back to e it begins anew. With r the chance to come back to e
        before any other end, and f the mean with 0 for coming back, it is f/(1 − r): a correction of rank one for
        every end, for which nothing is factorised again.

        Returns
        -------
        numpy.ndarray, shape (ends,)
            Not a number where no other end can be reached.
        """
        degree = self.degree[self.ends]
        back = np.zeros(len(self.ends))
        on = self.among @ value
        if len(self.moving):
            on += self.to_ends.T @ self._solve((self.to_ends @ value)[:, None])[:, 0]
            back = self._back()
        left = degree - back
        lone = self.inside[self.ends] < 2
        return np.where(lone, np.nan, (on - back * value) / np.where(lone, 1.0, left))

    def _back(self) -> np.ndarray:
        """Return aᵀ (D − A)⁻¹ a for the ties a of each end to nodes that are none: its degree times r."""
        ties = self.to_ends
        count = np.diff(ties.indptr)
        out = np.zeros(len(self.ends))
        # Ends with one such neighbour share the solution for that neighbour.
        single = np.flatnonzero(count == 1)
        spots, place = np.unique(ties.indices[ties.indptr[single]], return_inverse=True)
        many = np.flatnonzero(count > 1)
        own = np.zeros(len(spots))
        # Factors pay where they are sparse and used often.
        factorise = len(spots) + len(many) > _FEW and self.system.nnz < _DENSE * len(self.moving)
        for first in range(0, len(spots), _BATCH):
            part = spots[first : first + _BATCH]
            right = np.zeros((len(self.moving), len(part)))
            right[part, np.arange(len(part))] = 1.0
            own[first : first + _BATCH] = (right * self._solve(right, factorise=factorise)).sum(axis=0)
        out[single] = ties.data[ties.indptr[single]] ** 2 * own[place]
        for first in range(0, len(many), _BATCH):
            part = many[first : first + _BATCH]
            right = ties[:, part].toarray()
            out[part] = (right * self._solve(right, factorise=factorise)).sum(axis=0)
        return out
