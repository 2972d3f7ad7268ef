"""The study ``polarization``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError
from discourse.model.results import Made
from discourse.model.statements import Statements
from discourse.model.study import Study
from discourse.model.windows import Window
from discourse.projections.counts import Counts, count
from discourse.projections.dense import window_counts
from discourse.studies.polarization.naming import Names
from discourse.studies.polarization.options import Search, checked
from discourse.studies.polarization.window import Result, active, measure


def polarization(
    statements: Statements,
    *,
    rows: str = "commenter",
    cols: str = "narrative",
    qualifier: str = "stance",
    width: str | None = None,
    step: int = 1,
    kernel: str | None = None,
    complete: bool = True,
    duplicates: str | None = "document",
    normalization: str | None = "average",
    exclude: Mapping[str, Sequence[Any]] | None = None,
    only: Mapping[str, Sequence[Any]] | None = None,
    groups: int = 2,
    balance: float = 1.0,
    method: str = "greedy",
    restarts: int = 8,
    nulls: int = 0,
    dna: bool = False,
    normalized: bool = True,
    seed: int = 0,
) -> Study:
    r"""Measure how far the actors are parted into camps that agree inside and oppose each other, window by window.

    In each window the actors with statements are parted into ``groups`` groups such that the congruence and the
    conflict network, C and F, are as near as can be to those of ideal camps: of the same total weight, with all
    congruence spread evenly over the W ordered dyads within groups and all conflict over the B dyads between them,
    so that :math:`e = |C| / W` and :math:`f = |F| / B`. The loss is half the distance,

    .. math:: Q = \tfrac12 \Big[ \sum_{within} (|C_{ij} - e| + F_{ij}) + \sum_{between} (C_{ij} + |F_{ij} - f|) \Big],

    the normalized loss is :math:`Q / (|C| + |F|)`, and the value 1 minus that: the share of all weight that lies where
    ideal camps would have it,
    :math:`[\sum_{within} \min(C_{ij}, e) + \sum_{between} \min(F_{ij}, f)] / (|C| + |F|)`.

    The value is 1 for camps that are of one mind inside and evenly opposed, near 0.5 where all agree with all or
    sides are taken by chance in a dense network, and lower in sparse ones, whatever their groups; ``nulls`` says what
    chance alone would give in the same window. Compare windows by ``value`` minus ``null_mean`` where they differ in
    density.

    Discourse Network Analyzer defines Q with expectations that add up to the weight only in part, and maximises it;
    ``dna=True`` adds its number. The groups that belong to it are those that fit worst, and are not given.

    Parameters
    ----------
    statements : Statements
    rows, cols : str
        Text variables: who is parted, and by what they agree or disagree on.
    qualifier : str
        A boolean, integer or text variable.
    width : str, optional
        Of a window: ``"30D"``, ``"6 months"``, ``"100 events"``; by default one window holds everything.
    step, kernel, complete
        As of :meth:`discourse.model.statements.Statements.windows`. With a kernel, actors whose statements weigh less
        than a billionth of all are left out.
    duplicates : {None, "document", "day", "week", "month", "year", "range", "dna_week", "dna_month"}
        Within what the same row, column and level counts once; see :func:`discourse.projections.counts.count`.
    normalization : {None, "average", "jaccard", "cosine", "dna_cosine"}
        Of both networks. Discourse Network Analyzer uses ``"average"`` and no rule for duplicates.
    exclude, only : dict of str to list, optional
        Statements with any of the values excluded are left out; kept are those whose value is among ``only``.
    groups : int
        How many, 2 or more. A window needs at least two actors for each.
    balance : float
        Least size of a group, in parts of an equal share: 1 keeps sizes as equal as can be, 0.5 allows camps of
        unequal size. It is a guard: where all agree, one outsider against all others would fit ideal camps best.
    method : {"greedy", "genetic", "exact"}
        Exchanges of two actors from several starts, one of them spectral; a genetic algorithm that ends with
        exchanges; or all groupings, for few actors (21 in 2 groups, 15 in 3).
    restarts : int
        Number of starts, or of populations.
    nulls : int
        How many times the sides are dealt out anew within each column and window, and groups searched for again.
    dna : bool
        Add ``dna_value``.
    normalized : bool
        Whether ``dna_value`` is normalized, as it is by default there.
    seed : int

    Returns
    -------
    Study
        Table ``polarization``, one row per window: ``window``, ``start``, ``middle``, ``stop``, ``value``, ``loss``,
        ``normalized_loss``, ``aligned`` (share of all weight that is congruence within or conflict between groups),
        ``actors``, ``statements`` (with a kernel, their weights), ``ties`` (pairs with either tie), ``congruence`` and
        ``conflict`` (sums over pairs), ``reason`` (why a value is missing), and where asked for ``null_mean``,
        ``null_low`` and ``null_high`` (2.5 and 97.5 %), ``p`` (share of nulls, with the window itself, that reach its
        value), ``dna_value``.

        Table ``members``: ``window``, ``node``, ``label``, ``group`` (from 1; the largest of the first window is 1, and
        later groups keep the number of those they share most members with) and ``statements``.

    Raises
    ------
    OptionError
        For an option that is not taken, or ``method="exact"`` with too many actors.
    NotComputable
        If no statement has row, column and qualifier, or windows are asked for and none has a date.

    References
    ----------
    Leifeld, P. (2017). Discourse network analysis: Policy debates as dynamic networks. The Oxford Handbook of
    Political Networks. https://doi.org/10.1093/oxfordhb/9780190228217.013.25

    Examples
    --------
    >>> said = [(who, what, 1 if who in "AB" else -1) for who in "ABCD" for what in ("ban", "tax")]
    >>> study = polarization(Statements.from_rows(said))
    >>> study["polarization"][["value", "normalized_loss", "actors"]].values.tolist()
    [[1.0, 0.0, 4.0]]
    >>> study["members"][["label", "group"]].values.tolist()
    [['A', 1], ['B', 1], ['C', 2], ['D', 2]]
    """
    search = Search(groups, balance, method, restarts, nulls, dna, normalized, normalization, seed)
    checked(search)
    if qualifier is None:
        raise OptionError(
            "polarization needs a qualifier, by which actors agree or disagree; name a variable"
        )
    if width is None and (kernel is not None or step != 1):
        raise OptionError("step and kernel belong to windows: give a width too, as in width='30D'")
    kept: dict[str, Any] = {"duplicates": duplicates, "exclude": exclude, "only": only}
    if width is None:
        parts = iter([(_everything(statements), count(statements, rows, cols, qualifier, **kept))])
    else:
        cut: dict[str, Any] = {"step": step, "kernel": kernel, "complete": complete}
        parts = window_counts(statements, width, rows, cols, qualifier, **kept, **cut)
    found, members = _windows(parts, search, width)
    labels = statements.labels(rows)
    members.insert(1, "node", [f"{rows}:{name}" for name in members["name"]])
    members["label"] = [labels.get(name, name) for name in members["name"]]
    table = _table(found, search, statements.weights is not None or kernel is not None)
    if statements.weights is None and kernel is None:
        members["statements"] = members["statements"].astype(np.int64)
    parameters = {
        "rows": rows, "cols": cols, "qualifier": qualifier, "width": width, "step": step, "kernel": kernel,
        "complete": complete, "duplicates": duplicates, "normalization": normalization,
        "exclude": dict(exclude or {}), "only": dict(only or {}), "groups": groups, "balance": balance,
        "method": method, "restarts": restarts, "nulls": nulls, "dna": dna, "normalized": normalized, "seed": seed,
    }  # fmt: skip
    tables = {"polarization": table, "members": members[["window", "node", "label", "group", "statements"]]}
    return Study(tables, Made("polarization", parameters, notes=_notes(table, search)))


def _everything(statements: Statements) -> Window:
    """Return the window that holds all statements; without dates, one without dates."""
    if statements.window is not None:
        return statements.window
    known = statements.times[~np.isnat(statements.times)]
    if not len(known):
        return Window(1, pd.NaT, pd.NaT, pd.NaT, "all")  # type: ignore[arg-type]
    low, high = pd.Timestamp(known.min()), pd.Timestamp(known.max())
    return Window(1, low, low + (high - low) / 2, high, "all")


def _windows(
    parts: Iterator[tuple[Window, Counts]], search: Search, width: str | None
) -> tuple[list[tuple[Window, Result]], pd.DataFrame]:
    found: list[tuple[Window, Result]] = []
    members: list[tuple[np.ndarray, ...]] = []
    names: Names | None = None
    for window, counts in parts:
        names = names or Names(len(counts.rows), search.groups)
        places, mine = active(counts)
        result = measure(mine, search, window.number)
        found.append((window, result))
        group = np.zeros(len(places), dtype=np.int64)
        if result.groups is not None:
            group = names.number(places, result.groups)
        members.append((np.full(len(places), window.number), mine.rows, group, mine.activity))
    if not found:
        raise NotComputable(
            f"no window of {width} lies wholly within the dates of the statements; "
            "make the width smaller, or take incomplete windows too (complete=False)"
        )
    columns = ("window", "name", "group", "statements")
    parted = zip(columns, zip(*members, strict=True), strict=True)
    whole = pd.DataFrame({name: np.concatenate(part) for name, part in parted})
    # An actor of a window without groups is told, but is in none.
    whole["group"] = whole["group"].astype("Int64").mask(whole["group"] == 0)
    return found, whole


def _table(found: list[tuple[Window, Result]], search: Search, weighted: bool) -> pd.DataFrame:
    table = pd.DataFrame({"window": [w.number for w, _ in found]})
    for name in ("start", "middle", "stop"):
        table[name] = pd.DatetimeIndex([getattr(w, name) for w, _ in found]).as_unit("us")
    for name in ("value", "loss", "normalized_loss", "aligned"):
        table[name] = np.array([getattr(r, name) for _, r in found], dtype=float)
    table["actors"] = np.array([r.actors for _, r in found], dtype=np.int64)
    table["statements"] = np.array([r.statements for _, r in found], dtype=float if weighted else np.int64)
    table["ties"] = np.array([r.ties for _, r in found], dtype=np.int64)
    for name in ("congruence", "conflict"):
        table[name] = np.array([getattr(r, name) for _, r in found], dtype=float)
    table["reason"] = pd.array([r.reason for _, r in found], dtype="str")
    if search.nulls:
        for at, name in enumerate(("null_mean", "null_low", "null_high", "p")):
            table[name] = np.array([r.null[at] for _, r in found], dtype=float)
    if search.dna:
        table["dna_value"] = np.array([r.dna_value for _, r in found], dtype=float)
    return table


def _notes(table: pd.DataFrame, search: Search) -> tuple[str, ...]:
    notes = []
    if search.method != "exact":
        notes.append("the groups are the best of several local searches; the least loss may be a little less")
    missing = int(table["value"].isna().sum())
    if missing:
        notes.append(f"{missing} of {len(table)} windows have no value; the column reason says why")
    if search.dna:
        notes.append(
            "dna_value is the greatest loss of Discourse Network Analyzer's definition; its groups are not these"
        )
    return tuple(notes)
