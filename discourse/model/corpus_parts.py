"""A table in the Parquet files of one folder, one after the other, asked by DuckDB in bounded memory."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import InputError, OptionError, did_you_mean
from discourse.model.stored_file import hush, literal, quoted
from discourse.model.tables import DTYPES, Column, conform, hashes

#: How each kind of column is stored.
TYPES = {
    "text": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "time": "TIMESTAMP",
}  # fmt: skip
#: Rows that DuckDB hands over at a time.
_VECTOR = 2048
#: Rows of which a column's values are hashed at a time.
_HASHED = 100_000


@dataclass(frozen=True)
class Part:
    """One Parquet file, as it was written.

    Attributes
    ----------
    name : str
        Its path in the folder, with ``/``.
    rows : int
    bytes : int
    sha256 : str
    """

    name: str
    rows: int
    bytes: int
    sha256: str

    @classmethod
    def of(cls, folder: Path, name: str, rows: int) -> Part:
        """Take the size and fingerprint of a file that has just been written."""
        return cls(name, rows, (folder / name).stat().st_size, fingerprint(folder / name))

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def connect(*, threads: int = 2, memory: str = "256MB", spill: Path | None = None) -> Any:
    """Return a connection to a DuckDB in memory that may use so much and puts the rest into ``spill``."""
    import duckdb

    folder = spill or Path(tempfile.gettempdir()) / f"discourse-{os.getpid()}"
    connection = duckdb.connect(
        config={"threads": threads, "memory_limit": memory, "temp_directory": str(folder)}
    )
    hush(connection)
    return connection


class Parts:
    """A table that stays in its files.

    Parameters
    ----------
    folder : pathlib.Path
    parts : sequence of Part
        In the order of the rows.
    columns : sequence of Column
        The contract; each file has these columns, in this order.
    connection : duckdb.DuckDBPyConnection
        From :func:`connect`.

    Raises
    ------
    InputError
        If a file is missing, is not as long as it was written, or does not hold the rows and columns it should.
    """

    def __init__(
        self, folder: Path, parts: Sequence[Part], columns: Sequence[Column], connection: Any
    ) -> None:
        self.folder, self.parts, self.columns = folder, tuple(parts), tuple(columns)
        self._connection = connection
        self.rows = sum(p.rows for p in self.parts)
        self._stamps = {p.name: self._opened(p) for p in self.parts}
        self._sound: set[str] = set()

    def _opened(self, part: Part) -> tuple[int, int]:
        stamp = self._stamp(part)
        if stamp[0] != part.bytes:
            raise self._damaged(part, f"has {stamp[0]:,} bytes where {part.bytes:,} were written")
        one = f"read_parquet({literal(self.folder / part.name)})"
        found = [(name, kind) for name, kind, *_ in self._ask(part, f"DESCRIBE SELECT * FROM {one}")]
        if found != [(c.name, TYPES[c.kind]) for c in self.columns]:
            raise self._damaged(part, f"has other columns ({', '.join(f'{n} {k}' for n, k in found)})")
        rows = self._ask(part, f"SELECT count(*) FROM {one}")[0][0]
        if rows != part.rows:
            raise self._damaged(part, f"holds {rows:,} rows where {part.rows:,} were written")
        return stamp

    def _stamp(self, part: Part) -> tuple[int, int]:
        try:
            about = (self.folder / part.name).stat()
        except OSError:
            raise self._damaged(part, "is missing") from None
        return about.st_size, about.st_mtime_ns

    def _damaged(self, part: Part, what: str) -> InputError:
        return InputError(
            f"{self.folder}: {part.name} {what}; the folder was changed after it was written, so read its "
            f"sources again"
        )

    def _ask(self, part: Part, query: str) -> list[tuple[Any, ...]]:
        import duckdb

        try:
            return list(self._connection.execute(query).fetchall())
        except duckdb.Error as error:
            raise self._unreadable(part, error) from None

    def _unreadable(self, part: Part, error: Exception) -> InputError:
        return self._damaged(part, f"cannot be read as Parquet ({str(error).splitlines()[0]})")

    def verify(self, part: Part) -> None:
        """Check that a file is as when it was opened and, once, that its bytes are those that were written."""
        if self._stamp(part) != self._stamps[part.name]:
            raise InputError(
                f"{self.folder}: {part.name} has changed since the corpus was opened; open it again"
            )
        if part.name in self._sound:
            return
        if fingerprint(self.folder / part.name) != part.sha256:
            raise self._damaged(part, "has other contents than were written")
        self._sound.add(part.name)

    def verify_all(self) -> None:
        """Check the bytes of every file, whether or not that was done before."""
        self._sound.clear()
        for part in self.parts:
            self.verify(part)

    def chosen(self, names: Sequence[str] | None) -> tuple[Column, ...]:
        """Return the columns of these names, in the order given; all, where none are given."""
        return chosen(self.columns, names)

    def stream(
        self, names: Sequence[str] | None = None, size: int = 50_000, *, where: str = ""
    ) -> Iterator[pd.DataFrame]:
        """Give the rows in order, ``size`` at a time; the index is the place among those that are given.

        Parameters
        ----------
        names : sequence of str, optional
            By default, all columns.
        size : int
            How many rows; the last table may have fewer.
        where : str
            A condition in SQL.

        Yields
        ------
        pandas.DataFrame
            At least one, which has no rows if the table has none.
        """
        columns = self.chosen(names)
        pieces = (
            self._conformed(f, columns) for p in self.parts for f in self._fetch(p, columns, size, where)
        )
        done = 0
        for frame in resized(pieces, size):
            frame.index = pd.RangeIndex(done, done + len(frame))
            done += len(frame)
            yield frame
        if not done:
            yield self._conformed(pd.DataFrame(columns=[c.name for c in columns]), columns)

    def _fetch(
        self, part: Part, columns: Sequence[Column], size: int, where: str = ""
    ) -> Iterator[pd.DataFrame]:
        """Give the rows of one file; DuckDB decodes no more of it than it hands over."""
        import duckdb

        self.verify(part)
        names = ", ".join(quoted(c.name) for c in columns)
        vectors = max(1, -(-size // _VECTOR))
        cursor = self._connection.cursor()
        try:
            cursor.execute(
                f"SELECT {names} FROM read_parquet({literal(self.folder / part.name)}) {where and 'WHERE ' + where}"
            )
            while len(frame := cursor.fetch_df_chunk(vectors)):
                yield frame
        except duckdb.Error as error:
            raise self._unreadable(part, error) from None
        finally:
            cursor.close()

    def _conformed(self, frame: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
        loose = tuple(Column(c.name, c.kind) for c in columns)
        return conform(frame, loose, f"{self.folder}")

    def rows_at(self, places: np.ndarray) -> Iterator[pd.DataFrame]:
        """Give the rows at these places, which ascend, file by file."""
        first = 0
        for part in self.parts:
            here = places[np.searchsorted(places, first) : np.searchsorted(places, first + part.rows)] - first
            first += part.rows
            if not len(here):
                continue
            self.verify(part)
            cursor = self._connection.cursor()
            try:
                found = cursor.execute(
                    f"SELECT {', '.join(quoted(c.name) for c in self.columns)} FROM "
                    f"read_parquet({literal(self.folder / part.name)}, file_row_number = true) WHERE "
                    f"file_row_number IN (SELECT unnest(?::BIGINT[])) ORDER BY file_row_number",
                    [here.tolist()],
                ).df()
            finally:
                cursor.close()
            yield self._conformed(found, self.columns)

    def frame(self, names: Sequence[str] | None = None) -> pd.DataFrame:
        """Return whole columns."""
        return pd.concat(list(self.stream(names, 200_000)), ignore_index=True)

    @property
    def numbered(self) -> str:
        """The table as SQL has it, its rows numbered by ``row_``."""
        if not self.parts:
            names = ", ".join(f"NULL::{TYPES[c.kind]} AS {quoted(c.name)}" for c in self.columns)
            return f"(SELECT {names}, 0::BIGINT AS row_ WHERE false)"
        # All files in one scan: a union of hundreds would need the memory of hundreds.
        files = ", ".join(literal(self.folder / part.name) for part in self.parts)
        starts = [0, *accumulate(part.rows for part in self.parts[:-1])]
        return (
            f"(SELECT *, file_row_number + ({starts}::BIGINT[])[file_index::BIGINT + 1] AS row_ "
            f"FROM read_parquet([{files}], file_row_number = true))"
        )

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Return what a query finds that may ask all files."""
        import duckdb

        for part in self.parts:
            self.verify(part)
        try:
            return list(self._connection.execute(query).fetchall())
        except duckdb.Error as error:
            raise InputError(f"{self.folder} cannot be read: {str(error).splitlines()[0]}") from None

    def digest(self) -> str:
        """Return :func:`discourse.model.tables.digest` of the table, of which never more than a piece is in memory."""
        state = hashlib.sha256()
        counts = self.ask(
            f"SELECT {', '.join(f'count({quoted(c.name)})' for c in self.columns)} FROM {self.numbered}"
        )[0]
        for column, filled in zip(self.columns, counts, strict=True):
            state.update(f"{column.name}\x1f{DTYPES[column.kind]}\x1e".encode())
            if filled:
                for part in self.parts:
                    for frame in self._fetch(part, (column,), _HASHED):
                        state.update(_hashed(frame[column.name], column).tobytes())
                continue
            none = _hashed(pd.Series([None]), column) if self.rows else np.array([])
            for start in range(0, self.rows, _HASHED):
                state.update(np.repeat(none, min(_HASHED, self.rows - start)).tobytes())
        return state.hexdigest()

    def footprint(self) -> int:
        """Return how many bytes the table takes in memory at the very least."""
        total = 8 * len(self.columns) * self.rows
        for part in self.parts:
            found = self._ask(
                part,
                f"SELECT sum(num_values - coalesce(stats_null_count, 0)) FROM "
                f"parquet_metadata({literal(self.folder / part.name)}) WHERE type = 'BYTE_ARRAY'",
            )
            total += 50 * int(found[0][0] or 0)
        return total


