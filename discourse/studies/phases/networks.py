"""The networks of all windows, over the same nodes, as one array."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.model.statements import Statements
from discourse.model.windows import KERNELS, Window
from discourse.projections.counts import Counts
from discourse.projections.dense import AGGREGATIONS, NORMALIZATIONS, tie_weights, window_counts

PROJECTIONS = (*AGGREGATIONS, "two_mode")
#: How a network's ties are made comparable with another's.
SCALES = (None, "size", "dna_sum")
_TWO_MODE = (None, "activity", "prominence")
#: Windows times ties that are held at once: 800 MB.
_MOST = 100_000_000


@dataclass(frozen=True)
class Stack:
    """The ties of every window.

    Attributes
    ----------
    windows : list of Window
    statements : numpy.ndarray, shape (windows,)
        How many statements each counts; those away from the middle of a kernel count in part.
    ties : numpy.ndarray, shape (windows, pairs)
        Their weights.
    ends : numpy.ndarray of int, shape (2, pairs)
        The nodes that are tied.
    order : int
        How many nodes there are, isolates included.
    """

    windows: list[Window]
    statements: np.ndarray
    ties: np.ndarray
    ends: np.ndarray
    order: int

    def scaled(self, scale: str | None) -> Stack:
        """Return the stack with the ties of every window divided by their total.

        Parameters
        ----------
        scale : {None, "size", "dna_sum"}
            ``size`` is the sum of the absolute weights, ``dna_sum`` the sum of the weights, which is near to 0 where
            positive and negative ties balance. A window whose total is 0 has no ties then.

        Returns
        -------
        Stack
        """
        if scale is None:
            return self
        total = (np.abs(self.ties) if scale == "size" else self.ties).sum(axis=1, keepdims=True)
        total = np.where(np.abs(total) > 1e-12, total, np.inf)
        return Stack(self.windows, self.statements, self.ties / total, self.ends, self.order)


def chosen_normalization(projection: str, normalization: str | None) -> str | None:
    """Return the normalisation, ``"auto"`` resolved; raise :class:`OptionError` where there is none such."""
    if projection not in PROJECTIONS:
        raise OptionError(
            f"projection={projection!r} is not known.{did_you_mean(str(projection), PROJECTIONS)}"
        )
    if normalization == "auto":
        return None if projection == "two_mode" else "average"
    known = _TWO_MODE if projection == "two_mode" else NORMALIZATIONS
    if normalization not in known:
        names = [n for n in known if n]
        raise OptionError(
            f"normalization={normalization!r} is not known for {projection!r}."
            f"{did_you_mean(str(normalization), ['auto', *names])}"
        )
    return normalization


def stacked(
    statements: Statements,
    width: str,
    rows: str,
    cols: str,
    qualifier: str | None,
    *,
    projection: str,
    normalization: str | None,
    **options: Any,
) -> Stack:
    """Project every window; parameters as of :func:`discourse.studies.phases.study.phases`."""
    found = window_counts(statements, width, rows, cols, qualifier, **options)
    text = qualifier is not None and statements.variable(qualifier).kind == "text"
    boolean = qualifier is not None and statements.variable(qualifier).kind == "boolean"
    stance = None if qualifier is None or text else (2.0, -1.0) if boolean else (1.0, 0.0)
    return stack(found, projection, normalization, stance)


def stack(
    found: Iterable[tuple[Window, Counts]],
    projection: str,
    normalization: str | None,
    stance: tuple[float, float] | None = (1.0, 0.0),
) -> Stack:
    """Return the networks of windows whose counts have the same rows, columns and levels.

    Parameters
    ----------
    found : iterable of (Window, Counts)
    projection : str
    normalization : str or None
    stance : (float, float), optional
        For ``two_mode``, what a level is multiplied by, and what is then added; None counts statements.

    Returns
    -------
    Stack

    Raises
    ------
    NotComputable
        If there are fewer than three windows, or windows and ties are too many.
    """
    windows, size, places, weights = [], [], [], []
    order = width = held = 0
    for window, counts in found:
        if projection == "two_mode":
            matrix = _two_mode(counts, normalization, stance)
            order, width = sum(matrix.shape), matrix.shape[1]
        else:
            matrix = np.triu(tie_weights(counts, projection, normalization), 1)
            order = width = len(matrix)
        flat = matrix.ravel()
        place = np.flatnonzero(np.abs(flat) > 1e-12)
        windows.append(window)
        size.append(counts.n.sum() / _at_middle(window))
        places.append(place)
        weights.append(flat[place])
        held += len(place)
        if held > _MOST:
            raise NotComputable(
                f"{len(windows)} windows have {held:,} ties, more than can be compared at once: "
                "cut fewer windows with a larger step, or choose rows with fewer values"
            )
    if len(windows) < 3:
        raise NotComputable(
            f"there {'is 1 window' if len(windows) == 1 else f'are {len(windows)} windows'}, "
            "and phases need at least 3: "
            "choose a smaller width or step, or complete=False"
        )
    pairs = np.unique(np.concatenate(places))
    if len(pairs) * len(windows) > _MOST:
        raise NotComputable(
            f"{len(windows)} windows by {len(pairs):,} pairs are more than can be compared at once: "
            "cut fewer windows with a larger step, or choose rows with fewer values"
        )
    ties = np.zeros((len(windows), len(pairs)))
    for row, (place, weight) in enumerate(zip(places, weights, strict=True)):
        ties[row, np.searchsorted(pairs, place)] = weight
    source, target = np.divmod(pairs, max(width, 1))
    ends = np.stack([source, target + (order - width if projection == "two_mode" else 0)])
    return Stack(windows, np.array(size), ties, ends, order)


def _at_middle(window: Window) -> float:
    """Return what a statement in the middle of the window weighs."""
    return 1.0 if window.kernel is None else float(KERNELS[window.kernel](np.zeros(1))[0])


def _two_mode(counts: Counts, normalization: str | None, stance: tuple[float, float] | None) -> np.ndarray:
    """Return rows by columns: positive minus negative statements, or all where levels have no sign."""
    a = counts.array()
    whole = a.sum(axis=2)
    out = whole if stance is None else a @ (counts.levels.astype(float) * stance[0] + stance[1])
    if normalization is None:
        return out
    below = np.broadcast_to(whole.sum(axis=int(normalization == "activity"), keepdims=True), out.shape)
    return np.divide(out, below, out=np.zeros_like(out), where=below > 0)
