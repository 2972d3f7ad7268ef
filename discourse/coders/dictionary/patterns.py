"""Everything that is looked for, compiled into one automaton."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from discourse.coders.dictionary.lexicon import Lexicon
from discourse.coders.dictionary.spelling import Shapes, edits, shapes
from discourse.model.codebook import Codebook
from discourse.model.cues import Phrase, Slot, Word, phrases
from discourse.model.folding import fold


@dataclass(frozen=True)
class Atom:
    """A run of adjacent words of a cue or of the lexicon.

    Attributes
    ----------
    text : str
        Folded.
    prefix : bool
        Whether the last word may go on.
    exact : str or None
        Capitals to be met.
    """

    text: str
    prefix: bool = False
    exact: str | None = None


@dataclass
class Patterns:
    """Patterns and what each stands for.

    Attributes
    ----------
    texts : list of str
        The distinct folded patterns.
    aliases : dict
        Arrays by alias, sorted by pattern: ``pattern``, ``actor`` (number in ``actors``), ``exact`` and ``joined``
        (bool; the words of an alias written as one).
    alias_case : list of numpy.ndarray or None
        Of each exact alias, which characters are capitals.
    actors : list of str
        Actor ids.
    atoms : list of Atom
    atom_rows : dict
        Arrays by atom, sorted by pattern: ``pattern``, ``atom``.
    words : dict of str to set of int
        Long words of aliases, which a slip may have misspelt, with the numbers of their actors.
    """

    texts: list[str]
    aliases: dict[str, np.ndarray]
    alias_case: list[np.ndarray | None]
    actors: list[str]
    atoms: list[Atom]
    atom_rows: dict[str, np.ndarray]
    words: dict[str, set[int]]
    lexicon: Lexicon | None
    cue_atoms: dict[tuple[Word, ...], int]
    term_atoms: dict[int, int]
    verdicts: dict[str, str | None] = field(default_factory=dict, repr=False)
    _automaton: Any = field(default=None, repr=False)

    @cached_property
    def slip_shapes(self) -> Shapes:
        """What slips in ``words`` can look like."""
        return shapes(self.words)

    @cached_property
    def slip_edits(self) -> dict[str, list[str]]:
        """The words that lose a letter, or none, to become the key."""
        near: dict[str, list[str]] = {}
        for word in self.words:
            for edit in sorted(edits(word)):
                near.setdefault(edit, []).append(word)
        return near

    @property
    def automaton(self) -> Any:
        """The Aho–Corasick automaton over ``texts``."""
        if self._automaton is None and self.texts:
            from ahocorasick_rs import AhoCorasick

            self._automaton = AhoCorasick(self.texts, store_patterns=False)
        return self._automaton


def compile_patterns(book: Codebook, lexicon: Lexicon | None) -> Patterns:
    """Compile a codebook and a lexicon.

    Parameters
    ----------
    book : Codebook
    lexicon : Lexicon or None
        None where no stance is wanted.

    Returns
    -------
    Patterns
    """
    texts: dict[str, int] = {}

    def number(text: str) -> int:
        return texts.setdefault(text, len(texts))

    actors = [a.id for a in book.actors]
    rows: list[tuple[int, int, bool, bool]] = []
    case: list[np.ndarray | None] = []
    words: dict[str, set[int]] = {}
    for index, actor in enumerate(book.actors):
        for alias in actor.aliases:
            text = fold(alias.text)
            rows.append((number(text), index, alias.exact, False))
            case.append(np.array([c.isupper() for c in alias.text.strip()]) if alias.exact else None)
            if alias.exact and len(case[-1]) != len(text):  # type: ignore[arg-type]
                case[-1] = np.array([c.isupper() for c in alias.text if fold(c) or c.isspace()][: len(text)])
            for word in text.split() if not alias.exact else ():
                if len(word) >= SLIP_LENGTH and word.isalpha():
                    words.setdefault(word, set()).add(index)
    taken = set(texts)
    for index, actor in enumerate(book.actors):
        for text in dict.fromkeys(
            fold(a.text).replace(" ", "") for a in actor.aliases if not a.exact and " " in fold(a.text)
        ):
            if len(text) >= _JOINED_LENGTH and text not in taken:
                rows.append((number(text), index, False, True))
                case.append(None)
    order = sorted(range(len(rows)), key=lambda i: rows[i])
    aliases = {
        "pattern": np.array([rows[i][0] for i in order], dtype=np.int64),
        "actor": np.array([rows[i][1] for i in order], dtype=np.int64),
        "exact": np.array([rows[i][2] for i in order], dtype=bool),
        "joined": np.array([rows[i][3] for i in order], dtype=bool),
    }
    atoms: dict[Atom, int] = {}
    cue_atoms: dict[tuple[Word, ...], int] = {}
    for narrative in book.narratives:
        for cue in narrative.cues:
            for phrase in phrases(cue):
                for run in runs(phrase):
                    if not isinstance(run, Slot):
                        atom = Atom(" ".join(w.text for w in run), run[-1].prefix, run[0].exact)
                        cue_atoms[run] = atoms.setdefault(atom, len(atoms))
    term_atoms: dict[int, int] = {}
    for place, term in enumerate(lexicon.terms if lexicon else ()):
        term_atoms[place] = atoms.setdefault(Atom(term.text, term.prefix), len(atoms))
    found = sorted((number(a.text), i) for a, i in atoms.items())
    return Patterns(
        list(texts),
        aliases,
        [case[i] for i in order],
        actors,
        list(atoms),
        {
            "pattern": np.array([p for p, _ in found], dtype=np.int64),
            "atom": np.array([a for _, a in found], dtype=np.int64),
        },
        words,
        lexicon,
        cue_atoms,
        term_atoms,
    )


#: Aliases of several words are also looked for as one word from this length on.
_JOINED_LENGTH = 8
#: Words of aliases from this length on may be misspelt by one letter.
SLIP_LENGTH = 6


def runs(phrase: Phrase) -> Iterable[tuple[Word, ...] | Slot]:
    """Split a phrase into runs of words that must stand side by side, and slots."""
    run: list[Word] = []
    for part in phrase.parts:
        if isinstance(part, Slot):
            if run:
                yield tuple(run)
            run = []
            yield part
            continue
        if run and (part.exact or run[0].exact):
            yield tuple(run)
            run = []
        run.append(part)
        if part.prefix:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)
