"""Scores of codes: how often, by how many and with what stance narratives and actors come."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.errors import NotComputable
from discourse.model.roles import usual_qualifier, with_stance
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
    statements = with_stance(statements, qualifier or usual_qualifier(statements))
    table = statements.table[statements.table[speaker].notna()]
    unit = table["comment_id"].where(table["comment_id"].notna(), table["statement_id"])
    coded = table[variable].notna()
    if not coded.any():
        raise NotComputable(f"no statement has a value for {variable}, so there is nothing to score")
    has_stance = any(v.name == "stance" for v in statements.variables)
    stance = table["stance"].astype("float64") if has_stance else pd.Series(np.nan, index=table.index)
    rows = pd.DataFrame(
        {
            "code": table[variable],
            "unit": unit,
            "speaker": table[speaker],
            "stance": stance,
            "supports": stance > 0,
            "neutral": ~(stance.abs() > 0),
            "rejects": stance < 0,
        }
    )[coded]
    out = rows.groupby("code", sort=True).agg(
        statements=("unit", "size"),
        comments=("unit", "nunique"),
        commenters=("speaker", "nunique"),
        supports=("supports", "sum"),
        neutral=("neutral", "sum"),
        rejects=("rejects", "sum"),
        n=("unit", "size"),
        stance=("stance", "mean"),
        stance_n=("stance", "count"),
    )
    out["prevalence"] = out["comments"] / unit.nunique()
    out["reach"] = out["commenters"] / table[speaker].nunique()
    out["support"], out["support_low"], out["support_high"] = wilson(
        out["supports"].to_numpy(), (out["supports"] + out["rejects"]).to_numpy()
    )
    out = out.reset_index().sort_values([by, "code"], ascending=[False, True], kind="stable")
    labels = statements.labels(variable)
    out.insert(0, "node", variable + ":" + out["code"])
    out.insert(1, "value", out[by].astype(float))
    out.insert(2, "label", [labels.get(v, v) for v in out["code"]])
    return out.drop(columns="code").reset_index(drop=True)


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
