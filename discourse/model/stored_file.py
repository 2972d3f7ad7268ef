"""One Parquet file, asked by DuckDB column by column, in bounded memory."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import InputError
from discourse.model.coded import Coded, factorize

_THREADS = 2
#: What DuckDB may use; beyond it, it writes to the folder for temporary files.
_MEMORY = "512MB"
_WHOLE = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
    "HUGEINT",
)
#: With more distinct texts than this, DuckDB's dictionary is slower than fetching them all.
_MANY = 200_000
_NO_TIME = "(-9223372036854775807 - 1)"


def hush(connection: Any) -> None:
    """Let DuckDB draw no bar; in a notebook without ipywidgets it draws none, and refuses to be told so."""
    import duckdb

    with suppress(duckdb.InvalidInputException):
        connection.execute("SET enable_progress_bar = false")


class StoredFile:
    """A Parquet file that stays where it is.

    Parameters
    ----------
    path : path-like

    Raises
    ------
    InputError
        If it is not there, is no Parquet file, or has changed since it was opened.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._stamp = self._stamped()
        found = self.ask("DESCRIBE SELECT * FROM file()")
        self.types: dict[str, str] = {str(name): str(kind) for name, kind, *_ in found}

    @cached_property
    def _connection(self) -> Any:
        import duckdb

        settings = {
            "threads": _THREADS, "memory_limit": _MEMORY,
            "temp_directory": str(Path(tempfile.gettempdir()) / f"discourse-{os.getpid()}"),
        }  # fmt: skip
        connection = duckdb.connect(config=settings)
        hush(connection)
        for name, option in (("file", ""), ("numbered", ", file_row_number = true")):
            connection.execute(
                f"CREATE MACRO {name}() AS TABLE SELECT * FROM read_parquet({literal(self.path)}{option})"
            )
        return connection

    def _stamped(self) -> tuple[int, int]:
        try:
            about = self.path.stat()
        except OSError:
            raise InputError(f"{self.path}: there is no such file; check the path") from None
        return about.st_size, about.st_mtime_ns

    def _run(self, query: str, parameters: Sequence[Any] = ()) -> Any:
        """Run a query; ``file()`` is the file, and ``numbered()`` has ``file_row_number`` besides."""
        import duckdb

        if self._stamped() != self._stamp:
            raise InputError(f"{self.path} has changed since it was opened; read it again")
        try:
            return self._connection.execute(query, list(parameters))
        except duckdb.Error as error:
            raise InputError(f"{self.path} cannot be read as Parquet: {str(error).splitlines()[0]}") from None

    def ask(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows that a query finds."""
        return list(self._run(query, parameters).fetchall())

    def arrays(self, query: str) -> dict[str, np.ndarray]:
        """Return the columns that a query finds, in the order of the file."""
        return dict(self._run(query).fetchnumpy())

    def frame(self, query: str, parameters: Sequence[Any] = ()) -> pd.DataFrame:
        """Return what a query finds as a table."""
        return self._run(query, parameters).df()

    def is_text(self, name: str) -> bool:
        """Whether a column holds texts."""
        return self.types[name] == "VARCHAR" or self.types[name].startswith("ENUM")

    def is_whole(self, name: str) -> bool:
        """Whether a column's type is one of whole numbers, or of true and false."""
        return self.types[name] in (*_WHOLE, "BOOLEAN")

    def is_number(self, name: str) -> bool:
        """Whether a column holds numbers of any kind."""
        kind = self.types[name]
        return self.is_whole(name) or kind in ("FLOAT", "DOUBLE") or kind.startswith("DECIMAL")

    def is_time(self, name: str) -> bool:
        """Whether a column holds dates or times."""
        return self.types[name] == "DATE" or self.types[name].startswith("TIMESTAMP")

    def is_empty(self, name: str) -> bool:
        """Whether no row has a value in a column."""
        return not self.ask(f"SELECT count({quoted(name)}) FROM file()")[0][0]

    def texts(self, name: str) -> Coded:
        """Return a column of texts as :func:`discourse.model.coded.factorize` would."""
        column = quoted(name)
        distinct = self.ask(f"SELECT approx_count_distinct({column}) FROM file()")[0][0]
        if not distinct:
            return self.missing()
        if distinct > _MANY:
            return factorize(self.frame(f"SELECT {column}::VARCHAR AS c FROM file()")["c"].astype("str"))
        self._run(
            f"CREATE TYPE code AS ENUM (SELECT DISTINCT {column}::VARCHAR FROM file() WHERE {column} IS NOT NULL)"
        )
        try:
            values = self.arrays("SELECT unnest(enum_range(NULL::code)) AS v")["v"]
            found = self.arrays(
                f"SELECT coalesce(enum_code({column}::VARCHAR::code)::INTEGER, -1) AS c FROM file()"
            )
        finally:
            self._run("DROP TYPE code")
        about = factorize(pd.Series(values, dtype="str"))
        return Coded(np.append(about.codes, np.int32(-1))[found["c"]], about.labels)

    def numbers(self, name: str) -> Coded:
        """Return a column of whole numbers as :func:`discourse.model.coded.factorize` would."""
        column = f"{quoted(name)}::BIGINT"
        labels = np.array(
            [
                n
                for (n,) in self.ask(
                    f"SELECT DISTINCT {column} AS n FROM file() WHERE n IS NOT NULL ORDER BY n"
                )
            ],
            dtype=np.int64,
        )
        if not len(labels):
            return Coded(self.missing().codes, labels)
        found = self.arrays(
            f"SELECT coalesce({column}, {labels[0]}) AS n, {column} IS NULL AS none FROM file()"
        )
        codes = np.searchsorted(labels, np.asarray(found["n"])).astype(np.int32)
        codes[np.asarray(found["none"])] = -1
        return Coded(codes, labels)

    def moments(self, name: str) -> np.ndarray:
        """Return a column of times, UTC, in microseconds."""
        found = self.arrays(f"SELECT coalesce(epoch_us({quoted(name)}), {_NO_TIME}) AS t FROM file()")["t"]
        return np.asarray(found, dtype=np.int64).view("datetime64[us]")

    @cached_property
    def rows(self) -> int:
        """How many rows; told by the end of the file."""
        return int(self.ask("SELECT count(*) FROM file()")[0][0])

    def missing(self) -> Coded:
        """Return a column without any value."""
        return Coded(np.full(self.rows, -1, dtype=np.int32), np.array([], dtype=object))


def literal(path: Path) -> str:
    """Return a path as SQL has it, its brackets and stars taken as they stand."""
    plain = "".join(f"[{c}]" if c in "[*?" else c for c in str(path.resolve()))
    return "'" + plain.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """Return a column's name as SQL has it.

    Examples
    --------
    >>> quoted("a b") == '"a b"'
    True
    """
    return '"' + name.replace('"', '""') + '"'
