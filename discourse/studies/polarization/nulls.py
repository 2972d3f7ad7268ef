"""Networks as they would be had the sides been taken by chance."""

from __future__ import annotations

import numpy as np

from discourse.projections.counts import Counts


def shuffled(counts: Counts, rng: np.random.Generator) -> Counts:
    """Return counts in which, for each column, the sides are dealt out anew among the rows that speak of it.

    A row speaks of the same columns as often as before, and each column keeps the sides that were taken on it; an
    actor's statements on one column stay of one mind where they were. Only who sides with whom is left to chance.

    Parameters
    ----------
    counts : Counts
    rng : numpy.random.Generator

    Returns
    -------
    Counts

    Examples
    --------
    >>> from discourse.model.statements import Statements
    >>> from discourse.projections.counts import count
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1), ("Cy", "ban", 1), ("Cy", "tax", 1)])
    >>> made = shuffled(count(st, "commenter", "narrative", "stance"), np.random.default_rng(0))
    >>> made.array().sum(axis=2).tolist(), made.array().sum(axis=0).tolist()
    ([[1.0, 0.0], [1.0, 0.0], [1.0, 1.0]], [[1.0, 2.0], [0.0, 1.0]])
    """
    depth = len(counts.levels)
    key = counts.col.astype(np.int64) * len(counts.rows) + counts.row
    pairs, place = np.unique(key, return_inverse=True)
    held = np.zeros((len(pairs), depth))
    held[place, counts.level] = counts.n
    total = held.sum(axis=1)
    share = held / total[:, None]
    col, row = np.divmod(pairs, len(counts.rows))
    order = np.lexsort((rng.random(len(pairs)), col))  # columns stay in their places
    dealt = share[order] * total[:, None]
    pair, level = np.nonzero(dealt)
    return Counts(
        counts.rows, counts.cols, counts.levels, row[pair], col[pair], level, dealt[pair, level], counts.span
    )
