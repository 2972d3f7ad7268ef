"""Which matches of an alias are mentions of its actor, and how surely."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from discourse.coders.dictionary.patterns import Patterns
from discourse.coders.dictionary.scan import Scan, select

#: How sure each way of matching is; documented in :func:`discourse.coders.dictionary.coder.dictionary`.
WHOLE, PLURAL, JOINED, FUSED_CAMEL, SLIP, FUSED, HASHTAG, HANDLE, SHOUTED = (
    1.0,
    0.95,
    0.8,
    0.8,
    0.7,
    0.7,
    0.6,
    0.5,
    0.4,
)

_SENTENCE_ENDS = [ord(c) for c in ".!?\n:"]
_S, _HASH, _AT = ord("s"), ord("#"), ord("@")
_SHORTEST_FUSED, _SHORTEST_HASHTAG = 3, 4


@dataclass
class Found:
    """Mentions as arrays of one length, in order of start.

    Attributes
    ----------
    actor, start, stop : numpy.ndarray of int64
        Number of the actor; span in the folded text.
    confidence : numpy.ndarray of float
    """

    actor: np.ndarray
    start: np.ndarray
    stop: np.ndarray
    confidence: np.ndarray

    def __len__(self) -> int:
        return len(self.actor)

    def take(self, rows: np.ndarray) -> Found:
        """Return the mentions at the rows, or under the mask, given."""
        return Found(self.actor[rows], self.start[rows], self.stop[rows], self.confidence[rows])

    @classmethod
    def join(cls, parts: list[Found]) -> Found:
        """Return the mentions of several parts, one after the other."""
        return cls(
            *(
                np.concatenate([getattr(p, n) for p in parts])
                for n in ("actor", "start", "stop", "confidence")
            )
        )


def candidates(scan: Scan, patterns: Patterns) -> Found:
    """Return every match of an alias that some rule takes for a mention; they may still overlap.

    Parameters
    ----------
    scan : Scan
    patterns : Patterns

    Returns
    -------
    Found
    """
    row, start, stop = select(scan, patterns.aliases, "actor")
    word, codes = scan.word, scan.codes
    length = stop - start
    left = ~word[start - 1] if len(start) else np.zeros(0, dtype=bool)
    right = ~word[stop]
    plural = (
        left
        & (codes[stop] == _S)
        & ~word[stop + 1]
        & (length >= 3)
        & (codes[stop - 1] != _S)
        & word[stop - 1]
    )
    confidence = np.select([left & right, plural], [WHOLE, PLURAL], 0.0)
    inside = np.flatnonzero(
        (confidence == 0)
        & (length >= _SHORTEST_FUSED)
        & (left | right | _camel(scan, start) | _camel(scan, stop))
    )
    confidence[inside] = _fused(scan, start[inside], stop[inside], left[inside], right[inside])
    joined = patterns.aliases["joined"][row]  # freesyrianarmy: only as a whole word
    confidence[joined] = np.where(confidence[joined] >= PLURAL, JOINED, 0.0)
    stop = stop + (plural & ~(left & right) & (confidence > 0))
    keep = np.flatnonzero(confidence > 0)
    row, start, stop, confidence = row[keep], start[keep], stop[keep], confidence[keep]
    _check_case(scan, patterns, row, start, confidence)
    keep = np.flatnonzero(confidence > 0)
    return Found(patterns.aliases["actor"][row[keep]], start[keep], stop[keep], confidence[keep])


def _camel(scan: Scan, at: np.ndarray) -> np.ndarray:
    """Mark positions inside a word where capitals show a seam: aB, and either side of the last capital in ABc."""
    word, upper = scan.word, scan.upper
    inside = word[at - 1] & word[at]
    before, here, after = upper[at - 1], upper[at], upper[at + 1]
    step = ~before & here
    run_ends = before & ~here & upper[at - 2] & word[at - 2]
    run_splits = before & here & ~after & word[at + 1]
    return inside & (step | run_ends | run_splits)


def _fused(
    scan: Scan, start: np.ndarray, stop: np.ndarray, left: np.ndarray, right: np.ndarray
) -> np.ndarray:
    """Return how sure matches inside words are: CIAisis, #freesyria, iranrussia."""
    confidence = np.zeros(len(start))
    seam_left, seam_right = _camel(scan, start), _camel(scan, stop)
    camel = (left | seam_left) & (right | seam_right)
    confidence[camel] = FUSED_CAMEL
    # Two aliases that together make up the whole word.
    first, second = left & ~right, right & ~left
    long = scan.word_end(stop - 1) - scan.word_start(start) >= 7
    chained = (first & np.isin(stop, start[second])) | (second & np.isin(start, stop[first]))
    confidence[(confidence == 0) & chained & long] = FUSED
    # At either end of a hashtag.
    open_ = (confidence == 0) & (left | right) & (stop - start >= _SHORTEST_HASHTAG)
    tag = np.flatnonzero(open_)
    if len(tag):
        begin, end = scan.word_start(start[tag]), scan.word_end(stop[tag] - 1)
        tagged = scan.codes[begin - 1] == _HASH
        # Where capitals show the seams (#SyriaNow), only they count.
        seams = np.array(
            [
                scan.upper[b + 1 : e].any() and not scan.upper[b:e].all()
                for b, e in zip(begin, end, strict=True)
            ]
        )
        confidence[tag[tagged & ~seams]] = HASHTAG
    return confidence


