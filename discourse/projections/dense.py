"""One-mode ties as dense matrices, and counts by windows: for what is computed many times over few actors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.model.statements import Statements
from discourse.model.windows import Window
from discourse.projections.choice import chosen
from discourse.projections.counts import Counts, count

AGGREGATIONS = ("ignore", "congruence", "conflict", "subtract")
NORMALIZATIONS = (None, "average", "jaccard", "cosine", "dna_cosine")


def level_kernel(counts: Counts, aggregation: str) -> np.ndarray:
    """Return w(k, l), by which pairs of statements at levels k and l are weighted, shape (levels, levels)."""
    size = len(counts.levels)
    if aggregation == "ignore":
        return np.ones((size, size))
    if counts.span == 0:
        return np.eye(size)
    d = np.abs(np.subtract.outer(counts.levels, counts.levels)) / counts.span
    return {"congruence": 1 - d, "conflict": d, "subtract": 1 - 2 * d}[aggregation]


def tie_weights(counts: Counts, aggregation: str, normalization: str | None = None) -> np.ndarray:
    """Return the ties between rows; definitions as in :mod:`discourse.projections.one_mode`.

    Parameters
    ----------
    counts : Counts
    aggregation : {"ignore", "congruence", "conflict", "subtract"}
    normalization : {None, "average", "jaccard", "cosine", "dna_cosine"}

    Returns
    -------
    numpy.ndarray, shape (rows, rows)
        Symmetric; the diagonal is 0.

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1), ("Cy", "ban", 1)])
    >>> tie_weights(count(st, "commenter", "narrative", "stance"), "subtract").tolist()
    [[0.0, -1.0, 1.0], [-1.0, 0.0, -1.0], [1.0, -1.0, 0.0]]
    """
    if aggregation not in AGGREGATIONS:
        raise OptionError(
            f"aggregation={aggregation!r} is not known.{did_you_mean(str(aggregation), AGGREGATIONS)}"
        )
    if normalization not in NORMALIZATIONS:
        known = [n for n in NORMALIZATIONS if n]
        raise OptionError(
            f"normalization={normalization!r} is not known.{did_you_mean(str(normalization), known)}"
        )
    a = counts.array()
    if not a.size:
        return np.zeros((len(a), len(a)))
    flat = a.reshape(len(a), -1)
    out = _ties(counts, a, flat, aggregation)
    below = _below(counts, a, flat, aggregation, normalization)
    if below is not None:
        out = np.divide(out, below, out=np.zeros_like(out), where=below > 0)
    np.fill_diagonal(out, 0)
    return out


def _ties(counts: Counts, a: np.ndarray, flat: np.ndarray, aggregation: str) -> np.ndarray:
    if counts.span == 0 and aggregation in ("conflict", "subtract"):
        shared = flat @ (flat != 0).T
        alone = counts.activity[:, None] - shared
        total = alone + alone.T
        return total if aggregation == "conflict" else flat @ flat.T - total
    if aggregation == "ignore":
        summed = a.sum(axis=2)
        return summed @ summed.T
    return (a @ level_kernel(counts, aggregation)).reshape(len(a), -1) @ flat.T


def _below(
    counts: Counts, a: np.ndarray, flat: np.ndarray, aggregation: str, normalization: str | None
) -> np.ndarray | None:
    s = counts.activity
    if normalization == "average":
        return (s[:, None] + s) / 2
    if normalization == "dna_cosine":
        return s[:, None] * s
    if normalization == "jaccard":
        shared = flat @ (flat != 0).T
        return s[:, None] + s - shared - shared.T + flat @ flat.T
    if normalization == "cosine":
        own = np.sqrt(self_weights(counts, aggregation))
        return own[:, None] * own
    return None


def self_weights(counts: Counts, aggregation: str) -> np.ndarray:
    """Return what each row shares with itself: its congruence, or for ``ignore`` the sum of its squares."""
    a = counts.array()
    kernel = level_kernel(counts, "ignore" if aggregation == "ignore" else "congruence")
    return np.einsum("ijk,kl,ijl->i", a, kernel, a, optimize=True)


def window_counts(
    statements: Statements,
    width: str,
    rows: str,
    cols: str,
    qualifier: str | None,
    *,
    exclude: Mapping[str, Sequence[Any]] | None = None,
    only: Mapping[str, Sequence[Any]] | None = None,
    duplicates: str | None = None,
    **cut: Any,
) -> Iterator[tuple[Window, Counts]]:
    """Yield the counts of every window; all have the same rows, columns and levels.

    Parameters
    ----------
    statements : Statements
    width : str
        As of :meth:`discourse.model.statements.Statements.windows`.
    rows, cols, qualifier, exclude, only, duplicates
        As of :func:`discourse.projections.counts.count`; repeats are looked for within each window.
    **cut
        ``step``, ``kernel``, ``complete``, ``exact``, ``start`` and ``stop`` of the windows.

    Yields
    ------
    (Window, Counts)

    Raises
    ------
    NotComputable
        If no statement is left, or none has a date.
    """
    whole = count(statements, rows, cols, qualifier, exclude=exclude, only=only)
    kept = statements.rows(chosen(statements, exclude, only)[1])
    for name, labels in ((rows, whole.rows), (cols, whole.cols)):
        coded = kept.coded(name)
        kept = kept.rows(np.isin(coded.codes, np.flatnonzero(np.isin(coded.labels, labels))))
    if qualifier is not None:
        kept = kept.rows(kept.coded(qualifier).codes >= 0)
    if not len(kept):
        raise NotComputable("no statement is left: there is nothing to cut into windows")
    for name in filter(None, (rows, cols, qualifier)):
        kept.__dict__.setdefault("_coded", {})[name] = kept.coded(name).used()
    for window in kept.windows(width, **cut):
        found = count(window, rows, cols, qualifier, duplicates=duplicates, all_labels=True)
        assert window.window is not None
        yield window.window, found
