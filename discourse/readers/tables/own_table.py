"""Reading back the table that this project writes, after it has been edited by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pandas as pd

from discourse.errors import InputError
from discourse.files import refuse
from discourse.model.corpus import COMMENT_COLUMNS, PARENT_BY, PRECISIONS, ROLES, Corpus
from discourse.readers.commenters import author_id, clean_name, slug, unknown_number
from discourse.readers.source import Source
from discourse.readers.tables.grid import Grid
from discourse.readers.tables.repairs import sound_parents, unique_ids
from discourse.readers.tally import Tally
from discourse.readers.times import parse_cell

_DOCUMENT = ("document_id", "title", "text", "source", "url", "date", "author", "extra")
_COMMENT = tuple(c.name for c in COMMENT_COLUMNS)
#: Follow from the texts, and are made anew.
_MADE = ("language", "near_duplicate_of")
_KNOWN = {"kind", *_DOCUMENT, *_COMMENT, *_MADE}
_WORDS = {"role": ROLES, "parent_by": PARENT_BY, "precision": PRECISIONS}
Row = dict[str, str]


def is_own(header: Sequence[str]) -> bool:
    """Whether a heading is that of our own table.

    Examples
    --------
    >>> is_own(["kind", "document_id", "comment_id", "author", "text"]), is_own(["id", "text"])
    (True, False)
    """
    return {"kind", "document_id", "comment_id", "author", "text"} <= set(header)


def from_own(grid: Grid, source: Source, tally: Tally) -> Corpus:
    """Make a corpus of our own table.

    Parameters
    ----------
    grid : Grid
    source : Source
    tally : Tally

    Returns
    -------
    Corpus
        What was written, with what was edited since: an empty ``author_id`` follows from the author, a row
        without ``comment_id`` gets a new one, an answer to a row that is gone becomes top-level, columns that
        were added go to ``extra``. Empty cells are missing values, save for a comment's text.

    Raises
    ------
    InputError
        Naming the line of a cell that cannot be read.
    """
    before = tally.count("dropped")  # rows that are not in the grid
    documents: list[tuple[Row, int]] = []
    comments: list[tuple[Row, int]] = []
    current = ""
    for cells, line in zip(grid.rows, grid.lines, strict=True):
        row = {name: refuse(cell) for name, cell in zip(grid.header, cells, strict=True)}
        kind = row["kind"].strip().lower()
        if kind not in ("document", "comment", ""):
            raise InputError(
                f"{source.name}, line {line}: kind is 'document' or 'comment', not {row['kind']!r}"
            )
        if not kind:
            tally.add("repaired", "a row without its kind, taken for a comment", line, row["text"])
        if kind == "document":
            row["document_id"] = row["document_id"] or slug(row.get("title", ""), "document")
            documents.append((row, line))
        else:
            row["document_id"] = row["document_id"] or current or slug(source.stem)
            comments.append((row, line))
        current = row["document_id"]
    record = source.record("csv", columns=None, options={"own": True})
    tables = _documents(documents, comments, source, tally), _comments(comments, source, tally)
    return Corpus(*tables, tally.table(len(grid.rows) + before), (record,))


def _documents(
    documents: list[tuple[Row, int]], comments: list[tuple[Row, int]], source: Source, tally: Tally
) -> pd.DataFrame:
    rows: dict[str, dict[str, Any]] = {}
    for row, line in documents:
        name = row["document_id"]
        values: dict[str, Any] = {key: row.get(key) or None for key in _DOCUMENT}
        values["date"] = _time(row.get("date", ""), "date", source, line)
        if name in rows:
            if rows[name] != values:
                raise InputError(
                    f"{source.name}, line {line}: the document {name!r} comes twice; give one another id"
                )
            tally.add("dropped", "the same row once more", line, name)
            continue
        rows[name] = values
        tally.add("kept", "documents", line, name)
    for row, line in comments:
        name = row["document_id"]
        if name not in rows:
            rows[name] = dict.fromkeys(_DOCUMENT) | {"document_id": name}
            tally.add("repaired", "a comment whose document has no row; one was made", line, name)
    frame = pd.DataFrame(list(rows.values()), columns=list(_DOCUMENT))
    frame["date"] = pd.to_datetime(frame["date"].astype(object)).astype("datetime64[us]")
    return frame.astype({c: "str" for c in _DOCUMENT if c != "date"})


def _comments(found: list[tuple[Row, int]], source: Source, tally: Tally) -> pd.DataFrame:
    contents = [json.dumps(row, sort_keys=True) for row, _ in found]
    owners = [row["document_id"] for row, _ in found]
    final = unique_ids(
        [row["comment_id"] for row, _ in found], owners, contents, [line for _, line in found], tally
    )
    kept = [(row, line, name) for (row, line), name in zip(found, final, strict=True) if name is not None]
    names, lines = [name for *_, name in kept], [line for _, line, _ in kept]
    parents, lost = sound_parents(names, [row.get("parent_id") or None for row, *_ in kept], lines, tally)
    used = {row["author_id"] for row, *_ in kept if row.get("author_id")}
    people = _People(used, [(row["document_id"], row["author"]) for row, *_ in kept])
    rows = []
    for (row, line, name), parent, gone in zip(kept, parents, lost, strict=True):
        tally.add("kept", "comments", line, name)
        person, label = people.of(row)
        rows.append(
            {
                "comment_id": name,
                "document_id": row["document_id"],
                "parent_id": parent,
                "parent_by": None if parent is None else _word(row, "parent_by", source, line),
                "missing_parent": gone or row.get("missing_parent") or None,
                "author_id": person,
                "author": label,
                "role": _word(row, "role", source, line),
                "created_at": _time(row.get("created_at", ""), "created_at", source, line),
                "precision": _word(row, "precision", source, line),
                "text": row["text"],
                "raw": row.get("raw") or None,
                "quoted": row.get("quoted") or None,
                "links": row.get("links") or None,
                "likes": _number(row.get("likes", ""), "likes", source, line, whole=True),
                "deleted": _truth(row.get("deleted", ""), source, line),
                "confidence": _number(row.get("confidence", ""), "confidence", source, line),
                "extra": _extra(row),
            }
        )
    frame = pd.DataFrame(rows, columns=list(_COMMENT))
    frame["created_at"] = pd.to_datetime(frame["created_at"].astype(object)).astype("datetime64[us]")
    frame["confidence"] = (
        frame["confidence"].astype(object).where(frame["confidence"].notna(), 1.0).astype("float64")
    )
    frame["likes"] = frame["likes"].astype("Int64")
    return frame.astype({"deleted": "bool"} | {c.name: "str" for c in COMMENT_COLUMNS if c.kind == "text"})


class _People:
    """Gives author_id and author of rows; new unknowns get numbers that no other has."""

    def __init__(self, used: set[str], labels: Sequence[tuple[str, str]]) -> None:
        self.used = used | {f"unknown:{d}:{n}" for d, a in labels if (n := unknown_number(a)) is not None}

    def of(self, row: Row) -> tuple[str, str]:
        given, author = row.get("author_id", ""), row["author"]
        if given:
            return given, author
        name, document = clean_name(author), row["document_id"]
        number = unknown_number(name)
        if number is not None:
            return f"unknown:{document}:{number}", name
        if name:
            return author_id(name), name
        number = 1
        while f"unknown:{document}:{number}" in self.used:
            number += 1
        self.used.add(f"unknown:{document}:{number}")
        return f"unknown:{document}:{number}", f"unknown {number}"


def _time(text: str, column: str, source: Source, line: int) -> Any:
    if not text.strip():
        return None
    when = parse_cell(text)
    if when is None:
        raise InputError(
            f"{source.name}, line {line}: {column} is {text!r}; write it as 2024-03-03T14:05:00Z"
        )
    return when.at


def _number(text: str, column: str, source: Source, line: int, *, whole: bool = False) -> Any:
    if not text.strip():
        return None
    try:
        value = float(text)
        if whole:
            return int(text) if value != int(value) or "." not in text else int(value)
        if not 0 <= value <= 1:
            raise ValueError
    except (ValueError, OverflowError):
        wanted = "a whole number" if whole else "a number from 0 to 1"
        raise InputError(f"{source.name}, line {line}: {column} is {text!r}; expected {wanted}") from None
    return value


def _truth(text: str, source: Source, line: int) -> bool:
    word = text.strip().lower()
    if word in ("true", "1", "yes", "wahr"):
        return True
    if word in ("", "false", "0", "no", "falsch"):
        return False
    raise InputError(f"{source.name}, line {line}: deleted is {text!r}; expected True or False")


def _word(row: Row, column: str, source: Source, line: int) -> str | None:
    word = row.get(column, "").strip().lower()
    if word and word not in _WORDS[column]:
        raise InputError(
            f"{source.name}, line {line}: {column} is {row[column]!r}; expected one of {', '.join(_WORDS[column])}, or "
            "nothing"
        )
    return word or None


def _extra(row: Row) -> str | None:
    added: dict[str, Any] = {name: cell for name, cell in row.items() if name not in _KNOWN and cell}
    old = row.get("extra") or None
    if not added:
        return old
    try:
        known = json.loads(old) if old else {}
    except ValueError:
        known = {"extra": old}
    known = known if isinstance(known, dict) else {"extra": known}
    return json.dumps({**known, **added}, ensure_ascii=False, sort_keys=True)
