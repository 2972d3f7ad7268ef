"""From the columns of somebody's table and a mapping to rows; CSV, JSON Lines, Excel and Parquet share it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from discourse.model.corpus import Corpus
from discourse.readers.commenters import slug
from discourse.readers.rows.assemble import assemble
from discourse.readers.rows.format import Format
from discourse.readers.rows.wording import as_text
from discourse.readers.source import Source
from discourse.readers.tally import Tally

_YES = ("true", "1", "1.0", "yes", "y", "t", "wahr", "ja")
#: Our fields, and the keys of a row.
_KEYS = {"comment_id": "id", "parent_id": "parent", "document_id": "document"}
Columns = dict[str, Any]


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

    def rows(source: Source, tally: Tally) -> Iterator[Columns]:
        place = _Places(slug(source.stem, "table"))
        for cells, lines in chunks:
            yield _row_columns(cells, lines, mapping, place)

    hint = (
        f"the column {mapping['text']!r}, taken for their text, is empty in every row; name another one, as in "
        "--column text=Body (in Python, columns={'text': 'Body'})"
    )
    made = Format(format, rows, mentions="parent_id" not in mapping, hint=hint)
    return Prepared(made, source, {"columns": dict(mapping), "options": dict(options)}, tally)


def _row_columns(cells: Columns, lines: Sequence[int], mapping: Mapping[str, str], place: _Places) -> Columns:
    none = [None] * len(lines)
    out: Columns = {_KEYS.get(name, name): cells.get(column, none) for name, column in mapping.items()}
    out["line"] = list(lines)
    if "deleted" in out:
        out["deleted"] = [as_text(v).strip().lower() in _YES for v in out["deleted"]]
    # A name may be all that tells of a reply; as it may name several people, it also stays in extra.
    taken = {column for name, column in mapping.items() if name != "answers"}
    out["left"] = {name: values for name, values in cells.items() if name not in taken}
    if "document_id" not in mapping and ("title" in mapping or "url" in mapping):
        empty = [""] * len(lines)
        out["document"] = place.of(out.get("title", empty), out.get("url", empty))
    return out


class _Places:
    """Says which document a row belongs to by its title and address, where no column has an id."""

    def __init__(self, whole: str) -> None:
        self.whole = whole
        self.numbers: dict[tuple[str, str], int] = {}
        self.started = False

    def of(self, titles: Sequence[Any], urls: Sequence[Any]) -> list[str]:
        """Return a document for each row."""
        pairs = [(as_text(t), as_text(u)) for t, u in zip(titles, urls, strict=True)]
        for pair in pairs:
            if any(pair):
                self.numbers.setdefault(pair, len(self.numbers) + 1)
        alone = len(self.numbers) <= 1 and not self.started
        self.started = self.started or not alone
        if alone:
            return [self.whole] * len(pairs)
        # A row without title and address belongs to the document of the comment that it answers.
        return [f"{self.whole}-{self.numbers[p]}" if any(p) else "" for p in pairs]
