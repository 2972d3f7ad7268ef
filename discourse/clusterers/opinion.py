"""Opinion groups: who takes the same sides, from a sparse table of stances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from discourse.clusterers._graph import check_seed
from discourse.clusterers._profiles import distinct, kmeans_rows
from discourse.clusterers._two_modes import check_groups, two_modes
from discourse.errors import NotComputable, OptionError
from discourse.model.checks import check_whole
from discourse.model.network import Network

#: As many participants at least are grouped first, however few stances they take.
_ENOUGH = 15
#: The fewest stances a person must take so that the others' groups do not depend on them.
_LEAST = 7
#: From how many people silhouettes are taken when the number of groups is chosen.
_SAMPLE = 3000


def opinion(
    network: Network,
    *,
    k: int | str | None = None,
    rows: str | None = None,
    least: int = _LEAST,
    dims: int = 2,
    max_groups: int = 5,
    weighted: bool = False,
    seed: int = 0,
) -> pd.DataFrame:
    """Group people by the sides they take, where most people take a side on few things, in the way of Polis [1]_.

    People are the rows of a table of stances: for (+1), against (−1), seen without taking a side (a tie of weight 0),
    or unknown (no tie). An unknown stance is taken as the column's mean; the columns are centred; people are placed
    along the first principal components; and each place is drawn out from the middle by √(columns / stances known),
    since someone who spoke to few things would otherwise be near the middle for that alone. Places are divided by
    k-means.

    People with fewer than ``least`` known stances have no say in where groups are: each goes to the nearest group
    afterwards (column ``how``). Where fewer than 15 people have so many, the number is lowered until 15 have, or all.

    The columns of the table need groups too: each goes to the group that agrees with it most, by
    (for + 1) / (known + 2), of equal ones the larger. That is no finding about narratives on which all agree: see
    column ``margin``.

    Parameters
    ----------
    network : Network
        Of two kinds of nodes, as from the projection ``two_mode`` with ``aggregation="subtract"``. Nodes without
        ties that weigh something are groups of their own.
    k : int or None
        Groups of people. ``None`` or ``"auto"`` takes, from 2 to ``max_groups``, the fewest whose mean silhouette [2]_
        is within two standard errors of the best: one more group can nearly always be cut off on a plane, and should
        be told only if it is clear. It is 1 if no silhouette is above 0.
    rows : str, optional
        The kind of the people; by default the kind that usually speaks (``commenter``, …), else the first node's.
    least : int
        Known stances that a person must have to count when groups are found; at most the number of columns.
    dims : int
        Principal components.
    max_groups : int
        The largest number tried.
    weighted : bool
        Let the size of a stance count, not only its sign.
    seed : int
        Of the ten starts of k-means, the best of which is kept; what is drawn depends on the order of nodes.

    Returns
    -------
    pandas.DataFrame
        By node, in the order of ``network.nodes``: ``label``; ``how`` (``"grouped"``, ``"assigned"`` for people with
        few stances, ``"by agreement"`` for columns, ``"alone"``); ``stances`` (known ones); ``x`` and ``y`` (the
        place of a person); ``silhouette`` (of the people grouped: how much nearer to the own group than to the
        next, −1 to 1); ``margin`` (of the columns: how much more the group agrees with it than the next,
        0 to 1).

    Raises
    ------
    NotComputable
        If the network has no nodes or not two kinds, nobody takes a side, or all stances known to one thing are alike.
    OptionError
        If ``k`` is larger than the number of people, or an option has a value not known.

    References
    ----------
    .. [1] Small, C., Bjorkegren, M., Erkkilä, T., Shaw, L. & Megill, C. (2021). Polis: Scaling deliberation by
       mapping high dimensional opinion spaces. *Recerca* 26(2). https://doi.org/10.6035/recerca.5516
    .. [2] Rousseeuw, P. J. (1987). Silhouettes: a graphical aid to the interpretation and validation of cluster
       analysis. *Journal of Computational and Applied Mathematics* 20, 53–65.
       https://doi.org/10.1016/0377-0427(87)90125-7

    Examples
    --------
    >>> votes = [[1, 1, -1], [1, 1, -1], [1, 1, 0], [-1, -1, 1], [-1, -1, 1], [0, -1, 1]]
    >>> people = Network.from_matrix(votes, list("abcdef"), columns=list("xyz"), kind=("commenter", "narrative"))
    >>> opinion(people)["label"].tolist()
    [0, 0, 0, 1, 1, 1, 0, 0, 1]
    """
    check_seed(seed)
    check_whole(least, "least", 1)
    check_whole(dims, "dims", 1)
    check_whole(max_groups, "max_groups", 2)
    if not isinstance(weighted, bool | np.bool_):
        raise OptionError(f"weighted must be True or False, not {weighted!r}")
    if rows is not None and not isinstance(rows, str):
        raise OptionError(f"rows must be the name of a kind of nodes, not {rows!r}")
    table = two_modes(network, rows)
    wanted = check_groups(k, len(table.rows), "people")
    weight = table.weight.copy()
    if not weighted:
        weight.data = np.sign(weight.data)
    spoken = np.flatnonzero(np.bincount(weight.indices, minlength=weight.shape[1]))
    sided = np.flatnonzero(np.diff(table.known[:, spoken].tocsr().indptr))
    if not len(spoken):
        raise NotComputable("nobody takes a side here: there are no stances to group people by")
    stance = weight[sided][:, spoken].toarray()
    known = table.known[sided][:, spoken].toarray()
    people = _place(stance, known, least, dims)
    number, told = _choose(people, wanted, max_groups, seed)
    groups, silhouette = _divide(people, number, seed)
    liked, margin = _liked(stance, known, groups)
    n = network.order
    label = np.full(n, -1, dtype=np.int64)
    label[table.rows[sided]], label[table.cols[spoken]] = groups, liked
    alone = label < 0
    label[alone] = groups.max() + 1 + np.arange(alone.sum())
    out = pd.DataFrame({"label": label, "how": "alone"})
    columns = {name: np.full(n, np.nan) for name in ("stances", "x", "y", "silhouette", "margin")}
    out.loc[table.rows[sided], "how"] = np.where(people.early, "grouped", "assigned")
    out.loc[table.cols[spoken], "how"] = "by agreement"
    columns["stances"][table.rows] = table.known.sum(axis=1)
    columns["stances"][table.cols] = table.known.sum(axis=0)
    columns["x"][table.rows[sided]] = people.place[:, 0]
    columns["y"][table.rows[sided]] = people.place[:, 1] if people.place.shape[1] > 1 else 0.0
    columns["silhouette"][table.rows[sided]] = silhouette
    columns["margin"][table.cols[spoken]] = margin
    out = out.assign(**columns)
    late = int((~people.early).sum())
    out.attrs["signed"] = True  # negative ties counted
    out.attrs["notes"] = (
        told,
        f"{people.place.shape[1]} principal components hold {people.share:.0%} of the variance",
        f"{late} of {len(sided)} people have fewer than {people.least} stances and were put in the nearest group",
        "the other kind's nodes are in the group that agrees with them most",
    )
    return out


@dataclass(frozen=True)
class _People:
    place: np.ndarray
    early: np.ndarray
    least: int
    share: float


def _place(stance: np.ndarray, known: np.ndarray, least: int, dims: int) -> _People:
    """Return where people are, and who is grouped first."""
    count = known.sum(axis=1)
    enough = min(least, known.shape[1], int(np.sort(count)[::-1][min(_ENOUGH, len(count)) - 1]))
    early = count >= enough
    seen = known[early].sum(axis=0)
    mean = stance[early].sum(axis=0) / np.maximum(seen, 1)
    # Things that only the others spoke to have no mean among those grouped first, and no loading.
    apart = np.where(known & (seen > 0), stance - mean, 0.0)
    cross = apart[early]
    if not np.abs(cross).max(initial=0.0) > 1e-9:
        raise NotComputable(
            "all who speak to a thing take the same side on it, or the ties have no signs (project two_mode with "
            "aggregation='subtract'): there are no opinion groups; to group by what people speak of use 'coclustering'"
        )
    small = cross.T @ cross if cross.shape[1] <= cross.shape[0] else cross @ cross.T
    values, vectors = np.linalg.eigh(small)
    order = np.argsort(-values, kind="stable")[:dims]
    order = order[values[order] > 1e-9 * values.max()]
    axes = vectors[:, order] if cross.shape[1] <= cross.shape[0] else cross.T @ vectors[:, order]
    axes /= np.linalg.norm(axes, axis=0)
    axes *= np.where(axes[np.argmax(np.abs(axes).round(9), axis=0), np.arange(len(order))] < 0, -1.0, 1.0)
    place = apart @ axes * np.sqrt(known.shape[1] / count)[:, None]
    return _People(
        place,
        early,
        enough,
        float(values[order].sum() / np.maximum(values, 0).sum()),
    )


def _choose(people: _People, wanted: int | None, most: int, seed: int) -> tuple[int, str]:
    """Return the number of groups, and how it was found."""
    if wanted is not None:
        return wanted, f"{wanted} groups of people, as asked for"
    from sklearn.metrics import silhouette_samples

    place = people.place[people.early]
    some = np.arange(len(place))
    if len(place) > _SAMPLE:
        some = np.sort(np.random.default_rng(seed).permutation(len(place))[:_SAMPLE])
    found = {}
    for number in range(2, min(most, len(some) - 1, distinct(place)) + 1):
        groups = kmeans_rows(place, number, seed)[some]
        if 1 < len(np.unique(groups)) < len(some):
            width = silhouette_samples(place[some], groups)
            found[number] = (float(width.mean()), float(width.std() / np.sqrt(len(width))))
    told = ", ".join(f"{number}: {mean:.3f}" for number, (mean, _) in found.items())
    if not found or max(found.values())[0] <= 0:
        return 1, f"one group of people: no mean silhouette is above 0 ({told or 'too few people'})"
    top, error = max(found.values())
    number = next(number for number, (mean, _) in found.items() if mean >= top - 2 * error - 1e-9)
    return number, f"{number} groups of people by mean silhouette ({told}; standard error {error:.3f})"


def _divide(people: _People, number: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the group of every person, numbered by first member, and the silhouette of those grouped first."""
    from sklearn.metrics import silhouette_samples

    place, early = people.place, people.early
    silhouette = np.full(len(place), np.nan)
    groups = np.zeros(len(place), dtype=np.int64)
    groups[early] = kmeans_rows(place[early], number, seed) if number > 1 else 0
    if 1 < number < early.sum():
        silhouette[early] = silhouette_samples(place[early], groups[early])
    centre = np.array([place[early & (groups == g)].mean(axis=0) for g in range(number)])
    far = ((place[~early][:, None, :] - centre[None]) ** 2).sum(axis=2)
    groups[~early] = np.argmin(far.round(12), axis=1)
    return pd.factorize(groups)[0], silhouette


def _liked(stance: np.ndarray, known: np.ndarray, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each column the group that agrees with it most, and by how much more than the next."""
    member: Any = (groups[:, None] == np.arange(groups.max() + 1)).astype(float)
    share = (member.T @ (stance > 0) + 1) / (member.T @ known + 2)
    order = np.argsort(-member.sum(axis=0), kind="stable")
    liked = order[np.argmax(share[order].round(12), axis=0)]
    if len(share) == 1:
        return liked, np.full(len(liked), np.nan)
    ranked = np.sort(share, axis=0)
    return liked, ranked[-1] - ranked[-2]
