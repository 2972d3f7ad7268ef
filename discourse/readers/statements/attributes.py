"""Columns that tell of an entity rather than of a statement: ``actor_cat`` beside ``actor``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from discourse.errors import OptionError, did_you_mean
from discourse.model.variables import ENTITY_COLUMNS
from discourse.readers.statements.grid import Grid
from discourse.readers.statements.headings import plain

_KIND = ("cat", "category", "kategorie", "kind", "type", "typ", "art", "class", "klasse", "group", "gruppe")

#: A column with a larger share of odd rows was never meant as an attribute, and needs no note.
_SLIPS = 0.1


@dataclass(frozen=True)
class Attribute:
    """A column as an attribute of the values of another one; ``name`` is ``kind`` or what is its own of the heading."""

    column: str
    owner: str
    name: str


def find(grid: Grid, texts: Sequence[str], free: Sequence[str], asked: Mapping[str, str]) -> list[Attribute]:
    """Return the columns that are attributes.

    Parameters
    ----------
    grid : Grid
    texts : sequence of str
        Text columns, which may have attributes.
    free : sequence of str
        Columns that may be one: their heading must start with that of the column they tell of (``actor_cat``,
        ``actor_cat_2``), and they must say the same wherever that column does.
    asked : dict of str to str
        Column and owner, as the caller wants them; here the commonest of what is said of a value counts.

    Returns
    -------
    list of Attribute

    Raises
    ------
    OptionError
        If an owner is no text column.
    """
    out: list[Attribute] = []
    for column in grid.header:
        owner = asked.get(column)
        if owner is None and column in free:
            owners = [t for t in texts if t != column and plain(column).startswith(plain(t) + "_")]
            owner = max(owners, key=len, default=None)
        if owner is None:
            continue
        if owner not in texts or owner == column:
            raise OptionError(
                f"variables: {column!r} cannot be an attribute of {owner!r}, which is no text variable."
                f"{did_you_mean(owner, [t for t in texts if t != column])}"
            )
        odd = _odd(grid, owner, column)
        if odd and column not in asked:
            if len(odd) <= _SLIPS * len(grid.rows):
                why = _told(grid, owner, column, odd)
                grid.notes.append(f"{column!r} is a variable, not an attribute of {owner!r}, because {why}")
            continue
        if odd:
            grid.notes.append(f"{_told(grid, owner, column, odd)}; the commonest is taken")
        rest = plain(column).removeprefix(plain(owner) + "_")
        taken = {a.name for a in out if a.owner == owner}
        name = "kind" if rest in _KIND and "kind" not in taken else rest
        out.append(
            Attribute(column, owner, f"{name}_" if name in {*taken, "variable", "id", "parent"} else name)
        )
    return out


def _commonest(grid: Grid, owner: str, column: str) -> dict[str, str]:
    """Return what a column says most often of each value of another one; at a tie, what it says first."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for value, said in zip(grid.column(owner), grid.column(column), strict=True):
        if value and said:
            counts[value][said] += 1
    return {value: found.most_common(1)[0][0] for value, found in counts.items()}


def _odd(grid: Grid, owner: str, column: str) -> list[int]:
    """Return the rows that say something else of a value than most do."""
    usual = _commonest(grid, owner, column)
    pairs = zip(grid.column(owner), grid.column(column), strict=True)
    return [i for i, (value, said) in enumerate(pairs) if value and said and usual[value] != said]


def _told(grid: Grid, owner: str, column: str, odd: list[int]) -> str:
    row, n = odd[0], len(odd)
    value, said = grid.column(owner)[row], grid.column(column)[row]
    return (
        f"{n} row{'s say' if n > 1 else ' says'} something else of a value than most do: row {grid.numbers[row]} has "
        f"{said!r} for {value!r}, most {_commonest(grid, owner, column)[value]!r}"
    )


def entities(grid: Grid, attributes: Sequence[Attribute]) -> pd.DataFrame:
    """Return the values of columns that have attributes, in the order in which they come."""
    parts = []
    for owner in dict.fromkeys(a.owner for a in attributes):
        values = [v for v in dict.fromkeys(grid.column(owner)) if v]
        part = pd.DataFrame({"variable": owner, "id": values, "label": values})
        for attribute in (a for a in attributes if a.owner == owner):
            said = _commonest(grid, owner, attribute.column)
            whole = said if attribute.name != "label" else {v: said.get(v, v) for v in values}
            part[attribute.name] = pd.Series([whole.get(v) for v in values], dtype="str")
        parts.append(part)
    if not parts:
        return pd.DataFrame(columns=[c.name for c in ENTITY_COLUMNS])
    return pd.concat(parts, ignore_index=True)
