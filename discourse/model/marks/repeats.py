"""Which texts nearly repeat an earlier one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from discourse.errors import OptionError
from discourse.model.marks.minhash import bands, prints
from discourse.model.marks.shingles import pieces

#: What is said to repeat, unless another threshold is given.
THRESHOLD = 0.8
#: With how many candidates a text is compared at most.
TRIES = 4
_CHUNK, _PAIRS = 1_000_000, 30_000  # characters and pairs that are compared at a time
_SHIFT, _LOW = np.uint64(48), np.uint64(16)


def near_duplicates(texts: Sequence[str], *, threshold: float = THRESHOLD) -> np.ndarray:
    """Find for each text the earliest one that it nearly repeats.

    Two texts nearly repeat one another if they are the same when folded (case, diacritics, white space), or if both
    have at least 40 folded characters and the Jaccard similarity of their sets of runs of 5 folded characters reaches
    the threshold. Candidates are texts that share a band of their MinHash signatures (see :func:`signatures`): of
    those in a band, the first one and the one just before the text. Of all its candidates, a text is compared with
    the 4 that share the most bands with it, the earliest first; the true Jaccard similarity decides. A text is linked
    to the first text found similar, and marked with the text at which the chain of links starts: that one is itself
    marked -1. The mark of a text depends on earlier texts only. Time and memory grow in proportion to the length of
    all texts.

    Parameters
    ----------
    texts : sequence of str
        In the order that decides which is earlier.
    threshold : float
        From 0.5 to 1; below 0.7 a growing part of the similar pairs is not found.

    Returns
    -------
    numpy.ndarray of int64, shape (texts,)
        The number of the text repeated, or -1.

    Raises
    ------
    OptionError
        If the threshold is outside 0.5 to 1.

    Examples
    --------
    >>> text = "Nobody here has ever read the agreement that they are shouting about."
    >>> near_duplicates(["No.", text, "Indeed. " + text, "no.", "Read it, then, and tell us what it says!"])
    array([-1, -1,  1,  0, -1])
    """
    if not 0.5 <= threshold <= 1:
        raise OptionError(f"threshold must lie between 0.5 and 1, not {threshold!r}")
    whole = prints(texts)
    _, first, place = np.unique(whole, return_index=True, return_inverse=True)
    same = np.where(whole == 0, np.arange(len(whole)), first[place]).astype(np.int64)
    distinct = np.flatnonzero((same == np.arange(len(whole))) & (whole != 0))
    parts = [texts[i] for i in distinct.tolist()]
    links = np.full(len(parts), -1, dtype=np.int64)
    link(links, parts, *_candidates(bands(parts)), threshold)
    out = np.full(len(whole), -1, dtype=np.int64)
    out[distinct[links >= 0]] = distinct[links[links >= 0]]
    repeated = np.flatnonzero(same != np.arange(len(whole)))
    lead(out, repeated, same[repeated])
    return out


def link(
    links: np.ndarray,
    texts: Sequence[str],
    later: np.ndarray,
    earlier: np.ndarray,
    turn: np.ndarray,
    threshold: float = THRESHOLD,
) -> None:
    """Link texts to the first of their candidates that is similar.

    Parameters
    ----------
    links : numpy.ndarray of int64
        Per text, the one it is linked to, or -1; written to.
    texts : sequence of str
        Only those that are candidates are looked at.
    later, earlier, turn : numpy.ndarray of int
        Pairs of texts to compare; those of a text in turn, from 0. Of one text, some may be in this call and the rest
        in a later one.
    threshold : float
    """
    for now in range(TRIES):
        due = np.flatnonzero((turn == now) & (links[later] < 0))
        similar = due[_jaccard(texts, later[due], earlier[due]) >= threshold - 1e-12]
        links[later[similar]] = earlier[similar]


def lead(links: np.ndarray, repeated: np.ndarray, first: np.ndarray) -> None:
    """Follow links between texts, and then those of exact repeats to the first of their kind, to where they start.

    Parameters
    ----------
    links : numpy.ndarray of int64
        Per text, an earlier one, or -1; written to.
    repeated, first : numpy.ndarray of int64
        Texts that have no link yet, and for each the text, itself no such repeat, that it repeats exactly.
    """
    linked = np.flatnonzero(links >= 0)
    while len(linked):
        further = links[links[linked]]
        linked, further = linked[further >= 0], further[further >= 0]
        links[linked] = further
    head = links[first]
    links[repeated] = np.where(head >= 0, head, first)


def _candidates(table: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pair texts with earlier ones that are worth comparing, and say which comes when: later, earlier, turn."""
    total = len(table)
    keys = [np.zeros(0, dtype=np.int64)]
    for band in table.T:
        order = np.argsort(band, kind="stable")
        values = band[order]
        inner = np.zeros(total, dtype=bool)
        inner[1:] = (values[1:] == values[:-1]) & (values[1:] != 0)
        at = np.flatnonzero(inner)
        start = np.maximum.accumulate(np.where(inner, 0, np.arange(total)))[at]
        last = at - 1
        keys.append(order[at] * total + order[start])
        keys.append((order[at] * total + order[last])[last > start])
    found, shared = np.unique(np.concatenate(keys), return_counts=True)
    later, earlier = found // max(total, 1), found % max(total, 1)
    keep = np.sort(np.lexsort((earlier, -shared, later))[_turn(later) < TRIES])
    later, earlier = later[keep], earlier[keep]
    return later, earlier, _turn(later)


