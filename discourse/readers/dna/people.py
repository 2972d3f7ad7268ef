"""Documents, coders and what else stands beside the statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from discourse.errors import InputError
from discourse.model.database import PERMISSIONS, RELATIONS
from discourse.readers.dna.notes import counted
from discourse.readers.dna.sides import Sides
from discourse.readers.dna.sqlite import whole
from discourse.readers.dna.tables import NULL, Tables

_1900, _2100 = np.datetime64("1900-01-01", "us"), np.datetime64("2100-01-01", "us")
#: What a date may be: Python's calendar ends there.
_FIRST, _LAST = np.datetime64("0001-01-01", "us"), np.datetime64("9999-12-31T23:59:59.999999", "us")
_UNITS = ("seconds", "milliseconds", "microseconds", "nanoseconds")


def color(red: Any, green: Any, blue: Any) -> str | None:
    """Return a colour as "#rrggbb"; None where a part of it is missing or out of range.

    Examples
    --------
    >>> color(255, 153, 0), color(None, 0, 0)
    ('#ff9900', None)
    """
    parts = [whole(v) for v in (red, green, blue)]
    return "#{:02x}{:02x}{:02x}".format(*parts) if all(0 <= p <= 255 for p in parts) else None


def text(value: Any) -> str | None:
    """Return a filled text, None for an empty one."""
    return None if value is None or value == "" else str(value)


def escaped(name: str, taken: Sequence[str]) -> str:
    """Return a name that is none of ours: one that is gets an underscore more.

    Examples
    --------
    >>> escaped("label", ("label",)), escaped("label_", ("label",)), escaped("Type", ("label",))
    ('label_', 'label__', 'Type')
    """
    return f"{name}_" if name.rstrip("_") in taken else name


def numbered(rows: Sequence[tuple[Any, ...]], table: str, name: str) -> np.ndarray:
    """Return DNA's ids, which rows begin with, or say that one is missing."""
    ids = np.array([whole(row[0]) for row in rows], dtype=np.int64)
    if (ids == NULL).any():
        raise InputError(
            f"{name}: a row of the table {table} has no whole number as its ID, as every row of DNA's has; restore it "
            f"from a copy"
        )
    return ids


def distinct(names: Sequence[str], ids: Sequence[int], note: Callable[[str], None], what: str) -> list[str]:
    """Return names of which none comes twice; later ones of a name get their number."""
    out: list[str] = []
    seen: set[str] = set(names)
    used: set[str] = set()
    for name, number in zip(names, ids, strict=True):
        new = name
        while new in used or (new != name and new in seen):
            new = f"{new} ({number})"
        used.add(new)
        out.append(new)
    again = [n for n, o in zip(names, out, strict=True) if n != o]
    if again:
        note(f"{what} {again[0]!r} comes more than once; the later ones have their number in the name")
    return out


class Documents(NamedTuple):
    """The documents of a database.

    Attributes
    ----------
    ids : numpy.ndarray of int
        DNA's, ascending.
    names, comments : numpy.ndarray of object
        Our id of the document, and of the comment that it is, if it is one.
    raw : numpy.ndarray of int
        Dates as they are stored.
    dates : numpy.ndarray of datetime64[us]
    texts : list of str
    frame : pandas.DataFrame
        Those that are no comments.
    """

    ids: np.ndarray
    names: np.ndarray
    comments: np.ndarray
    raw: np.ndarray
    dates: np.ndarray
    texts: list[str]
    frame: pd.DataFrame


