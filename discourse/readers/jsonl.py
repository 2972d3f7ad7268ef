"""Reader of JSON Lines, one object per line, and of a JSON list of objects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from discourse.errors import InputError
from discourse.model.corpus import Corpus
from discourse.readers.rows.assemble import BATCH
from discourse.readers.rows.clean import column_of
from discourse.readers.rows.json_items import NO_OBJECT, items, peek
from discourse.readers.source import Source
from discourse.readers.tables.mapping import check_columns, choose
from discourse.readers.tables.nested import unnested
from discourse.readers.tables.records import Prepared
from discourse.readers.tables.records import prepare as prepared
from discourse.readers.tables.turned import turned
from discourse.readers.tally import Tally

_SUFFIXES = (".jsonl", ".ndjson", ".json")
#: Objects whose names decide what is taken for what.
_FIRST = 5_000
#: Objects that are turned into columns together.
_SLAB = 250
_DEEPEST = 20
_WRAPPERS = ("comments", "data", "items", "posts", "messages", "results", "children")


def sniff(source: Source) -> float:
    """Return how surely a source is JSON Lines or a JSON list: by its first object, then by its ending."""
    start = source.head.lstrip()
    suffix = 0.15 if source.suffix in _SUFFIXES else 0.0
    if start.startswith("{"):
        return 0.8 + suffix if peek(source) is not None else 0.3 + suffix
    if re.match(r"\[\s*[\]{]", start):
        return 0.7 + suffix
    return suffix


def read(source: Source, *, columns: Mapping[str, str | None] | None = None) -> Corpus:
    r"""Read JSON Lines or a JSON list of objects.

    Parameters
    ----------
    source : Source
    columns : mapping, optional
        Our field to the object's name, nested names with dots, as in ``{"author": "user.name"}``. The rest is
        guessed, and recorded in ``sources[0]["columns"]``; names left over go to ``extra``.

    Returns
    -------
    Corpus
        The audit counts objects as rows; a line that is no JSON object is dropped and named.

    Raises
    ------
    InputError
        If no line is a JSON object, or no name can be the text of the comments.
    OptionError
        If ``columns`` names a field or name that is not there.

    Examples
    --------
    >>> text = '{"user": {"name": "Ada"}, "body": "Iran out"}\n{"user": {"name": "Ben"}, "body": "Stay"}'
    >>> read(Source.from_text(text)).comments[["author", "text"]].values.tolist()
    [['Ada', 'Iran out'], ['Ben', 'Stay']]
    """
    return prepare(source, columns=columns).corpus()


def prepare(source: Source, *, columns: Mapping[str, str | None] | None = None) -> Prepared:
    """Make a file ready to be read."""
    check_columns(columns)
    tally = Tally(source.name, "rows")
    found = unnested(turned(items(source, tally, inside=_WRAPPERS, others=True)))
    first = list(islice(found, _FIRST))
    if not first:
        raise InputError(f"{source.name} {NO_OBJECT}")
    mapping = choose(source.name, list(_columns([item for _, item in first])), columns)
    options = {"columns": dict(columns) if columns else None}
    return prepared(_chunks(chain(first, found)), mapping, source, "jsonl", tally, options)


def _chunks(found: Iterator[tuple[int, dict[str, Any]]]) -> Iterator[tuple[dict[str, list[Any]], list[int]]]:
    """Yield objects as columns, some thousands at a time; few are in memory as objects."""
    while True:
        lines: list[int] = []
        columns: dict[str, list[Any]] = {}
        while part := list(islice(found, min(_SLAB, BATCH - len(lines)))):
            numbers, objects = zip(*part, strict=True)
            for name, values in _columns(objects).items():
                if name not in columns:
                    columns[name] = [None] * len(lines)
                columns[name] += values
            lines += numbers
            for values in columns.values():
                if len(values) < len(lines):
                    values += [None] * len(objects)
        if not lines:
            return
        yield columns, lines


def _columns(objects: Sequence[dict[str, Any]]) -> dict[str, list[Any]]:
    """Return objects as columns, nested names joined by dots."""
    columns = {name: column_of(objects, name) for name in dict.fromkeys(chain.from_iterable(objects))}
    if not any(dict in set(map(type, values)) for values in columns.values()):
        return columns
    flat = [_flat(item) for item in objects]
    return {name: column_of(flat, name) for name in dict.fromkeys(chain.from_iterable(flat))}


def _flat(item: dict[str, Any], prefix: str = "", depth: int = 0) -> dict[str, Any]:
    """Return an object with nested names joined by dots."""
    if not prefix and dict not in map(type, item.values()):
        return item
    out: dict[str, Any] = {}
    for name, value in item.items():
        if isinstance(value, dict) and depth < _DEEPEST:
            out.update(_flat(value, f"{prefix}{name}.", depth + 1))
        else:
            out[f"{prefix}{name}"] = value
    return out
