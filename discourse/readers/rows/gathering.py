"""Gathering rows, and pages that were read as columns, until there are enough of them to be cleaned together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from discourse.readers.rows.assemble import BATCH
from discourse.readers.rows.clean import columns_of
from discourse.readers.rows.format import Row

Columns = dict[str, list[Any]]


class Gathering:
    """Rows in their order, which are given on as columns, and documents, which are given on before them.

    Examples
    --------
    >>> gathering = Gathering()
    >>> gathering.add({"line": 1, "text": "no"})
    >>> gathering.extend({"line": [2, 3], "text": ["so", "yes"], "likes": [4, None]})
    >>> [sorted(columns.items()) for columns in gathering.taken()]
    [[('likes', [None, 4, None]), ('line', [1, 2, 3]), ('text', ['no', 'so', 'yes'])]]
    """

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._parts: list[Columns] = []
        self._documents: list[Row] = []
        self._size = 0

    def add(self, row: Row) -> None:
        """Take one row, of a comment or of a document."""
        (self._documents if row.get("kind") == "document" else self._rows).append(row)
        self._size += 1

    def extend(self, columns: Columns) -> None:
        """Take comments as columns."""
        if columns["line"]:
            self._settle()
            self._parts.append(columns)
            self._size += len(columns["line"])

    @property
    def full(self) -> bool:
        """Whether there are enough."""
        return self._size >= BATCH

    def taken(self) -> Iterator[Row]:
        """Yield the documents, then the comments as columns, and start anew."""
        self._settle()
        documents, parts = self._documents, self._parts
        self._documents, self._parts, self._size = [], [], 0
        yield from documents
        if parts:
            yield _joined(parts)

    def _settle(self) -> None:
        if self._rows:
            self._parts.append(columns_of(self._rows))
            self._rows = []


def _joined(parts: list[Columns]) -> Columns:
    """Return columns one below the other; what a part lacks is None."""
    if len(parts) == 1:
        return parts[0]
    names = dict.fromkeys(chain.from_iterable(parts))
    return {
        name: list(chain.from_iterable(p[name] if name in p else [None] * len(p["line"]) for p in parts))
        for name in names
    }


def each(found: Iterable[Row]) -> Iterator[Row]:
    """Yield one row after another of what a reader yields; what a row of a batch lacks is not there.

    Examples
    --------
    >>> list(each([{"line": 1}, {"line": [2, 3], "text": ["so", None]}]))
    [{'line': 1}, {'line': 2, 'text': 'so'}, {'line': 3}]
    """
    for one in found:
        if type(one["line"]) is not list:
            yield one
            continue
        for values in zip(*one.values(), strict=True):
            yield {name: value for name, value in zip(one, values, strict=True) if value is not None}
