"""Offsets in UTF-16 code units, as Java counts them, and in code points, as we do."""

from __future__ import annotations

import numpy as np


def units(text: str) -> int:
    r"""Return the length of a text in UTF-16 code units.

    Examples
    --------
    >>> units("a\U0001f600b")
    4
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class Owners:
    """Which rows belong to which text, found once for all texts.

    Parameters
    ----------
    owner : numpy.ndarray of int
        The text of each row.
    count : int
        How many texts there are.

    Examples
    --------
    >>> Owners(np.array([1, 0, 1]), 2).rows(1).tolist()
    [0, 2]
    """

    def __init__(self, owner: np.ndarray, count: int) -> None:
        self._order = np.argsort(owner, kind="stable")
        self._ends = np.searchsorted(owner[self._order], np.arange(count + 1))

    def rows(self, text: int) -> np.ndarray:
        """Return the rows of a text, ascending."""
        return self._order[self._ends[text] : self._ends[text + 1]]


def borders(text: str) -> np.ndarray | None:
    r"""Return where each code point of a text begins, and where the last one ends, in UTF-16 code units.

    Parameters
    ----------
    text : str

    Returns
    -------
    numpy.ndarray of int, shape (len(text) + 1,), or None
        None where units and code points are the same, which is the rule.

    Examples
    --------
    >>> borders("a\U0001f600b").tolist(), borders("ab")
    ([0, 1, 3, 4], None)
    """
    if text.isascii() or units(text) == len(text):
        return None
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return np.concatenate([[0], np.cumsum(1 + (points > 0xFFFF))]).astype(np.int64)


def to_units(edges: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Turn offsets in code points into offsets in UTF-16 code units.

    Parameters
    ----------
    edges : numpy.ndarray
        From :func:`borders`.
    points : numpy.ndarray of int
        Beyond the end of the text, one by one.

    Returns
    -------
    numpy.ndarray of int
    """
    last = len(edges) - 1
    inside = np.clip(points, 0, last)
    return edges[inside] + (points - inside)


def to_points(edges: np.ndarray, offsets: np.ndarray, *, stop: bool = False) -> np.ndarray:
    r"""Turn offsets in UTF-16 code units into offsets in code points.

    Parameters
    ----------
    edges : numpy.ndarray
        From :func:`borders`.
    offsets : numpy.ndarray of int
        Beyond the end of the text, one by one.
    stop : bool
        Whether these are ends: an end between the halves of a character is put behind it, a start before it.

    Returns
    -------
    numpy.ndarray of int

    Examples
    --------
    >>> to_points(borders("a\U0001f600b"), np.array([0, 1, 2, 3, 9])).tolist()
    [0, 1, 1, 2, 8]
    """
    inside = np.clip(offsets, 0, edges[-1])
    if stop:
        at = np.searchsorted(edges, inside, side="left")
    else:
        at = np.searchsorted(edges, inside, side="right") - 1
    return at + (offsets - inside)
