"""What two texts are compared by: the set of their runs of ``WIDTH`` folded characters, as 64-bit numbers.

Case, diacritics, the shape of quotes and white space do not count (:mod:`discourse.model.folding`). All numbers are
made by fixed arithmetic modulo 2**64, so they are the same in every process and on every machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from discourse.model.folding import fold_many

WIDTH = 5
#: Texts with fewer folded characters are compared as wholes only: a word more or less there is another statement.
LEAST = 40
_CHUNK = 2_000_000  # characters at a time

# Odd numbers drawn once; any would do.
_FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F],
    dtype=np.uint64,
)
_MIX = np.array([0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53], dtype=np.uint64)
_SHIFT = np.array([33], dtype=np.uint64)


def mix(values: np.ndarray) -> np.ndarray:
    """Spread the bits of 64-bit numbers, one to one.

    Examples
    --------
    >>> int(mix(np.array([1], dtype=np.uint64))[0])
    12994781566227106604
    """
    out = values ^ (values >> _SHIFT)
    for factor in _MIX:
        out *= factor
        out ^= out >> _SHIFT
    return out


@dataclass(frozen=True)
class Pieces:
    """Consecutive texts, folded.

    Attributes
    ----------
    first : int
        The number of the first of them.
    text : str
        All of them folded, one after another.
    codes : numpy.ndarray of uint64
        Its code points.
    start, stop : numpy.ndarray of int64
        Where each text starts and ends in ``text``, without outer white space.
    """

    first: int
    text: str
    codes: np.ndarray
    start: np.ndarray
    stop: np.ndarray

    def prints(self) -> np.ndarray:
        """Return a number for each folded text as a whole, 0 for an empty one; uint64."""
        spans = zip(self.start.tolist(), self.stop.tolist(), strict=True)
        return np.fromiter((_print(self.text[a:b]) for a, b in spans), dtype=np.uint64, count=len(self.start))

    def shingles(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the shingles of all texts, one text after another (uint64), and where each text's start (n + 1)."""
        size = self.stop - self.start
        count = np.where(size >= LEAST, size - (WIDTH - 1), 0)
        bounds = np.zeros(len(count) + 1, dtype=np.int64)
        np.cumsum(count, out=bounds[1:])
        if not bounds[-1]:
            return np.zeros(0, dtype=np.uint64), bounds
        reach = len(self.codes) - (WIDTH - 1)
        sums = self.codes[:reach] * _FACTORS[0]
        for offset in range(1, WIDTH):
            sums += self.codes[offset : offset + reach] * _FACTORS[offset]
        places = np.arange(bounds[-1]) + np.repeat(self.start - bounds[:-1], count)
        return mix(sums[places]), bounds


def _print(text: str) -> int:
    if not text:
        return 0
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little") or 1


def pieces(texts: Sequence[str]) -> Iterator[Pieces]:
    """Fold texts, about 2 million characters at a time, so that memory stays bounded by the longest text."""
    first = size = 0
    for number, text in enumerate(texts):
        if size and size + len(text) > _CHUNK:
            yield _fold(texts[first:number], first)
            first, size = number, 0
        size += len(text) + 1
    if first < len(texts):
        yield _fold(texts[first:], first)


def _fold(texts: Sequence[str], first: int) -> Pieces:
    folded = fold_many(texts)
    text = folded.text.replace("\n", " ")
    codes = folded.codes.astype(np.uint64)
    codes[codes == 10] = 32
    start, stop = folded.bounds[:-1].astype(np.int64), folded.bounds[1:].astype(np.int64) - 1
    start = start + ((start < stop) & (codes[start] == 32))
    stop = stop - ((start < stop) & (codes[stop - 1] == 32))
    return Pieces(first, text, codes, start, stop)
