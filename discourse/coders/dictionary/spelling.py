"""What one slip of the pen does to a word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


def edits(word: str) -> set[str]:
    """Return a word and what is left when any one letter is taken out."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def one_slip(a: str, b: str) -> bool:
    """Whether one letter added, left out or changed, or two neighbours swapped, makes one word of the other.

    Examples
    --------
    >>> one_slip("hezbolah", "hezbollah"), one_slip("hezbollha", "hezbollah"), one_slip("hamas", "hummus")
    (True, True, False)
    """
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    first = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    if len(a) == len(b):
        return a[first + 1 :] == b[first + 1 :] or (
            a[first : first + 2] == b[first : first + 2][::-1] and a[first + 2 :] == b[first + 2 :]
        )
    short, long = sorted((a, b), key=len)
    return short[first:] == long[first + 1 :]


@dataclass
class Shapes:
    """What a slip in one of the words can look like: lengths, and tables of hashed letters."""

    shortest: int
    longest: int
    initials: np.ndarray
    heads: np.ndarray
    tails: np.ndarray
    both: np.ndarray


def shapes(words: Iterable[str]) -> Shapes:
    """Return the shapes of the slips in ``words``."""
    lengths = [len(w) for w in words]
    tables = [np.zeros(1 << 16, dtype=bool) for _ in range(4)]
    for word in words:
        p = np.array([ord(c) for c in word], dtype=np.uint32)
        tables[0][p[0] & 0xFFFF] = True
        tables[1][mix(p[0], p[1], p[2])] = True
        tables[2][mix(p[-3], p[-2], p[-1])] = True
        tables[3][mix(p[0], p[1], p[-2], p[-1])] = True
    return Shapes(max(min(lengths) - 1, 5), max(lengths) + 1, *tables)


def mix(*letters: np.ndarray) -> np.ndarray:
    """Return a 16-bit number for a few letters."""
    key = letters[0] * np.uint32(31)
    for letter in letters[1:]:
        key = (key + letter) * np.uint32(31)
    return (key ^ (key >> np.uint32(13))) & np.uint32(0xFFFF)
