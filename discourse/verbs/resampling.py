"""How sure scores, ranks and coalitions are: everything made anew from threads, commenters or comments drawn again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.model.bootstrap import INTERVALS, Bootstrap, bounds, certainties
from discourse.model.resample import Urn
from discourse.model.results import Made, Partition
from discourse.model.statements import Statements
from discourse.verbs.refitting import TWINS, Fit, Way, the_way
from discourse.verbs.versions import versions

#: Fewer units than this make intervals too narrow.
_FEW = 20
#: Clusterers that keep nothing between calls and let other threads work meanwhile.
_FREE = ("leiden", "leiden2")
#: How groups are looked for by default: one trial, in the network as in every draw.
LEIDEN = MappingProxyType({"method": "leiden", "trials": 1})


def bootstrap(
    statements: Statements,
    *,
    project: Mapping[str, Any] | str | None = "congruence",
    cluster: Mapping[str, Any] | str | Partition | None = LEIDEN,
    scores: Sequence[str | Mapping[str, Any]] = ("modularity",),
    by: str | Sequence[str] = "commenter",
    times: int = 200,
    seed: int = 0,
    level: float = 0.95,
    interval: str = "percentile",
    twins: str = "random",
) -> Bootstrap:
    """Draw threads, commenters or comments with replacement and go the whole way anew from every draw.

    As many units are drawn as there are. From each draw the network is projected, put in groups and scored again, each
    time with a seed of its own, so that what a method leaves to chance is in the intervals too.

    Parameters
    ----------
    statements : Statements
    project : mapping or str or None
        The projection with its options, as in ``{"method": "congruence", "normalization": "average"}``; ``threshold``
        besides leaves out ties that weigh less. None where all scores are of statements.
    cluster : mapping or str or Partition or None
        The clusterer with its options, by default Leiden with one trial, in the network as in the draws; or a
        partition of the network, which every draw keeps; or None: scores of groups then divide by ``bisection``.
    scores : sequence of str or mapping
        Scores of a network or of statements, with options where wanted: ``{"method": "rwc", "ends": 0.3}``. A mapping
        may name the ``column`` of the score's table, as in ``{"method": "narratives", "column": "stance"}``.
    by : {"document", "commenter", "comment"} or a sequence of them
        What is drawn: what would have been other people, threads or comments in another sample. Comments of a thread
        are alike, and so are those of a commenter: draw by the widest unit whose members are, or by several, each
        within the one before, as in ``("document", "comment")``. Where others speak than commenters, the name of
        their variable, such as ``"organization"``. See Notes.
    times : int
        How many draws.
    seed : int
    level : float
        The share of the draws that intervals hold.
    interval : {"basic", "percentile"}
        See :func:`discourse.model.bootstrap.bounds`. ``percentile`` by default: its ends are values that the score can
        take, and for the skewed scores of groups that are looked for anew it covers the truth far more often
        (``benchmarks/bootstrap.py``). Where ``bias`` is large beside ``sd``, look at both.
    twins : {"random", "none", "own"}
        Of a commenter drawn twice, in networks of commenters: how the two are tied. See Notes.

    Returns
    -------
    Bootstrap
        ``whole`` (scores of the network), ``nodes`` (of nodes, with ranks), ``coalitions`` (how sure the group of
        each node is), ``together`` (pairs), ``draws``, ``failed``.

    Raises
    ------
    OptionError
        For a bad option.
    NotComputable
        If the way cannot be gone from the statements as they are, or from more than half of the draws.

    Notes
    -----
    What is drawn twice is there twice, as two things. A thread or comment drawn twice counts twice for those who
    write in it. A commenter drawn twice is two people of the same opinions; in a network whose nodes are commenters
    this is the bootstrap of nodes [1]_. The two would be tied by their perfect agreement, a tie such as no two people
    of the sample have, and one that makes groups look closer; so, as proposed there, the pair gets what a pair
    drawn at random from the draw has (``twins="random"``), no tie (``"none"``), or the one of perfect agreement
    (``"own"``). By-node values are means over the copies. Where the nodes are not what is drawn (narratives, say,
    tied by the commenters that share them), a unit drawn twice simply is more evidence.

    Few units (threads, above all) give intervals that are too narrow.

    References
    ----------
    .. [1] Snijders, T. A. B. & Borgatti, S. P. (1999). Non-parametric standard errors and tests for network
       statistics. *Connections* 22 (2), 161–170.

    Examples
    --------
    >>> rows = [(f"p{i}", story, (-1) ** i) for i in range(12) for story in ("ban", "tax")]
    >>> found = bootstrap(Statements.from_rows(rows), scores=["modularity", "ei"], times=20)
    >>> found.whole[["score", "value", "n"]].values.tolist()
    [['modularity', 0.5, 20], ['ei', -1.0, 20], ['groups', 2.0, 20]]
    >>> float(found.coalitions["certainty"].min())
    1.0
    """
    how = How(times, seed, level, interval)
    if twins not in TWINS:
        raise OptionError(f"twins={twins!r} is not known.{did_you_mean(str(twins), TWINS)}")
    way = the_way(statements, project, cluster, scores)
    urn = Urn(statements, by)
    notes: tuple[str, ...] = ()
    if urn.size < _FEW:
        notes = (f"only {urn.size} {urn.by[0]}s to draw from: the intervals are too narrow",)
    told = {"by": urn.by[0] if len(urn.by) == 1 else list(urn.by), "twins": twins}

    def draw(place: int) -> Statements:
        return urn.draw(np.random.default_rng([seed, place]))

    return refitted(statements, way, draw, how, Made("bootstrap", told, notes=notes), twins=twins)


@dataclass(frozen=True)
class How:
    """How often, and what is told of it."""

    times: int
    seed: int
    level: float
    interval: str

    def __post_init__(self) -> None:
        for name, least in (("times", 2), ("seed", 0)):
            value = getattr(self, name)
            if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < least:
                raise OptionError(f"{name} must be a whole number from {least}, not {value!r}")
        number = isinstance(self.level, float | np.floating)
        if not number or not 0 < self.level < 1:
            raise OptionError(f"level must be a share between 0 and 1, such as .95, not {self.level!r}")
        if self.interval not in INTERVALS:
            raise OptionError(
                f"interval={self.interval!r} is not known.{did_you_mean(str(self.interval), INTERVALS)}"
            )


def refitted(
    statements: Statements,
    way: Way,
    draw: Callable[[int], Statements],
    how: How,
    made: Made,
    *,
    twins: str = "own",
) -> Bootstrap:
    """Go a way from the statements and from every draw of them, and put together what came of it.

    Parameters
    ----------
    statements : Statements
    way : Way
    draw : callable
        Takes the number of a draw, returns its statements; always the same ones for the same number.
    how : How
    made : Made
        Its method, notes and own parameters.
    twins : str

    Returns
    -------
    Bootstrap
    """
    base = way.fit(statements, seed=how.seed)
    base.check()

    def one(place: int) -> Fit:
        number = int(np.random.SeedSequence([how.seed, place, 1]).generate_state(1)[0])
        return way.fit(draw(place), seed=number, twins=twins)

    fits = _each(one, how.times, side_by_side=way.cluster is not None and way.cluster[0] in _FREE)
    failed = _failed(fits, how.times)
    lost = [f"{r['score']} could not be computed in {r['draws']} of {how.times} draws ({r['reason']})"
            for r in failed.to_dict("records")]  # fmt: skip
    labels, ids = _labels(base, fits)
    coalitions = pd.DataFrame(columns=["node", "group", "certainty", "elsewhere", "unstable", "n"])
    if len(ids):
        own = _numbered(base.labels)
        coalitions = pd.concat([pd.DataFrame({"node": ids, "group": own}), certainties(own, labels)], axis=1)
    parameters = {
        **way.parameters, **made.parameters,
        "times": how.times, "seed": how.seed, "level": how.level, "interval": how.interval,
    }  # fmt: skip
    values = _draws(base, fits, labels, [part.name for part in way.parts if part.name in base.whole])
    return Bootstrap(
        _whole(base, values, how),
        _nodes(base, fits, how),
        coalitions,
        values,
        labels,
        Made(made.method, parameters, statements.digest, versions(), (*made.notes, *lost)),
        failed,
    )


def _each(one: Callable[[int], Fit], times: int, *, side_by_side: bool) -> list[Fit]:
    """Return what came of every draw, by two threads where these do not wait for one another."""
    if not side_by_side:
        return [one(place) for place in range(times)]
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, range(times)))


def _failed(fits: list[Fit], times: int) -> pd.DataFrame:
    """Return what could not be computed how often; raise :class:`NotComputable` where that is mostly so."""
    rows: dict[str, list[str]] = {}
    for fit in fits:
        for name, reason in fit.lost.items():
            rows.setdefault(name, []).append(reason)
    for name, reasons in rows.items():
        if 2 * len(reasons) > times:
            raise NotComputable(
                f"{name} could not be computed in {len(reasons)} of {times} draws: {reasons[0]}"
            )
    table = [(name, reasons[0], len(reasons)) for name, reasons in rows.items()]
    return pd.DataFrame(table, columns=["score", "reason", "draws"])


def _labels(base: Fit, fits: list[Fit]) -> tuple[np.ndarray, np.ndarray]:
    """Return the groups of the draws by node of the network, and these nodes."""
    index = pd.Index(base.ids)
    out = np.full((len(fits), len(index)), -1, dtype=np.int64)
    if len(index):
        for row, fit in zip(out, fits, strict=True):
            if not len(fit.ids):
                continue
            place = index.get_indexer(pd.Index(fit.ids))
            codes = np.unique(fit.labels, return_inverse=True)[1]
            row[place[place >= 0]] = codes[place >= 0]
    return out, base.ids


def _numbered(labels: np.ndarray) -> np.ndarray:
    """Return group numbers from 1, the largest group first, as partitions have them."""
    codes, _ = pd.factorize(labels)
    size = np.bincount(codes)
    place = np.empty(len(size), dtype=np.int64)
    place[np.argsort(-size, kind="stable")] = np.arange(1, len(size) + 1)
    return place[codes]


def _draws(base: Fit, fits: list[Fit], labels: np.ndarray, names: list[str]) -> pd.DataFrame:
    out = pd.DataFrame({name: [fit.whole.get(name, np.nan) for fit in fits] for name in names}, dtype=float)
    if not len(base.ids):
        return out
    from discourse.model.partitions import ari

    own = _numbered(base.labels)
    agree = []
    for row in labels:
        there = row >= 0
        agree.append(ari(own[there], row[there]) if there.sum() > 1 else np.nan)
    groups = [fit.groups if len(fit.labels) else np.nan for fit in fits]
    return out.assign(groups=np.array(groups, dtype=float), ari=np.array(agree, dtype=float))


def _whole(base: Fit, draws: pd.DataFrame, how: How) -> pd.DataFrame:
    values = dict(base.whole) | ({"groups": float(base.groups)} if len(base.ids) else {})
    names = [name for name in draws.columns if name in values]
    own = np.array([values[name] for name in names], dtype=float)
    table = _summary(own, draws[names].to_numpy(dtype=float).reshape(len(draws), len(names)), how)
    counted = np.array([name == "groups" for name in names], dtype=bool)
    if counted.any():  # a number of groups is no quantity that could be mirrored
        low, high = bounds(own, draws[names].to_numpy(dtype=float), how.level, "percentile")
        table.loc[counted, "low"], table.loc[counted, "high"] = low[counted], high[counted]
    return pd.concat([pd.DataFrame({"score": names}), table], axis=1)


def _summary(own: np.ndarray, draws: np.ndarray, how: How) -> pd.DataFrame:
    known = np.isfinite(draws)
    n = known.sum(axis=0)
    filled = np.where(known, draws, 0.0)
    mean = np.divide(filled.sum(axis=0), n, out=np.full(len(own), np.nan), where=n > 0)
    square = (np.where(known, draws - np.nan_to_num(mean), 0.0) ** 2).sum(axis=0)
    sd = np.sqrt(np.divide(square, n - 1, out=np.full(len(own), np.nan), where=n > 1))
    low, high = bounds(own, draws, how.level, how.interval)
    return pd.DataFrame(
        {"value": own, "mean": mean, "sd": sd, "bias": mean - own, "low": low, "high": high, "n": n}
    )


def _nodes(base: Fit, fits: list[Fit], how: How) -> pd.DataFrame:
    parts = []
    for name, own in base.by_node.items():
        draws = np.full((len(fits), len(own)), np.nan)
        ranks = draws.copy()
        for row, rank, fit in zip(draws, ranks, fits, strict=True):
            if name not in fit.by_node:
                continue
            found = fit.by_node[name]
            place = own.index.get_indexer(found.index)
            row[place[place >= 0]] = found.to_numpy()[place >= 0]
            there = np.isfinite(row)
            if there.any():
                order = pd.Series(row[there]).rank(ascending=False).to_numpy()
                rank[there] = (order - 0.5) * len(own) / there.sum() + 0.5
        table = _summary(own.to_numpy(dtype=float), draws, how)
        low, high = bounds(np.zeros(len(own)), ranks, how.level, "percentile")
        table.insert(0, "node", own.index.to_numpy(dtype=object))
        table.insert(0, "score", name)
        table["rank"] = own.rank(ascending=False).to_numpy()
        table["rank_low"], table["rank_high"] = low, high
        parts.append(table)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
