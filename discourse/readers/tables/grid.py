"""Cutting the text of a CSV file into cells, each row with its line."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from discourse.errors import InputError, OptionError
from discourse.readers.rows.pausing import paused
from discourse.readers.source import Source
from discourse.readers.tables.cutting import cut
from discourse.readers.tables.mending import fitted, headings, is_filled, is_hint, mended
from discourse.readers.tally import Tally

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 1 << 16
_ROWS = 40
#: Tables of fewer bytes are sooner cut row by row.
_LITTLE = 1 << 14
#: Rows of a file that is not in memory, taken together.
_CHUNK = 20_000


@dataclass(frozen=True)
class Grid:
    """Heading, rows and the line on which each row starts."""

    header: list[str]
    rows: list[list[str]]
    lines: list[int]


@contextmanager
def _long_cells() -> Iterator[None]:
    """Lift the csv module's limit on the length of a cell, and put it back."""
    before = csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _shape(sample: str, delimiter: str) -> tuple[int, float]:
    """Return the cells of the heading, and the share of rows that have as many."""
    with _long_cells():
        rows = []
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(row):
                rows.append(row)
            if len(rows) >= _ROWS:
                break
    if len(rows) > 2 and len(rows) < _ROWS and len(sample) == _SAMPLE:
        rows.pop()  # cut off by the sample's end
    width = len(rows[0]) if rows else 0
    return width, sum(len(r) == width for r in rows) / max(len(rows), 1)


def find_delimiter(text: str) -> tuple[str, int, float]:
    r"""Return the likeliest delimiter, the cells of the heading and the share of rows with as many.

    Examples
    --------
    >>> find_delimiter("a;b\n1,5;2\n")
    (';', 2, 1.0)
    """
    sample = text[:_SAMPLE].lstrip("\n")
    if sample[:4].lower() == "sep=" and sample[4:5] and sample[5:6] == "\n":
        rest = sample[6:].lstrip("\n")
        return (sample[4], *_shape(rest, sample[4]))
    shapes = {d: _shape(sample, d) for d in DELIMITERS if d in sample.split("\n", 1)[0]}
    if not shapes:
        return ",", 1, 1.0
    best = max(shapes, key=lambda d: (shapes[d][0] > 1, shapes[d][1] * min(shapes[d][0], 4), shapes[d][0]))
    return best, *shapes[best]


def check_delimiter(delimiter: str | None) -> None:
    """Raise :class:`OptionError` unless the delimiter is one character or None."""
    if delimiter is not None and (
        not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in "\r\n\"'"
    ):
        raise OptionError(f"delimiter is one character such as ',' or ';', not {delimiter!r}")


def read_header(text: str, delimiter: str) -> list[str]:
    """Return the first row that is not empty."""
    with _long_cells():
        for row in csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=delimiter):
            if is_filled(row) and not is_hint(row):
                return [cell.strip() for cell in row]
    return []


def parse_grid(text: str, delimiter: str, tally: Tally) -> Grid:
    """Cut a text into cells.

    Parameters
    ----------
    text : str
    delimiter : str
    tally : Tally
        Receives the repairs: rows with too few or too many cells, loose quotes, headings that come twice.

    Returns
    -------
    Grid
        Every row as long as the heading; surplus cells have headings of their own.

    Raises
    ------
    InputError
        If there is no row below the heading, or a quote is never closed.
    """
    return parse_rows(*_parse(text, delimiter, tally), delimiter, tally)


def parse_rows(rows: list[list[str]], lines: list[int], delimiter: str, tally: Tally) -> Grid:
    """Make a grid of cells: every row as long as the heading, headings that differ."""
    rows, lines = _filled(rows, lines)
    if rows and is_hint(rows[0]):
        rows, lines = rows[1:], lines[1:]
    again = [i for i in range(1, len(rows)) if rows[i] == rows[0]]
    if again and len(rows) - len(again) > 1:
        tally.add("dropped", "the heading once more", lines[again[0]], delimiter.join(rows[0]), len(again))
        kept = [i for i in range(len(rows)) if i not in set(again)]
        rows, lines = [rows[i] for i in kept], [lines[i] for i in kept]
    if len(rows) < 2:
        raise InputError(f"{tally.file} holds no rows below its heading; expected one row per comment")
    header = headings(rows[0], tally)
    width = len(header)
    rows, lines = rows[1:], lines[1:]
    if set(map(len, rows)) == {width}:
        return Grid(header, rows, lines)
    rows = [
        row if len(row) == width else fitted(row, width, delimiter, line, tally)
        for row, line in zip(rows, lines, strict=True)
    ]
    surplus = max(map(len, rows)) - width
    header += [f"column {width + i + 1}" for i in range(surplus)]
    if surplus:
        for row in rows:
            row.extend([""] * (len(header) - len(row)))
    return Grid(header, rows, lines)


def _filled(rows: list[list[str]], lines: list[int]) -> tuple[list[list[str]], list[int]]:
    """Leave out rows without anything in them."""
    first = [row[0].strip() if row else "" for row in rows]
    if all(first):
        return rows, lines
    kept = [i for i, row in enumerate(rows) if is_filled(row)]
    return [rows[i] for i in kept], [lines[i] for i in kept]


