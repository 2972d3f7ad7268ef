"""Columns of statements as counting needs them, kept, so that windows and draws of the same statements share them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.model.statements import Statements


def numbers(statements: Statements, name: str) -> np.ndarray:
    """Return a variable as floats.

    Parameters
    ----------
    statements : Statements
    name : str

    Returns
    -------
    numpy.ndarray of float, shape (statements,)
        NaN where there is no value. Not to be written to.

    Examples
    --------
    >>> numbers(Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1)]), "stance").tolist()
    [1.0, -1.0]
    """
    kept: dict[str, np.ndarray] = statements.__dict__.setdefault("_numbers", {})
    if name not in kept:
        whole = statements.__dict__.get("_whole")
        if whole is None:
            kept[name] = statements.table[name].to_numpy(dtype=np.float64, na_value=np.nan)
        else:
            kept[name] = numbers(whole, name)[statements.__dict__["_index"]]
    return kept[name]


_NONE = pd.DataFrame({"label": pd.Series(dtype="str")}, index=pd.Index([], dtype="str", name="id"))


def entities(statements: Statements, variable: str) -> pd.DataFrame:
    """Return what is known of the values of a variable, by their ids.

    Parameters
    ----------
    statements : Statements
    variable : str

    Returns
    -------
    pandas.DataFrame
        Rows of ``Statements.entities``. Not to be written to.

    Examples
    --------
    >>> entities(Statements.from_rows([("Ada", "ban", 1)]), "narrative")["label"].tolist()
    []
    """
    if not len(statements.entities):
        return _NONE
    while statements.__dict__.get("_whole") is not None:  # rows taken from others share their entities
        statements = statements.__dict__["_whole"]
    kept: dict[str, pd.DataFrame] = statements.__dict__.setdefault("_about", {})
    if variable not in kept:
        mine = (statements.entities["variable"] == variable).to_numpy()
        kept[variable] = statements.entities[mine].set_index("id")
    return kept[variable]


def distinct(group: np.ndarray, other: np.ndarray, size: int) -> np.ndarray:
    """Return how many different numbers come with each group from 0 to ``size``.

    Examples
    --------
    >>> distinct(np.array([0, 0, 2]), np.array([5, 5, 1]), 3).tolist()
    [1, 0, 1]
    """
    width = int(other.max(initial=0)) + 1
    return np.bincount(np.unique(group * width + other) // width, minlength=size)


def mean_of(group: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    """Return the mean of the values of each group from 0 to ``size``; NaN where it has none.

    Examples
    --------
    >>> mean_of(np.array([0, 0, 2]), np.array([1.0, np.nan, -1.0]), 3).tolist()
    [1.0, nan, -1.0]
    """
    known = np.isfinite(values)
    n = np.bincount(group[known], minlength=size)
    total = np.bincount(group[known], values[known], minlength=size)
    return np.divide(total, n, out=np.full(size, np.nan), where=n > 0)
