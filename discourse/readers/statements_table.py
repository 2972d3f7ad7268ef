"""Statements from a table: the one this project writes, or one coded by hand; CSV, Parquet, Excel or OpenDocument."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from discourse.errors import DataError, InputError, OptionError
from discourse.model.statements import Statements
from discourse.model.storage import read_parquet
from discourse.model.stored import StoredStatements
from discourse.readers.source import Source
from discourse.readers.statements import workbook
from discourse.readers.statements.coded import read_coded
from discourse.readers.statements.grid import csv_rows, make_grid
from discourse.readers.statements.headings import certain, is_own, likely
from discourse.readers.statements.own import NEEDED, from_frame, parse
from discourse.readers.tables.grid import check_delimiter, find_delimiter, read_header

__all__ = ["from_frame", "read", "sniff"]

#: Of a Parquet file with more statements, columns are fetched as they are needed.
LARGE = 200_000


def sniff(source: Source) -> float:
    r"""Return how surely this is a table of statements: 1 where its heading names the columns that ours has.

    A heading that names who speaks, what of and how, as hand-coded tables have it, counts more than a table of comments
    that is recognised by its text and author; one that does not say how counts less.

    Examples
    --------
    >>> sniff(Source.from_text("statement_id,document_id,coder,narrative\ns1,d,hand,ban"))
    1.0
    >>> sniff(Source.from_text("Akteur;Konzept;Zustimmung\nBDH;Gas;ja"))
    0.96
    """
    if source.encoding == "parquet":
        return 1.0 if all(name.encode() in source.data for name in NEEDED) else 0.0
    if source.encoding == "workbook":
        return 0.9
    delimiter = find_delimiter(source.start)[0]
    header = read_header(source.start, delimiter)
    if is_own(header):
        return 1.0
    if not likely(header) or len(header) < 2 or max(map(len, header)) > 60:
        return 0.0
    return 0.96 if certain(header) else 0.6


def read(
    source: Source,
    *,
    sheet: str | int | None = None,
    variables: Mapping[str, str | None] | None = None,
    statement_id: str | None = None,
    document: str | None = None,
    coder: str | None = None,
    date: str | None = None,
    delimiter: str | None = None,
    lazy: bool | None = None,
) -> Statements:
    r"""Read a table of statements.

    A table with the columns ``statement_id``, ``document_id`` and ``coder`` is taken for ours and read back as it was:
    other columns are variables, of a known name of their known kind, else whole numbers if all their values are, and
    text if not. ``<variable>_label`` and ``<variable>_kind`` name the codes; ``document_title``, ``document_author``,
    ``document_source``, ``document_section``, ``document_type``, ``document_date`` and ``document_text`` tell of the
    documents.

    Any other table was coded by hand. Its columns are found by their headings, English or German: title, author,
    source, section, type, date or year tell of the document (one for each combination, unless a column has its id); a
    column that is named after another and goes with its values (``actor_cat`` beside ``actor``) tells of the entity;
    the rest are variables. 0 and 1, yes and no, ja and nein, agree and disagree and the like make a boolean. What was
    taken for what is in ``made["columns"]``; the rows read, kept and dropped in ``made["rows"]``; what was mended or
    passed over in ``made["notes"]``.

    Parameters
    ----------
    source : Source
        CSV (comma, semicolon, tab or bar), Parquet, Excel (.xlsx, .xls, .xlsb) or OpenDocument (.ods).
    sheet : str or int, optional
        Of a workbook, by name or number from 1; by default the first that looks like statements.
    variables : dict of str to str or None, optional
        What columns are: ``"text"``, ``"integer"``, ``"boolean"``, ``"attribute of <column>"``, or None to leave one
        out. Columns that are not named are found as told above.
    statement_id, document, coder, date : str, optional
        The columns that hold them. Without an id, statements are numbered; without a coder, it is ``hand``.
    delimiter : str, optional
        Of a CSV file; found if not given.
    lazy : bool, optional
        Whether a Parquet file of ours stays where it is, its columns fetched as they are needed; by default if it has
        more than 200,000 statements.

    Returns
    -------
    Statements
        :class:`discourse.model.stored.StoredStatements` where it stays in its file.

    Raises
    ------
    InputError
        Naming the file, the sheet, the row and the column, and what is wrong there.
    OptionError
        If an option names a column, sheet or kind that is not there.

    Examples
    --------
    >>> st = read(Source.from_text("actor,actor_cat,concept,agreement,source,year\nBDH,club,gas,0,Welt,2015"))
    >>> [(v.name, v.kind) for v in st.variables], st.documents["source"].tolist()
    ([('actor', 'text'), ('concept', 'text'), ('agreement', 'boolean')], ['Welt'])
    >>> st.made["columns"]["actor_cat"]
    'kind of each actor'
    """
    named = {"statement_id": statement_id, "document": document, "coder": coder, "date": date}
    ours = variables is None and not any(named.values())
    check_delimiter(delimiter)
    if source.encoding == "parquet":
        return _parquet(source, lazy, variables, named, ours)
    name = source.name
    if lazy:
        raise OptionError(f"lazy=True: {name} is no Parquet file, so it must be read whole")
    if source.encoding == "workbook":
        found = workbook.sheets(source)
        chosen = workbook.pick(source, found, sheet, likely)
        workbook.add_errors(source, chosen, found[chosen])
        name = f"{name}, sheet {chosen!r}"
        cells, numbers = found[chosen]
    else:
        if sheet is not None:
            raise OptionError(f"sheet={sheet!r}: {name} is no workbook")
        cells, numbers = csv_rows(source, delimiter or find_delimiter(source.text)[0])
    heading = next((row for row in cells if any(c.strip() for c in row)), [])
    if ours and is_own(heading):
        return from_frame(parse(cells, name), name)
    return read_coded(make_grid(name, cells, numbers), variables, named)


def _parquet(
    source: Source,
    lazy: bool | None,
    variables: Mapping[str, str | None] | None,
    named: dict[str, str | None],
    ours: bool,
) -> Statements:
    if source.path is None:
        raise InputError(f"{source.name} is Parquet, which can only be read from a file")
    if ours and lazy is not False:
        try:
            stored = StoredStatements(source.path, sha256=source.sha256)
            read = len(stored)
            stored.made.update(method="table", rows={"read": read, "kept": read, "dropped": {}})
        except DataError as error:
            if lazy:
                raise InputError(f"{source.name}: {error}") from None
        else:
            if lazy or len(stored) > LARGE:
                return stored
    frame = read_parquet(source.path)
    if ours and is_own(map(str, frame.columns)):
        return from_frame(frame, source.name)
    cells = [[str(c) for c in frame.columns], *_as_text(frame)]
    return read_coded(make_grid(source.name, cells, range(len(cells))), variables, named)


def _as_text(frame: pd.DataFrame) -> list[list[str]]:
    return [
        [workbook.as_text(None if pd.isna(v) else v) for v in row] for row in frame.astype(object).to_numpy()
    ]
