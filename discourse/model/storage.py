"""Parquet in and out of DataFrames, by DuckDB (which needs no further library and writes the same bytes twice)."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from discourse.errors import InputError
from discourse.files import writing


def write_parquet(frame: pd.DataFrame, path: str | os.PathLike[str]) -> None:
    """Write a table as Parquet (zstd), whole or not at all.

    Parameters
    ----------
    frame : pandas.DataFrame
        Categories are stored as text; the index is not stored.
    path : path-like
        Where to.
    """
    write_parquets({path: frame})


def write_parquets(frames: Mapping[str | os.PathLike[str], pd.DataFrame]) -> None:
    """Write many tables, each as :func:`write_parquet` does, over one connection.

    Parameters
    ----------
    frames : mapping of path-like to pandas.DataFrame
    """
    import duckdb

    with duckdb.connect(config={"threads": 1}) as connection:
        for path, frame in frames.items():
            flat = frame.copy(deep=False)
            for name in flat.columns[flat.dtypes == "category"]:
                flat[name] = flat[name].astype("str")
            with writing(path) as part:
                connection.register("frame", flat)
                connection.execute(f"COPY frame TO '{_quoted(part)}' (FORMAT parquet, COMPRESSION zstd)")
                connection.unregister("frame")


def read_parquet(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read a Parquet file as a table.

    Raises
    ------
    InputError
        If it is not there or is not Parquet.
    """
    import duckdb

    place = Path(path)
    if not place.is_file():
        raise InputError(f"{place}: there is no such file; check the path")
    try:
        with duckdb.connect(config={"threads": 2}) as connection, warnings.catch_warnings():
            # Times with a zone are brought to pandas by a call that pandas no longer likes.
            warnings.simplefilter("ignore", DeprecationWarning)
            connection.execute("SET TimeZone = 'UTC'")
            return connection.execute(f"SELECT * FROM read_parquet('{_literal(place)}')").df()
    except duckdb.Error as error:
        raise InputError(f"{place} cannot be read as Parquet: {str(error).splitlines()[0]}") from None


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _literal(path: Path) -> str:
    """Return a path for reading, whose brackets, stars and question marks stand for themselves."""
    return "".join(f"[{c}]" if c in "[*?" else c for c in _quoted(path))
