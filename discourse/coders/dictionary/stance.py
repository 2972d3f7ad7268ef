"""How a comment stands to what it names, read off words whose scope the target is in.

A clause ends at ``. ! ? ; :``, at a dash, a bracket, a quotation mark, a line break or a contrast ("but"). Only
words of the target's own clause count, each for one target by its role; a negation before it turns it round;
questions and words between quotation marks are no evidence. Without evidence, or with evidence for both sides,
the stance is 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from discourse.coders.dictionary.lexicon import SIGNS
from discourse.coders.dictionary.mentions import Found
from discourse.coders.dictionary.narratives import Evidence
from discourse.coders.dictionary.patterns import Patterns
from discourse.coders.dictionary.scan import Scan

_ENDS = np.array([ord(c) for c in '.!?;:\n"—()[]…'] + [1], dtype=np.uint32)
_SENTENCE_ENDS = np.array([ord(c) for c in ".!?\n…"] + [1], dtype=np.uint32)
_QUESTION, _QUOTE = ord("?"), ord('"')
_HARD = [1, ord("\n")]  # ends that no letters on both sides make part of a word
_NEGATION_REACH = 3
#: How many words may stand between a target and what is said of it.
REACH = {"good": 5, "does-good": 4, "for": 4, "then-good": 0}


@dataclass
class Terms:
    """Lexicon matches: role sign and kind, first and last word, span, clause; and where negations stand."""

    role: np.ndarray
    sign: np.ndarray
    start: np.ndarray
    stop: np.ndarray
    first: np.ndarray
    last: np.ndarray


class Scopes:
    """Clauses and lexicon matches of a batch, ready to be asked about targets."""

    def __init__(self, scan: Scan, patterns: Patterns, atoms: tuple[np.ndarray, ...]) -> None:
        self.scan = scan
        self.roles = list(SIGNS)
        assert patterns.lexicon is not None
        role_of: list[list[int]] = [[] for _ in patterns.atoms]
        for place, number in patterns.term_atoms.items():
            role_of[number].append(self.roles.index(patterns.lexicon.terms[place].role))
        counts = np.array([len(r) for r in role_of], dtype=np.int64)
        offsets = np.cumsum(counts) - counts
        flat = np.array([r for roles in role_of for r in roles], dtype=np.int64)
        atom, start, stop = atoms
        row = np.repeat(np.arange(len(atom)), counts[atom] if len(atom) else 0)
        within = (
            np.arange(len(row)) - np.repeat(np.cumsum(counts[atom]) - counts[atom], counts[atom])
            if len(atom)
            else row
        )
        role = flat[np.repeat(offsets[atom], counts[atom]) + within] if len(atom) else row
        start, stop = start[row], stop[row]
        sign = np.array(list(SIGNS.values()), dtype=np.int64)[role] if len(role) else role
        self.terms = _longest(Terms(role, sign, start, stop, scan.token(start), scan.token(stop - 1)))
        contrast = self.terms.start[self.terms.role == self.roles.index("contrast")]
        codes = scan.folded.codes[:-2]
        self.sentence_breaks = self._breaks(np.flatnonzero(np.isin(codes, _SENTENCE_ENDS)))
        self.breaks = np.union1d(self._breaks(np.flatnonzero(np.isin(codes, _ENDS))), contrast)
        cancelled = self._of("not-negator")
        negators = self._of("negator")
        inside = (
            np.isin(negators[:, 0], cancelled[:, 0])
            if len(cancelled)
            else np.zeros(len(negators), dtype=bool)
        )
        self.negators = negators[~inside]
        self.copulas = self._of("copula")[:, 0]
        self.copula_stops = self.terms.stop[self.terms.role == self.roles.index("copula")]
        self.marks = np.flatnonzero(codes == _QUOTE)

    def _breaks(self, positions: np.ndarray) -> np.ndarray:
        """Leave out dots and colons inside words and numbers (U.S., 3.5, 14:05)."""
        word = self.scan.word
        inside = word[positions - 1] & word[positions + 1]
        return positions[~inside | np.isin(self.scan.codes[positions], _HARD)]

    def _of(self, role: str) -> np.ndarray:
        """Return start, first word and last word of the matches in a role, shape (n, 3)."""
        mine = self.terms.role == self.roles.index(role)
        return np.stack([self.terms.start[mine], self.terms.first[mine], self.terms.last[mine]], axis=1)

    def clause(self, position: np.ndarray) -> np.ndarray:
        """Return the number of the clause at a position."""
        return np.searchsorted(self.breaks, position, side="right")

    def sentence(self, position: np.ndarray) -> np.ndarray:
        """Return the number of the sentence at a position."""
        return np.searchsorted(self.sentence_breaks, position, side="right")

    def asked(self, position: np.ndarray) -> np.ndarray:
        """Whether the sentence at a position ends in a question mark."""
        place = np.minimum(self.sentence(position), max(len(self.sentence_breaks) - 1, 0))
        return self.scan.codes[self.sentence_breaks[place]] == _QUESTION

    def reported(self, position: np.ndarray) -> np.ndarray:
        """Whether a position stands between quotation marks of its text: words that are reported, not meant."""
        bounds = self.scan.folded.bounds
        owner = self.scan.folded.owner(position)
        first, last = (np.searchsorted(self.marks, bounds[owner + side]) for side in (0, 1))
        here = np.searchsorted(self.marks, position)
        return ((here - first) % 2 == 1) & (here < last)

    def negated(self, start: np.ndarray, first: np.ndarray) -> np.ndarray:
        """Whether a negation stands at most three words before, in the same clause."""
        if not len(self.negators):
            return np.zeros(len(start), dtype=bool)
        place = np.searchsorted(self.negators[:, 0], start, side="left") - 1
        before = self.negators[np.maximum(place, 0)]
        near = first - before[:, 2] <= _NEGATION_REACH
        return (place >= 0) & near & (self.clause(before[:, 0]) == self.clause(start))


def _longest(terms: Terms) -> Terms:
    """Drop matches inside a longer one ("right" in "has every right"), but keep all roles of one span."""
    order = np.lexsort((terms.role, -terms.stop, terms.start))
    start, stop = terms.start[order], terms.stop[order]
    reach = np.maximum.accumulate(np.concatenate([[-1], stop[:-1]])) if len(stop) else stop
    keep = stop > reach
    same = np.zeros(len(stop), dtype=bool)
    same[1:] = (start[1:] == start[:-1]) & (stop[1:] == stop[:-1])
    for index in np.flatnonzero(same):  # further roles of one span go with the first
        keep[index] = keep[index - 1]
    rows = order[keep]
    return Terms(*(getattr(terms, n)[rows] for n in ("role", "sign", "start", "stop", "first", "last")))


def mention_stance(scopes: Scopes, mentions: Found) -> np.ndarray:
    """Return the stance toward each mention: −1, 0 or +1.

    Parameters
    ----------
    scopes : Scopes
    mentions : Found
        In order of start, without overlaps.

    Returns
    -------
    numpy.ndarray of int64
    """
    n = len(mentions)
    if not n:
        return np.zeros(0, dtype=np.int64)
    scan, terms = scopes.scan, scopes.terms
    first, last = scan.token(mentions.start), scan.token(mentions.stop - 1)
    clause = scopes.clause(mentions.start)
    evaluating = (terms.sign != 0) & ~np.isin(terms.role, [scopes.roles.index(r) for r in ("affirm", "deny")])
    after = np.searchsorted(mentions.start, terms.start, side="right")
    inside = (after > 0) & (terms.start < mentions.stop[np.maximum(after - 1, 0)])
    use = np.flatnonzero(evaluating & ~inside & ~scopes.asked(terms.start) & ~scopes.reported(terms.start))
    start, stop, t_first, t_last = terms.start[use], terms.stop[use], terms.first[use], terms.last[use]
    role, t_clause = terms.role[use], scopes.clause(terms.start[use])
    turned = np.where(
        role == scopes.roles.index("against"), 0, -terms.sign[use]
    )  # not to hate is not to support
    sign = np.where(scopes.negated(start, t_first), turned, terms.sign[use])
    total = np.zeros(n, dtype=np.int64)

    possessive = scan.codes[mentions.stop] == ord("'")
    owners = np.flatnonzero(~possessive)  # "Syria's saviour" is not said of Syria

    def previous(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        place = np.searchsorted(mentions.stop[rows], start, side="right") - 1
        target = rows[np.maximum(place, 0)] if len(rows) else np.zeros(len(start), dtype=np.int64)
        found = (place >= 0) & (clause[target] == t_clause) if len(rows) else np.zeros(len(start), dtype=bool)
        return target, np.where(found, t_first - last[target] - 1, 10**9)

    place = np.minimum(np.searchsorted(mentions.start, stop, side="left"), n - 1)
    following = np.where(
        (mentions.start[place] >= stop) & (clause[place] == t_clause), first[place] - t_last - 1, 10**9
    )
    before, distance = previous(owners)
    linked = np.searchsorted(scopes.copulas, start) > np.searchsorted(scopes.copulas, mentions.stop[before])

    def mine(*names: str) -> np.ndarray:
        return np.isin(role, [scopes.roles.index(r) for r in names])

    is_ = mine("good", "bad")
    said = is_ & linked & (distance <= REACH["good"])
    premodifies = is_ & ~said & (following <= 0)
    apposed = is_ & ~said & ~premodifies & (distance <= 0)
    for row in np.flatnonzero(
        is_ & ~said & ~premodifies & ~apposed & (distance <= 2)
    ):  # "Assad, the butcher"
        between = scan.folded.text[mentions.stop[before[row]] : start[row]].split()
        apposed[row] = between[:1] == [","] and between[1:2] in _ARTICLES_ALONE
    does = mine("does-good", "does-bad")
    by, passive = _passive(scan, scopes, start, stop, does)
    does &= ~passive & (distance <= REACH["does-good"])
    then = mine("then-good", "then-bad") & (distance <= REACH["then-good"])
    toward = (mine("for", "against") | by) & (following <= REACH["for"])
    np.add.at(total, before[said | apposed | does | then], sign[said | apposed | does | then])
    np.add.at(total, place[premodifies | toward], sign[premodifies | toward])
    return np.sign(_shared(scan, mentions, clause, total))


_ARTICLES_ALONE = [[w] for w in ("a", "an", "the", "that", "this", "those", "these", "you", "another")]


def _passive(
    scan: Scan, scopes: Scopes, start: np.ndarray, stop: np.ndarray, does: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Tell what is done "by" the next target, and what is done to the one before ("was destroyed")."""
    by, passive = np.zeros(len(start), dtype=bool), np.zeros(len(start), dtype=bool)
    copulas = scopes.copula_stops
    for row in np.flatnonzero(does):  # evaluating verbs are few beside words
        by[row] = scan.folded.text.startswith(" by ", int(stop[row]))
        place = int(np.searchsorted(copulas, start[row], side="right")) - 1
        passive[row] = by[row] or (place >= 0 and copulas[place] + 1 == start[row])
    return by, passive


