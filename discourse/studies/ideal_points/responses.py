"""What actors say of concepts as responses: 0 and 1, or rejects < both < supports; missing where nothing was said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.model.statements import Variable
from discourse.projections.counts import Counts

MODELS = ("binary", "ordinal")


@dataclass(frozen=True)
class Responses:
    """The responses that are scaled.

    Attributes
    ----------
    rows, cols : numpy.ndarray of str
        Actors and concepts.
    matrix : numpy.ndarray, shape (rows, cols)
        0 or 1, or 0, 1 or 2; NaN where there is no response.
    positive, negative : numpy.ndarray, shape (rows, cols)
        Statements above and below the middle of the qualifier's scale.
    notes : tuple of str
        What was left out.
    """

    rows: np.ndarray
    cols: np.ndarray
    matrix: np.ndarray
    positive: np.ndarray
    negative: np.ndarray
    notes: tuple[str, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """``node``, ``concept``, ``response``, ``positive``, ``negative``, one row per response or mention."""
        row, col = np.nonzero(np.isfinite(self.matrix) | (self.positive + self.negative > 0))
        return pd.DataFrame(
            {
                "node": self.rows[row],
                "concept": self.cols[col],
                "response": self.matrix[row, col],
                "positive": self.positive[row, col],
                "negative": self.negative[row, col],
            }
        )


def recode(
    counts: Counts,
    scale: tuple[float, float],
    model: str = "binary",
    *,
    threshold: float | None = None,
    zero_as_missing: bool = True,
    min_actors: int = 2,
) -> Responses:
    """Turn counts of statements into responses.

    An actor supports a concept if the share of support exceeds the threshold and that of rejection does not, and
    rejects it the other way round. The share of support is the mean of the qualifier, its scale stretched to 0 to 1:
    for a boolean one, the share of the statements that agree.

    Parameters
    ----------
    counts : Counts
    scale : (float, float)
        The levels that mean full rejection and full support; see :func:`scale_of`.
    model : {"binary", "ordinal"}
        Binary: 1 supports, 0 rejects, missing where neither exceeds the threshold (or both do). Ordinal: 0 rejects, 1
        both or neither, 2 supports.
    threshold : float, optional
        A share from 0 to 1; by default one half.
    zero_as_missing : bool
        A concept that an actor does not mention is missing; else it is 0, or the middle of an ordinal scale.
    min_actors : int
        Concepts mentioned by fewer actors are left out; not applied if what is not mentioned is a response.

    Returns
    -------
    Responses

    Raises
    ------
    OptionError
    NotComputable
        If nothing is left.

    Examples
    --------
    >>> from discourse.model.statements import Statements
    >>> from discourse.projections.counts import count
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ada", "ban", -1), ("Ben", "ban", -1), ("Cy", "ban", 1)])
    >>> recode(count(st, "commenter", "narrative", "stance"), (-1, 1), "ordinal").matrix.tolist()
    [[1.0], [0.0], [2.0]]
    """
    _check(model, threshold, min_actors)
    share, positive, negative, mentioned = _sides(counts, scale)
    bound = 0.5 if threshold is None else float(threshold)
    # Shares are ratios of whole numbers, and 0.1 + 0.2 is not 0.3: what is equal but for rounding is equal.
    supports, rejects = share - bound > 1e-9, (1 - share) - bound > 1e-9
    one_sided = mentioned & (supports != rejects)
    if model == "binary":
        matrix = np.where(one_sided, supports, np.nan if zero_as_missing else 0.0).astype(float)
    else:
        unsaid = np.nan if zero_as_missing else 1.0
        matrix = np.where(mentioned, np.where(one_sided, 2.0 * supports, 1.0), unsaid)
    notes = []
    undecided = int((mentioned & ~one_sided).sum())
    if model == "binary" and undecided:
        what = "missing" if zero_as_missing else "0"
        notes.append(
            f"{_many(undecided, 'response')} with as much support as rejection, within the threshold, "
            f"counted as {what}; the ordinal model uses them"
        )
    cols = np.ones(len(counts.cols), dtype=bool)
    if zero_as_missing:
        cols = np.isfinite(matrix).sum(axis=0) >= min_actors
        _say_left_out(
            notes, counts.cols[~cols], "concept", f"with responses of fewer than {min_actors} actors"
        )
    rows = np.isfinite(matrix[:, cols]).any(axis=1)
    _say_left_out(notes, counts.rows[~rows], "actor", "without a response to the concepts that are left")
    if not cols.any() or not rows.any():
        raise NotComputable(
            f"no concept has responses of {min_actors} actors or more, so there is nothing to scale: "
            "give more statements, or lower min_actors"
        )
    at = np.ix_(rows, cols)
    return Responses(
        counts.rows[rows], counts.cols[cols], matrix[at], positive[at], negative[at], tuple(notes)
    )


def _check(model: str, threshold: float | None, min_actors: int) -> None:
    if model not in MODELS:
        raise OptionError(f"model={model!r} is not known.{did_you_mean(str(model), MODELS)}")
    if threshold is not None:
        number = isinstance(threshold, int | float | np.number) and not isinstance(threshold, bool)
        if not number or not 0 <= threshold < 1:
            raise OptionError(
                f"threshold={threshold!r}: give a share of statements, at least 0 and below 1, such as 0.6"
            )
    if isinstance(min_actors, bool) or not isinstance(min_actors, int | np.integer) or min_actors < 1:
        raise OptionError(f"min_actors={min_actors!r}: give a whole number of at least 1")


def _sides(
    counts: Counts, scale: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the share of support, statements above and below the middle, and what is mentioned."""
    a, levels, (low, high) = counts.array(), np.asarray(counts.levels, dtype=float), scale
    middle = (low + high) / 2
    total = a.sum(axis=2)
    share = np.divide(a @ ((levels - low) / (high - low)), total, out=np.zeros_like(total), where=total > 0)
    return share, a[:, :, levels > middle].sum(axis=2), a[:, :, levels < middle].sum(axis=2), total > 0


def scale_of(variable: Variable | None, levels: np.ndarray) -> tuple[float, float]:
    """Return the ends of the qualifier's scale, rejection and support.

    Parameters
    ----------
    variable : Variable or None
        Without a qualifier, a mention is support.
    levels : numpy.ndarray
        Values found: they tell the ends where none are declared. A scale with negative values has its middle at 0.

    Returns
    -------
    (float, float)

    Raises
    ------
    OptionError
        If the qualifier is a text.

    Examples
    --------
    >>> scale_of(Variable("agreement", "boolean"), np.array([1])), scale_of(Variable("x", "integer"), np.array([-1, 3]))
    ((0.0, 1.0), (-3.0, 3.0))
    """
    if variable is None:
        return -1.0, 0.0
    if variable.kind == "text":
        raise OptionError(
            f"qualifier={variable.name!r} is a text variable, which has no order: ideal points need a boolean or an "
            "integer one"
        )
    if variable.kind == "boolean":
        return 0.0, 1.0
    if variable.low is not None and variable.high is not None and variable.low < variable.high:
        return float(variable.low), float(variable.high)
    low, high = (float(levels.min()), float(levels.max())) if len(levels) else (0.0, 1.0)
    if low < 0:
        return -max(-low, high), max(-low, high)
    return (low if low < high else 0.0), max(high, 1.0)


def _say_left_out(notes: list[str], names: np.ndarray, what: str, why: str) -> None:
    if len(names):
        shown = ", ".join(f"{n!r}" for n in names[:5].tolist()) + (", …" if len(names) > 5 else "")
        notes.append(f"left out: {_many(len(names), what)} {why}: {shown}")


def _many(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")