def read_documents(
    tables: Tables,
    schema: int,
    coders: dict[int, str],
    used: np.ndarray,
    sides: Sides,
    note: Callable[[str], None],
) -> Documents:
    """Return the documents; where statements name one that is gone, an empty one stands for it.

    Parameters
    ----------
    tables : Tables
    schema : int
    coders : dict of int to str
    used : numpy.ndarray of int
        The documents that statements name.
    sides : Sides
    note : callable
        Takes what is amiss, in a sentence.
    """
    names = ("ID", "Title", "Author", "Source", "Section", "Type", "Date", "Text", "Notes", "Coder")
    rows = tables.rows("DOCUMENTS", names)
    held = set(numbered(rows, "DOCUMENTS", tables.name).tolist())
    gone = [int(d) for d in used.tolist() if d not in held and d != NULL]
    if gone:
        one = f"document that is not in the database ({gone[0]}); an empty one stands for it"
        several = (
            f"documents that are not in the database (the first is {gone[0]}); an empty one stands for each"
        )
        note(f"statements name {counted(len(gone), one, several)}")
    if (used == NULL).any():
        gone.append(NULL)
        note("some statements name no document; an empty one, called 'none', stands for it")
    rows = sorted([*rows, *((d, *(None,) * 9) for d in gone)], key=lambda row: row[0])
    raw = np.array([whole(row[6]) for row in rows], dtype=np.int64)
    dates = _dates(raw, schema, note, len(gone))
    ids = np.array([row[0] for row in rows], dtype=np.int64)
    # DNA gives the number of a deleted document to a new one, whose text is another.
    known = [sides.documents.get(r[0]) for r in rows]
    known = [
        k if k is not None and (r[7] is None or k[3] == len(r[7])) else None
        for k, r in zip(known, rows, strict=True)
    ]
    never = np.array([k is not None and k[4] for k in known], dtype=bool)
    dates[never & (raw == 0)] = np.datetime64("NaT")  # 0 was written as DNA takes no missing date
    taken = {k[1] for k in known if k is not None}
    own = [
        k[1] if k is not None else _free("none" if i == NULL else str(i), taken)
        for i, k in zip(ids.tolist(), known, strict=True)
    ]
    comments = np.array([k[2] if k is not None else None for k in known], dtype=object)
    frame = pd.DataFrame(
        {
            "document_id": pd.Series(own, dtype="str"),
            **{
                n.lower(): pd.Series([text(r[i]) for r in rows], dtype="str")
                for i, n in enumerate(names)
                if 0 < i < 6
            },
            "date": dates,
            "text": pd.Series([text(r[7]) for r in rows], dtype="str"),
            "notes": pd.Series([text(r[8]) for r in rows], dtype="str"),
            "coder": pd.Series([coders.get(whole(r[9])) for r in rows], dtype="str"),
        }
    )
    return Documents(
        ids, np.array(own, dtype=object), comments, raw, dates, [str(r[7] or "") for r in rows],
        _framed(frame, ids, known, sides),
    )  # fmt: skip


def _framed(frame: pd.DataFrame, ids: np.ndarray, known: list[Any], sides: Sides) -> pd.DataFrame:
    if not sides.settings:
        return frame
    columns = sides.settings["documents"]
    frame = sides.restore(frame, ids, "document", columns)
    last = len(ids) if sides.settings["framed"] else -1
    place = [last if k is None else -1 if k[0] is None else k[0] for k in known]
    order = [i for i in np.argsort(place, kind="stable").tolist() if place[i] >= 0]
    return frame[[n for n, _ in columns]].iloc[order].reset_index(drop=True)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name = f"dna:{name}"
    return name


