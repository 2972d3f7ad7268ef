"""Reader of a Parquet file whose rows are comments: one of ours, or any with a column for the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from discourse.errors import InputError
from discourse.model.corpus import Corpus
from discourse.model.stored_file import literal
from discourse.readers.rows.wording import as_text
from discourse.readers.source import Source
from discourse.readers.tables.grid import Grid
from discourse.readers.tables.mapping import check_columns, choose, guess
from discourse.readers.tables.own_table import from_own, is_own
from discourse.readers.tables.records import Prepared
from discourse.readers.tables.records import prepare as prepared
from discourse.readers.tally import Tally

_CHUNK = 20_000


def sniff(source: Source) -> float:
    """Return how surely a source is Parquet with comments, by the names of its columns."""
    if source.encoding != "parquet" or source.path is None:
        return 0.0
    try:
        names = _names(source)
    except InputError:
        return 0.0
    if is_own(names):
        return 1.0
    if {"statement_id", "document_id", "coder"} <= set(names):
        return 0.0
    known = guess(names)
    return 0.9 if "text" in known and len(known) >= 2 else 0.3 if "text" in known else 0.0


def read(source: Source, *, columns: Mapping[str, str | None] | None = None) -> Corpus:
    """Read a Parquet file of comments.

    Parameters
    ----------
    source : Source
    columns : mapping, optional
        Our field to the file's column, as in ``{"text": "Body"}``; the rest is guessed by the names, and recorded in
        ``sources[0]["columns"]``. Columns left over go to ``extra``.

    Returns
    -------
    Corpus
        A table that ``discourse read -o corpus.parquet`` wrote is read back as it was.

    Raises
    ------
    InputError
        If it is no Parquet file, or no column can be the text of the comments.
    OptionError
        If ``columns`` names a field or column that is not there.
    """
    made = prepare(source, columns=columns)
    if made is not None:
        return made.corpus()
    tally = Tally(source.name, "rows")
    names = _names(source)
    rows, lines = [], []
    for cells, numbers in _chunks(source, names):
        rows += [list(map(as_text, row)) for row in zip(*cells.values(), strict=True)]
        lines += numbers
    return from_own(Grid(names, rows, lines), source, tally)


def prepare(source: Source, *, columns: Mapping[str, str | None] | None = None) -> Prepared | None:
    """Make a file ready to be read; None of one that this project wrote."""
    check_columns(columns)
    if source.encoding != "parquet" or source.path is None:
        raise InputError(f"{source.name} is no Parquet file; give one, or name its right format")
    names = _names(source)
    if columns is None and is_own(names):
        return None
    chunks = _chunks(source, names)
    first = next(chunks)
    mapping = choose(source.name, list(first[0]), columns)
    options = {"columns": dict(columns) if columns else None}
    return prepared(chain([first], chunks), mapping, source, "parquet", Tally(source.name, "rows"), options)


def _names(source: Source) -> list[str]:
    import duckdb

    assert source.path is not None
    try:
        with duckdb.connect() as connection:
            found = connection.execute(
                f"DESCRIBE SELECT * FROM read_parquet({literal(source.path)})"
            ).fetchall()
    except duckdb.Error as error:
        raise InputError(f"{source.name} cannot be read as Parquet: {str(error).splitlines()[0]}") from None
    return [str(row[0]) for row in found]


def _cells(connection: Any, path: Path) -> str:
    """Return the columns to select: numbers that Python or pandas would round are taken as text, bytes as UTF-8."""
    found = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(path)})").fetchall()
    out = []
    for name, kind, *_ in found:
        quoted = '"' + str(name).replace('"', '""') + '"'
        if kind == "BLOB":
            quoted = f"coalesce(try(decode({quoted})), {quoted}::VARCHAR) AS {quoted}"
        elif kind in ("UBIGINT", "HUGEINT", "UHUGEINT", "DATE") or kind.startswith("DECIMAL"):
            quoted = f"{quoted}::VARCHAR AS {quoted}"
        out.append(quoted)
    return ", ".join(out)


def _flat(columns: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return columns with those of structs spread out, their names joined by dots."""
    out: dict[str, list[Any]] = {}
    for name, values in columns.items():
        inner = next((v for v in values if v is not None), None)
        if not isinstance(inner, dict):
            out[name] = values
            continue
        keys = dict.fromkeys(k for v in values if isinstance(v, dict) for k in v)
        out |= _flat({f"{name}.{k}": [None if v is None else v.get(k) for v in values] for k in keys})
    return out


def _chunks(source: Source, names: list[str]) -> Iterator[tuple[dict[str, list[Any]], list[int]]]:
    """Yield columns of some thousands of rows; times are ISO 8601 in UTC where the file says so."""
    import duckdb

    assert source.path is not None
    done = 0
    try:
        with duckdb.connect(config={"threads": 2}) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            found = connection.execute(
                f"SELECT {_cells(connection, source.path)} FROM read_parquet({literal(source.path)})"
            )
            while rows := found.fetchmany(_CHUNK):
                yield (
                    _flat(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))),
                    list(range(done + 1, done + len(rows) + 1)),
                )
                done += len(rows)
    except duckdb.Error as error:
        raise InputError(f"{source.name} breaks off after row {done}: {str(error).splitlines()[0]}") from None
    if not done:
        raise InputError(f"{source.name} holds no rows; expected one row per comment")
