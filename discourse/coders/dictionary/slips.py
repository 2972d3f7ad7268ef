"""Misspelt names: words that are one letter away from a long word of an alias."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import numpy as np
import pandas as pd

from discourse.coders.dictionary.mentions import SLIP, Found, candidates
from discourse.coders.dictionary.patterns import Patterns
from discourse.coders.dictionary.scan import Scan, find
from discourse.coders.dictionary.spelling import edits, mix, one_slip
from discourse.model.folding import fold_many


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Return common English words, which are never taken for a slip."""
    text = files("discourse.coders.dictionary").joinpath("common-words-en.txt").read_text(encoding="utf-8")
    return frozenset(w for line in text.splitlines() if not line.startswith("#") for w in line.split())


def slips(scan: Scan, patterns: Patterns, taken: Found) -> Found:
    """Return mentions in which one long word is misspelt by one letter.

    Only words that are no part of a mention, no common English word and have the first letter of the right one are
    tried; the comment is then matched again with the word put right, so that "Free Syrain Army" is found whole.

    Parameters
    ----------
    scan : Scan
    patterns : Patterns
    taken : Found
        The mentions found as they are written, in order of start.

    Returns
    -------
    Found
    """
    nothing = taken.take(np.zeros(0, dtype=np.int64))
    if not patterns.words:
        return nothing
    start, stop = _unknown(scan, patterns, taken)
    if not len(start):
        return nothing
    right = _corrections(scan, patterns, start, stop)
    if not right:
        return nothing
    return _matched_again(scan, patterns, right)


def _unknown(scan: Scan, patterns: Patterns, taken: Found) -> tuple[np.ndarray, np.ndarray]:
    """Return start and stop of words outside mentions that may be slips, by length, first letter and ends.

    One slip leaves either the first three or the last three letters as they are, or, where it swaps the third and
    the fourth, the first two and the last two.
    """
    word = scan.word.view(np.int8)
    seam = np.flatnonzero(word[1:] != word[:-1]) + 1
    if word[0]:
        seam = np.concatenate([[0], seam])
    start, stop = seam[::2], seam[1::2]
    shapes = patterns.slip_shapes
    length = stop - start
    start, stop = (v[(length >= shapes.shortest) & (length <= shapes.longest)] for v in (start, stop))
    codes = scan.codes
    keep = np.flatnonzero(shapes.initials[codes[start].astype(np.uint32) & 0xFFFF])
    start, stop = start[keep], stop[keep]
    c = [codes[at].astype(np.uint32) for at in (start, start + 1, start + 2, stop - 3, stop - 2, stop - 1)]
    keep = np.flatnonzero(
        shapes.heads[mix(c[0], c[1], c[2])]
        | shapes.tails[mix(c[3], c[4], c[5])]
        | shapes.both[mix(c[0], c[1], c[4], c[5])]
    )
    start, stop = start[keep], stop[keep]
    after = np.searchsorted(taken.stop, start, side="right")  # the first mention that ends behind the start
    inside = np.zeros(len(start), dtype=bool)
    some = after < len(taken)
    inside[some] = taken.start[after[some]] < stop[some]
    return start[~inside], stop[~inside]


def _corrections(
    scan: Scan, patterns: Patterns, start: np.ndarray, stop: np.ndarray
) -> dict[tuple[int, int], str]:
    """Return the spans of slips with the right word."""
    text = scan.folded.text
    number, first = _distinct(scan.codes, start, stop)
    fixes: dict[int, str] = {}
    for place in range(len(first)):  # over the distinct words left
        word = text[start[first[place]] : stop[first[place]]]
        if word not in patterns.verdicts:
            patterns.verdicts[word] = _right_word(patterns, word)
        fix = patterns.verdicts[word]
        if fix is not None:
            fixes[place] = fix
    if not fixes:
        return {}
    wanted = np.flatnonzero(np.isin(number, np.fromiter(fixes, dtype=np.int64, count=len(fixes))))
    return {(int(start[i]), int(stop[i])): fixes[int(number[i])] for i in wanted}


def _right_word(patterns: Patterns, word: str) -> str | None:
    """Return the word of an alias that ``word`` is a slip of, None if of none or of several actors'."""
    plural = word.endswith("s") and word[:-1] in patterns.words
    if word in patterns.words or plural or word in common_words() or not word.isalpha():
        return None
    near = patterns.slip_edits
    options = {w for e in edits(word) for w in near.get(e, ()) if w[0] == word[0] and one_slip(word, w)}
    actors = [patterns.words[w] for w in options]
    if actors and actors[0].intersection(*actors):  # of one actor, however spelt
        return min(options)
    return None


def _distinct(codes: np.ndarray, start: np.ndarray, stop: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Number the distinct words of many spans; return the numbers and the first span of each."""
    length = stop - start
    key = length.astype(np.uint64)
    order = np.argsort(-length, kind="stable")
    for at in range(int(length.max())):
        longer = order[: np.searchsorted(-length[order], -at, side="left")]
        key[longer] = key[longer] * np.uint64(1099511628211) ^ codes[start[longer] + at]
    number, _ = pd.factorize(key)
    first = np.full(int(number.max()) + 1, -1)
    first[number[::-1]] = np.arange(len(number))[::-1]
    return number, first


def _matched_again(scan: Scan, patterns: Patterns, right: dict[tuple[int, int], str]) -> Found:
    """Match the comments that hold slips with the slips put right, and map what is found back."""
    folded = scan.folded
    spans = sorted(right)
    owner = folded.owner(np.array([s for s, _ in spans]))
    texts: list[str] = []
    maps: list[np.ndarray] = []
    fixed: list[list[tuple[int, int]]] = []
    groups, firsts = np.unique(owner, return_index=True)
    for text, low_span, high_span in zip(groups, firsts, np.append(firsts[1:], len(spans)), strict=True):
        at, high = int(folded.bounds[text]), int(folded.bounds[text + 1]) - 1
        pieces: list[str] = []
        places: list[np.ndarray] = []
        fixed.append(spans[low_span:high_span])
        for start, stop in fixed[-1]:
            word = right[start, stop]
            inner = np.full(len(word), start)
            inner[-1] = stop - 1
            pieces += [folded.text[at:start], word]
            places += [np.arange(at, start), inner]
            at = stop
        texts.append("".join(pieces) + folded.text[at:high])
        maps.append(np.concatenate([*places, np.arange(at, high)]))
    again = fold_many(texts)
    inner_scan = Scan(again, find(patterns.automaton, again.text))
    # Case was folded away before; capitals are needed nowhere here, since exact aliases hold no slip.
    found = candidates(inner_scan, patterns)
    where = again.owner(found.start)
    base = again.bounds[where]
    rows: list[int] = []
    begins: list[int] = []
    ends: list[int] = []
    for i in range(len(found)):  # a handful: only comments with slips
        place = maps[where[i]]
        a = int(place[found.start[i] - base[i]])
        b = int(place[found.stop[i] - 1 - base[i]]) + 1
        if any(a <= s and e <= b for s, e in fixed[where[i]]):
            rows.append(i)
            begins.append(a)
            ends.append(b)
    found = found.take(np.array(rows, dtype=np.int64))
    return Found(
        found.actor,
        np.array(begins, dtype=np.int64),
        np.array(ends, dtype=np.int64),
        np.minimum(found.confidence, SLIP),
    )
