"""Folding: the form in which words are compared, with the way back to the text as it stands.

Case, diacritics, width and the shape of quotes and hyphens do not tell words apart; zero-width and direction
characters and combining marks are passed over; runs of white space count as one space (as one line feed where
they hold a blank line). Every code point folds to one code point or to nothing, so an offset in the folded text
maps to one in the original by a look-up.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

_SPACE, _LINE, _SEPARATOR = 32, 10, 1
_APOSTROPHES = "'’‘ʼ´`＇ʹ"
_QUOTES = '"“”„«»″'
_HYPHENS = "-_‐‑"
_DASHES = "–—―‒"

# Bits of the class table.
WORD, UPPER, DIGIT, MARK = 1, 2, 4, 8

_fold = np.zeros(0x110000, dtype=np.uint32)
_class = np.zeros(0x110000, dtype=np.uint8)
_known = np.zeros(0x110000, dtype=bool)


def _fold_one(point: int) -> int:
    """Return the code point that ``point`` folds to, 0 for none."""
    char = chr(point)
    if char in "\n\u2028\u2029\x0b\x0c\x85":
        return _LINE
    if char.isspace() or char in _HYPHENS or point <= 1:
        return _SPACE
    if char in _APOSTROPHES:
        return ord("'")
    if char in _QUOTES:
        return ord('"')
    if char in _DASHES:
        return ord("—")
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf") or char == "ـ":  # marks, zero-width and direction characters, tatweel
        return 0
    if category == "Cs":
        return 0xFFFD
    for form in (unicodedata.normalize("NFKD", char.casefold()), char.lower()):
        base = [c for c in form if unicodedata.category(c) not in ("Mn", "Me", "Cf")]
        if len(base) == 1 and base[0] != char:
            return _fold_one(ord(base[0]))
        if len(base) == 1:
            break
    return point


def _class_of(point: int) -> int:
    char = chr(point)
    category = unicodedata.category(char)
    out = WORD if category[0] in "LN" else 0
    if category in ("Lu", "Lt"):
        out |= UPPER
    if category[0] == "N":
        out |= DIGIT
    if category[0] == "M":
        out |= MARK
    return out


def _learn(points: np.ndarray) -> None:
    for point in points.tolist():
        _fold[point] = _fold_one(point)
        _class[point] = _class_of(point)
    _known[points] = True


@dataclass(frozen=True)
class Folded:
    """Many texts folded as one string, with the way back.

    Attributes
    ----------
    text : str
        The folded texts, each followed by U+0001; n characters.
    codes : numpy.ndarray of unsigned int, shape (n + 2,)
        Its code points, and two zeros.
    classes : numpy.ndarray of uint8, shape (n + 2,)
        For each, the bits ``WORD``, ``UPPER`` and ``DIGIT`` of the *original* character, and two zeros.
    positions : numpy.ndarray of int64, shape (n + 1,), or None
        For each, the offset of the original character in the joined originals; None where nothing moved.
    marks : numpy.ndarray of int64
        Offsets, in the joined originals, of combining marks that were passed over; ascending.
    starts : numpy.ndarray of int64, shape (texts + 1,)
        Where each text starts in the joined originals.
    bounds : numpy.ndarray of int64, shape (texts + 1,)
        Where each text starts in ``text``.
    """

    text: str
    codes: np.ndarray
    classes: np.ndarray
    positions: np.ndarray | None
    marks: np.ndarray
    starts: np.ndarray
    bounds: np.ndarray

    def owner(self, offsets: np.ndarray) -> np.ndarray:
        """Return the number of the text that each offset of ``text`` lies in."""
        return np.searchsorted(self.bounds, offsets, side="right") - 1

    def original(
        self, owner: np.ndarray, start: np.ndarray, stop: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return start and stop, as code points of the texts as they stand, of folded spans."""
        base = self.starts[owner]
        if self.positions is None:
            return start - base, stop - base
        end = self.positions[stop - 1] + 1
        if len(self.marks):  # a combining mark belongs to the character before it
            place = np.minimum(np.searchsorted(self.marks, end), len(self.marks) - 1)
            run = self.marks - np.arange(len(self.marks))  # constant within a run of marks
            last = np.searchsorted(run, run[place], side="right") - 1
            end = np.where(self.marks[place] == end, self.marks[last] + 1, end)
        return self.positions[start] - base, end - base


