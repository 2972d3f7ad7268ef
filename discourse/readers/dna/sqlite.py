"""SQLite files, opened so that neither they nor their folder change."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np

from discourse.errors import InputError
from discourse.readers.dna.tables import NULL, Tables
from discourse.readers.source import no_database

_MAGIC = b"SQLite format 3\x00"
_CHUNK = 250_000
_PATIENCE = 1.0  # seconds that another program is waited for


class File(Tables):
    """The tables of an SQLite file.

    Parameters
    ----------
    link : sqlite3.Connection
    name : str
    """

    def __init__(self, link: sqlite3.Connection, name: str) -> None:
        self.name = name
        self._link = link
        link.text_factory = lambda data: data.decode("utf-8", "replace")
        found = link.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        self._names = {n.upper(): n for (n,) in found}
        self._columns: dict[str, list[str]] = {}

    def columns(self, table: str) -> list[str]:
        """Return the names of a table's columns; none where there is no such table."""
        key = table.upper()
        if key not in self._names:
            return []
        if key not in self._columns:
            found = self._link.execute(f"PRAGMA table_info({_quoted(self._names[key])})")
            self._columns[key] = [row[1] for row in found]
        return self._columns[key]

    def numbers(self, table: str, columns: Sequence[str]) -> list[np.ndarray]:
        """Return columns of whole numbers, in the order of ``ID``; NULL is :data:`NULL`.

        SQLite joins the numbers into texts, which are parsed as a whole: five times as fast as rows.
        """
        name, start = (
            _quoted(table),
            self._link.execute(f"SELECT min(ID) FROM {_quoted(table)}").fetchone()[0],
        )
        joined = ", ".join(f"group_concat(ifnull({_quoted(c)}, {NULL}))" for c in columns)
        parts: list[list[np.ndarray]] = [[np.zeros(0, dtype=np.int64)] for _ in columns]
        while start is not None:
            if not isinstance(start, int):
                return self._one_by_one(table, columns)
            after = f"SELECT ID FROM {name} WHERE ID >= ? ORDER BY ID LIMIT 1 OFFSET {_CHUNK}"
            found = self._link.execute(after, [start]).fetchone()
            stop = found[0] if found else 2**63 - 1
            where = "ID >= ? AND ID < ?" if found else "ID >= ? AND ID <= ?"
            *texts, size = self._link.execute(
                f"SELECT {joined}, count(*) FROM {name} WHERE {where}", [start, stop]
            ).fetchone()
            for part, text in zip(parts, texts, strict=True):
                values = _parsed(text, size)
                if values is None:
                    return self._one_by_one(table, columns)
                part.append(values)
            start = found[0] if found else None
        return [np.concatenate(p) for p in parts]

    def _one_by_one(self, table: str, columns: Sequence[str]) -> list[np.ndarray]:
        """Read columns in which something else than whole numbers stands; that is NULL."""
        rows = self.rows(table, columns)
        return [
            np.array([whole(row[i]) for row in rows], dtype=np.int64).reshape(-1) for i in range(len(columns))
        ]

    def rows(self, table: str, columns: Sequence[str], order: str = "ID") -> list[tuple[Any, ...]]:
        """Return rows as they are, in the order of a column."""
        held = ", ".join(map(_quoted, columns))
        by = "rowid" if order == "rowid" else _quoted(order)
        return self._link.execute(f"SELECT {held} FROM {_quoted(table)} ORDER BY {by}").fetchall()


def whole(value: Any) -> int:
    """Return a value as a whole number of 64 bits, :data:`NULL` where it is none.

    Examples
    --------
    >>> whole("12"), whole(3.0), whole("x") == whole(None) == NULL
    (12, 3, True)
    """
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return NULL
    exact = not isinstance(value, float) or value == number
    return number if exact and -(2**63) < number < 2**63 else NULL


def _parsed(text: str, size: int) -> np.ndarray | None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            values = np.fromstring(text, dtype=np.int64, sep=",")
        except (DeprecationWarning, ValueError):
            return None
    return values if len(values) == size else None


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def opened(path: str | os.PathLike[str]) -> Iterator[File]:
    """Open an SQLite file for reading; give its tables.

    Where another program left a journal beside it, a copy is read, so that nothing is put in order in the original.

    Parameters
    ----------
    path : path-like

    Yields
    ------
    File

    Raises
    ------
    InputError
        If it is not there, may not be read, is no SQLite database, is damaged or in use.
    """
    place = Path(path)
    header = _header(place)
    with explained(place.name):
        # A database in write-ahead mode makes files beside itself when it is opened, unless it cannot change.
        ahead = header[18:20] == b"\x02\x02"
        if ahead and _holds(Path(f"{place}-wal")):
            with _copied(place, "-wal") as copy, closing(_connect(copy, "rw")) as link:
                yield File(link, place.name)
            return
        try:
            link = _connect(place, "ro", immutable=ahead)
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise
            if _holds(Path(f"{place}-journal")):  # left by a program that broke off: undone in the copy
                with _copied(place, "-journal") as copy, closing(_connect(copy, "rw")) as link:
                    yield File(link, place.name)
                return
            link = _connect(place, "ro", immutable=True)
        with closing(link):
            yield File(link, place.name)


def _holds(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _connect(place: Path, mode: str, *, immutable: bool = False) -> sqlite3.Connection:
    how = f"mode={mode}{'&immutable=1' if immutable else ''}"
    link = sqlite3.connect(f"file:{quote(str(place.absolute()))}?{how}", uri=True, timeout=_PATIENCE)
    try:
        link.execute("SELECT count(*) FROM sqlite_master").fetchone()
        link.execute("PRAGMA query_only = ON")
    except sqlite3.Error:
        link.close()
        raise
    return link


@contextmanager
def _copied(place: Path, end: str) -> Iterator[Path]:
    """Give a copy of a database and of the journal beside it."""
    with tempfile.TemporaryDirectory(prefix="discourse-") as folder:
        copy = Path(folder) / "copy.dna"
        try:
            shutil.copyfile(place, copy)
            shutil.copyfile(f"{place}{end}", f"{copy}{end}")
        except OSError as error:
            raise InputError(
                f"{place.name} has a journal beside it ({place.name}{end}) and cannot be copied to be read: "
                f"{error.strerror or error}"
            ) from None
        yield copy


def _header(place: Path) -> bytes:
    try:
        with place.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        raise InputError(f"{place}: there is no such file; check the path") from None
    except IsADirectoryError:
        raise InputError(f"{place} is a folder; name a file in it") from None
    except PermissionError:
        raise InputError(f"{place} may not be read; check its permissions") from None
    except OSError as error:
        raise InputError(f"{place} cannot be read: {error.strerror or error}") from None
    if not header.startswith(_MAGIC):
        raise no_database(place.name, header)
    return header


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Say in one sentence what SQLite says in its own words."""
    try:
        yield
    except sqlite3.Error as error:
        told = str(error)
        if "locked" in told or "busy" in told:
            raise InputError(
                f"{name} is in use by another program, which has locked it; close it there and try again"
            ) from None
        if "malformed" in told or "not a database" in told or "disk I/O" in told or "corrupt" in told:
            raise InputError(
                f"{name} is damaged or breaks off ({told}); take a whole copy, or mend it with sqlite3's .recover"
            ) from None
        raise InputError(f"{name} cannot be read as an SQLite database: {told}") from None
