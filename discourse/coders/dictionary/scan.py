"""Running the automaton over a batch of comments, and the questions that are asked of its matches."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np

from discourse.coders.dictionary.patterns import Patterns
from discourse.model.folding import UPPER, WORD, Folded

_APOSTROPHE, _LINE = 39, 10


def find(automaton: Any, text: str) -> np.ndarray:
    """Return every match, overlapping ones too, as rows (pattern, start, stop)."""
    hits = automaton.find_matches_as_indexes(text, overlapping=True) if automaton is not None and text else []
    flat = np.fromiter(chain.from_iterable(hits), dtype=np.int64, count=3 * len(hits))
    return flat.reshape(-1, 3)


@dataclass
class Scan:
    """A folded batch with its matches.

    Attributes
    ----------
    folded : Folded
    hits : numpy.ndarray of int64, shape (n, 3)
        Pattern, start and stop in the folded text.
    """

    folded: Folded
    hits: np.ndarray

    @cached_property
    def word(self) -> np.ndarray:
        """For every folded character, whether it is part of a word; two more False at the end."""
        return (self.folded.classes & WORD).view(bool)

    @cached_property
    def upper(self) -> np.ndarray:
        """For every folded character, whether it is a capital; two more False at the end."""
        return (self.folded.classes & UPPER) != 0

    @property
    def codes(self) -> np.ndarray:
        """The folded code points, and two more 0."""
        return self.folded.codes

    @cached_property
    def token_starts(self) -> np.ndarray:
        """Where words start; an apostrophe between letters is inside a word."""
        inside = self.word[:-2].copy()
        marks = np.flatnonzero(self.folded.codes == _APOSTROPHE)
        marks = marks[(marks > 0) & self.word[marks - 1] & self.word[marks + 1]]
        inside[marks] = True
        before = np.empty_like(inside)
        before[:1] = False
        before[1:] = inside[:-1]
        return np.flatnonzero(inside & ~before)

    @cached_property
    def gaps(self) -> np.ndarray:
        """Every position that is no part of a word, ascending."""
        return np.flatnonzero(~self.word)

    def token(self, position: np.ndarray) -> np.ndarray:
        """Return the number of the word that a position lies in."""
        return np.searchsorted(self.token_starts, position, side="right") - 1

    def word_end(self, position: np.ndarray) -> np.ndarray:
        """Return where the word at a position ends."""
        return self.gaps[np.searchsorted(self.gaps, position)]

    def word_start(self, position: np.ndarray) -> np.ndarray:
        """Return where the word at a position starts."""
        place = np.searchsorted(self.gaps, position)
        return np.where(place > 0, self.gaps[np.maximum(place - 1, 0)] + 1, 0)


def select(scan: Scan, rows: dict[str, np.ndarray], name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Join matches with what their patterns stand for.

    Parameters
    ----------
    scan : Scan
    rows : dict of str to numpy.ndarray
        A column ``pattern``, ascending, and the column called ``name``.
    name : str

    Returns
    -------
    tuple of numpy.ndarray
        Row of ``rows``, start and stop, one per pair of a match and a row.
    """
    pattern = scan.hits[:, 0]
    low = np.searchsorted(rows["pattern"], pattern, side="left")
    count = np.searchsorted(rows["pattern"], pattern, side="right") - low
    hit = np.repeat(np.arange(len(pattern)), count)
    first = np.cumsum(count) - count
    row = np.repeat(low, count) + np.arange(len(hit)) - np.repeat(first, count)
    return row, scan.hits[hit, 1], scan.hits[hit, 2]


def atom_hits(scan: Scan, patterns: Patterns) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the matches of cue and lexicon atoms that stand as words: atom, start, stop, by start."""
    row, start, stop = select(scan, patterns.atom_rows, "atom")
    atom = patterns.atom_rows["atom"][row]
    prefix = np.array([a.prefix for a in patterns.atoms], dtype=bool)
    keep = ~scan.word[start - 1] & (prefix[atom] | ~scan.word[stop]) if len(atom) else np.zeros(0, dtype=bool)
    atom, start, stop = atom[keep], start[keep], stop[keep]
    open_end = prefix[atom] if len(atom) else np.zeros(0, dtype=bool)
    stop = stop.copy()
    stop[open_end] = scan.word_end(stop[open_end] - 1)
    for number, wanted in enumerate(patterns.atoms):
        if wanted.exact:
            mine = np.flatnonzero(atom == number)
            capital = np.array(
                [scan.upper[s:e].all() for s, e in zip(start[mine], stop[mine], strict=True)], dtype=bool
            )
            drop = mine[~capital]
            atom, start, stop = np.delete(atom, drop), np.delete(start, drop), np.delete(stop, drop)
    order = np.lexsort((atom, stop, start))
    return atom[order], start[order], stop[order]
