"""The table that a view of a study shows."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from discourse.errors import DataError, NotComputable, OptionError, did_you_mean
from discourse.model.study import Study


def table_of(study: Study, view: str, needed: Sequence[str]) -> pd.DataFrame:
    """Return a table of a study that has the columns needed and at least one row.

    Parameters
    ----------
    study : Study
    view : str
        The table's name.
    needed : sequence of str

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    OptionError
        If the study has no such table.
    DataError
        If a column is missing.
    NotComputable
        If the table is empty.
    """
    if view not in study.tables:
        raise OptionError(
            f"view={view!r}: this study has no table {view!r}; it has {', '.join(study.tables)}"
        )
    table = study[view]
    for name in needed:
        if name not in table:
            raise DataError(
                f"the table {view!r} has no column {name!r}.{did_you_mean(name, map(str, table.columns))}"
            )
    if not len(table):
        raise NotComputable(f"the table {view!r} is empty, so there is nothing to draw: check the statements")
    return table
