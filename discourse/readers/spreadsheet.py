"""Reader of a workbook of Excel or OpenDocument whose sheet is a table of comments."""

from __future__ import annotations

from collections.abc import Mapping

from discourse.errors import DiscourseError, InputError
from discourse.model.corpus import Corpus
from discourse.readers.source import Source
from discourse.readers.statements.headings import certain
from discourse.readers.statements.workbook import pick, sheets
from discourse.readers.tables.grid import Grid, parse_rows
from discourse.readers.tables.mapping import check_columns, choose, guess
from discourse.readers.tables.own_table import from_own, is_own
from discourse.readers.tables.records import prepare
from discourse.readers.tally import Tally

_HEADING = 10  # rows among which the heading is looked for


def sniff(source: Source) -> float:
    """Return how surely a source is a workbook with comments: a heading names their text and who wrote them or when."""
    if source.encoding != "workbook":
        return 0.0
    try:
        found = sheets(source)
    except DiscourseError:
        return 0.0
    for rows, _ in found.values():
        for row in rows[:_HEADING]:
            if is_own(row):
                return 1.0
            known = guess([c.strip() for c in row if c.strip()])
            if "text" in known and len(known) >= 2 and not certain(row):
                return 0.95
    return 0.0


def read(
    source: Source,
    *,
    sheet: str | int | None = None,
    columns: Mapping[str, str | None] | None = None,
) -> Corpus:
    """Read a sheet of comments.

    Parameters
    ----------
    source : Source
    sheet : str or int, optional
        Its name or number, from 1; by default the first one with a column for the comments' text.
    columns : mapping, optional
        Our field to the sheet's column, as in ``{"text": "Body"}``; the rest is guessed by the headings, and recorded
        in ``sources[0]["columns"]``. Columns left over go to ``extra``.

    Returns
    -------
    Corpus
        A table that ``discourse read`` wrote, and a spreadsheet saved, is read back as it was.

    Raises
    ------
    InputError
        If the workbook is broken or encrypted, or no sheet has a column with texts.
    OptionError
        If an option names a sheet, field or column that is not there.
    """
    check_columns(columns)
    if source.encoding != "workbook":
        raise InputError(
            f"{source.name} is no workbook of Excel or OpenDocument; give a file such as comments.xlsx"
        )
    found = sheets(source)

    def likely(row: list[str]) -> bool:
        return "text" in guess([c.strip() for c in row]) or bool(columns and columns.get("text") in row)

    name = pick(source, found, sheet, likely, "a table of comments, with columns such as author and text")
    rows, lines = _below_title(*found[name])
    tally = Tally(source.name, "rows")
    for other, (filled, _) in found.items():
        more = sum(any(c.strip() for c in row) for row in filled) - 1
        if other != name and more > 0:
            reason = f"in the sheet {other!r}, which was not read; name it, as in sheet={other!r}, to read it instead"
            tally.add("dropped", reason, rows=more)
    grid = parse_rows(rows, lines, "\t", tally)
    if columns is None and is_own(grid.header):
        return from_own(Grid([h.strip() for h in grid.header], grid.rows, grid.lines), source, tally)
    mapping = choose(source.name, grid.header, columns)
    cells = dict(zip(grid.header, map(list, zip(*grid.rows, strict=True)), strict=True))
    options = {"columns": dict(columns) if columns else None, "sheet": name}
    return prepare([(cells, grid.lines)], mapping, source, "spreadsheet", tally, options).corpus()


def _below_title(rows: list[list[str]], lines: list[int]) -> tuple[list[list[str]], list[int]]:
    """Return the rows from the heading on: the first that names the text, else the first filled one."""
    for number, row in enumerate(rows[:_HEADING]):
        if "text" in guess([c.strip() for c in row]):
            return rows[number:], lines[number:]
    return rows, lines