def _turn(owner: np.ndarray) -> np.ndarray:
    """Number the items of each owner from 0, in their order; ``owner`` is ascending."""
    at = np.arange(len(owner))
    return at - np.maximum.accumulate(np.where(np.diff(owner, prepend=-1) != 0, at, 0))


def similarity(left: Sequence[str], right: Sequence[str]) -> np.ndarray:
    """Compare texts pair by pair: the Jaccard similarity of their sets of runs of 5 folded characters.

    Parameters
    ----------
    left, right : sequence of str
        Equally many.

    Returns
    -------
    numpy.ndarray of float64
        From 0 to 1. Texts that are the same when folded have 1; others of which one has fewer than 40 folded
        characters have 0.

    Raises
    ------
    OptionError
        If there are not equally many.

    Examples
    --------
    >>> text = "Nobody here has ever read the agreement that they are shouting about."
    >>> similarity([text, text, "No"], [text.lower(), text + " Nobody!", "No!"]).round(3).tolist()
    [1.0, 0.915, 0.0]
    """
    if len(left) != len(right):
        raise OptionError(
            f"similarity needs as many texts left as right; there are {len(left)} and {len(right)}"
        )
    later, earlier = np.arange(len(left)), np.arange(len(left), 2 * len(left))
    out = _jaccard([*left, *right], later, earlier)
    out[prints(left) == prints(right)] = 1.0
    return out


def _jaccard(texts: Sequence[str], left: np.ndarray, right: np.ndarray) -> np.ndarray:
    out = np.zeros(len(left))
    for part in _parts(texts, left, right):
        out[part] = _compare(texts, left[part], right[part])
    return out


def _parts(texts: Sequence[str], left: np.ndarray, right: np.ndarray) -> Iterator[slice]:
    """Cut pairs into runs of bounded length in characters and in pairs."""
    start = size = 0
    for at, (i, j) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        more = len(texts[i]) + len(texts[j])
        if at > start and (size + more > _CHUNK or at - start >= _PAIRS):
            yield slice(start, at)
            start, size = at, 0
        size += more
    if start < len(left):
        yield slice(start, len(left))


def _compare(texts: Sequence[str], left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return the Jaccard similarity of each pair; a shingle is known by 48 bits within its pair."""
    numbers, place = np.unique(np.concatenate([left, right]), return_inverse=True)
    sets, bounds = _sets([texts[i] for i in numbers.tolist()])
    size = np.diff(bounds)
    one, two = place[: len(left)], place[len(left) :]
    tagged = np.concatenate([_tagged(sets, bounds, one), _tagged(sets, bounds, two)])
    tagged.sort()
    pair = (tagged[1:][tagged[1:] == tagged[:-1]] >> _SHIFT).astype(np.int64)
    both = np.bincount(pair, minlength=len(left))
    union = size[one] + size[two] - both
    return np.where(union > 0, both / np.maximum(union, 1), 0.0)


def _sets(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return 48 bits of the different shingles of each text, ascending, and where each text's start."""
    found, sizes = [np.zeros(0, dtype=np.uint64)], [np.zeros(1, dtype=np.int64)]
    for piece in pieces(texts):
        shingles, bounds = piece.shingles()
        owner = np.repeat(np.arange(len(bounds) - 1, dtype=np.uint64), np.diff(bounds))
        keys = (owner << _SHIFT) | (shingles >> _LOW)
        keys.sort()
        keys = keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]
        sizes.append(np.bincount((keys >> _SHIFT).astype(np.int64), minlength=len(bounds) - 1))
        found.append(keys & ((np.uint64(1) << _SHIFT) - np.uint64(1)))
    return np.concatenate(found), np.cumsum(np.concatenate(sizes))


def _tagged(sets: np.ndarray, bounds: np.ndarray, which: np.ndarray) -> np.ndarray:
    """Return the shingles of the texts named, each with the number of its pair in the upper 16 bits."""
    size = bounds[which + 1] - bounds[which]
    stops = np.cumsum(size)
    places = np.arange(int(size.sum())) + np.repeat(bounds[which] - (stops - size), size)
    return sets[places] | (np.repeat(np.arange(len(which), dtype=np.uint64), size) << _SHIFT)
