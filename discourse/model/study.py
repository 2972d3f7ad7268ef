"""Study: what a many-step analysis of statements found, as named tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from discourse.errors import DataError, OptionError, did_you_mean
from discourse.model.results import Made


@dataclass(frozen=True, repr=False)
class Study:
    """The tables of a study.

    Parameters
    ----------
    tables : dict of str to pandas.DataFrame
        By name, the main one first. Each study's function says which there are, and their columns.
    made : Made
        The study's name is ``made.method``; what its reader must know is in ``made.notes``.

    Examples
    --------
    >>> study = Study({"counts": pd.DataFrame({"value": ["ban"], "n": [3]})}, Made("counts"))
    >>> study["counts"]["n"].sum(), len(study.table)
    (np.int64(3), 1)
    """

    tables: Mapping[str, pd.DataFrame]
    made: Made = field(default_factory=Made)

    def __post_init__(self) -> None:
        if not self.tables:
            raise DataError("Study: give at least one table")
        tables = {}
        for name, table in self.tables.items():
            if not isinstance(table, pd.DataFrame):
                raise DataError(f"Study: the table {name!r} is {type(table).__name__}, not a DataFrame")
            if any(not isinstance(c, str) for c in table.columns) or table.columns.has_duplicates:
                raise DataError(f"Study: the columns of {name!r} must be distinct texts")
            tables[name] = table.reset_index(drop=True)
        object.__setattr__(self, "tables", tables)

    @property
    def table(self) -> pd.DataFrame:
        """The main table."""
        return next(iter(self.tables.values()))

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self.tables:
            raise OptionError(f"this study has no table {name!r}.{did_you_mean(name, self.tables)}")
        return self.tables[name]

    def __repr__(self) -> str:
        parts = ", ".join(f"{name} ({len(table)} rows)" for name, table in self.tables.items())
        return f"Study({self.made.method!r}: {parts})"

    def _repr_html_(self) -> str:
        from discourse.model.display import card

        facts = {name: f"{len(table)} rows" for name, table in self.tables.items()}
        return card(f"Study ({self.made.method})", facts, self.table)
