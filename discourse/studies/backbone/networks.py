"""The networks of many subsets of concepts at once, without projecting anew.

Every tie, and every denominator of a normalisation, is a sum over the concepts; so the network of a subset is the
same product with the columns of the other concepts set to 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from discourse.projections.counts import Counts
from discourse.projections.dense import level_kernel

#: What is left of weights that cancel, by rounding, in parts of the largest.
_NOTHING = 1e-12


@dataclass(frozen=True)
class Concepts:
    """What the networks of subsets are made of.

    Attributes
    ----------
    left, right : numpy.ndarray, shape (rows, columns)
        Filled columns (concept and level) of the counts, at left weighted by the aggregation.
    column : numpy.ndarray of int, shape (columns,)
        The concept of each column.
    count : int
        Number of concepts.
    aggregation : str
    normalization : str or None
    text : bool
        Whether conflict is between statements at levels that only one of two rows uses.
    own : numpy.ndarray, shape (rows, concepts)
        What each row shares with itself by concept, for the cosine.
    """

    left: np.ndarray
    right: np.ndarray
    column: np.ndarray
    count: int
    aggregation: str
    normalization: str | None
    text: bool
    own: np.ndarray

    @classmethod
    def of(cls, counts: Counts, aggregation: str, normalization: str | None) -> Concepts:
        """Take the counts apart by concept; ``aggregation`` and ``normalization`` are taken as known."""
        a = counts.array()
        text = counts.span == 0 and aggregation in ("conflict", "subtract")
        kernel = np.eye(len(counts.levels)) if text else level_kernel(counts, aggregation)
        if aggregation == "ignore" and normalization != "jaccard":
            a = a.sum(axis=2, keepdims=True)
            kernel = own_kernel = np.ones((1, 1))
        else:
            own_kernel = level_kernel(counts, "ignore" if aggregation == "ignore" else "congruence")
        right = a.reshape(len(a), -1)
        used = np.flatnonzero(right.any(axis=0))
        left = (a @ kernel).reshape(len(a), -1)
        return cls(
            left[:, used], right[:, used], used // a.shape[2], len(counts.cols), aggregation, normalization, text,
            np.einsum("ijk,kl,ijl->ij", a, own_kernel, a, optimize=True),
        )  # fmt: skip

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.right)

    def ties(self, masks: np.ndarray) -> np.ndarray:
        """Return the networks on subsets of concepts, ties below 0 set to 0.

        Parameters
        ----------
        masks : numpy.ndarray of bool, shape (subsets, concepts)

        Returns
        -------
        numpy.ndarray, shape (subsets, rows, rows)
            Symmetric, not negative; the diagonal is 0. The same as projecting only the statements about these
            concepts.
        """
        live = np.flatnonzero(masks.max(axis=0)[self.column])
        some, left, right = masks[:, self.column[live]], self.left[:, live], self.right[:, live]
        activity: np.ndarray = some @ right.T
        out = _products(left, right, some)
        if self.text:
            alone = activity[:, :, None] - _products(right, _there(right), some)
            apart = alone + alone.transpose(0, 2, 1)
            out = apart if self.aggregation == "conflict" else out - apart
            # Rows that say nothing about a subset would differ from all the others.
            said: np.ndarray = np.sign(activity)
            out *= said[:, :, None] * said[:, None, :]
        most = np.abs(out).max(axis=(1, 2), keepdims=True, initial=0.0)
        out[out <= _NOTHING * most] = 0.0
        below = self._below(masks, activity, right, some)
        if below is not None:
            out = np.divide(out, below, out=np.zeros_like(out), where=below > 0)
        out[:, np.arange(self.rows), np.arange(self.rows)] = 0.0
        return out

    def _below(
        self, masks: np.ndarray, activity: np.ndarray, right: np.ndarray, some: np.ndarray
    ) -> np.ndarray | None:
        """Return what the ties are divided by."""
        if self.normalization == "average":
            return (activity[:, :, None] + activity[:, None, :]) / 2
        if self.normalization == "dna_cosine":
            return activity[:, :, None] * activity[:, None, :]
        if self.normalization == "jaccard":
            shared = _products(right, _there(right), some)
            both = activity[:, :, None] + activity[:, None, :]
            return both - shared - shared.transpose(0, 2, 1) + _products(right, right, some)
        if self.normalization == "cosine":
            root = np.sqrt(masks @ self.own.T)
            return root[:, :, None] * root[:, None, :]
        return None


def _there(right: np.ndarray) -> np.ndarray:
    return (right != 0).astype(float)


def _products(left: np.ndarray, right: np.ndarray, some: np.ndarray) -> np.ndarray:
    """Return ``left @ right.T`` over some of the columns, for every choice of columns (choices, columns).

    Where few columns are left out of each choice, as when concepts are dropped one by one, their part is taken from
    the product over all.
    """
    missing = ~some
    most = int(missing.sum(axis=1).max(initial=0))
    if 2 * most >= some.shape[1]:
        return (left * some[:, None, :]) @ right.T
    at = np.argsort(some, axis=1, kind="stable")[:, :most]
    counted = np.take_along_axis(missing, at, axis=1)[:, None, :]
    return left @ right.T - (left[:, at].transpose(1, 0, 2) * counted) @ right[:, at].transpose(1, 2, 0)
