"""JSON that holds a table by columns, turned into rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from discourse.readers.tables.mapping import guess

Found = Iterator[tuple[int, dict[str, Any]]]


def turned(found: Found) -> Found:
    """Yield objects; where the first one holds a table by columns, that table's rows in place of it.

    Its columns are lists of one length, or objects with the same keys (as pandas writes by default), one of them by
    the name of a comment's text; or the names stand in ``columns`` and the rows in ``data``.

    Parameters
    ----------
    found : iterator of (int, dict)

    Yields
    ------
    line : int
        Of a table, the number of the row.
    item : dict

    Examples
    --------
    >>> list(turned(iter([(1, {"text": ["a", "b"], "author": ["Ada", "Ben"]})])))
    [(1, {'text': 'a', 'author': 'Ada'}), (2, {'text': 'b', 'author': 'Ben'})]
    >>> list(turned(iter([(1, {"text": {"0": "a", "3": "b"}})])))
    [(1, {'text': 'a'}), (2, {'text': 'b'})]
    """
    first = next(found, None)
    if first is None:
        return
    columns = _columns(first[1])
    if columns is None:
        yield from chain([first], found)
        return
    number = 0
    for number, cells in enumerate(zip(*columns.values(), strict=True), 1):
        yield number, dict(zip(columns, cells, strict=True))
    yield from ((number + line, item) for line, item in found)


def _columns(item: Mapping[str, Any]) -> dict[str, list[Any]] | None:
    """Return the columns of a table; None of an object that is no such table."""
    names, rows = item.get("columns"), item.get("data")
    if isinstance(names, list) and isinstance(rows, list) and rows and all(isinstance(n, str) for n in names):
        if all(isinstance(row, list) and len(row) == len(names) for row in rows) and "text" in guess(names):
            return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
        return None
    text = guess(list(item)).get("text")
    kind = type(item[text]) if text is not None else None
    if text is None or kind not in (list, dict) or not item[text]:
        return None
    if any(type(column) is not kind or len(column) != len(item[text]) for column in item.values()):
        return None
    if kind is dict:
        keys = list(item[text])
        if any(column.keys() != item[text].keys() for column in item.values()):
            return None
        columns = {name: [column[key] for key in keys] for name, column in item.items()}
    else:
        columns = {name: list(column) for name, column in item.items()}
    return columns if all(value is None or isinstance(value, str) for value in columns[text]) else None
