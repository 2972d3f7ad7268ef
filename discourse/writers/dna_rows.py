"""Rows for the tables of a .dna database, and the account of what DNA shows in another form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import OptionError
from discourse.model.cells import dump, to_cells
from discourse.writers.dna_schema import LONGEST

#: The largest whole number that Java's int takes, as DNA's ids and values do.
BIGGEST = 2**31 - 1
_TEXT = "str"


class Rows:
    """Rows by table, in the order in which they are written.

    Attributes
    ----------
    tables : dict of str to list of iterables of rows
    settings : dict
        What the reader must know.
    differing : int
        How many values DNA shows in another form.
    """

    def __init__(self) -> None:
        self.tables: dict[str, list[Iterable[tuple[Any, ...]]]] = {}
        self.settings: dict[str, Any] = {"version": 1}
        self.differing = 0

    def add(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Add rows to a table."""
        self.tables.setdefault(table, []).append(rows)

    def shown(
        self, kind: str, field: str, ids: Sequence[int], back: Sequence[Any], wanted: Sequence[Any]
    ) -> None:
        """Keep the values that a plain reading of DNA's tables would not give.

        Parameters
        ----------
        kind, field : str
        ids : sequence of int
            DNA's id of each row.
        back : sequence
            What a plain reading gives.
        wanted : sequence
            What it should give.
        """
        rows = [
            (kind, i, field, dump(b), dump(w))
            for i, b, w in zip(ids, back, wanted, strict=True)
            if type(b) is not type(w) or b != w
        ]
        if rows:
            self.differing += len(rows)
            self.add("DISCOURSE_VALUES", rows)

    def kept(self, kind: str, field: str, ids: Sequence[int], wanted: Sequence[Any]) -> None:
        """Keep values that DNA knows nothing of, where there are any."""
        rows = [(kind, i, field, None, dump(w)) for i, w in zip(ids, wanted, strict=True) if w is not None]
        if rows:
            self.add("DISCOURSE_VALUES", rows)


def short(value: str | None) -> str:
    """Return a text as DNA's short columns take it."""
    return (value or "")[:LONGEST]


def seen(values: Iterable[str]) -> list[str | None]:
    """Return what a plain reading makes of texts: nothing of empty ones."""
    return [v or None for v in values]


def column(frame: pd.DataFrame, name: str) -> list[Any] | None:
    """Return a column of texts; None where there is none, or it holds something else."""
    return to_cells(frame[name]) if name in frame and frame[name].dtype == _TEXT else None


def shape(frame: pd.DataFrame) -> list[tuple[str, str]]:
    """Return names and dtypes of a table's columns."""
    return [(str(n), str(frame[n].dtype)) for n in frame.columns]


def rgb(color: str | None) -> tuple[int | None, int | None, int | None]:
    """Return the parts of "#rrggbb"; three times None for anything else.

    Examples
    --------
    >>> rgb("#ff9900"), rgb(None)
    ((255, 153, 0), (None, None, None))
    """
    if not color or len(color) != 7 or color[0] != "#" or set(color[1:]) - set("0123456789abcdef"):
        return None, None, None
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def named(name: str, what: str) -> str:
    """Return a name that DNA can hold, or say that it cannot."""
    if len(name) > LONGEST:
        raise OptionError(
            f"DNA takes names of at most {LONGEST} characters, but {what} {name[:40]!r}… has {len(name)}; shorten it"
        )
    return name


def unescaped(name: str, taken: Sequence[str]) -> str:
    """Undo what the reader does to DNA's names that are also names of ours: take one underscore off."""
    return name[:-1] if name.endswith("_") and name.rstrip("_") in taken else name


def numbers(names: pd.Series, used: set[int]) -> np.ndarray:
    """Return DNA's ids: a name that is a whole number keeps it, where it is free; others get the first free ones.

    Parameters
    ----------
    names : pandas.Series of str
    used : set of int
        Ids that are taken; those given are added.

    Examples
    --------
    >>> numbers(pd.Series(["7", "x", "007"], dtype="str"), {1}).tolist()
    [7, 2, 3]
    """
    whole = names.str.fullmatch("[1-9][0-9]{0,9}").to_numpy(dtype=bool)
    out = np.zeros(len(names), dtype=np.int64)
    out[whole] = names[whole].astype("int64").to_numpy()
    out[out > BIGGEST] = 0
    own = pd.Series(out)
    out[(own.duplicated() | own.isin(used)).to_numpy()] = 0
    used.update(out[out > 0].tolist())
    free, at = np.flatnonzero(out == 0), 1
    for i in free.tolist():
        while at in used:
            at += 1
        out[i] = at
        used.add(at)
    return out
