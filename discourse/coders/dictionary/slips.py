"""Misspelt names: words that are one letter away from a long word of an alias."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import numpy as np
import pandas as pd

from discourse.coders.dictionary.mentions import SLIP, Found, candidates
from discourse.coders.dictionary.patterns import SLIP_LENGTH, Patterns
from discourse.coders.dictionary.scan import Scan, find
from discourse.model.folding import fold_many


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Return common English words, which are never taken for a slip."""
    text = files("discourse.coders.dictionary").joinpath("common-words-en.txt").read_text(encoding="utf-8")
    return frozenset(w for line in text.splitlines() if not line.startswith("#") for w in line.split())


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
    """Return start and stop of words that may be slips, by length, first letter and being outside mentions."""
    word = scan.word[:-2].view(np.int8)
    seam = np.diff(word, prepend=np.int8(0))
    start, stop = np.flatnonzero(seam == 1), np.flatnonzero(seam == -1)
    length = stop - start
    lengths = [len(w) for w in patterns.words]
    allowed = np.zeros(0x110000, dtype=bool)
    allowed[[ord(w[0]) for w in patterns.words]] = True
    keep = (length >= max(SLIP_LENGTH - 1, min(lengths) - 1)) & (length <= max(lengths) + 1)
    start, stop = start[keep], stop[keep]
    keep = allowed[scan.codes[start]]
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
    near: dict[str, list[str]] = {}
    for word in patterns.words:
        for edit in edits(word):
            near.setdefault(edit, []).append(word)
    number, first = _distinct(scan.codes, start, stop)
    fixes: dict[int, str] = {}
    for place in range(len(first)):  # over distinct words, not over all
        word = text[start[first[place]] : stop[first[place]]]
        if word in patterns.words or word in common_words() or not word.isalpha():
            continue
        if word.endswith("s") and word[:-1] in patterns.words:
            continue
        options = {w for e in edits(word) for w in near.get(e, ()) if w[0] == word[0] and one_slip(word, w)}
        if options and set.intersection(*(patterns.words[w] for w in options)):  # of one actor, however spelt
            fixes[place] = min(options)
    wanted = np.flatnonzero(np.isin(number, np.fromiter(fixes, dtype=np.int64, count=len(fixes))))
    return {(int(start[i]), int(stop[i])): fixes[int(number[i])] for i in wanted}


def _distinct(codes: np.ndarray, start: np.ndarray, stop: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Number the distinct words of many spans; return the numbers and the first span of each."""
    length = stop - start
    key = length.astype(np.uint64)
    order = np.argsort(-length, kind="stable")
    for at in range(int(length.max())):
        longer = order[: np.searchsorted(-length[order], -at, side="left")]
        key[longer] = key[longer] * np.uint64(1099511628211) ^ codes[start[longer] + at].astype(np.uint64)
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
    keep, start, stop = [], [], []
    for i in range(len(found)):  # a handful: only comments with slips
        place = maps[where[i]]
        a = int(place[found.start[i] - base[i]])
        b = int(place[found.stop[i] - 1 - base[i]]) + 1
        if any(a <= s and e <= b for s, e in fixed[where[i]]):
            keep.append(i)
            start.append(a)
            stop.append(b)
    rows = np.array(keep, dtype=np.int64)
    return Found(
        found.actor[rows],
        np.array(start, dtype=np.int64),
        np.array(stop, dtype=np.int64),
        np.minimum(found.confidence[rows], SLIP),
    )
