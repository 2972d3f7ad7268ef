"""A column of codes as whole numbers and labels: what counting works on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd


class Coded(NamedTuple):
    """A column as numbers.

    Attributes
    ----------
    codes : numpy.ndarray of int, shape (statements,)
        The place of each value among the labels; −1 where there is none.
    labels : numpy.ndarray
        The distinct values: texts in order of their UTF-16 code units (as Java, and so Discourse Network Analyzer,
        orders them), numbers ascending.
    """

    codes: np.ndarray
    labels: np.ndarray

    def take(self, index: np.ndarray) -> Coded:
        """Return the column of some rows; labels stay as they are.

        Examples
        --------
        >>> factorize(pd.Series(["b", "a"], dtype="str")).take(np.array([0])).codes
        array([1], dtype=int32)
        """
        return Coded(self.codes[index], self.labels)

    def used(self) -> Coded:
        """Return the column without the labels that no row has.

        Examples
        --------
        >>> factorize(pd.Series(["b", "a"], dtype="str")).take(np.array([0])).used().labels.tolist()
        ['b']
        """
        seen = np.zeros(len(self.labels) + 1, dtype=bool)
        seen[self.codes] = True
        seen[-1] = False
        if seen[:-1].all():
            return self
        place = np.cumsum(seen, dtype=np.int32) - 1
        place[-1] = -1
        return Coded(place[self.codes], self.labels[seen[:-1]])


def factorize(values: pd.Series) -> Coded:
    """Return a column as codes and labels.

    Parameters
    ----------
    values : pandas.Series
        Of texts or of whole numbers, missing ones allowed.

    Returns
    -------
    Coded

    Examples
    --------
    >>> coded = factorize(pd.Series(["tax", None, "ban", "tax"], dtype="str"))
    >>> coded.codes.tolist(), coded.labels.tolist()
    ([1, -1, 0, 1], ['ban', 'tax'])
    """
    codes, found = pd.factorize(values)
    if values.dtype == "Int64" or values.dtype.kind in "iu":
        labels = np.asarray(found, dtype=np.int64)
        order = np.argsort(labels)
    else:
        labels = np.asarray(found, dtype=object)
        keys = [str(v).encode("utf-16-be", "surrogatepass") for v in labels]
        order = np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
    return reorder(codes, labels, order)


def reorder(codes: np.ndarray, labels: np.ndarray, order: np.ndarray) -> Coded:
    """Return codes for labels that are put in another order.

    Parameters
    ----------
    codes : numpy.ndarray of int
    labels : numpy.ndarray
    order : numpy.ndarray of int
        The labels' places, in their new order.

    Returns
    -------
    Coded
    """
    place = np.empty(len(order) + 1, dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    place[-1] = -1
    return Coded(place[codes], labels[order])
