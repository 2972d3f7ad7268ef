"""Multiclust: divide one network by many methods, and see which division has the highest modularity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from discourse.errors import DiscourseError, NotComputable, OptionError, did_you_mean
from discourse.model.results import Made
from discourse.model.statements import Statements
from discourse.model.study import Study
from discourse.projections.counts import count
from discourse.projections.dense import NORMALIZATIONS
from discourse.studies.multiclust.groups import numbered
from discourse.studies.multiclust.methods import METHODS, Material, Method
from discourse.studies.multiclust.tables import frames, notes, winner

#: Labels and modularity, or why there are none.
Found = tuple[np.ndarray, float] | str


def multiclust(
    statements: Statements,
    *,
    rows: str = "commenter",
    cols: str = "narrative",
    qualifier: str | None = "stance",
    duplicates: str | None = None,
    normalization: str | None = "average",
    k: int | None = None,
    k_max: int = 5,
    methods: Sequence[str] | None = None,
    width: str | None = None,
    step: int = 1,
    kernel: str | None = None,
    exclude: Mapping[str, Sequence[Any]] | None = None,
    only: Mapping[str, Sequence[Any]] | None = None,
    dna: bool = False,
    seed: int = 0,
) -> Study:
    """Divide the rows by many methods, and find the division with the highest modularity [1]_.

    The network is congruence minus conflict, normalised, with negative ties set to 0. Single, average, complete and
    Ward's linkage [2]_, k-means and medoids work on the Jaccard distances between what the rows say: two rows are
    near if they take the same side on the same columns. CONCOR works on the same table and, once more, on the
    network; all other methods work on the network.

    Parameters
    ----------
    statements : Statements
    rows, cols : str
        Text variables: who is divided, and by what they say.
    qualifier : str or None
        A boolean, integer or text variable.
    duplicates : {None, "document", "day", "week", "month", "year", "range"}
        Within what the same row, column and level counts once.
    normalization : {"average", None, "jaccard", "cosine", "dna_cosine"}
        Of the ties; see :func:`discourse.projections.one_mode.congruence`.
    k : int, optional
        Into how many groups; methods that find the number themselves are then left out. By default these do, and
        so do greedy modularity, Walktrap and edge betweenness; for the others the number from 2 to ``k_max`` is taken
        at which modularity is highest, the smallest of equal ones.
    k_max : int
        The largest number tried where it is chosen.
    methods : sequence of str, optional
        Some of ``hierarchical_single``, ``hierarchical_average``, ``hierarchical_complete``, ``hierarchical_ward``,
        ``kmeans``, ``pam``, ``equivalence``, ``concor``, ``concor_two_mode``, ``louvain``, ``greedy``, ``walktrap``,
        ``leading_eigenvector``, ``edge_betweenness``, ``infomap``, ``label_propagation``, ``spinglass``; by default
        all. Of equally good ones the first in this list is called best.
    width : str, optional
        Of time windows, as in ``"30D"`` or ``"100 events"``; by default there is one window with all statements.
    step : int
        By how many units windows move on.
    kernel : {None, "uniform", "triangular", "epanechnikov", "gaussian"}
        Weigh the statements of a window by their distance from its middle. Jaccard distances are then the weighted
        ones, 1 minus the sum of the smaller over the sum of the larger weights.
    exclude, only : dict of str to list, optional
        Values whose statements are left out, or kept.
    dna : bool
        Give the numbers of Discourse Network Analyzer 3.0: modularity without weights, although the methods use
        weights; strong ties as long ones in edge betweenness; a diagonal of 0, and only two groups, in CONCOR.
    seed : int
        Of k-means, Louvain, Infomap, label propagation and spinglass.

    Returns
    -------
    Study
        ``winners``: ``window``, ``start``, ``middle``, ``stop``, ``statements``, ``nodes``, ``method``, ``label``,
        ``k``, ``modularity`` (−1/2 to 1) of the best division of each window; without a method where none could be
        found. ``scores``: ``window``, ``method``, ``label``, ``k``, ``modularity``, ``best``, ``note`` (why a method
        found none). ``members``: ``window``, ``method``, ``node``, ``label``, ``group``, ``best``. Groups of the
        best division of the first window are numbered by size; all others take the number of the group that they
        share most nodes with, in other methods that of the best one, in later windows that of the last best one.

    Raises
    ------
    NotComputable
        If in no window any method finds a division.
    OptionError
        If an option has a value that is not taken.

    References
    ----------
    .. [1] Newman, M. E. J. (2006). Modularity and community structure in networks. *PNAS* 103, 8577–8582.
       https://doi.org/10.1073/pnas.0601602103
    .. [2] Murtagh, F. & Legendre, P. (2014). Ward's hierarchical agglomerative clustering method: which algorithms
       implement Ward's criterion? *Journal of Classification* 31, 274–295.
       https://doi.org/10.1007/s00357-014-9161-z

    Examples
    --------
    >>> said = [(name, what, 1) for name in ("Ada", "Ben", "Cy") for what in ("ban", "tax")]
    >>> said += [(name, what, -1) for name in ("Di", "Ed", "Flo") for what in ("ban", "tax")]
    >>> found = multiclust(Statements.from_rows(said))
    >>> found["winners"][["method", "k", "modularity"]].values.tolist()
    [['hierarchical_single', 2, 0.5]]
    >>> best = found["members"].query("best")
    >>> best.loc[best["method"] == "hierarchical_single", "group"].tolist()
    [1, 1, 1, 2, 2, 2]
    """
    chosen = _chosen(methods)
    _check(k, k_max, normalization, seed)
    parts = [statements] if width is None else list(statements.windows(width, step=step, kernel=kernel))
    if not parts:
        raise NotComputable(
            f"no window of {width} lies wholly between the first and the last statement; take less"
        )
    if width is None and kernel is not None:
        raise OptionError("a kernel weighs the statements of windows: give a width too, as in width='30D'")
    labels = statements.labels(rows)
    counting = {
        "rows": rows, "cols": cols, "qualifier": qualifier, "duplicates": duplicates, "exclude": exclude, "only": only
    }  # fmt: skip
    tables: dict[str, list[dict[str, Any]]] = {"winners": [], "scores": [], "members": []}
    known: dict[str, int] = {}
    ties = 0
    for number, part in enumerate(parts, 1):
        given = _material(part, counting, normalization, dna, seed)
        names = np.zeros(0, dtype=object) if isinstance(given, str) else given.counts.rows
        found: dict[str, Found] = {
            name: given if isinstance(given, str) else _divided(given, name, method, k, k_max)
            for name, method in chosen.items()
        }
        good = {name: f for name, f in found.items() if not isinstance(f, str)}
        best = max(good, key=lambda name: good[name][1], default=None)
        tables["winners"].append(winner(part, number, len(names), best, good))
        ties += best is not None and sum(f[1] == good[best][1] for f in good.values()) > 1
        if best is not None:
            first = numbered(good[best][0], names, {n: known[n] for n in map(str, names) if n in known})
            known |= dict(zip(map(str, names), first.tolist(), strict=True))
        for name, result in found.items():
            fixed = {"window": number, "method": name, "label": METHODS[name].label}
            if isinstance(result, str):
                tables["scores"].append(fixed | {"best": False, "note": result})
                continue
            groups = numbered(result[0], names, {str(n): known[str(n)] for n in names})
            facts = {"k": len(np.unique(groups)), "modularity": result[1], "best": name == best}
            tables["scores"].append(fixed | facts)
            tables["members"] += [
                {"window": number, "method": name, "node": n, "label": labels.get(n, n), "group": g}
                | {"best": name == best}
                for n, g in zip(map(str, names), groups.tolist(), strict=True)
            ]
    if not tables["members"]:
        reasons = dict.fromkeys(str(row["note"]) for row in tables["scores"])
        raise NotComputable(f"no method finds a division: {'; '.join(list(reasons)[:3])}")
    options = {
        "rows": rows, "cols": cols, "qualifier": qualifier, "duplicates": duplicates, "normalization": normalization,
        "k": k, "k_max": k_max, "methods": list(chosen), "width": width, "step": step, "kernel": kernel,
        "exclude": dict(exclude or {}), "only": dict(only or {}), "dna": dna, "seed": seed,
    }  # fmt: skip
    return Study(frames(tables), Made("multiclust", options, notes=notes(tables, ties, len(parts), dna)))


def _material(
    part: Statements, counting: Mapping[str, Any], normalization: str | None, dna: bool, seed: int
) -> Material | str:
    """Return the statements of one window as the methods need them, or why there is nothing to divide."""
    try:
        counts = count(part, **counting)
    except NotComputable as error:
        return str(error)
    if len(counts.rows) < 2:
        return f"{len(counts.rows)} of the rows have statements that count; at least 2 are needed"
    given = Material(counts, normalization, dna, seed)
    return given if given.weights.any() else "no two rows have a positive tie, so there is no modularity"


def _divided(given: Material, name: str, method: Method, k: int | None, k_max: int) -> Found:
    """Return labels and modularity, at the number of groups asked for or at the best one."""
    n = len(given.weights)
    wanted: Sequence[int | None] = [k]
    if k is None and not method.own_k:
        wanted = range(2, min(k_max, n) + 1)
    if k is not None and not method.takes_k:
        return "finds the number of groups itself"
    if k is not None and k > n:
        return f"there are only {n} nodes"
    if given.dna and name.startswith("concor"):
        wanted = [g for g in wanted if g == 2]
        if not wanted:
            return "divides in two only"
    found: list[tuple[np.ndarray, float]] = []
    reason = f"there are only {n} nodes"
    for number in wanted:
        try:
            labels = method.divide(given, number)
        except DiscourseError as error:
            reason = str(error)
            continue
        groups = len(np.unique(labels))
        if number is not None and groups != number:
            reason = f"finds {groups} groups instead of {number}"
            continue
        found.append((labels, given.modularity(labels)))
    return max(found, key=lambda f: f[1]) if found else reason


def _chosen(methods: Sequence[str] | None) -> dict[str, Method]:
    if methods is None:
        return METHODS
    wanted = [methods] if isinstance(methods, str) else list(methods)
    for name in wanted:
        if name not in METHODS:
            raise OptionError(f"{name!r} is not one of the methods.{did_you_mean(str(name), METHODS)}")
    if not wanted:
        raise OptionError("methods is empty; name one or more, or leave it out for all")
    return {name: method for name, method in METHODS.items() if name in wanted}


def _check(k: Any, k_max: Any, normalization: Any, seed: Any) -> None:
    for name, value, least in (("k", k, 2), ("k_max", k_max, 2), ("seed", seed, 0)):
        whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
        if not (whole and value >= least) and not (name == "k" and value is None):
            raise OptionError(f"{name} must be a whole number from {least}, not {value!r}")
    if normalization not in NORMALIZATIONS:
        known = [n for n in NORMALIZATIONS if n]
        raise OptionError(
            f"normalization={normalization!r} is not known.{did_you_mean(str(normalization), known)}"
        )
