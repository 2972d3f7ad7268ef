"""Evaluating cues: where in each comment a narrative's evidence stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heapreplace

import numpy as np

from discourse.coders.dictionary.mentions import Found
from discourse.coders.dictionary.patterns import Patterns, runs
from discourse.coders.dictionary.scan import Scan
from discourse.model.codebook import Codebook
from discourse.model.cues import Cue, Group, Phrase, Slot

#: What may stand between the adjacent parts of a phrase.
_BETWEEN = " '\",&/"
#: How many places of one cue in one comment are looked at; more say nothing new.
_MOST = 50


@dataclass(frozen=True)
class Place:
    """Where a cue, or a part of one, stands: first and last word, and the pieces of text."""

    first: int
    last: int
    pieces: tuple[tuple[int, int], ...]
    words: tuple[tuple[int, int], ...] = ()


class Hits(defaultdict[int, list[Place]]):
    """The matches of one comment by key, and the text that they stand in."""

    def __init__(self, text: str) -> None:
        super().__init__(list)
        self.text = text

    def between(self, a: Place, b: Place) -> str:
        """Return what stands between two places, but for a possessive ending and what may part adjacent words."""
        return self.text[a.pieces[-1][1] : b.pieces[0][0]].removeprefix("'s").strip(_BETWEEN)


@dataclass
class Evidence:
    """One narrative at one place of one comment."""

    narrative: str
    owner: int
    pieces: tuple[tuple[int, int], ...]
    words: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        """Where the first piece starts, in the folded text."""
        return self.pieces[0][0]

    @property
    def stop(self) -> int:
        """Where the last piece ends."""
        return max(stop for _, stop in self.pieces)


class CueBook:
    """The cues of a codebook, indexed by an atom or actor that each cannot do without."""

    def __init__(self, book: Codebook, patterns: Patterns) -> None:
        self.patterns = patterns
        self.actor_number = {name: number for number, name in enumerate(patterns.actors)}
        self.cues: list[tuple[str, Cue]] = []
        self.by_anchor: dict[int, list[int]] = defaultdict(list)
        for narrative in book.narratives:
            for cue in narrative.cues:
                for anchor in self._anchors(cue):
                    self.by_anchor[anchor].append(len(self.cues))
                self.cues.append((narrative.id, cue))

    def key(self, run: Slot | tuple) -> int:
        """Return the number of an atom, or −1 − the number of an actor."""
        if isinstance(run, Slot):
            return -1 - self.actor_number[run.actor]
        return self.patterns.cue_atoms[run]

    def _anchors(self, cue: Cue) -> set[int]:
        """Return keys of which at least one must be there for the cue to match."""
        if isinstance(cue, Phrase):
            keys = [self.key(r) for r in runs(cue)]
            return {max(keys)}  # atoms (not negative) are rarer than actors
        options = [self._anchors(part) for part in cue.every]
        if cue.either:
            options.append(set().union(*(self._anchors(part) for part in cue.either)))
        return min(options, key=lambda o: (any(k < 0 for k in o), len(o), sorted(o)))


def find_narratives(
    scan: Scan, book: CueBook, atoms: tuple[np.ndarray, ...], mentions: Found
) -> list[Evidence]:
    """Evaluate all cues on all comments of a batch.

    Parameters
    ----------
    scan : Scan
    book : CueBook
    atoms : tuple of numpy.ndarray
        Atom, start and stop of every match of an atom.
    mentions : Found

    Returns
    -------
    list of Evidence
        By comment, narrative and place; places of one narrative that overlap are one.
    """
    if not book.cues:
        return []
    atom, start, stop = atoms
    used = np.isin(atom, np.fromiter(set(book.patterns.cue_atoms.values()), dtype=np.int64))
    key = np.concatenate([atom[used], -1 - mentions.actor])
    start = np.concatenate([start[used], mentions.start])
    stop = np.concatenate([stop[used], mentions.stop])
    owner = scan.folded.owner(start)
    anchored = np.isin(key, np.fromiter(book.by_anchor, dtype=np.int64, count=len(book.by_anchor)))
    keep = np.isin(owner, np.unique(owner[anchored]))
    key, start, stop, owner = key[keep], start[keep], stop[keep], owner[keep]
    order = np.lexsort((key, stop, start))
    key, start, stop, owner = key[order], start[order], stop[order], owner[order]
    first, last = scan.token(start), scan.token(stop - 1)
    out: list[Evidence] = []
    ends = np.flatnonzero(np.diff(owner, append=-1)) + 1
    begin = 0
    for end in ends.tolist():  # cues are evaluated comment by comment, only where an anchor was met
        hits = Hits(scan.folded.text)
        for row in range(begin, end):
            span = (int(start[row]), int(stop[row]))
            words = (span,) if key[row] >= 0 else ()
            hits[int(key[row])].append(Place(int(first[row]), int(last[row]), (span,), words))
        out += _comment(book, hits, int(owner[begin]))
        begin = end
    return out


def _comment(book: CueBook, hits: Hits, owner: int) -> Iterator[Evidence]:
    tried = sorted({cue for key in hits for cue in book.by_anchor.get(key, ())})
    found: dict[str, list[Place]] = defaultdict(list)
    for number in tried:
        narrative, cue = book.cues[number]
        places = _places(book, cue, hits)
        # A phrase counts wherever it stands; of a group, the closest place.
        found[narrative] += places if isinstance(cue, Phrase) else places[:1]
    for narrative in sorted(found):
        for place in _merged(found[narrative]):
            yield Evidence(narrative, owner, place.pieces, place.words)


def _places(book: CueBook, cue: Cue, hits: Hits) -> list[Place]:
    """Return where a cue stands, the closest first for groups."""
    if isinstance(cue, Phrase):
        return _phrase(book, cue, hits)
    return _group(book, cue, hits)


def _phrase(book: CueBook, phrase: Phrase, hits: Hits) -> list[Place]:
    places: list[Place] | None = None
    for run in runs(phrase):
        here = hits.get(book.key(run), [])
        if not here:
            return []
        if places is None:
            places = list(here)
            continue
        begins: dict[int, list[Place]] = defaultdict(list)
        for b in here:
            begins[b.first].append(b)
        joined = []
        for a in places:
            for b in (*begins.get(a.last, ()), *begins.get(a.last + 1, ())):
                fused = b.first == a.last and b.pieces[0][0] == a.pieces[-1][1]
                if fused or (b.first == a.last + 1 and not hits.between(a, b)):
                    joined.append(Place(a.first, b.last, a.pieces + b.pieces, a.words + b.words))
        places = joined
    return (places or [])[:_MOST]


def _group(book: CueBook, group: Group, hits: Hits) -> list[Place]:
    lists = []
    for part in group.every:
        places = _places(book, part, hits)
        if not places:
            return []
        lists.append(places)
    if group.either:
        places = [p for part in group.either for p in _places(book, part, hits)]
        if not places:
            return []
        lists.append(places)
    windows = _windows([sorted(ps, key=lambda p: (p.first, p.last))[:_MOST] for ps in lists])
    if group.near is not None:
        windows = [w for w in windows if w.last - w.first + 1 <= group.near]
    if group.without and windows:
        against = [p for part in group.without for p in _places(book, part, hits)]
        if group.near is None:
            windows = [] if against else windows
        else:
            reach = group.near
            windows = [
                w
                for w in windows
                if not any(p.last >= w.first - reach and p.first <= w.last + reach for p in against)
            ]
    return sorted(windows, key=lambda w: (w.last - w.first, w.first))


def _windows(lists: Sequence[list[Place]]) -> list[Place]:
    """Return the windows that hold one place of each list, none inside which a later start would do."""
    heap = [(places[0].first, number, 0) for number, places in enumerate(lists)]
    heapify(heap)
    windows = []
    while True:
        chosen = [lists[number][index] for _, number, index in sorted(heap, key=lambda h: h[1])]
        spans = sorted({piece for place in chosen for piece in place.pieces})
        words = sorted({piece for place in chosen for piece in place.words})
        windows.append(
            Place(min(p.first for p in chosen), max(p.last for p in chosen), tuple(spans), tuple(words))
        )
        _, number, index = heap[0]
        if index + 1 == len(lists[number]):
            return windows
        heapreplace(heap, (lists[number][index + 1].first, number, index + 1))


def _merged(places: list[Place]) -> list[Place]:
    """Make one of places that overlap."""
    out: list[Place] = []
    for place in sorted(places, key=lambda p: (p.first, p.last)):
        if out and place.first <= out[-1].last:
            last = out.pop()
            place = Place(
                last.first,
                max(last.last, place.last),
                _union(last.pieces + place.pieces),
                _union(last.words + place.words),
            )
        out.append(place)
    return out


def _union(pieces: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    out: list[tuple[int, int]] = []
    for start, stop in sorted(pieces):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(stop, out[-1][1]))
        else:
            out.append((start, stop))
    return tuple(out)