def _hashed(values: pd.Series, column: Column) -> np.ndarray:
    """Return what :func:`discourse.model.tables.hashes` gives, faster for texts most of which come once."""
    if column.kind != "text":
        return hashes(conform(values.to_frame(column.name), (Column(column.name, column.kind),), "values"))[
            column.name
        ][1]
    filled = values.notna().to_numpy()
    out = np.full(len(values), np.iinfo(np.uint64).max, dtype=np.uint64)
    out[filled] = pd.util.hash_array(values.to_numpy(dtype=object)[filled], categorize=False)
    return out


def chosen(columns: Sequence[Column], names: Sequence[str] | None) -> tuple[Column, ...]:
    """Return the columns of these names, in the order given; all, where none are given.

    Raises
    ------
    OptionError
        If there is no such column, or one is named twice.
    """
    if names is None:
        return tuple(columns)
    known = {c.name: c for c in columns}
    if isinstance(names, str):
        raise OptionError(f"columns must be a list of names, as [{names!r}]")
    for i, name in enumerate(names):
        if name not in known:
            raise OptionError(f"comments have no column {name!r}.{did_you_mean(str(name), known)}")
        if name in names[:i]:
            raise OptionError(f"the column {name!r} is asked for twice")
    if not names:
        raise OptionError("columns is empty; name at least one")
    return tuple(known[n] for n in names)


def resized(frames: Iterator[pd.DataFrame], size: int) -> Iterator[pd.DataFrame]:
    """Give the rows of tables again, ``size`` at a time; the last may be shorter.

    Examples
    --------
    >>> parts = (pd.DataFrame({"x": range(a, a + 3)}) for a in (0, 3, 6))
    >>> [f["x"].tolist() for f in resized(parts, 4)]
    [[0, 1, 2, 3], [4, 5, 6, 7], [8]]
    """
    waiting: list[pd.DataFrame] = []
    held = 0
    for frame in frames:
        waiting.append(frame)
        held += len(frame)
        if held < size:
            continue
        whole = pd.concat(waiting, ignore_index=True) if len(waiting) > 1 else waiting[0]
        last = held - held % size
        for start in range(0, last, size):
            yield whole.iloc[start : start + size].reset_index(drop=True)
        waiting = [whole.iloc[last:]] if held % size else []
        held %= size
    if held:
        yield pd.concat(waiting, ignore_index=True)
