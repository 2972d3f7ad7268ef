"""Replies told by how far a row is moved in: a column of levels, in the order of the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from discourse.readers.rows.wording import as_text
from discourse.readers.tally import Tally

#: Higher numbers are no levels.
_DEEPEST = 1_000
#: At most one level in so many may leap; if more do, the numbers mean something else, or the order is another.
_LEAPS = 20
LEAP = "a level more than one below that of the row before; taken as an answer to the nearest row above it"
NONE = "a level that is no whole number; taken as top-level"
DOUBT = "the column {!r} tells of no levels in the order of the file (they leap); no replies are made of it"


def number(value: Any) -> int | None:
    """Return a level, or None.

    Examples
    --------
    >>> [number(v) for v in (2, "2", "2.0", 2.5, "", None, "two", True)]
    [2, 2, 2, None, None, None, None, None]
    """
    if isinstance(value, bool) or value is None:
        return None
    try:
        found = float(as_text(value))
    except ValueError:
        return None
    return int(found) if found.is_integer() and 0 <= found <= _DEEPEST else None


def plausible(values: Sequence[Any], documents: Sequence[Any]) -> bool:
    """Whether values can be levels: small whole numbers of which hardly any leaps, each document starting at the top.

    Examples
    --------
    >>> plausible([0, 1, 2, 1, 0], [""] * 5), plausible([3, 1, 5, 2, 4], [""] * 5), plausible([1, 1], [""] * 2)
    (True, False, False)
    """
    filled = [v for v in values if v is not None and v == v and as_text(v).strip()]
    known = [n for n in map(number, filled) if n is not None]
    if len(set(known)) < 2 or len(known) < len(filled):
        return False
    top, before, leaps = min(known), dict[str, int](), 0
    for value, document in zip(values, documents, strict=True):
        level, name = number(value), as_text(document)
        if level is not None:
            leaps += level > before.get(name, top - 1) + 1
            before[name] = level
    return leaps * _LEAPS <= len(known)


class Levels:
    """Gives each row the id of the one that it answers: the nearest one before it, in its document, of a level less.

    Parameters
    ----------
    whole : str
        What ids of rows without one start with.

    Examples
    --------
    >>> Levels("d").of(["", "", "", ""], ["", "", "", ""], [0, 1, 2, 1], [2, 3, 4, 5], Tally("x", "rows"))
    (['d#2', 'd#3', 'd#4', 'd#5'], ['', 'd#2', 'd#3', 'd#2'])
    """

    def __init__(self, whole: str) -> None:
        self.whole = whole
        self._open: dict[str, list[tuple[int, Any]]] = {}

    def of(
        self,
        ids: Sequence[Any],
        documents: Sequence[Any],
        values: Sequence[Any],
        lines: Sequence[int],
        tally: Tally,
    ) -> tuple[list[Any], list[Any]]:
        """Return the ids, those that are missing made from the lines, and the parents."""
        names = [
            name if as_text(name).strip() else f"{self.whole}#{n}" for name, n in zip(ids, lines, strict=True)
        ]
        parents: list[Any] = []
        for name, document, value, line in zip(names, documents, values, lines, strict=True):
            level = number(value)
            if level is None:
                tally.add("repaired", NONE, line, as_text(value))
                level = 0
            above = self._open.setdefault(as_text(document), [])
            while above and above[-1][0] >= level:
                above.pop()
            if above and above[-1][0] < level - 1:
                tally.add("repaired", LEAP, line, as_text(value))
            parents.append(above[-1][1] if above else "")
            above.append((level, name))
        return names, parents
