"""Codebook: the actors and narratives that are looked for, checked when made."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from discourse.errors import CodebookError
from discourse.files import sha256
from discourse.model.cues import Cue, Slot, phrases
from discourse.model.folding import fold

#: Aliases up to this length, written in capitals, match only in capitals ("US" is not "us").
SHORT = 3
CASES = ("auto", "exact", "any")


@dataclass(frozen=True)
class Alias:
    """One way in which an actor is written.

    Attributes
    ----------
    text : str
        As it is written; compared folded (see :mod:`discourse.model.folding`).
    case : {"auto", "exact", "any"}
        ``auto`` asks for capitals only where the alias is in capitals and at most three letters long.
    """

    text: str
    case: str = "auto"

    @property
    def exact(self) -> bool:
        """Whether case must be met."""
        letters = [c for c in self.text if c.isalpha()]
        short = (
            len(letters) <= SHORT and bool(letters) and self.text.upper() == self.text != self.text.lower()
        )
        return self.case == "exact" or (self.case == "auto" and short)

    @property
    def key(self) -> tuple[str, str | None]:
        """What two aliases must not share."""
        return fold(self.text), (self.text if self.exact else None)


@dataclass(frozen=True)
class Actor:
    """A person, group, state or thing that comments speak of."""

    id: str
    label: str
    aliases: tuple[Alias, ...]
    kind: str = "actor"
    parent: str | None = None


@dataclass(frozen=True)
class Narrative:
    """A story or claim that comments push (in DNA: a concept)."""

    id: str
    label: str
    cues: tuple[Cue, ...]
    description: str = ""
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Codebook:
    """Actors and narratives, with what gives them away in a text.

    Parameters
    ----------
    id, label : str
        Short name, and name for people.
    actors : tuple of Actor
    narratives : tuple of Narrative
    description, language, version : str

    Raises
    ------
    CodebookError
        With one sentence per fault: an id twice, an alias claimed by two actors, a slot for no actor, …

    Examples
    --------
    >>> book = Codebook.load("syria-conflict")
    >>> book.actor("isis").label
    'ISIS'
    """

    id: str
    label: str
    actors: tuple[Actor, ...]
    narratives: tuple[Narrative, ...] = ()
    description: str = ""
    language: str = "en"
    version: str = ""

    def __post_init__(self) -> None:
        problems: list[str] = []
        check_codebook(
            self, lambda kind, index, key, sentence: problems.append(f"codebook {self.id!r}: {sentence}")
        )
        if problems:
            raise CodebookError(problems)

    @classmethod
    def load(cls, name: str | os.PathLike[str]) -> Codebook:
        """Load a shipped codebook by its name, or any from a TOML file.

        Parameters
        ----------
        name : str or path-like
            ``"syria-conflict"``, or a path.

        Returns
        -------
        Codebook

        Raises
        ------
        CodebookError
            With file, line and key of every fault.
        InputError
            If there is neither such a file nor such a shipped codebook.
        """
        from discourse.model.codebook_file import load

        return load(name)

    def actor(self, actor_id: str) -> Actor:
        """Return the actor with this id; KeyError if there is none."""
        return self._actors[actor_id]

    def narrative(self, narrative_id: str) -> Narrative:
        """Return the narrative with this id; KeyError if there is none."""
        return self._narratives[narrative_id]

    @cached_property
    def _actors(self) -> dict[str, Actor]:
        return {a.id: a for a in self.actors}

    @cached_property
    def _narratives(self) -> dict[str, Narrative]:
        return {n.id: n for n in self.narratives}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that decides what is coded."""
        return sha256(json.dumps(asdict(self), sort_keys=True, ensure_ascii=True).encode())

    @property
    def entities(self) -> pd.DataFrame:
        """The codes as a table: ``variable``, ``id``, ``label``, ``kind``, ``parent``."""
        rows: list[dict[str, Any]] = [
            {"variable": "actor", "id": a.id, "label": a.label, "kind": a.kind, "parent": a.parent}
            for a in self.actors
        ]
        rows += [
            {"variable": "narrative", "id": n.id, "label": n.label, "kind": "narrative", "parent": None}
            for n in self.narratives
        ]
        return pd.DataFrame(rows, columns=["variable", "id", "label", "kind", "parent"])

    def __repr__(self) -> str:
        return f"Codebook({self.id!r}, {len(self.actors)} actors, {len(self.narratives)} narratives)"

    def _repr_html_(self) -> str:
        from discourse.model.display import card

        facts = {"actors": len(self.actors), "narratives": len(self.narratives), "version": self.version}
        return card(f"Codebook {self.label}", facts, self.entities)


