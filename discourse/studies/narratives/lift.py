"""The study ``lift``: which narratives go together more than chance would have it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from discourse.errors import OptionError, did_you_mean
from discourse.model.results import Made
from discourse.model.statements import Statements
from discourse.model.study import Study
from discourse.nulls.bicm import bicm
from discourse.nulls.poisson import tails
from discourse.studies.narratives.units import LEVELS, coding

if TYPE_CHECKING:
    from scipy import sparse

#: Terms added up, at most, for exact p-values; beyond, the normal distribution is taken.
_MOST = 300_000_000


def lift(
    statements: Statements,
    *,
    rows: str = "commenter",
    cols: str = "narrative",
    levels: Sequence[str] = LEVELS,
    min_units: int = 1,
) -> Study:
    """Measure for every pair of narratives how much more often than by chance the same unit holds both.

    Lift is p(a, b) / (p(a) p(b)) over units that hold any narrative; PMI is its logarithm to base 2. Their chance is
    that of units which all hold as much; but some hold many narratives and most hold one, so the p-values are those
    of the stochastic degree sequence model [1]_, which keeps, on average, how many units hold each narrative and how
    many narratives each unit holds.

    Parameters
    ----------
    statements : Statements
    rows : str
        Who speaks.
    cols : str
        What is said.
    levels : sequence of {"comment", "commenter", "thread"}
        The units. At the level of threads, a narrative is held where anybody holds it.
    min_units : int
        Narratives that fewer units hold are left out of that level.

    Returns
    -------
    Study
        Tables ``pairs`` (``level``, ``one``, ``other``, ``units`` in all, ``n_one``, ``n_other``, ``both``,
        ``expected`` (n_one · n_other / units), ``lift``, ``pmi`` (missing where no unit holds both),
        ``expected_sdsm``, ``p_more`` and ``p_less``, the chances of as many units or more, or fewer, and
        ``p_holm``, twice the smaller of them by Holm's correction within the level) and ``levels`` (``level``,
        ``units``, ``narratives``, ``pairs``, ``p_values``: exact or normal).

    Raises
    ------
    NotComputable
        If no statement has both values.
    OptionError

    References
    ----------
    .. [1] Neal, Z. P. (2014). The backbone of bipartite projections: inferring relationships from co-authorship,
       co-sponsorship, co-attendance and other co-behaviors. *Social Networks* 39, 84–97.
       https://doi.org/10.1016/j.socnet.2014.06.001

    Examples
    --------
    >>> st = Statements.from_rows([(a, c, 1) for a, said in {"A": "xy", "B": "xy", "C": "z", "D": "z"}.items()
    ...     for c in said])
    >>> lift(st, levels=["commenter"]).table[["one", "other", "both", "lift"]].values.tolist()
    [['x', 'y', 2, 2.0], ['x', 'z', 0, 0.0], ['y', 'z', 0, 0.0]]
    """
    if isinstance(levels, str) or not len(levels):
        raise OptionError("levels: name them in a list, as in ['comment', 'commenter']")
    for level in levels:
        if level not in LEVELS:
            raise OptionError(f"levels: {level!r} is not known.{did_you_mean(str(level), LEVELS)}")
    if not isinstance(min_units, int | np.integer) or isinstance(min_units, bool) or min_units < 1:
        raise OptionError(f"min_units must be a whole number from 1, not {min_units!r}")
    found = coding(statements, rows, cols)
    labels = np.array(found.labels, dtype=object)
    parts, about = [], []
    for level in dict.fromkeys(levels):
        held = found.held(found.unit(level))
        enough = np.flatnonzero(np.asarray(held.sum(axis=0)).ravel() >= min_units)
        part, way = _pairs(held[:, enough].tocsr())
        part["one"], part["other"] = labels[enough[part["one"]]], labels[enough[part["other"]]]
        part.insert(0, "level", level)
        parts.append(part)
        about.append((level, held.shape[0], len(enough), len(part), way))
    tables = {
        "pairs": pd.concat(parts, ignore_index=True),
        "levels": pd.DataFrame(about, columns=["level", "units", "narratives", "pairs", "p_values"]),
    }
    parameters = {"rows": rows, "cols": cols, "levels": list(levels), "min_units": min_units}
    return Study(tables, Made("lift", parameters))


def _pairs(held: sparse.csr_array) -> tuple[pd.DataFrame, str]:
    """Return all pairs of columns, and whether their p-values are exact."""
    units, m = held.shape
    one, other = np.triu_indices(m, 1)
    each = np.asarray(held.sum(axis=0)).ravel().astype(np.int64)
    together = (held.T @ held).toarray()
    both = together[one, other].astype(np.int64)
    expected = each[one] * each[other] / units
    ratio = np.divide(both, expected, out=np.zeros(len(one)), where=expected > 0)
    # One model of rows (narratives) and columns (units); pairs of narratives held as often share their chances.
    model = bicm(each, np.asarray(held.sum(axis=1)).ravel().astype(np.int64))
    kinds = np.sort(np.column_stack([model.row[one], model.row[other]]), axis=1)
    kind, which = np.unique(kinds, axis=0, return_inverse=True)
    chance = model.chance[kind[:, 0]] * model.chance[kind[:, 1]]
    cost = float(len(kind)) * units * (both.max(initial=0) + 2)
    way = "exact" if cost <= _MOST else "normal"
    more, less = tails(chance, both, which=which.ravel(), often=model.often, method=way)
    table = pd.DataFrame(
        {
            "one": one,
            "other": other,
            "units": units,
            "n_one": each[one],
            "n_other": each[other],
            "both": both,
            "expected": expected,
            "lift": ratio,
            "pmi": np.log2(ratio, out=np.full(len(one), np.nan), where=ratio > 0),
            "expected_sdsm": (chance @ model.often)[which.ravel()],
            "p_more": more,
            "p_less": less,
            "p_holm": _holm(np.minimum(1.0, 2 * np.minimum(more, less))),
        }
    )
    return table, way


def _holm(p: np.ndarray) -> np.ndarray:
    """Return p-values corrected for their number by Holm's method."""
    order = np.argsort(p, kind="stable")
    scaled = p[order] * (len(p) - np.arange(len(p)))
    out = np.empty_like(p)
    out[order] = np.minimum(np.maximum.accumulate(scaled), 1.0) if len(p) else scaled
    return out
