"""What a table must look like: the gate in front of every model type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import filterfalse
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
_NO_TEXTS = pd.array([], dtype="str")
#: Texts that are joined at once.
_SLAB = 1000
_FOUND: dict[str, Any] = {kind: pd.api.types.pandas_dtype(name) for kind, name in DTYPES.items()}


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
    frame: pd.DataFrame,
    columns: Sequence[Column],
    owner: str,
    *,
    more: bool = False,
    unique: dict[str, set[Any]] | None = None,
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
    unique : dict, optional
        Receives the values of each column in which none comes twice.

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
    if laid_out(frame, columns):
        return checked(frame, columns, owner, unique)
    repeated = frame.columns[frame.columns.duplicated()]
    if len(repeated):
        raise DataError(f"{owner} has the column {repeated[0]!r} twice; rename one")
    known = {c.name for c in columns}
    extra = [c for c in frame.columns if c not in known]
    if extra and not more:
        raise DataError(
            f"{owner} has a column {extra[0]!r} that does not belong there; it takes {', '.join(known)}"
        )
    made: dict[Any, Any] = {}
    for column in columns:
        if column.name in frame.columns:
            values = _cast(frame[column.name], column, owner)
        elif column.required:
            raise DataError(
                f"{owner} has no column {column.name!r}; it has {', '.join(map(str, frame.columns))}"
            )
        elif column.filled or (column.kind == "boolean" and column.default is None):
            values = _cast(pd.Series([column.default] * len(frame), dtype="object"), column, owner)
        else:
            made[column.name] = _array(None, column, len(frame))
            continue
        made[column.name] = _check(values, column, owner, unique).array
    for name in extra:
        made[name] = frame[name].reset_index(drop=True)
    return pd.DataFrame(made, index=pd.RangeIndex(len(frame)))


def lay_out(values: Mapping[str, Any], columns: Sequence[Column], size: int) -> pd.DataFrame:
    """Return a table as :func:`conform` leaves it, of lists and arrays; much quicker for one of few rows.

    Parameters
    ----------
    values : mapping of str to sequence
        The columns, of values of the kind that the contract says or None; an array may become part of the table.
        A column may be missing.
    columns : sequence of Column
        The contract; nothing is checked here.
    size : int
        How many rows.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> lay_out({"a": ["x", None]}, (Column("a", "text"), Column("b", "number", default=1.0)), 2)
         a    b
    0    x  1.0
    1  NaN  1.0
    """
    made = {c.name: _array(values.get(c.name), c, size) for c in columns}
    return pd.DataFrame(made, index=pd.RangeIndex(size), copy=False)


def _array(values: Any, column: Column, size: int) -> Any:
    dtype = _FOUND[column.kind]
    if values is None and column.default is None and column.kind == "text":
        return _NO_TEXTS.take(np.full(size, -1), allow_fill=True)  # -1 is missing
    if values is None:
        values = [column.default] * size
    if column.kind == "text":  # an array of objects is taken as it is, a list would be gone through twice
        return pd.array(np.array(values, dtype=object), dtype=dtype, copy=False)
    if column.kind == "integer":
        if type(values) is list and {*map(type, values)} == {int}:
            return pd.arrays.IntegerArray(np.array(values, dtype=np.int64), np.zeros(size, dtype=bool))
        return pd.array(values, dtype=dtype)
    return np.array(values, dtype=dtype)


def laid_out(frame: pd.DataFrame, columns: Sequence[Column]) -> bool:
    """Return whether a table has the form of the contract already, so that only its values need a check."""
    return (
        type(frame) is pd.DataFrame
        and not frame.attrs
        and type(frame.index) is pd.RangeIndex
        and frame.index.equals(pd.RangeIndex(len(frame)))
        and frame.index.name is None
        and frame.columns.name is None
        and frame.columns.tolist() == [c.name for c in columns]
        and frame.dtypes.tolist() == [_FOUND[c.kind] for c in columns]
    )


def checked(
    frame: pd.DataFrame, columns: Sequence[Column], owner: str, unique: dict[str, set[Any]] | None
) -> pd.DataFrame:
    """Return a table that has the form of the contract already, the values of some columns checked."""
    mended: dict[str, pd.Series] = {}
    for column in columns:
        values = frame[column.name]
        sound = _check(values, column, owner, unique)
        if sound is not values:
            mended[column.name] = sound
    return frame.assign(**mended) if mended else frame.copy(deep=False)


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
    if values.dtype == object and pd.api.types.infer_dtype(values, skipna=True) in ("string", "empty"):
        return values.astype("str")
    if values.dtype == "category":
        return values.astype("str")
    bad = [v for v in values.dropna().head(1000) if not isinstance(v, str)] if values.dtype == object else []
    if bad:
        raise ValueError(f"found {bad[0]!r}, which is {type(bad[0]).__name__}")
    if values.dtype.kind in "ifb" and values.notna().any():
        raise ValueError(f"found numbers such as {values.dropna().iloc[0]!r}; ids are text")
    return values.where(values.notna(), None).astype("str")


def _present(values: pd.Series) -> list[Any]:
    """Return the values that are not missing."""
    there = ~values.array.isna()
    found = np.asarray(values.array)
    return (found if there.all() else found[there]).tolist()


def _halved(texts: list[str]) -> bool:
    """Return whether a text holds half of a character, which no file can hold."""
    if all(map(str.isascii, texts)):
        return False
    odd = list(filterfalse(str.isascii, texts))
    for start in range(0, len(odd), _SLAB):  # pieces that stay in the processor's cache
        try:
            "".join(odd[start : start + _SLAB]).encode()
        except UnicodeEncodeError:
            return True
    return False


def _mended(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _time(values: pd.Series) -> pd.Series:
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        values = values.dt.tz_convert("UTC").dt.tz_localize(None)
    elif not pd.api.types.is_datetime64_dtype(values.dtype):
        values = pd.to_datetime(values, utc=True, format="ISO8601").dt.tz_localize(None)
    return values.astype("datetime64[us]")


def _check(
    values: pd.Series, column: Column, owner: str, unique: dict[str, set[Any]] | None = None
) -> pd.Series:
    """Return a column, its values checked; texts have U+FFFD for halves of characters."""
    if column.kind == "text":
        texts = _present(values)
        full = len(texts) == len(values)
        if _halved(texts):
            values = values.map(_mended, na_action="ignore").astype("str")
            texts = _present(values)
    else:
        texts = values.tolist() if column.unique else []
        full = not (column.filled and values.isna().any())
    if column.filled and not full:
        row = int(np.flatnonzero(values.isna())[0])
        raise DataError(f"{owner}: row {row} has no {column.name!r}; every row needs one")
    if column.unique:
        names = set(texts)
        if len(names) < len(values) and values.duplicated().any():
            row = int(np.flatnonzero(values.duplicated())[0])
            raise DataError(
                f"{owner}: the {column.name!r} {values.iloc[row]!r} in row {row} comes twice; ids are unique"
            )
        if unique is not None:
            unique[column.name] = names
    return values


def check_known(values: pd.Series, known: Iterable[str], owner: str, column: str, target: str) -> None:
    """Raise :class:`DataError` where a filled value of a column is no id of another table."""
    names = known if isinstance(known, set) else set(known)
    if names.issuperset(_present(values)):
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