#: Receives the kind of entry ("actor", "narrative" or ""), its index, the key at fault and a sentence.
Complaint = Callable[[str, int, str, str], None]


def check_codebook(book: Codebook, complain: Complaint) -> None:
    """Report every fault of a codebook's contents through ``complain``."""
    _check_ids("actor", [a.id for a in book.actors], complain)
    _check_ids("narrative", [n.id for n in book.narratives], complain)
    if not book.actors and not book.narratives:
        complain("", 0, "id", "holds no actor and no narrative; there is nothing to code")
    ids = {a.id for a in book.actors}
    for index, actor in enumerate(book.actors):
        if actor.parent is not None and actor.parent not in ids:
            complain(
                "actor",
                index,
                "parent",
                f"the actor {actor.id!r} has a parent {actor.parent!r} that is no actor",
            )
        if not actor.aliases:
            complain(
                "actor", index, "aliases", f"the actor {actor.id!r} has no aliases, so it can never be found"
            )
    _check_cycles(book, complain)
    _check_aliases(book, complain)
    for index, narrative in enumerate(book.narratives):
        if not narrative.cues:
            complain(
                "narrative",
                index,
                "cues",
                f"the narrative {narrative.id!r} has no cues, so it is never found",
            )
        for cue in narrative.cues:
            for phrase in phrases(cue):
                for part in phrase.parts:
                    if isinstance(part, Slot) and part.actor not in ids:
                        complain(
                            "narrative", index, "cues", f"the cue {phrase.source!r} has a slot for no actor"
                        )


def _check_ids(kind: str, ids: list[str], complain: Complaint) -> None:
    seen: dict[str, int] = {}
    for index, name in enumerate(ids):
        if not name or not all(c.isalnum() or c in "-_." for c in name):
            complain(
                kind, index, "id", f"the id {name!r} of {kind} {index + 1} must be letters, digits, - _ or ."
            )
        if name in seen:
            complain(
                kind,
                index,
                "id",
                f"the id {name!r} is given to two {kind}s, numbers {seen[name] + 1} and {index + 1}",
            )
        seen.setdefault(name, index)


def _check_cycles(book: Codebook, complain: Complaint) -> None:
    parents = {a.id: a.parent for a in book.actors}
    for index, actor in enumerate(book.actors):
        seen, at = {actor.id}, actor.parent
        while at is not None and at not in seen:
            seen.add(at)
            at = parents.get(at)
        if at == actor.id:
            complain("actor", index, "parent", f"the actor {actor.id!r} is its own ancestor")


def _check_aliases(book: Codebook, complain: Complaint) -> None:
    claimed: dict[tuple[str, str | None], tuple[str, str]] = {}
    for index, actor in enumerate(book.actors):
        for alias in actor.aliases:
            if not any(c.isalnum() for c in fold(alias.text)):
                complain(
                    "actor",
                    index,
                    "aliases",
                    f"the actor {actor.id!r} has an alias {alias.text!r} without a letter",
                )
                continue
            if alias.key in claimed:
                other, text = claimed[alias.key]
                if other == actor.id:
                    sentence = (
                        f"{actor.id!r} has {alias.text!r} and {text!r}, which are matched alike; keep one"
                    )
                else:
                    sentence = (
                        f"the alias {alias.text!r} is claimed by two actors, {other!r} and {actor.id!r}"
                    )
                complain("actor", index, "aliases", sentence)
            claimed.setdefault(alias.key, (actor.id, alias.text))
