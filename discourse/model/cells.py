"""Columns as plain values and back, for files that know only texts and numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd


def to_cells(values: pd.Series) -> list[Any]:
    """Return a column as texts, numbers and None; times are microseconds since 1970.

    Examples
    --------
    >>> to_cells(pd.Series(["a", None], dtype="str")), to_cells(pd.to_datetime(pd.Series(["1970-01-02"])))
    (['a', None], [86400000000])
    """
    missing = values.isna().to_numpy(dtype=bool)
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return [
            None if m else v
            for m, v in zip(missing, values.to_numpy("datetime64[us]").astype(np.int64).tolist(), strict=True)
        ]
    found = values.astype(object).tolist()
    return [None if m else _plain(v) for m, v in zip(missing, found, strict=True)]


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, str | int | float | bool | list | dict) else str(value)


def from_cells(cells: Iterable[Any], dtype: str) -> pd.Series:
    """Return a column of a dtype from plain values; of the nearest dtype where it cannot hold them.

    Examples
    --------
    >>> from_cells([1, None], "Int64").tolist()
    [1, <NA>]
    """
    held = list(cells)
    if dtype.startswith("datetime64"):
        whole = np.array([np.iinfo(np.int64).min if c is None else int(c) for c in held], dtype=np.int64)
        return pd.Series(whole.view("datetime64[us]"))
    values = pd.Series(held, dtype=object)
    try:
        return values.astype(dtype)  # type: ignore[call-overload]
    except (ValueError, TypeError):
        return values


def dump(cell: Any) -> str:
    """Return a plain value as JSON."""
    return json.dumps(cell, sort_keys=True, default=str)
