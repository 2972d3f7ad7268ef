"""The polarization of one window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from discourse.errors import OptionError
from discourse.projections.counts import Counts
from discourse.projections.dense import tie_weights
from discourse.studies.polarization.dna import dna_score
from discourse.studies.polarization.exact import MOST, exact, groupings
from discourse.studies.polarization.genetic import genetic
from discourse.studies.polarization.losses import aligned_share, fitting, loss
from discourse.studies.polarization.nulls import shuffled
from discourse.studies.polarization.options import Search
from discourse.studies.polarization.search import even_sizes, greedy
from discourse.studies.polarization.sizes import least_size, unequal

#: The least share of all weight that an actor's statements must have: a Gaussian kernel gives everyone a little.
_LEAST = 1e-9
_NONE = float("nan")


@dataclass(frozen=True)
class Result:
    """What was found in a window; ``groups`` (from 0) and numbers are missing where ``reason`` says why."""

    actors: int
    statements: float
    ties: int = 0
    congruence: float = 0.0
    conflict: float = 0.0
    value: float = _NONE
    loss: float = _NONE
    normalized_loss: float = _NONE
    aligned: float = _NONE
    null: tuple[float, float, float, float] = (_NONE,) * 4
    dna_value: float = _NONE
    groups: np.ndarray | None = None
    reason: str | None = None


def active(counts: Counts) -> tuple[np.ndarray, Counts]:
    """Return the places of the rows that have statements, and the counts of these rows and their columns alone."""
    weight = counts.activity
    places = np.flatnonzero(weight > _LEAST * weight.sum())
    keep = np.isin(counts.row, places)
    cols, col = np.unique(counts.col[keep], return_inverse=True)
    row = np.searchsorted(places, counts.row[keep])
    mine = Counts(
        counts.rows[places], counts.cols[cols], counts.levels, row, col, counts.level[keep], counts.n[keep],
        counts.span,
    )  # fmt: skip
    return places, mine


def networks(counts: Counts, normalization: str | None) -> tuple[np.ndarray, np.ndarray]:
    """Return the congruence and the conflict network of a window."""
    return tie_weights(counts, "congruence", normalization), tie_weights(counts, "conflict", normalization)


def measure(counts: Counts, search: Search, number: int) -> Result:
    """Return the polarization among the rows of ``counts``.

    Parameters
    ----------
    counts : Counts
        As of :func:`active`.
    search : Search
    number : int
        Of the window; every window has random numbers of its own, whatever windows there are beside it.

    Returns
    -------
    Result

    Raises
    ------
    OptionError
        If all groupings are to be looked at and there are too many.
    """
    actors, statements = len(counts.rows), float(counts.n.sum())
    if actors < 2 * search.groups:
        many = {0: "no actor", 1: "1 actor"}.get(actors, f"{actors} actors")
        return Result(actors, statements, reason=f"{many}; {search.groups} groups need {2 * search.groups}")
    congruence, conflict = networks(counts, search.normalization)
    ties = int(np.count_nonzero(np.triu(congruence + conflict)))
    if not ties:
        return Result(actors, statements, reason="no two actors speak of the same")
    if search.method == "exact" and groupings(actors, search.groups) > MOST:
        raise OptionError(
            f"method='exact': window {number} has {actors} actors, and more than {MOST:,} ways to part them into "
            f"{search.groups} groups; use method='greedy'"
        )
    rng = np.random.default_rng([search.seed, number])
    groups = _groups(congruence, conflict, search, rng)
    low = loss(congruence, conflict, groups, search.groups)
    total = float(congruence.sum() + conflict.sum())
    value = min(max(1 - low / total, 0.0), 1.0)
    null = _nulls(counts, search, value, np.random.default_rng([search.seed, number, 1]))
    dna_value = _NONE
    if search.dna:
        dna_value, _ = dna_score(
            congruence, conflict, search.groups, normalized=search.normalized, restarts=search.restarts,
            rng=np.random.default_rng([search.seed, number, 2]),
        )  # fmt: skip
    return Result(
        actors, statements, ties, float(congruence.sum()) / 2, float(conflict.sum()) / 2, value, low, 1 - value,
        aligned_share(congruence, conflict, groups), null, dna_value, groups,
    )  # fmt: skip


def _groups(
    congruence: np.ndarray, conflict: np.ndarray, search: Search, rng: np.random.Generator
) -> np.ndarray:
    """Return the groups of least loss that the method finds."""
    sizes = even_sizes(len(congruence), search.groups)
    pair = fitting(congruence, conflict, sizes)
    if search.method == "exact":
        groups, _ = exact(pair, search.groups)
    elif search.method == "genetic":
        groups, _ = genetic(pair, sizes, search.restarts, rng)
    else:
        groups, _ = greedy(pair, sizes, search.restarts, rng)
    if search.balance < 1:
        least = least_size(len(congruence), search.groups, search.balance)
        groups = unequal(congruence, conflict, groups, search.groups, least)
    return groups


def _nulls(
    counts: Counts, search: Search, value: float, rng: np.random.Generator
) -> tuple[float, float, float, float]:
    """Return mean, ends of the middle 95 % and the share that reaches ``value``, of networks made by chance."""
    if not search.nulls:
        return (_NONE,) * 4
    found = np.empty(search.nulls)
    for at in range(search.nulls):
        congruence, conflict = networks(shuffled(counts, rng), search.normalization)
        groups = _groups(congruence, conflict, search, rng)
        low = loss(congruence, conflict, groups, search.groups)
        found[at] = 1 - low / float(congruence.sum() + conflict.sum())
    ends = np.quantile(found, [0.025, 0.975])
    reach = (1 + np.count_nonzero(found >= value - 1e-12)) / (search.nulls + 1)
    return float(found.mean()), float(ends[0]), float(ends[1]), float(reach)
