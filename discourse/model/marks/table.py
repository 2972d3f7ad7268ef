"""The marks of a corpus's comments."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.model.marks.language import languages
from discourse.model.marks.repeats import near_duplicates


def mark_comments(comments: pd.DataFrame) -> pd.DataFrame:
    """Mark language and near-repeats of comments that stand in their order.

    Parameters
    ----------
    comments : pandas.DataFrame
        ``comment_id``, ``text`` and, where known, ``deleted``.

    Returns
    -------
    pandas.DataFrame
        Its index; ``comment_id``, ``language`` (see :func:`discourse.model.marks.language.languages`) and
        ``near_duplicate_of`` (the earliest comment that it nearly repeats, see
        :func:`discourse.model.marks.repeats.near_duplicates`); missing where there is none, and for deleted comments,
        which nothing is said to repeat either.

    Examples
    --------
    >>> mark_comments(pd.DataFrame({"comment_id": ["a", "b"], "text": ["Keiner glaubt ihnen noch.", "lol"]}))
      comment_id language near_duplicate_of
    0          a       de               NaN
    1          b      NaN               NaN
    """
    live = np.ones(len(comments), dtype=bool)
    if "deleted" in comments:
        live = ~comments["deleted"].to_numpy(dtype=bool)
    texts = comments["text"].to_numpy(dtype=object)[live].tolist()
    names = comments["comment_id"].to_numpy(dtype=object)
    language = np.full(len(comments), None, dtype=object)
    language[live] = languages(texts)
    earlier = near_duplicates(texts)
    repeated = np.full(len(comments), None, dtype=object)
    repeated[np.flatnonzero(live)[earlier >= 0]] = names[live][earlier[earlier >= 0]]
    marks = {"comment_id": names, "language": language, "near_duplicate_of": repeated}
    return pd.DataFrame(marks, index=comments.index).astype("str")
