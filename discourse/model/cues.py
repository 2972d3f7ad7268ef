"""Cues: what in a comment is evidence for a narrative.

A cue is a phrase or a group. A phrase is a sequence of adjacent words, in which a word may end in ``*`` (any
ending) or be an actor slot ``{actor:ID}``. A group combines phrases and groups by ``all``, ``any`` and ``not``,
within ``near`` words of one another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from discourse.errors import did_you_mean
from discourse.model.folding import fold

_SLOT = re.compile(r"\{actor:([^{}]*)\}")
_KEYS = ("all", "any", "not", "near")
_SHORTEST_PREFIX = 3


@dataclass(frozen=True)
class Word:
    """A folded word, or with ``prefix`` all words that start so; ``exact`` holds capitals that must be met."""

    text: str
    prefix: bool = False
    exact: str | None = None


@dataclass(frozen=True)
class Slot:
    """Any mention of an actor."""

    actor: str


@dataclass(frozen=True)
class Phrase:
    """Adjacent parts, in order."""

    parts: tuple[Word | Slot, ...]
    source: str


@dataclass(frozen=True)
class Group:
    """A combination: all of ``every``, one of ``either``, none of ``without``, within ``near`` words."""

    every: tuple[Phrase | Group, ...] = ()
    either: tuple[Phrase | Group, ...] = ()
    without: tuple[Phrase | Group, ...] = ()
    near: int | None = None


Cue = Phrase | Group


def phrases(cue: Cue) -> Iterator[Phrase]:
    """Yield every phrase in a cue."""
    if isinstance(cue, Phrase):
        yield cue
    else:
        for part in (*cue.every, *cue.either, *cue.without):
            yield from phrases(part)


def parse_cue(raw: Any, actors: set[str], complain: Callable[[str], None]) -> Cue | None:
    """Parse one cue as TOML gives it.

    Parameters
    ----------
    raw : str or dict
        The cue.
    actors : set of str
        Ids that a slot may name.
    complain : callable
        Called with a sentence for every fault.

    Returns
    -------
    Phrase or Group or None
        None where a fault was reported.

    Examples
    --------
    >>> parse_cue("paid by foreign*", set(), print).parts[-1]
    Word(text='foreign', prefix=True, exact=None)
    >>> parse_cue({"al": ["x"]}, set(), print)
    the cue has an unknown key 'al'. Did you mean 'all'?
    """
    if isinstance(raw, str):
        return _parse_phrase(raw, actors, complain)
    if isinstance(raw, dict):
        return _parse_group(raw, actors, complain)
    complain(f"a cue must be a text or a table, not {raw!r}")
    return None


def _parse_group(raw: dict[str, Any], actors: set[str], complain: Callable[[str], None]) -> Group | None:
    faults = 0

    def fault(sentence: str) -> None:
        nonlocal faults
        faults += 1
        complain(sentence)

    for key in raw:
        if key not in _KEYS:
            fault(f"the cue has an unknown key {key!r}.{did_you_mean(key, _KEYS)}")
    lists: dict[str, tuple[Cue, ...]] = {}
    for key in ("all", "any", "not"):
        items = raw.get(key, [])
        if isinstance(items, str) and key == "not":
            items = [items]
        if not isinstance(items, list) or (key in raw and not items):
            fault(f"{key!r} in a cue must be a list with at least one item, not {items!r}")
            continue
        parsed = [parse_cue(item, actors, fault) for item in items]
        lists[key] = tuple(p for p in parsed if p is not None)
    near = raw.get("near")
    if near is not None and (not isinstance(near, int) or isinstance(near, bool) or near < 1):
        fault(f"'near' in a cue must be a whole number of words from 1, not {near!r}")
    if not faults and not lists.get("all") and not lists.get("any"):
        fault("a cue needs 'all' or 'any': with 'not' alone every comment would match")
    return None if faults else Group(lists["all"], lists["any"], lists["not"], near)


def _parse_phrase(raw: str, actors: set[str], complain: Callable[[str], None]) -> Phrase | None:
    faults = 0

    def fault(sentence: str) -> None:
        nonlocal faults
        faults += 1
        complain(sentence)

    parts: list[Word | Slot] = []
    for piece in _SLOT.split(raw)[0::2]:
        if "{" in piece or "}" in piece:
            fault(f"the cue {raw!r} has a brace that is no slot; a slot is written {{actor:ID}}")
    for index, piece in enumerate(_SLOT.split(raw)):
        if index % 2:
            actor = piece.strip()
            if actor not in actors:
                fault(f"the cue {raw!r} has a slot for no actor: {actor!r}.{did_you_mean(actor, actors)}")
            parts.append(Slot(actor))
            continue
        for token in piece.split():
            parts += _words(token, raw, fault)
    if not parts and not faults:
        fault(f"the cue {raw!r} is empty; write a word, or remove it")
    return None if faults else Phrase(tuple(parts), raw)


def _words(token: str, raw: str, fault: Callable[[str], None]) -> list[Word]:
    prefix = token.endswith("*")
    body = token[:-1] if prefix else token
    if "*" in body:
        fault(f"the cue {raw!r} has a * inside the word {token!r}; it may only end a word")
        return []
    words = [w for w in fold(body).split() if any(c.isalnum() for c in w)]
    if prefix and (not words or len(words[-1]) < _SHORTEST_PREFIX):
        fault(f"the cue {raw!r} has {token!r}; at least {_SHORTEST_PREFIX} letters must stand before the *")
        return []
    out = [Word(w) for w in words]
    if len(out) == 1 and not prefix and 1 < len(body) <= 3 and body.isalpha() and body.isupper():
        return [Word(out[0].text, exact=body)]
    if prefix:
        out[-1] = Word(out[-1].text, prefix=True)
    return out