def fold_many(texts: Sequence[str]) -> Folded:
    r"""Fold texts in one go; texts of ASCII alone are the quickest.

    Parameters
    ----------
    texts : sequence of str
        Any strings, lone surrogates included.

    Returns
    -------
    Folded

    Examples
    --------
    >>> folded = fold_many(["Hez\u200bbollah", "IRAN’s"])
    >>> folded.text
    "hezbollah\x01iran's\x01"
    >>> folded.original(np.array([0]), np.array([0]), np.array([9]))
    (array([0]), array([10]))
    """
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    starts = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(lengths + 1, out=starts[1:])
    joined = "\x01".join(texts) + "\x01" if len(texts) else ""
    if joined.isascii() and joined.count("\x01") == len(texts):
        fold_table, class_table = _ascii()
        data = joined.encode("ascii")
        folded = data.translate(fold_table)
        folded = folded.replace(b"\n", b" ")
        if b"  " not in folded:
            codes = np.frombuffer(folded + b"\0\0", dtype=np.uint8)
            classes = np.frombuffer(data.translate(class_table) + b"\0\0", dtype=np.uint8)
            return Folded(folded.decode("ascii"), codes, classes, None, np.zeros(0, np.int64), starts, starts)
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    _learn_new(points)
    folded_points = _fold[points]
    folded_points[starts[1:] - 1] = _SEPARATOR
    keep = _keep(folded_points)
    positions = np.flatnonzero(keep)
    marks = (
        np.flatnonzero((_class[points] & MARK != 0) & ~keep)
        if len(positions) < len(points)
        else positions[:0]
    )
    codes = np.append(folded_points[positions], np.zeros(2, dtype=np.uint32))
    classes = np.append(_class[points[positions]], np.zeros(2, dtype=np.uint8))
    bounds = np.searchsorted(positions, starts)
    body = codes[:-2]
    if len(body) and body.max() < 128:
        text = body.astype(np.uint8).tobytes().decode("ascii")
    else:
        text = body.astype("<u4").tobytes().decode("utf-32-le")
    return Folded(text, codes, classes, np.append(positions, len(points)), marks, starts, bounds)


@lru_cache(maxsize=1)
def _ascii() -> tuple[bytes, bytes]:
    """Return the fold and class tables of ASCII, for ``bytes.translate``; the separator stands for itself."""
    points = np.arange(256)
    _learn_new(points)
    fold_table = np.where(points < 128, _fold[points], points).astype(np.uint8)
    fold_table[_SEPARATOR] = _SEPARATOR
    return fold_table.tobytes(), _class[points].tobytes()


def _learn_new(points: np.ndarray) -> None:
    unknown = points[~_known[points]]
    if len(unknown):
        _learn(np.unique(unknown))


def _keep(folded: np.ndarray) -> np.ndarray:
    """Mark what stays, and write into ``folded`` the one character that a run of white space becomes."""
    keep = folded != 0
    blank = (folded == _SPACE) | (folded == _LINE)
    kept_positions = None
    previous = np.empty_like(blank)
    previous[:1] = False
    previous[1:] = blank[:-1]
    if not keep.all():  # a zero-width character between two blanks must not split their run
        kept_positions = np.flatnonzero(keep)
        inner = blank[kept_positions]
        before = np.empty_like(inner)
        before[:1] = False
        before[1:] = inner[:-1]
        previous = np.zeros_like(blank)
        previous[kept_positions] = before
    lines = np.flatnonzero(folded == _LINE)
    if len(lines):
        run = np.cumsum(blank & ~previous & keep)
        count = np.bincount(run[lines], minlength=int(run[-1]) + 1)
        first = np.flatnonzero(blank & ~previous & keep)
        folded[first] = np.where(count[run[first]] > 1, _LINE, _SPACE)
    keep &= ~(blank & previous)
    return keep


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return one text folded, without outer white space.

    Examples
    --------
    >>> fold("  Deir-ez  Zor "), fold("Erdoğan’s"), fold("ＣＩＡ")
    ('deir ez zor', "erdogan's", 'cia')
    """
    return fold_many([text]).text[:-1].strip(" \n")
