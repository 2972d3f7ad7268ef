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
    exceed the number of comments, so commenters are compared with those who wrote about as much.

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
        ``narratives``; missing for one)) and ``by_activity`` (``comments``, ``commenters`` who wrote as many, and
        their ``mean`` and ``median`` breadth).

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
    return Study(
        {"commenters": table, "by_activity": activity.reset_index()},
        Made("breadth", {"rows": rows, "cols": cols}),
    )
