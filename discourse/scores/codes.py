"""Scores of codes: how often, by how many and with what stance narratives and actors come."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.errors import NotComputable
from discourse.model.columns import distinct, entities, mean_of
from discourse.model.roles import stances, usual_qualifier
from discourse.model.statements import Statements


def narratives(
    statements: Statements,
    *,
    variable: str = "narrative",
    speaker: str = "commenter",
    qualifier: str | None = None,
) -> pd.DataFrame:
    """Return prevalence, reach and stance of every narrative that was found.

    Parameters
    ----------
    statements : Statements
    variable : str
        Whose values are scored.
    speaker : str
        The variable that speaks. Statements without a speaker (an article's) do not count.
    qualifier : str, optional
        The variable that the stance is read off, by :func:`discourse.model.roles.with_stance`; by default ``stance``
        itself, ``agreement``, or the first boolean.

    Returns
    -------
    pandas.DataFrame
        One row per narrative, the most prevalent first: ``node``, ``value`` (the prevalence), ``label``,
        ``statements``, ``comments``, ``prevalence`` (comments that hold it / coded comments), ``commenters``,
        ``reach`` (its commenters / all coded commenters), ``supports``, ``neutral``, ``rejects`` and ``n``
        (statements by stance and in all), ``stance`` (mean over the ``stance_n`` statements that have one),
        ``support`` (supports / (supports + rejects)) with its 95 % Wilson interval ``support_low``,
        ``support_high``; missing where nobody supports or rejects.

    Raises
    ------
    NotComputable
        If no statement has a narrative and a speaker.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the
    American Statistical Association, 22. https://doi.org/10.1080/01621459.1927.10502953

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", 0), ("Cy", "tax", -1)])
    >>> narratives(st)[["node", "n", "prevalence", "stance"]].round(2).values.tolist()
    [['narrative:ban', 2, 0.67, 0.5], ['narrative:tax', 1, 0.33, -1.0]]
    """
    return _codes(statements, variable, speaker, qualifier, by="prevalence")


def actors(
    statements: Statements,
    *,
    variable: str = "actor",
    speaker: str = "commenter",
    qualifier: str | None = None,
) -> pd.DataFrame:
    """Return mentions, commenters and stance of every actor that was found.

    Parameters
    ----------
    statements : Statements
    variable : str
        Whose values are scored.
    speaker : str
        The variable that speaks.
    qualifier : str, optional
        As of :func:`narratives`.

    Returns
    -------
    pandas.DataFrame
        As :func:`narratives`; ``value`` is the number of mentions.

    Raises
    ------
    NotComputable
        If no statement has an actor and a speaker.
    """
    return _codes(statements, variable, speaker, qualifier, by="statements")


def _codes(
    statements: Statements, variable: str, speaker: str, qualifier: str | None, *, by: str
) -> pd.DataFrame:
    statements.variable(variable)
    statements.variable(speaker)
    values, speakers, comments = (statements.coded(n) for n in (variable, speaker, "comment_id"))
    spoken = speakers.codes >= 0
    rows = np.flatnonzero(spoken & (values.codes >= 0))
    if not len(rows):
        raise NotComputable(f"no statement has a value for {variable}, so there is nothing to score")
    stance = stances(statements, qualifier or usual_qualifier(statements))[rows]
    alone = comments.codes < 0  # a statement without a comment stands for one
    unit = np.where(alone, len(comments.labels) + np.arange(len(alone)), comments.codes)
    names, code = np.unique(values.codes[rows], return_inverse=True)
    ids = values.labels[names]
    size = len(ids)
    known = np.isfinite(stance)
    statements_n = np.bincount(code, minlength=size)
    stance_n = np.bincount(code[known], minlength=size)
    supports = np.bincount(code[stance > 0], minlength=size)
    rejects = np.bincount(code[stance < 0], minlength=size)
    in_comments = distinct(code, unit[rows], size)
    speakers_n = distinct(code, speakers.codes[rows].astype(np.int64), size)
    share, low, high = wilson(supports, supports + rejects)
    labels = entities(statements, variable)["label"]
    found = labels.reindex(ids)
    columns = {
        "statements": statements_n,
        "comments": in_comments,
        "commenters": speakers_n,
        "supports": supports,
        "neutral": statements_n - supports - rejects,
        "rejects": rejects,
        "n": statements_n,
        "stance": mean_of(code, stance, size),
        "stance_n": stance_n,
        "prevalence": in_comments / len(np.unique(unit[spoken])),
        "reach": speakers_n / len(np.unique(speakers.codes[spoken])),
        "support": share,
        "support_low": low,
        "support_high": high,
    }
    order = np.lexsort((_ranks(ids), -columns[by].astype(float)))
    first = {
        "node": [f"{variable}:{i}" for i in ids],
        "value": columns[by].astype(float),
        "label": np.where(found.notna(), found, ids),
    }
    return pd.DataFrame({name: np.asarray(column)[order] for name, column in (first | columns).items()})


def _ranks(ids: np.ndarray) -> np.ndarray:
    """Return the place of each text in their order."""
    out = np.empty(len(ids), dtype=np.int64)
    out[np.argsort(ids, kind="stable")] = np.arange(len(ids))
    return out


def wilson(successes: np.ndarray, n: np.ndarray, z: float = 1.959963984540054) -> tuple[np.ndarray, ...]:
    """Return a share and its Wilson score interval; NaN where n is 0.

    Parameters
    ----------
    successes, n : numpy.ndarray of int
    z : float
        Standard normal quantile; by default for 95 %.

    Returns
    -------
    tuple of three numpy.ndarray
        Share, lower and upper end.

    Examples
    --------
    >>> [round(float(v[0]), 4) for v in wilson(np.array([8]), np.array([10]))]
    [0.8, 0.4902, 0.9433]
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        share = successes / n
        middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n.astype(float) ** 2))
    return share, np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)
