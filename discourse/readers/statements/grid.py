"""A table as cells of text, each row with its number, under one heading."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from discourse.errors import InputError
from discourse.files import refuse
from discourse.readers.source import Source

#: What a spreadsheet shows where a formula cannot be worked out.
ERRORS = frozenset(
    ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#BEZUG!", "#WERT!", "#ZAHL!")
)
#: What stands for "no value" in tables that programs have written.
MISSING = frozenset(("NA", "N/A", "n/a", "#N/A", "#NV", "NaN", "nan", "NULL"))


@dataclass
class Grid:
    """A table.

    Attributes
    ----------
    name : str
        The file's name, and the sheet's if there is one: what messages begin with.
    header : list of str
    rows : list of list of str
        Trimmed, each as long as the heading; an empty text is no value.
    numbers : list of int
        The row's number in the file, the first being 1.
    notes : list of str
        What was passed over or mended.
    """

    name: str
    header: list[str]
    rows: list[list[str]]
    numbers: list[int]
    notes: list[str] = field(default_factory=list)

    def place(self, row: int, column: str) -> str:
        """Return the words that say where a cell is; ``row`` counts from 0 below the heading."""
        return f"{self.name}, row {self.numbers[row]}, column {column!r}"

    def column(self, name: str) -> list[str]:
        """Return the cells of a column."""
        at = self.header.index(name)
        return [row[at] for row in self.rows]


def csv_rows(source: Source, delimiter: str) -> tuple[list[list[str]], list[int]]:
    """Return the rows of a delimited text and the lines on which they start.

    Raises
    ------
    InputError
        If a quote is never closed.
    """
    before = csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    rows, lines, start = [], [], 1
    try:
        reader = csv.reader(
            io.StringIO(source.raw or source.text, newline=""), delimiter=delimiter, strict=True
        )
        for row in reader:
            rows.append(row)
            lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"{source.name} cannot be read as CSV: {error} (line {start}); save it again as CSV (UTF-8)"
        ) from None
    finally:
        csv.field_size_limit(before)
    return rows, lines


def make_grid(name: str, cells: Sequence[Sequence[str]], numbers: Sequence[int]) -> Grid:
    """Find the heading of a table and trim its cells.

    Parameters
    ----------
    name : str
        What to call it in messages.
    cells : sequence of sequence of str
    numbers : sequence of int
        The number of each row in the file.

    Returns
    -------
    Grid

    Raises
    ------
    InputError
        If there is no heading, a column of it comes twice or has no name, or a row is longer than it.

    Examples
    --------
    >>> grid = make_grid("t", [["My coding"], ["actor", "claim "], ["Ada", "ban"], ["", ""]], [1, 2, 3, 4])
    >>> grid.header, grid.rows, grid.notes
    (['actor', 'claim'], [['Ada', 'ban']], ['1 row above the heading was passed over'])
    """
    filled = [i for i, row in enumerate(cells) if any(c.strip() for c in row)]
    if not filled:
        raise InputError(f"{name} is empty; expected a heading and one row per statement")
    notes = []
    top = filled[0]
    if sum(bool(c.strip()) for c in cells[top]) == 1:
        wider = [i for i in filled if sum(bool(c.strip()) for c in cells[i]) > 1]
        if wider:
            above = filled.index(wider[0])
            top = wider[0]
            notes.append(
                f"{above} row{'s' if above > 1 else ''} above the heading {'were' if above > 1 else 'was'} passed over"
            )
    header = [refuse(c.strip()) for c in cells[top]]
    while header and not header[-1]:
        header.pop()
    body = [i for i in filled if i > top]
    if not body:
        raise InputError(f"{name} has a heading, but no rows below it; expected one row per statement")
    rows = []
    for i in body:
        row = [refuse(c.strip()) for c in cells[i]]
        if any(row[len(header) :]):
            raise InputError(
                f"{name}, row {numbers[i]} has {len(row)} cells, but the heading has {len(header)}; "
                f"give every column a name, or check the quotes there"
            )
        rows.append(row[: len(header)] + [""] * (len(header) - len(row)))
    _check_heading(name, header, rows, numbers[top])
    keep = [k for k, h in enumerate(header) if h]
    blank = body[-1] - top - len(body)
    if blank:
        notes.append(f"{blank} empty row{'s' if blank > 1 else ''} passed over")
    return Grid(
        name,
        [header[k] for k in keep],
        [[row[k] for k in keep] for row in rows],
        [numbers[i] for i in body],
        notes,
    )


def _check_heading(name: str, header: list[str], rows: list[list[str]], number: int) -> None:
    seen: dict[str, int] = {}
    for k, heading in enumerate(header):
        if not heading and any(row[k] for row in rows):
            raise InputError(
                f"{name}, row {number}: column {k + 1} has values but no heading; name it. If there are two rows of "
                f"headings, or a title, above the statements, keep only the row that names the columns"
            )
        if heading and heading.casefold() in seen:
            raise InputError(f"{name} has the column {heading!r} twice; rename one")
        seen[heading.casefold()] = k


def clean(grid: Grid) -> None:
    """Empty the cells that say "no value", and refuse a formula's error.

    Raises
    ------
    InputError
        Naming the cell.
    """
    emptied: dict[str, int] = {}
    for i, row in enumerate(grid.rows):
        for k, cell in enumerate(row):
            if cell in ERRORS:
                raise InputError(
                    f"{grid.place(i, grid.header[k])} holds {cell}, the error of a formula; mend it or empty the cell"
                )
            if cell in MISSING:
                emptied[cell] = emptied.get(cell, 0) + 1
                row[k] = ""
    grid.notes += [
        f"{n} cell{'s' if n > 1 else ''} with {cell!r} taken as empty" for cell, n in emptied.items()
    ]