def _shared(scan: Scan, mentions: Found, clause: np.ndarray, total: np.ndarray) -> np.ndarray:
    """Let the members of "A, B and C" share what is said of any; commas alone make no list."""
    text = scan.folded.text
    joined = np.zeros(len(total), dtype=bool)
    linked = np.zeros(len(total), dtype=bool)
    gap = mentions.start[1:] - mentions.stop[:-1]
    for index in np.flatnonzero((clause[1:] == clause[:-1]) & (gap <= 8)):
        words = text[mentions.stop[index] : mentions.start[index + 1]].replace(",", " , ").split()
        fused = gap[index] == 0  # CIAisis
        last = words[-1 if words[-1:] != ["the"] else -2 :][:1]
        linked[index + 1] = fused or (last in _LINKS and len(words) <= 3)
        joined[index + 1] = linked[index + 1] or words == [","]
    if not linked.any():
        return total
    run = np.cumsum(~joined) - 1
    real = np.bincount(run, weights=linked)[run] > 0
    return np.where(real, np.bincount(run, weights=total)[run], total).astype(np.int64)


_LINKS = (["and"], ["or"], ["nor"], ["&"])


def narrative_stance(scopes: Scopes, found: list[Evidence]) -> np.ndarray:
    """Return the stance toward each narrative found: −1 where it is denied, +1 where it is affirmed.

    Words of truth count in the sentences that the evidence stands in, outside the evidence; so does a sentence of
    at most three words next to it. A negation right before a word of the evidence, that is not itself evidence,
    denies it.

    Parameters
    ----------
    scopes : Scopes
    found : list of Evidence

    Returns
    -------
    numpy.ndarray of int64
    """
    terms = scopes.terms
    out = np.zeros(len(found), dtype=np.int64)
    truth = np.flatnonzero(np.isin(terms.role, [scopes.roles.index(r) for r in ("affirm", "deny")]))
    truth = truth[~scopes.asked(terms.start[truth]) & ~scopes.reported(terms.start[truth])]
    starts = terms.start[truth]
    flipped = np.where(scopes.negated(starts, terms.first[truth]), -terms.sign[truth], terms.sign[truth])
    for index, evidence in enumerate(found):  # narratives are few beside comments
        low, high = _reach(scopes, evidence)
        rows = np.arange(*np.searchsorted(starts, [low, high]))
        free = [r for r in rows if not any(a <= starts[r] < b for a, b in evidence.pieces)]
        score = int(flipped[free].sum())
        score -= _denied(scopes, evidence)
        out[index] = np.sign(score)
    return out