def _check_case(
    scan: Scan, patterns: Patterns, row: np.ndarray, start: np.ndarray, confidence: np.ndarray
) -> None:
    """Set the confidence of matches in the wrong case to 0, and lower that of capitals among capitals."""
    exact = np.flatnonzero(patterns.aliases["exact"][row])
    short: list[np.ndarray] = []
    for alias in np.unique(row[exact]):
        capitals = patterns.alias_case[alias]
        assert capitals is not None
        mine = exact[row[exact] == alias]
        same = (scan.upper[start[mine, None] + np.arange(len(capitals))] == capitals).all(axis=1)
        confidence[mine[~same]] = 0
        if len(capitals) <= 3 and capitals.all():
            short.append(mine[same])
    loud = np.concatenate(short) if short else np.zeros(0, dtype=np.int64)
    if len(loud):
        confidence[loud[_shouted(scan, start[loud], start[loud])]] = SHOUTED


def _shouted(scan: Scan, start: np.ndarray, exact: np.ndarray) -> np.ndarray:
    """Whether the words on either side are in capitals too (and no short names), so that capitals say nothing.

    Parameters
    ----------
    scan : Scan
    start : numpy.ndarray
        Where matches of short names in capitals start.
    exact : numpy.ndarray
        Where all such matches start.

    Returns
    -------
    numpy.ndarray of bool
    """
    starts = scan.token_starts
    number = scan.token(start)
    shouted = np.zeros((2, len(start)), dtype=bool)
    there = np.zeros((2, len(start)), dtype=bool)
    owner = scan.folded.owner(start)
    for side, step in enumerate((-1, 1)):
        other = np.clip(number + step, 0, len(starts) - 1)
        at = starts[other]
        there[side] = (other != number) & (scan.folded.owner(at) == owner)
        loud = scan.upper[at] & scan.upper[at + 1] & scan.upper[scan.word_end(at) - 1]
        shouted[side] = there[side] & loud & ~np.isin(at, exact)
    # A pronoun starts no sentence: "US OUT OF SYRIA" is the name.
    behind = np.maximum(start - 2, 0)
    first = ~there[0] | (np.isin(scan.codes[behind], _SENTENCE_ENDS) & ~scan.word[start - 1])
    return ~first & there.any(axis=0) & (shouted == there).all(axis=0)


def resolve(found: Found) -> Found:
    """Keep the longest of overlapping mentions; of two as long, the surer, then the earlier.

    Parameters
    ----------
    found : Found

    Returns
    -------
    Found
        In order of start, without overlaps.
    """
    if not len(found):
        return found
    found = found.take(np.lexsort((found.actor, -found.confidence, -found.stop, found.start)))
    reach = np.maximum.accumulate(found.stop)
    cluster = np.concatenate([[0], np.cumsum(found.start[1:] >= reach[:-1])])
    heads = np.flatnonzero(np.diff(cluster, prepend=-1))
    whole = np.append(reach[heads[1:] - 1], reach[-1]) == found.stop[heads]  # the first holds all others
    keep = np.zeros(len(found), dtype=bool)
    keep[heads[whole]] = True
    # Other overlaps are rare, and longest-first has no closed form: go through the few clusters.
    ends = np.append(heads[1:], len(found))
    for head, end in zip(heads[~whole].tolist(), ends[~whole].tolist(), strict=True):
        order = sorted(
            range(head, end),
            key=lambda i: (found.start[i] - found.stop[i], -found.confidence[i], found.start[i]),
        )
        taken: list[int] = []
        for i in order:
            if all(found.stop[i] <= found.start[j] or found.start[i] >= found.stop[j] for j in taken):
                taken.append(i)
        keep[taken] = True
    return found.take(keep)


#: Folded names of commenters by their first :data:`HANDLE_KEY` characters and, the longest first, their length.
Names = dict[str, dict[int, set[str]]]
HANDLE_KEY = 3


def _ends(scan: Scan, at: int) -> bool:
    """Whether a name that ends at a place does not go on as a longer word."""
    return not (scan.word[at] and scan.word[at - 1])


def _addressed(scan: Scan, begin: int, names: Names) -> str:
    """Return the longest name that stands at a place, as a word; many begin alike, so each length is looked up."""
    text = scan.folded.text
    for key in range(HANDLE_KEY, 0, -1):
        for size, group in names.get(text[begin : begin + key], {}).items():
            name = text[begin : begin + size]
            if name in group and _ends(scan, begin + size):
                return name
    return ""


def handles(scan: Scan, found: Found, names: Names) -> Found:
    """Drop mentions inside "@Name" of a commenter; those inside another @handle are less sure.

    Parameters
    ----------
    scan : Scan
    found : Found
    names : Names
        Of commenters; of those that could be meant, it is the longest.

    Returns
    -------
    Found
    """
    marks = np.flatnonzero(scan.codes == _AT)
    if not len(marks) or not len(found):
        return found
    confidence = found.confidence.copy()
    for mark in marks.tolist():  # few: one look-up per @
        begin = mark + 1
        end = int(scan.word_end(np.array([begin]))[0])
        known = _addressed(scan, begin, names)
        span = slice(*np.searchsorted(found.start, [begin, max(end, begin + len(known))]))
        confidence[span] = 0 if known else np.minimum(confidence[span], HANDLE)
    return Found(found.actor, found.start, found.stop, confidence).take(confidence > 0)
