"""What a table must look like: the gate in front of every model type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import DataError

#: The pandas dtype of each kind of column. Times are UTC, without a zone attached.
DTYPES = {
    "text": "str",
    "integer": "Int64",
    "number": "float64",
    "boolean": "bool",
    "time": "datetime64[us]",
}


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
        Its name.
    kind : str
        A key of :data:`DTYPES`.
    required : bool
        Whether the table must bring it; if not, it is made, empty or with ``default``.
    filled : bool
        Whether every row must have a value.
    unique : bool
        Whether no value may come twice.
    default : object
        The value of rows that have none.
    """

    name: str
    kind: str
    required: bool = False
    filled: bool = False
    unique: bool = False
    default: Any = None


def conform(
    frame: pd.DataFrame, columns: Sequence[Column], owner: str, *, more: bool = False
) -> pd.DataFrame:
    """Return ``frame`` with the columns named, in their order and dtypes, and a fresh index.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table as given; it is not changed.
    columns : sequence of Column
        The contract.
    owner : str
        What the table is, for the message: ``"Corpus.comments"``.
    more : bool
        Whether other columns may stay, behind those of the contract.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    DataError
        Naming table, column and row.
    """
    if not isinstance(frame, pd.DataFrame):
        raise DataError(f"{owner} must be a pandas DataFrame, not {type(frame).__name__}")
    repeated = frame.columns[frame.columns.duplicated()]
    if len(repeated):
        raise DataError(f"{owner} has the column {repeated[0]!r} twice; rename one")
    known = {c.name for c in columns}
    extra = [c for c in frame.columns if c not in known]
    if extra and not more:
        raise DataError(
            f"{owner} has a column {extra[0]!r} that does not belong there; it takes {', '.join(known)}"
        )
    made: dict[Any, pd.Series] = {}
    for column in columns:
        if column.name in frame.columns:
            values = frame[column.name].reset_index(drop=True)
        elif column.required:
            raise DataError(
                f"{owner} has no column {column.name!r}; it has {', '.join(map(str, frame.columns))}"
            )
        else:
            values = pd.Series(
                [column.default] * len(frame), dtype=None if column.default is not None else "object"
            )
        values, full = _cast(values, column, owner), False
        if column.kind == "text":
            values, full = _whole(values)
        made[column.name] = _check(values, column, owner, full=full)
    for name in extra:
        made[name] = frame[name].reset_index(drop=True)
    return pd.DataFrame(made, index=pd.RangeIndex(len(frame)))


def _cast(values: pd.Series, column: Column, owner: str) -> pd.Series:
    dtype = DTYPES[column.kind]
    if column.default is not None and values.dtype != dtype and values.isna().any():
        values = values.astype(object).where(values.notna(), column.default)
    if values.dtype == dtype:
        return values
    try:
        if column.kind == "text":
            return _text(values)
        if column.kind == "time":
            return _time(values)
        if column.kind == "boolean" and values.isna().any():
            raise ValueError("a value is missing")
        if column.kind == "integer" and values.dtype.kind == "f" and (values.dropna() % 1 != 0).any():
            raise ValueError("not whole numbers")
        if column.kind in ("integer", "number") and values.dtype == object:
            values = pd.to_numeric(values.where(values.notna(), None))
        return values.astype(dtype)  # type: ignore[call-overload]
    except (ValueError, TypeError) as error:
        raise DataError(
            f"{owner}: the column {column.name!r} must hold {column.kind} values ({error})"
        ) from None


def _text(values: pd.Series) -> pd.Series:
    if values.dtype == "category":
        return values.astype("str")
    bad = [v for v in values.dropna().head(1000) if not isinstance(v, str)] if values.dtype == object else []
    if bad:
        raise ValueError(f"found {bad[0]!r}, which is {type(bad[0]).__name__}")
    if values.dtype.kind in "ifb" and values.notna().any():
        raise ValueError(f"found numbers such as {values.dropna().iloc[0]!r}; ids are text")
    return values.where(values.notna(), None).astype("str")


def _whole(values: pd.Series) -> tuple[pd.Series, bool]:
    """Return texts with U+FFFD for halves of characters, which no file can hold, and whether none is missing."""
    try:
        joined, full = "".join(values.tolist()), True
    except TypeError:  # something is missing
        joined, full = "".join(values.dropna().tolist()), False
    try:
        if not joined.isascii():
            joined.encode()
    except UnicodeEncodeError:
        return values.map(_mended, na_action="ignore").astype("str"), full
    return values, full


def _mended(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _time(values: pd.Series) -> pd.Series:
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        values = values.dt.tz_convert("UTC").dt.tz_localize(None)
    elif not pd.api.types.is_datetime64_dtype(values.dtype):
        values = pd.to_datetime(values, utc=True, format="ISO8601").dt.tz_localize(None)
    return values.astype("datetime64[us]")


def _check(values: pd.Series, column: Column, owner: str, *, full: bool = False) -> pd.Series:
    if column.filled and not full and values.isna().any():
        row = int(np.flatnonzero(values.isna())[0])
        raise DataError(f"{owner}: row {row} has no {column.name!r}; every row needs one")
    if column.unique and len(set(values.tolist())) < len(values) and values.duplicated().any():
        row = int(np.flatnonzero(values.duplicated())[0])
        raise DataError(
            f"{owner}: the {column.name!r} {values.iloc[row]!r} in row {row} comes twice; ids are unique"
        )
    return values


def check_known(values: pd.Series, known: Iterable[str], owner: str, column: str, target: str) -> None:
    """Raise :class:`DataError` where a filled value of a column is no id of another table."""
    names = set(known.tolist() if isinstance(known, pd.Series) else known)
    if names.issuperset(values.dropna().tolist()):
        return
    unknown = values.notna() & ~values.isin(pd.Index(list(names)))
    if unknown.any():
        row = int(np.flatnonzero(unknown)[0])
        raise DataError(
            f"{owner}: the {column!r} {values.iloc[row]!r} in row {row} is not among the {target}"
        )


Hashes = dict[str, tuple[str, np.ndarray]]


def hashes(frame: pd.DataFrame) -> Hashes:
    """Return for every column its dtype and a hash of each value."""
    out: Hashes = {}
    for name in frame.columns:
        values = frame[name]
        if values.dtype == "category":
            values = values.astype("str")
        out[str(name)] = (str(values.dtype), pd.util.hash_pandas_object(values, index=False).to_numpy())
    return out


def digest_of(found: Hashes) -> str:
    """Return a SHA-256 over what :func:`hashes` gave."""
    import hashlib

    state = hashlib.sha256()
    for name, (dtype, values) in found.items():
        state.update(f"{name}\x1f{dtype}\x1e".encode())
        state.update(values.tobytes())
    return state.hexdigest()


def digest(frame: pd.DataFrame) -> str:
    """Return a SHA-256 over the names, dtypes and values of a table, in row order.

    Examples
    --------
    >>> a = pd.DataFrame({"x": [1, 2]})
    >>> digest(a) == digest(a.copy()), digest(a) == digest(a.iloc[::-1])
    (True, False)
    """
    return digest_of(hashes(frame))
