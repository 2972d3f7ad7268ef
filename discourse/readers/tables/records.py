"""From the columns of somebody's table and a mapping to rows; CSV, JSON Lines, Excel and Parquet share it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from discourse.model.corpus import Corpus
from discourse.readers.commenters import slug
from discourse.readers.rows.assemble import assemble
from discourse.readers.rows.format import Format
from discourse.readers.rows.wording import as_text
from discourse.readers.source import Source
from discourse.readers.tables.dates import START, WINDOW, Dates, judge, undecided
from discourse.readers.tables.levels import DOUBT, Levels, number, plausible
from discourse.readers.tally import Tally

_YES = ("true", "1", "1.0", "yes", "y", "t", "wahr", "ja")
#: Formats whose dates may be numbers of days.
_SPREAD = ("csv", "spreadsheet")
#: Our fields, and the keys of a row.
_KEYS = {"comment_id": "id", "parent_id": "parent", "document_id": "document"}
Columns = dict[str, Any]
Start = Callable[[str | None], Iterator[Any]]


@dataclass(frozen=True)
class Prepared:
    """A table whose columns are known, about to be read.

    Attributes
    ----------
    format : Format
    source : Source
    facts : dict
        To be recorded: the mapping of columns, and the options.
    tally : Tally
        In which something may have been counted before.
    """

    format: Format
    source: Source
    facts: dict[str, Any]
    tally: Tally

    def corpus(self) -> Corpus:
        """Read it into memory."""
        return assemble(self.format, [self.source], facts=self.facts, tallies=[self.tally])


def prepare(
    chunks: Iterable[tuple[Columns, Sequence[int]]],
    mapping: Mapping[str, str],
    source: Source,
    format: str,
    tally: Tally,
    options: Mapping[str, Any],
) -> Prepared:
    """Make a table ready to be read.

    Parameters
    ----------
    chunks : iterable of (dict of str to list, sequence of int)
        Some rows at a time: cells by column, and where each row stands in the file.
    mapping : mapping
        Our field to their column.
    source : Source
    format : str
    tally : Tally
    options : mapping
        Recorded.

    Returns
    -------
    Prepared
        What has no field of ours, or could not be understood, will be in ``extra``. An ``@name`` at the start of a
        text tells of a reply where no column does.
    """
    chunks, first, dates = _ahead(chunks, mapping, format)
    mapping = _without_doubt(mapping, first, options, tally)

    def rows(source: Source, tally: Tally) -> Iterator[Columns]:
        whole = slug(source.stem, "table")
        place, levels = _Places(whole), Levels(whole)
        for cells, lines in chunks:
            out = _row_columns(cells, lines, mapping, place)
            if "created_at" in out:
                out["created_at"] = dates.read(out["created_at"], lines, tally)
            if "level" in out:
                values, none = out.pop("level"), [""] * len(lines)
                out["id"], out["parent"] = levels.of(
                    out.get("id", none), out.get("document", none), values, lines, tally
                )
            yield out

    hint = (
        f"the column {mapping['text']!r}, taken for their text, is empty in every row; name another one, as in "
        "--column text=Body (in Python, columns={'text': 'Body'})"
    )
    flat = "parent_id" not in mapping and "level" not in mapping
    made = Format(
        format, rows, mentions=flat, parent_by="indent" if "level" in mapping else "given", hint=hint
    )
    return Prepared(made, source, {"columns": dict(mapping), "options": dict(options)}, tally)


def _ahead(
    chunks: Iterable[tuple[Columns, Sequence[int]]], mapping: Mapping[str, str], format: str
) -> tuple[Iterator[tuple[Columns, Sequence[int]]], Start, Dates]:
    """Look at the start of a table: at its first chunk, and at more if its dates need it.

    Returns
    -------
    chunks : iterator
        All of them.
    start : callable
        Gives the cells of a column that were looked at.
    dates : Dates
    """
    found = iter(chunks)
    taken = list(islice(found, 1))
    numbers = format in _SPREAD

    def start(column: str | None) -> Iterator[Any]:
        every = ((column is not None and cells.get(column)) or [None] * len(lines) for cells, lines in taken)
        return islice(chain.from_iterable(every), WINDOW)

    dates = Dates()
    if undecided(start(mapping.get("created_at")), numbers=numbers):
        while sum(len(lines) for _, lines in taken) < WINDOW and (more := next(found, None)) is not None:
            taken.append(more)
        dates = judge(list(start(mapping.get("created_at"))), numbers=numbers)
    return chain(taken, found), start, dates


def _without_doubt(
    mapping: Mapping[str, str],
    first: Start,
    options: Mapping[str, Any],
    tally: Tally,
) -> Mapping[str, str]:
    """Return the mapping without a column of levels that was guessed and cannot be one."""
    if "level" not in mapping or "level" in (options.get("columns") or ()):
        return mapping
    values, documents = (list(islice(first(mapping.get(name)), START)) for name in ("level", "document_id"))
    if plausible(values, documents):
        return mapping
    if any(number(value) for value in values):
        tally.add("repaired", DOUBT.format(mapping["level"]))
    return {name: column for name, column in mapping.items() if name != "level"}


def _row_columns(cells: Columns, lines: Sequence[int], mapping: Mapping[str, str], place: _Places) -> Columns:
    none = [None] * len(lines)
    out: Columns = {_KEYS.get(name, name): cells.get(column, none) for name, column in mapping.items()}
    out["line"] = list(lines)
    if "deleted" in out:
        out["deleted"] = _for_each(out["deleted"], lambda v: as_text(v).strip().lower() in _YES)
    # A name may be all that tells of a reply; as it may name several people, it also stays in extra, and so do levels.
    taken = {column for name, column in mapping.items() if name not in ("answers", "level")}
    out["left"] = {name: values for name, values in cells.items() if name not in taken}
    if "document_id" not in mapping and ("title" in mapping or "url" in mapping):
        empty = [""] * len(lines)
        out["document"] = place.of(out.get("title", empty), out.get("url", empty))
    return out


def _for_each(values: Sequence[Any], find: Callable[[Any], Any]) -> list[Any]:
    """Return what is found of each value, looked for only once where texts, of which many are the same, are alike."""
    if set(map(type, values)) <= {str}:
        known = {value: find(value) for value in set(values)}
        return [known[value] for value in values]
    return [find(value) for value in values]


class _Places:
    """Says which document a row belongs to by its title and address, where no column has an id."""

    def __init__(self, whole: str) -> None:
        self.whole = whole
        self.numbers: dict[tuple[str, str], int] = {}
        self.started = False

    def of(self, titles: Sequence[Any], urls: Sequence[Any]) -> list[str]:
        """Return a document for each row."""
        pairs = list(zip(_for_each(titles, as_text), _for_each(urls, as_text), strict=True))
        different = dict.fromkeys(pairs)
        for pair in different:
            if any(pair):
                self.numbers.setdefault(pair, len(self.numbers) + 1)
        alone = len(self.numbers) <= 1 and not self.started
        self.started = self.started or not alone
        if alone:
            return [self.whole] * len(pairs)
        # A row without title and address belongs to the document of the comment that it answers.
        names = {p: f"{self.whole}-{self.numbers[p]}" if any(p) else "" for p in different}
        return [names[p] for p in pairs]
