"""Within what a repeated statement counts once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.errors import OptionError, did_you_mean
from discourse.model.statements import Statements

#: Weeks are ISO weeks; every period has its year, but for the two that are named after the program that forgets it.
DUPLICATES = (None, "document", "day", "week", "month", "year", "range", "dna_week", "dna_month")


def units(statements: Statements, at: np.ndarray, duplicates: str | None) -> np.ndarray | None:
    """Return for each statement the number of the document or period within which repeats count once.

    Parameters
    ----------
    statements : Statements
    at : numpy.ndarray of int
        The statements that are counted.
    duplicates : {None, "document", "day", "week", "month", "year", "range", "dna_week", "dna_month"}
        ``week`` is the ISO week. ``dna_week`` and ``dna_month`` take the same week or month of all years together,
        as Discourse Network Analyzer does (its weeks follow the computer's language; these are the ISO weeks of,
        say, a German one).

    Returns
    -------
    numpy.ndarray of int, shape (len(at),), or None
        Not negative; None where every statement counts.

    Raises
    ------
    OptionError
        For an unknown rule, or one that needs dates where some are missing.
    """
    if duplicates not in DUPLICATES:
        raise OptionError(
            f"duplicates={duplicates!r} is no rule.{did_you_mean(str(duplicates), [d for d in DUPLICATES if d])}"
        )
    if duplicates is None:
        return None
    if duplicates == "range":
        return np.zeros(len(at), dtype=np.int64)
    if duplicates == "document":
        return statements.coded("document_id").codes[at].astype(np.int64)
    when = statements.times[at]
    if np.isnat(when).any():
        raise OptionError(
            f"duplicates={duplicates!r} needs dates, and {int(np.isnat(when).sum())} statements have none; "
            "use 'document' or 'range', or leave them out first"
        )
    if duplicates.endswith("week"):
        calendar = pd.Series(when).dt.isocalendar()
        week = calendar["week"].to_numpy(dtype=np.int64)
        number = week if duplicates == "dna_week" else calendar["year"].to_numpy(dtype=np.int64) * 100 + week
    elif duplicates == "dna_month":
        number = when.astype("datetime64[M]").astype(np.int64) % 12
    else:
        unit = {"day": "D", "month": "M", "year": "Y"}[duplicates]
        number = when.astype(f"datetime64[{unit}]").astype(np.int64)
    return number - number.min() if len(number) else number
