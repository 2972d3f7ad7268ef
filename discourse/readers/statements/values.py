"""The kind of a column of a hand-coded table, and its cells as values of that kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from discourse.errors import InputError
from discourse.readers.statements.grid import Grid
from discourse.readers.times import parse_cell

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}(?:\.0+)?")
_YEAR = re.compile(r"(?:1[5-9]|20|21)[0-9]{2}(?:\.0+)?")
_PAIRS = (
    "1/0", "yes/no", "y/n", "true/false", "t/f", "agree/disagree", "agrees/disagrees", "agreement/disagreement",
    "support/oppose", "supports/opposes", "support/opposition", "support/reject", "pro/con", "pro/contra",
    "for/against", "positive/negative", "ja/nein", "j/n", "wahr/falsch", "zustimmung/ablehnung", "stimmt zu/lehnt ab",
    "zustimmend/ablehnend", "pro/kontra", "dafür/dagegen", "positiv/negativ", "+/-",
)  # fmt: skip
#: A number alone does not make a yes or no, unless the heading says so.
_POLAR = re.compile(r"agree|zustimm|position|pro_?contra|polarity|polarität", re.IGNORECASE)
#: So few odd cells among so many of a kind are slips, not another kind.
_SLIPS, _AMONG = 3, 10


@dataclass(frozen=True)
class Found:
    """The kind of a column and, for a boolean, which text is 1."""

    kind: str
    yes: str = ""
    no: str = ""


def find_kind(grid: Grid, name: str) -> Found:
    """Return the kind of a column.

    Parameters
    ----------
    grid : Grid
    name : str

    Returns
    -------
    Found
        ``"boolean"`` for 0 and 1 or a pair of words such as yes and no, ``"integer"``, ``"text"``, or ``"empty"``.

    Raises
    ------
    InputError
        If a few cells are text among many numbers, or among many of a pair of words.
    """
    cells = grid.column(name)
    counts = Counter(c.casefold() for c in cells if c)
    if not counts:
        return Found("empty")
    pair = _pair(name, counts)
    if pair is not None:
        return Found("boolean", *pair)
    whole = sum(n for c, n in counts.items() if _WHOLE.fullmatch(c) and not _named(c))
    total = sum(counts.values())
    if whole == total:
        return Found("integer")
    if total - whole <= _SLIPS and whole >= _AMONG:
        _refuse(grid, name, lambda c: bool(_WHOLE.fullmatch(c)), "all other values are whole numbers")
    for text in _PAIRS[1:]:
        both = tuple(text.split("/"))
        in_pair = [counts.get(w, 0) for w in both]
        if min(in_pair) and total - sum(in_pair) <= _SLIPS and sum(in_pair) >= _AMONG:
            said = f"all other values are {both[0]!r} or {both[1]!r}"
            _refuse(grid, name, partial(_is_among, both), said)
    return Found("text")


def _is_among(words: tuple[str, ...], cell: str) -> bool:
    return cell.casefold() in words


def _named(cell: str) -> bool:
    """Whether a number does not come back as it was written (007), and so is a name."""
    return len(cell.lstrip("+-")) > 1 and cell.lstrip("+-").startswith("0") and "." not in cell


def _pair(name: str, counts: Counter[str]) -> tuple[str, str] | None:
    found = {_one(c) for c in counts}
    for text in _PAIRS:
        yes, no = text.split("/")
        if found <= {yes, no} and (
            len(found) == 2 or len(found & {yes, no} - set("01tfynj+-")) or _POLAR.search(name)
        ):
            return yes, no
    return None


def _one(cell: str) -> str:
    return cell.partition(".")[0] if re.fullmatch(r"[01]\.0+", cell) else cell


def _refuse(grid: Grid, name: str, fits: Callable[[str], bool], said: str) -> None:
    row, cell = next((i, c) for i, c in enumerate(grid.column(name)) if c and not fits(c))
    more = " It looks like a second row of headings: delete it." if row == 0 else ""
    raise InputError(
        f"{grid.place(row, name)} holds {cell!r}, but {said}; mend it, or take the column as text with "
        f"variables={{{name!r}: 'text'}}.{more}"
    )


def booleans(grid: Grid, name: str) -> list[int | None]:
    """Return a column as 1, 0 and None.

    Raises
    ------
    InputError
        Naming the first cell that is neither.
    """
    counts = Counter(c.casefold() for c in grid.column(name) if c)
    found = {_one(c) for c in counts}
    pair = next((t.split("/") for t in _PAIRS if found <= set(t.split("/"))), None)
    if pair is None:
        known = {w for t in _PAIRS for w in t.split("/")}
        odd = next((i for i, c in enumerate(grid.column(name)) if c and _one(c.casefold()) not in known), 0)
        raise InputError(
            f"{grid.place(odd, name)} holds {grid.column(name)[odd]!r}; expected one pair of values throughout, "
            f"such as 1 and 0, yes and no, or ja and nein"
        )
    return [int(_one(c.casefold()) == pair[0]) if c else None for c in grid.column(name)]


def integers(grid: Grid, name: str) -> list[int | None]:
    """Return a column as whole numbers and None.

    Raises
    ------
    InputError
        Naming the first cell that is none.
    """
    for i, cell in enumerate(grid.column(name)):
        if cell and not _WHOLE.fullmatch(cell):
            raise InputError(f"{grid.place(i, name)} holds {cell!r}; expected a whole number")
    return [int(c.partition(".")[0]) if c else None for c in grid.column(name)]


def dates(grid: Grid, name: str, *, years: bool) -> list[datetime | None]:
    """Return a column as times, UTC.

    Parameters
    ----------
    grid : Grid
    name : str
    years : bool
        Whether the cells are years, each of which stands for its first day.

    Raises
    ------
    InputError
        Naming the first cell that is no date.
    """
    known: dict[str, datetime | None] = {"": None}
    cells = grid.column(name)
    for i, cell in enumerate(cells):
        if cell not in known:
            known[cell] = _year(cell) if years else _year(cell) or _moment(cell)
            if known[cell] is None:
                wanted = "a year such as 2024" if years else "a date such as 2024-03-01 or 1.3.2024"
                raise InputError(
                    f"{grid.place(i, name)} holds {cell!r}; expected {wanted}. To keep the column as it is, "
                    f"take it as text with variables={{{name!r}: 'text'}}"
                )
    return [known[cell] for cell in cells]


def are_years(cells: Sequence[str]) -> bool:
    """Whether all filled cells are years."""
    return any(cells) and all(_YEAR.fullmatch(c) for c in cells if c)


def _year(cell: str) -> datetime | None:
    return datetime(int(cell[:4]), 1, 1) if _YEAR.fullmatch(cell) else None


def _moment(cell: str) -> datetime | None:
    found = parse_cell(cell)
    return found.at if found is not None else None
