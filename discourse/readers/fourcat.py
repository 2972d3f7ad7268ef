"""Reader of what 4CAT exports: CSV, and NDJSON of its own items or of posts as sites gave them to Zeeschuimer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from discourse.errors import InputError, OptionError
from discourse.model.corpus import Corpus
from discourse.readers.rows.format import Format, Row
from discourse.readers.rows.fourcat_columns import Batch, Columns, kind_of
from discourse.readers.rows.json_items import items, peek
from discourse.readers.rows.zeeschuimer import is_captured, mapped, platform, telethon
from discourse.readers.source import Source
from discourse.readers.tables.grid import find_delimiter, open_grid, read_header
from discourse.readers.tables.mapping import listed
from discourse.readers.tally import Tally

_MARKS = frozenset(("id", "thread_id", "body", "timestamp"))
_WRITERS = ("author", "account_username")
_BATCH = 20_000


def sniff(source: Source) -> float:
    """Return how surely a source is an export of 4CAT: by its headings, or the names of its first object.

    Examples
    --------
    >>> sniff(Source.from_text("id,thread_id,timestamp,body,author,unix_timestamp"))
    0.97
    """
    head = source.head.lstrip("\ufeff\n ")
    if head[:1] in ("{", "["):
        found: Any = peek(source)
        if isinstance(found, list):
            found = next((one for one in found if isinstance(one, dict) and one), None)
        if not isinstance(found, dict):
            return 0.0
        return 0.97 if is_captured(found) or telethon(found) is not None else _likeness(set(found))
    if "body" not in head.split("\n", 1)[0]:
        return 0.0
    return _likeness(set(read_header(source.start, find_delimiter(source.start)[0])))


def _likeness(names: set[str]) -> float:
    if {"id", "body", "timestamp", "author", "unix_timestamp", "is_in_group"} <= names:
        return 0.97  # of Facebook, which has no threads
    if not names >= _MARKS or names.isdisjoint(_WRITERS):
        return 0.0
    return 0.97 if names & {"unix_timestamp", "subject", "account_username"} else 0.96


def read(source: Source, *, openers: str | None = None) -> Corpus:
    """Read what 4CAT (and the extension Zeeschuimer) collected.

    Parameters
    ----------
    source : Source
        CSV; NDJSON of the same items; NDJSON of posts of X, TikTok (also its comments), Instagram, Threads, LinkedIn,
        Gab, Truth Social and Telegram as the site gave them. Those of other sites are dropped rows: 4CAT's CSV of
        them can be read.
    openers : str, optional
        What the first item of a thread is: what the others comment on (``"documents"``) or the first comment
        (``"comments"``). By default the first on Reddit and on sites of videos, else the second.

    Returns
    -------
    Corpus
        A document is a thread, as 4CAT has it: a chat of Telegram, a conversation of X, a post where the source has no
        comments; for comments of TikTok it is the video.

        On imageboards the first ``>>number`` of a post tells which one it answers; all of them are in
        ``extra``. Lines that begin with ``>`` ("greentext") are the poster's own words, unless they stand in the
        post answered. 4CAT does not tell which tweet one answers; an ``@name`` at its start does.

    Raises
    ------
    InputError
        If it has no rows, or is no such file.
    OptionError
        If ``openers`` is something else.

    Examples
    --------
    >>> text = '''id,thread_id,timestamp,unix_timestamp,subject,body,author,country_code
    ... 11,11,2023-01-05 12:00:01,1672920001,The bridge,Closed,Anonymous,NL
    ... 12,11,2023-01-05 12:00:02,1672920002,,">>11
    ... >closed
    ... no",Anonymous,DE'''
    >>> read(Source.from_text(text)).comments[["parent_id", "author"]].fillna("").values.tolist()
    [['', 'unknown 1'], ['11', 'unknown 2']]
    """
    from discourse.readers.rows.assemble import assemble

    return assemble(FORMAT, [source], openers=openers)


def rows(source: Source, tally: Tally, *, openers: str | None = None) -> Iterator[Row]:
    """Yield the items of a file, some thousands at a time as columns, and documents by themselves; see :func:`read`."""
    if openers not in (None, "documents", "comments"):
        raise OptionError(f"openers is 'documents' or 'comments', not {openers!r}")
    if source.head.lstrip("\ufeff\n ")[:1] in ("{", "["):
        found = _objects(source, tally)
    else:
        found = _table(source, tally)
    for cells, lines, kind in found:
        yield from Batch(cells, lines, kind).rows(openers)


def _table(source: Source, tally: Tally) -> Iterator[tuple[Columns, list[int], str]]:
    header, chunks = open_grid(source, find_delimiter(source.start)[0], tally)
    if "id" not in header or "body" not in header:
        raise InputError(
            f"{source.name} has no columns 'id' and 'body', as a table of 4CAT has; its columns are {listed(header)}"
        )
    kind = kind_of(header)
    for cells, lines in chunks:
        yield cells, lines, kind


def _objects(source: Source, tally: Tally) -> Iterator[tuple[Columns, list[int], str]]:
    found = items(source, tally)
    while part := list(islice(found, _BATCH)):
        sorts: dict[str, tuple[list[dict[str, Any]], list[int]]] = {}
        for line, item in part:
            own = _own(item, line, tally)
            if own is not None:
                of_kind = sorts.setdefault(kind_of(set(own)), ([], []))
                of_kind[0].append(own)
                of_kind[1].append(line)
        for kind, (things, lines) in sorts.items():
            names = dict.fromkeys(name for thing in things for name in thing)
            yield {name: [thing.get(name) for thing in things] for name in names}, lines, kind


def _own(item: dict[str, Any], line: int, tally: Tally) -> dict[str, Any] | None:
    """Return an object in the columns of 4CAT."""
    if "body" in item and "id" in item:
        return {name: value for name, value in item.items() if name != "__import_meta"}
    out = mapped(item) if is_captured(item) else telethon(item)
    if out is None:
        if is_captured(item):
            reason = f"an item of {platform(item)} as the site gave it, which is not read; export it from 4CAT as CSV"
        elif item.get("_type") == "MessageService":
            reason = "a service message"
        else:
            reason = "no item of 4CAT"
        tally.add("dropped", reason, line, str(item)[:200])
    return out


FORMAT = Format(
    "fourcat",
    rows,
    global_ids=True,
    mentions=True,
    streams=True,
    hint="where it holds posts that open a thread alone, give openers='comments'",
)
