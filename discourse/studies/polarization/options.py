"""What the study is asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from discourse.errors import OptionError, did_you_mean
from discourse.projections.dense import NORMALIZATIONS

METHODS = ("greedy", "genetic", "exact")


@dataclass(frozen=True)
class Search:
    """How groups are looked for; see :func:`discourse.studies.polarization.study.polarization`."""

    groups: int = 2
    balance: float = 1.0
    method: str = "greedy"
    restarts: int = 8
    nulls: int = 0
    dna: bool = False
    normalized: bool = True
    normalization: str | None = "average"
    seed: int = 0


def checked(search: Search) -> None:
    """Raise for an option that is not taken.

    Raises
    ------
    OptionError

    Examples
    --------
    >>> checked(Search(groups=1))
    Traceback (most recent call last):
    ...
    discourse.errors.OptionError: groups must be a whole number of 2 or more, not 1
    """
    for name, least in (("groups", 2), ("restarts", 1), ("nulls", 0), ("seed", 0)):
        given = getattr(search, name)
        if not _whole(given) or given < least:
            raise OptionError(f"{name} must be a whole number of {least} or more, not {given!r}")
    if search.method not in METHODS:
        raise OptionError(
            f"method={search.method!r} is not known.{did_you_mean(str(search.method), METHODS)}"
        )
    balance: Any = search.balance
    if isinstance(balance, bool) or not isinstance(balance, int | float) or not 0 < balance <= 1:
        raise OptionError(f"balance must be more than 0 and at most 1 (equal groups), not {balance!r}")
    if search.method == "exact" and balance != 1:
        raise OptionError(
            "method='exact' looks at groups of equal size only: leave balance at 1, or use 'greedy'"
        )
    if search.normalization not in NORMALIZATIONS:
        known = [n for n in NORMALIZATIONS if n]
        raise OptionError(
            f"normalization={search.normalization!r} is not known.{did_you_mean(str(search.normalization), known)}"
        )


def _whole(given: Any) -> bool:
    return isinstance(given, int | np.integer) and not isinstance(given, bool)
