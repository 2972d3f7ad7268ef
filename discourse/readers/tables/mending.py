"""What is mended of a table's rows: empty ones, the heading once more, too few or too many cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import compress

from discourse.readers.tables.cutting import Cut
from discourse.readers.tally import Tally

Columns = dict[str, list[str]]


def is_hint(row: list[str]) -> bool:
    """Whether a row is the line ``sep=;`` by which Excel is told the delimiter."""
    return row[0][:4].lower() == "sep=" and not any(row[1:]) and len(row[0]) <= 5


def is_filled(row: Iterable[str]) -> bool:
    """Whether a row has anything but white space in it."""
    return any(cell.strip() for cell in row)


def headings(cells: list[str], tally: Tally) -> list[str]:
    """Return headings that differ, and count those that had to be made to."""
    names = [cell.strip() or f"column {i}" for i, cell in enumerate(cells, 1)]
    seen: Counter[str] = Counter()
    out = []
    for name in names:
        seen[name] += 1
        if seen[name] > 1:
            tally.add(
                "repaired",
                f"the heading {name!r} comes more than once; the later one is called {name}~{seen[name]}",
            )
            name = f"{name}~{seen[name]}"
        out.append(name)
    return out


def fitted(row: list[str], width: int, delimiter: str, line: int, tally: Tally) -> list[str]:
    """Return a row as long as the heading, or longer by filled cells alone."""
    while len(row) > width and not row[-1].strip():
        row.pop()
    if len(row) > width:
        reason = f"more cells than the heading's {width}; check its quotes (the surplus is kept in extra)"
        tally.add("repaired", reason, line, delimiter.join(row))
    elif len(row) < width:
        reason = f"fewer cells than the heading's {width}; the rest is taken as empty"
        tally.add("repaired", reason, line, delimiter.join(row))
        row = row + [""] * (width - len(row))
    return row


def mended(found: Cut, delimiter: str, tally: Tally) -> tuple[list[str], Columns, list[int]] | None:
    """Return the headings of a table, its columns by them, and the line on which each row starts.

    Parameters
    ----------
    found : Cut
        Its columns are used up.
    delimiter : str
    tally : Tally
        Receives the repairs.

    Returns
    -------
    tuple or None
        None if the first row is no heading, or none is below it. Nothing is counted then.
    """
    columns = found.columns
    first = [column[0] for column in columns]
    if not is_filled(first) or is_hint(first):
        return None
    _drop(found, _empty(found))
    count = len(found.lines)
    again = _again(columns, first)
    if count < 2:
        return None
    if again and count - len(again) > 1:
        tally.add(
            "dropped", "the heading once more", found.lines[again[0]], delimiter.join(first), len(again)
        )
        _drop(found, again)
    names = headings(first, tally)
    _fit(found, delimiter, tally)
    names += [f"column {i}" for i in range(len(names) + 1, len(columns) + 1)]
    for column in columns:
        del column[0]
    return names, dict(zip(names, columns, strict=True)), found.lines[1:]


def _empty(found: Cut) -> list[int]:
    """Return the numbers of the rows with nothing in them."""
    first = found.columns[0]
    if all(first) and not any(map(str.isspace, first)):
        return []
    rows = [i for i, cell in enumerate(first) if not cell.strip()]
    for column in found.columns[1:]:
        rows = [i for i in rows if not column[i].strip()]
    return [i for i in rows if i not in found.ragged or not is_filled(found.ragged[i])]


def _again(columns: list[list[str]], heading: list[str]) -> list[int]:
    """Return the numbers of the rows below the first that are the heading once more."""
    first = columns[0]
    rows, at = [], 0
    for _ in range(first.count(heading[0]) - 1):
        at = first.index(heading[0], at + 1)
        rows.append(at)
    for column, cell in zip(columns[1:], heading[1:], strict=True):
        rows = [i for i in rows if column[i] == cell]
    return rows


def _drop(found: Cut, rows: list[int]) -> None:
    if not rows:
        return
    kept = [True] * len(found.lines)
    for row in rows:
        kept[row] = False
    for column in found.columns:
        column[:] = compress(column, kept)
    found.lines[:] = compress(found.lines, kept)
    ragged = [found.ragged.get(i) for i in range(len(kept))]
    found.ragged = {i: row for i, row in enumerate(compress(ragged, kept)) if row is not None}


def _fit(found: Cut, delimiter: str, tally: Tally) -> None:
    """Put the rows that are too short or too long into the columns, with more columns for what is too much."""
    width = len(found.columns)
    for number, row in sorted(found.ragged.items()):
        row = fitted(row, width, delimiter, found.lines[number], tally)
        while len(row) > len(found.columns):
            found.columns.append([""] * len(found.lines))
        for column, cell in zip(found.columns, row, strict=False):
            column[number] = cell