@paused()
def open_grid(
    source: Source, delimiter: str, tally: Tally
) -> tuple[list[str], Iterator[tuple[dict[str, list[str]], list[int]]]]:
    """Return the heading of a table, and its rows as columns, some thousands at a time.

    A file that is in memory is mended as :func:`parse_grid` does; of a larger one, rows that are too short or too
    long are, and a quote that is not closed is an error.

    Parameters
    ----------
    source : Source
    delimiter : str
    tally : Tally

    Returns
    -------
    header : list of str
    chunks : iterator of (dict of str to list of str, list of int)
    """
    if source.whole:
        data = source.utf8
        found = cut(data, delimiter) if len(data) >= _LITTLE else None
        made = mended(found, delimiter, tally) if found is not None else None
        if made is not None:
            return made[0], iter([made[1:]])
        grid = parse_grid(source.raw, delimiter, tally)
        cells = dict(zip(grid.header, map(list, zip(*grid.rows, strict=True)), strict=True))
        return grid.header, iter([(cells, grid.lines)])
    rows = _stream(source, delimiter)
    first = next(rows, None)
    if first is None:
        raise InputError(f"{source.name} holds no rows below its heading; expected one row per comment")
    header = headings(first[0], tally)
    return header, _chunks(rows, header, delimiter, tally)


def _stream(source: Source, delimiter: str) -> Iterator[tuple[list[str], int]]:
    """Yield the filled rows of a file that is not in memory, with the line on which each starts."""
    start = 1
    with _long_cells():
        reader = csv.reader((line + "\n" for _, line in source.lines()), delimiter=delimiter, strict=True)
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise InputError(
                    f"{source.name}, line {start}: a quote is opened or closed there where it cannot be ({error}); "
                    "mend it, or double the quotes inside the cell"
                ) from None
            if any(row):
                yield row, start
            start = reader.line_num + 1


def _chunks(
    found: Iterator[tuple[list[str], int]], header: list[str], delimiter: str, tally: Tally
) -> Iterator[tuple[dict[str, list[str]], list[int]]]:
    width = len(header)
    while part := list(islice(found, _CHUNK)):
        columns: dict[str, list[str]] = {}
        rows = []
        for row, line in part:
            if len(row) != width:
                row = fitted(row, width, delimiter, line, tally)
            rows.append(row)
        most = max(map(len, rows))
        names = header + [f"column {width + i + 1}" for i in range(most - width)]
        if most > width:
            rows = [row + [""] * (most - len(row)) for row in rows]
        columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
        yield columns, [line for _, line in part]


def _parse(text: str, delimiter: str, tally: Tally) -> tuple[list[list[str]], list[int]]:
    ways: list[dict[str, object]] = [{"strict": True}]
    if '\\"' in text:
        ways.append({"strict": True, "doublequote": False, "escapechar": "\\"})
    problem = ""
    for number, way in enumerate(ways):
        try:
            found = _rows(text, delimiter, way)
        except _Unclosed as error:
            problem = problem or str(error)
            continue
        except csv.Error:
            continue
        if number:
            tally.add("repaired", "quotes inside cells are escaped by a backslash; read so")
        return found
    if problem:
        raise InputError(
            f"{tally.file}, {problem}: a quote is opened there and never closed; close it, or double it"
        )
    mended, places = _doubled(text, delimiter, tally.file)
    reason = "loose quotes inside quoted cells, taken for characters of the cell"
    for place in places[:1]:
        line = text.count("\n", 0, place) + 1
        tally.add("repaired", reason, line, text[place - 30 : place + 30].strip(), len(places))
    return _rows(mended, delimiter, {"strict": False})


def _doubled(text: str, delimiter: str, file: str) -> tuple[str, list[int]]:
    r"""Return a table with quotes doubled that neither open nor close a cell, and where these stand.

    Examples
    --------
    >>> _doubled('1,"he said "no" to it"', ",", "x")
    ('1,"he said ""no"" to it"', [11, 14])
    """
    out, places = [], []
    start = at = 0
    opened = -1
    while (at := text.find('"', at)) >= 0:
        behind = text[at + 1 : at + 2]
        if opened < 0:
            if at == 0 or text[at - 1] in (delimiter, "\n", "\r"):
                opened = at
        elif behind == '"':
            at += 1
        elif behind in ("", delimiter, "\n", "\r"):
            opened = -1
        else:
            out.append(text[start : at + 1] + '"')
            start = at + 1
            places.append(at)
        at += 1
    if opened >= 0:
        line = text.count("\n", 0, opened) + 1
        raise InputError(
            f"{file}, line {line}: a quote is opened there and never closed; close it, or double it"
        )
    return "".join(out) + text[start:], places


class _Unclosed(Exception):
    """A quoted cell runs to the end of the file."""


def _rows(text: str, delimiter: str, way: dict[str, object]) -> tuple[list[list[str]], list[int]]:
    rows: list[list[str]] = []
    lines = [1]
    with _long_cells():
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, **way)  # type: ignore[arg-type]
        add, behind = rows.append, lines.append
        try:
            for row in reader:
                add(row)
                behind(reader.line_num + 1)
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise _Unclosed(f"line {lines[-1]}") from None
            raise
    lines.pop()
    return rows, lines