def _reach(scopes: Scopes, evidence: Evidence) -> tuple[int, int]:
    """Return the ends of the sentences of the evidence, with a very short neighbour on either side."""
    bounds = scopes.scan.folded.bounds
    text_low, text_high = int(bounds[evidence.owner]), int(bounds[evidence.owner + 1]) - 1
    marks = scopes.sentence_breaks
    low_mark = int(np.searchsorted(marks, evidence.start)) - 1
    high_mark = int(np.searchsorted(marks, evidence.stop))

    def at(mark: int) -> int:
        return (
            min(max(int(marks[mark]), text_low - 1), text_high)
            if 0 <= mark < len(marks)
            else (text_low - 1 if mark < 0 else text_high)
        )

    low, high = at(low_mark), at(high_mark)
    token = scopes.scan.token(np.array([at(low_mark - 1) + 1, low, high, at(high_mark + 1)]))
    if low > text_low and 0 < token[1] - token[0] <= 3:
        low = at(low_mark - 1)
    if high < text_high and 0 < token[3] - token[2] <= 3:
        high = at(high_mark + 1)
    return low, high + 1


def _denied(scopes: Scopes, evidence: Evidence) -> int:
    """Return 1 if a negation that is no evidence itself stands right before a word of the evidence."""
    if not len(scopes.negators):
        return 0
    for start, _ in evidence.words:
        place = int(np.searchsorted(scopes.negators[:, 0], start)) - 1
        if place < 0:
            continue
        position, _, last = scopes.negators[place].tolist()
        here = np.array([start, position])
        same = len(set(scopes.clause(here).tolist())) == 1
        if (
            same
            and int(scopes.scan.token(here[:1])[0]) - last <= 2
            and not any(a <= position < b for a, b in evidence.pieces)
        ):
            return 1
    return 0
