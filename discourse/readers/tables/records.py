"""From somebody's rows and a column mapping to a corpus; CSV and JSON Lines share it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from discourse.errors import InputError
from discourse.model.corpus import Corpus
from discourse.readers.chrome import count
from discourse.readers.commenters import PLACEHOLDERS, author_id, clean_name, slug
from discourse.readers.source import Source
from discourse.readers.tables.repairs import repair_id, sound_parents, top_level, unique_ids
from discourse.readers.tally import Tally
from discourse.readers.times import parse_cell

_GONE = ("[deleted]", "[removed]")
_YES = ("true", "1", "1.0", "yes", "y", "t")
_EMPTY = ("nan", "none", "null", "n/a", "-")


@dataclass
class Row:
    """One row on its way: where it stands, our fields as text, and what is left over."""

    line: int
    cells: dict[str, str]
    content: str
    extra: dict[str, Any] = field(default_factory=dict)
    comment_id: str = ""
    original: str = ""
    parent: str = ""
    document: str = ""
    deleted: bool = False

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


def as_text(value: Any) -> str:
    r"""Return a cell as text: empty for what is missing, line ends as ``\n``, JSON for lists.

    Examples
    --------
    >>> as_text(None), as_text(12.0), as_text(["a"])
    ('', '12', '["a"]')
    """
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, str):
        return value if "\r" not in value else value.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def build(
    records: Sequence[Mapping[str, Any]],
    lines: Sequence[int],
    mapping: Mapping[str, str],
    source: Source,
    format: str,
    tally: Tally,
    *,
    read: int,
    options: Mapping[str, Any],
) -> Corpus:
    """Make a corpus of rows.

    Parameters
    ----------
    records : sequence of mapping
        One per row, by column.
    lines : sequence of int
        Where each stands in the file.
    mapping : mapping
        Our field to their column.
    source : Source
    format : str
    tally : Tally
    read : int
        All rows of the file, those included that were dropped before.
    options : mapping
        Recorded.

    Returns
    -------
    Corpus
        Times in UTC; what has no field of ours, or could not be understood, is in ``extra``.

    Raises
    ------
    InputError
        If no row has a text.
    """
    if source.repair:
        tally.add("repaired", source.repair)
    rows = [_row(record, line, mapping) for record, line in zip(records, lines, strict=True)]
    _identify(rows, tally)
    _place(rows, mapping, source)
    rows = _with_text(rows, tally)
    if not any(row["text"].strip() for row in rows):
        raise InputError(
            f"{source.name} holds no comments: the column {mapping['text']!r}, taken for their text, is empty in "
            "every row; name another one, as in columns={'text': 'Body'}"
        )
    rows = _unique(rows, tally)
    parents = _link(rows, tally)
    people = _people(rows, tally)
    for row in rows:
        tally.add(
            "kept",
            "deleted comments, as placeholders" if row.deleted else "comments",
            row.line,
            row.comment_id,
        )
    times, likes = [_time(row, tally) for row in rows], [_likes(row, tally) for row in rows]
    extras = [
        json.dumps(r.extra, ensure_ascii=False, sort_keys=True, default=str) if r.extra else None
        for r in rows
    ]
    comments = pd.DataFrame(
        {
            "comment_id": [row.comment_id for row in rows],
            "document_id": [row.document for row in rows],
            "parent_id": pd.Series(parents, dtype="str"),
            "author_id": [person for person, _ in people],
            "author": [label for _, label in people],
            "created_at": pd.to_datetime(pd.Series(times, dtype=object)).astype("datetime64[us]"),
            "text": [row["text"].strip() for row in rows],
            "quoted": pd.Series([row["quoted"].strip() or None for row in rows], dtype="str"),
            "likes": pd.Series(likes, dtype="Int64"),
            "deleted": [row.deleted for row in rows],
            "extra": pd.Series(extras, dtype="str"),
        }
    )
    record = source.record(format, columns=dict(mapping), options=dict(options))
    return Corpus(_documents(rows, mapping, source), comments, tally.table(read), (record,))


def _row(record: Mapping[str, Any], line: int, mapping: Mapping[str, str]) -> Row:
    taken = set(mapping.values())
    return Row(
        line=line,
        cells={name: as_text(record.get(column)) for name, column in mapping.items()},
        content=json.dumps(list(record.items()), default=str),
        extra={
            column: value
            for column, value in record.items()
            if column not in taken and as_text(value).strip()
        },
    )


def _identify(rows: Sequence[Row], tally: Tally) -> None:
    for row in rows:
        found = []
        for name in ("comment_id", "parent_id"):
            whole = repair_id(row[name])
            if whole != row[name].strip():
                reason = "an id written as a decimal number, made whole again"
                tally.add("repaired", reason, row.line, f"{row[name].strip()} is {whole}")
            found.append("" if whole.lower() in _EMPTY else whole)
        row.original, row.parent = found


def _place(rows: Sequence[Row], mapping: Mapping[str, str], source: Source) -> None:
    """Say which document each row belongs to: by its id, else one per title or address, else one for the file."""
    whole = slug(source.stem, "table")
    numbers: dict[tuple[str, str], int] = {}
    for row in rows:
        numbers.setdefault((row["title"], row["url"]), len(numbers) + 1)
    for row in rows:
        if "document_id" in mapping:
            row.document = repair_id(row["document_id"]) or whole
        else:
            row.document = whole if len(numbers) == 1 else f"{whole}-{numbers[row['title'], row['url']]}"


def _with_text(rows: Sequence[Row], tally: Tally) -> list[Row]:
    """Keep rows that have a text, were deleted, or are answered; the last two as placeholders."""
    answered = {row.parent for row in rows} | {row.parent.removeprefix("t1_") for row in rows}
    out = []
    for row in rows:
        text = row["text"].strip()
        row.deleted = text.lower() in _GONE or row["deleted"].strip().lower() in _YES
        row.deleted |= not text and bool(row.original) and row.original in answered
        if text or row.deleted:
            out.append(row)
        else:
            tally.add("dropped", "no text", row.line, row.original or row["author"])
    return out


def _unique(rows: Sequence[Row], tally: Tally) -> list[Row]:
    ids = unique_ids(
        [row.original for row in rows],
        [row.document for row in rows],
        [row.content for row in rows],
        [row.line for row in rows],
        tally,
    )
    out = []
    for row, name in zip(rows, ids, strict=True):
        if name is not None:
            row.comment_id = name
            out.append(row)
    return out


def _link(rows: Sequence[Row], tally: Tally) -> list[str | None]:
    """Return sound parents: looked for among the comments of the same document first."""
    here: dict[tuple[str, str], str] = {}
    anywhere: dict[str, str] = {}
    for row in rows:
        here.setdefault((row.document, row.original or row.comment_id), row.comment_id)
        anywhere.setdefault(row.original or row.comment_id, row.comment_id)
    found: list[str | None] = []
    for row in rows:
        bare = row.parent.removeprefix("t1_")
        name = here.get((row.document, row.parent)) or here.get((row.document, bare))
        name = name or anywhere.get(row.parent) or anywhere.get(bare)
        if name is None and not top_level(row.parent, row.document):
            name = row.parent
        found.append(name)
    parents, lost = sound_parents([row.comment_id for row in rows], found, [row.line for row in rows], tally)
    for row, gone in zip(rows, lost, strict=True):
        if gone is not None:
            row.extra["parent_id"] = gone
    return parents


def _people(rows: Sequence[Row], tally: Tally) -> list[tuple[str, str]]:
    unknown: dict[str, int] = {}
    out = []
    for row in rows:
        name, number = clean_name(row["author"]), clean_name(repair_id(row["author_id"]))
        if name.lower() in PLACEHOLDERS:
            if name.lower() not in _EMPTY:
                row.extra["name"] = name
                reason = "a stand-in for a name, each time taken for a different unknown commenter"
                tally.add("repaired", reason, row.line, name)
            name = ""
        if number.lower() in PLACEHOLDERS:
            number = ""
        if name or number:
            out.append((author_id(number or name), name or number))
            continue
        unknown[row.document] = unknown.get(row.document, 0) + 1
        out.append((f"unknown:{row.document}:{unknown[row.document]}", f"unknown {unknown[row.document]}"))
        tally.add(
            "repaired", "no name; each time taken for a different unknown commenter", row.line, row["text"]
        )
    return out


def _time(row: Row, tally: Tally) -> Any:
    value = row["created_at"].strip()
    if value.lower() in ("", *_EMPTY):
        return None
    when = parse_cell(value)
    if when is None:
        row.extra["created_at"] = value
        tally.add("repaired", "a time that cannot be read, kept as written in extra", row.line, value)
        return None
    if not when.zoned:
        tally.add("repaired", "a time without its zone, taken as UTC", row.line, value)
    return when.at


def _likes(row: Row, tally: Tally) -> int | None:
    value = row["likes"].strip()
    if value.lower() in ("", *_EMPTY):
        return None
    number = count(repair_id(value))
    if number is None:
        row.extra["likes"] = value
        tally.add("repaired", "a count of likes that is no number, kept as written in extra", row.line, value)
    return number


def _documents(rows: Sequence[Row], mapping: Mapping[str, str], source: Source) -> pd.DataFrame:
    found: dict[str, dict[str, str | None]] = {}
    for row in rows:
        document = found.setdefault(row.document, {"title": None, "text": None, "url": None})
        for name, cell in (("title", "title"), ("text", "article"), ("url", "url")):
            document[name] = document[name] or row[cell].strip() or None
    if len(found) == 1 and "title" not in mapping:
        next(iter(found.values()))["title"] = source.stem
    table = [{"document_id": name, "source": source.name, **values} for name, values in found.items()]
    return pd.DataFrame(table, dtype="str")