def _dates(raw: np.ndarray, schema: int, note: Callable[[str], None], stubs: int) -> np.ndarray:
    """Return dates; those that the calendar does not hold are missing."""
    unit = 1_000 if schema == 2 else 1_000_000
    low, high = (int(t.astype(np.int64)) // unit for t in (_FIRST, _LAST))
    held = (raw >= low) & (raw <= high)
    dates = np.where(held, raw, 0) * unit
    out = dates.view("datetime64[us]").copy()
    out[~held] = np.datetime64("NaT")
    undated = int((raw == NULL).sum()) - stubs
    if undated:
        note(counted(undated, "document has no date", "documents have no date"))
    _far(raw[~held & (raw != NULL)], 1 if schema == 2 else 0, note)
    early = int((out[held] < _1900).sum())
    if early:
        one, several = (
            "document is dated before 1900; check the date",
            "documents are dated before 1900; check the dates",
        )
        note(counted(early, one, several))
    return out


def _far(raw: np.ndarray, unit: int, note: Callable[[str], None]) -> None:
    """Tell of dates before the year 1 or after 9999, and what they look like.

    Parameters
    ----------
    raw : numpy.ndarray of int
        As they are stored.
    unit : int
        Place among the units of that in which they should be.
    note : callable
    """
    left = np.ones(len(raw), dtype=bool)
    for finer in range(unit + 1, len(_UNITS)):
        moments = raw // 1_000**finer
        like = left & (moments >= _1900.astype("datetime64[s]").astype(np.int64))
        like &= moments < _2100.astype("datetime64[s]").astype(np.int64)
        left &= ~like
        if like.any():
            told = counted(int(like.sum()), "document has a date", "documents have dates")
            those = counted(int(like.sum()), "it looks", "they look").partition(" ")[2]
            note(
                f"{told} too far off to be held, taken as missing (the first is {raw[like][0]}): DNA counts "
                f"{_UNITS[unit]}, and {those} like {_UNITS[finer]}; divide by {1_000 ** (finer - unit)}"
            )
    if left.any():
        told = counted(int(left.sum()), "document has a date", "documents have dates")
        note(
            f"{told} too far off to be held, before the year 1 or after 9999, taken as missing (the first is "
            f"{raw[left][0]} {_UNITS[unit]} since 1970); correct it in DNA"
        )


def read_coders(
    tables: Tables, sides: Sides, note: Callable[[str], None]
) -> tuple[dict[int, str], pd.DataFrame]:
    """Return the coders' names by DNA's id, and the table of coders; passwords are never asked for."""
    there = {c.lower() for c in tables.columns("CODERS")}
    held = [n for n in PERMISSIONS if _camel("permission", n).lower() in there]
    rows = tables.rows(
        "CODERS", ("ID", "Name", "Red", "Green", "Blue", *(_camel("Permission", n) for n in held))
    )
    ids = numbered(rows, "CODERS", tables.name)
    frame = pd.DataFrame(
        {
            "name": pd.Series([str(r[1] or "") for r in rows], dtype="str"),
            "color": pd.Series([color(*r[2:5]) or "#000000" for r in rows], dtype="str"),
        }
    )
    older = tables.optional("CODERPERMISSIONS", ("Coder", "Type", "Permission"))
    given = {(coder, str(kind).lower()): flag for coder, kind, flag in older}
    for name in PERMISSIONS:
        if name in held:
            flags = [row[5 + held.index(name)] for row in rows]
        else:
            flags = [given.get((i, _camel("", name).lower())) for i in ids.tolist()]
        frame[name] = pd.array([_flag(v) for v in flags], dtype="Int64")
    if sides.settings:
        frame = sides.restore(frame, ids, "coder")
    named = distinct(frame["name"].tolist(), ids.tolist(), note, "the coder's name")
    frame["name"] = pd.Series(named, dtype="str")
    names = dict(zip(ids.tolist(), named, strict=True))
    if not sides.settings:
        return names, frame
    place = {number: i for i, number in enumerate(sides.settings["coders"])}
    added = sides.settings["added_coders"]
    keep = [i for i, n in enumerate(ids.tolist()) if n not in added or named[i] != "Admin"]
    keep.sort(key=lambda i: place.get(int(ids[i]), len(place)))
    return names, frame.iloc[keep].reset_index(drop=True)


def read_relations(
    tables: Tables, coders: dict[int, str], sides: Sides, note: Callable[[str], None]
) -> pd.DataFrame:
    """Return what coders may do with one another's work."""
    added = set(sides.settings.get("added_relations", ()))
    columns = ("ID", "Coder", "OtherCoder", *(_camel("", n) for n in RELATIONS))
    rows = [
        row
        for row in tables.optional("CODERRELATIONS", columns)
        if row[1] in coders and row[2] in coders and row[0] not in added
    ]
    own = [row for row in rows if row[1] == row[2]]
    if own:
        rows = [row for row in rows if row[1] != row[2]]
        one, several = "coder stands in a relation with itself", "coders stand in a relation with themselves"
        note(f"{counted(len(own), one, several)}; left out")
    texts = {
        name: pd.Series([coders[r[i]] for r in rows], dtype="str") for i, name in ((1, "coder"), (2, "other"))
    }
    flags = {
        name: pd.array([_flag(r[3 + i]) for r in rows], dtype="Int64") for i, name in enumerate(RELATIONS)
    }
    return pd.DataFrame(texts | flags)


def _flag(value: Any) -> int:
    """Return 0 or 1; 1 where nothing is said."""
    return 1 if value is None else int(bool(value))


def _camel(before: str, name: str) -> str:
    """Return one of our names as DNA spells it.

    Examples
    --------
    >>> _camel("Permission", "add_documents"), _camel("", "view_statements")
    ('PermissionAddDocuments', 'viewStatements')
    """
    whole_name = before + "".join(part.capitalize() for part in name.split("_"))
    return whole_name if before else whole_name[:1].lower() + whole_name[1:]
