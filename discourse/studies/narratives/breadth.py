"""The study ``breadth``: over how many narratives each commenter spreads."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.model.results import Made
from discourse.model.statements import Statements
from discourse.model.study import Study
from discourse.studies.narratives.units import coding


def breadth(statements: Statements, *, rows: str = "commenter", cols: str = "narrative") -> Study:
    r"""Measure the breadth of each commenter: the exponential of the entropy of their narratives.

    With p_c the share of narrative c among the narratives that the commenter holds, comment by comment,
    :math:`B = \exp(-\sum_c p_c \ln p_c)` [1]_: as many equally held narratives would give the same entropy. It cannot
    exceed how many narratives were counted, so commenters are compared with those of whom about as many were.

    Parameters
    ----------
    statements : Statements
    rows : str
        Who speaks.
    cols : str
        What is said. The same in one comment counts once.

    Returns
    -------
    Study
        Tables ``commenters`` (``commenter``, ``n`` (narratives counted comment by comment), ``comments``,
        ``narratives`` (different ones), ``entropy`` (nats), ``breadth``, ``evenness`` (entropy over the logarithm of
        ``narratives``; missing for one)), ``by_activity`` (``comments``, ``commenters`` who wrote as many, and
        their ``mean`` and ``median`` breadth) and ``by_n`` (``n_from``, ``n_to``: classes of ``n``, each twice as
        wide as the one before; ``commenters`` in the class, and ``mean``, ``lower`` quartile, ``median`` and
        ``upper`` quartile of their breadth).

    Raises
    ------
    NotComputable
        If no statement has both values.
    OptionError

    References
    ----------
    .. [1] Hill, M. O. (1973). Diversity and evenness: a unifying notation and its consequences. *Ecology* 54, 427–432.
       https://doi.org/10.2307/1934352

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ada", "tax", 1), ("Ben", "ban", 1), ("Ben", "ban", 1)])
    >>> breadth(st).table[["commenter", "breadth"]].round(6).values.tolist()
    [['Ada', 2.0], ['Ben', 1.0]]
    """
    found = coding(statements, rows, cols)
    m, n = len(found.codes), len(found.speakers)
    once = np.unique(np.column_stack([found.comment, found.speaker, found.code]), axis=0)
    cell, count = np.unique(once[:, 1] * m + once[:, 2], return_counts=True)
    who = cell // m
    total = np.bincount(who, weights=count, minlength=n)
    share = count / total[who]
    entropy = np.maximum(np.bincount(who, weights=-share * np.log(share), minlength=n), 0.0)
    different = np.bincount(who, minlength=n)
    comments = np.bincount(np.unique(once[:, :2], axis=0)[:, 1], minlength=n)
    table = pd.DataFrame(
        {
            "commenter": found.speakers,
            "n": total.astype(np.int64),
            "comments": comments,
            "narratives": different,
            "entropy": entropy,
            "breadth": np.exp(entropy),
            "evenness": np.divide(
                entropy, np.log(np.maximum(different, 2)), out=np.full(n, np.nan), where=different > 1
            ),
        }
    )
    activity = table.groupby("comments")["breadth"].agg(commenters="size", mean="mean", median="median")
    tables = {"commenters": table, "by_activity": activity.reset_index(), "by_n": _by_n(table)}
    return Study(tables, Made("breadth", {"rows": rows, "cols": cols}))


def _by_n(table: pd.DataFrame) -> pd.DataFrame:
    """Return the breadth of those of whom 1, 2, 3 to 4, 5 to 8 … narratives were counted."""
    n = table["n"].to_numpy()
    # The smallest k with 2 to the power of k at least n, by whole numbers.
    power = np.array([int(v - 1).bit_length() for v in n])
    groups = table["breadth"].groupby(power)
    size = groups.size()
    return pd.DataFrame(
        {
            "n_from": [2 ** (k - 1) + 1 if k else 1 for k in size.index],
            "n_to": [2**k for k in size.index],
            "commenters": size.to_numpy(),
            "mean": groups.mean().to_numpy(),
            "lower": groups.quantile(0.25).to_numpy(),
            "median": groups.median().to_numpy(),
            "upper": groups.quantile(0.75).to_numpy(),
        }
    )
