"""Bootstrap: how far scores, ranks and coalitions vary when what they rest on is drawn anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.model.chance import number
from discourse.model.results import Made

INTERVALS = ("expanded", "percentile", "basic")
#: Below this share of draws in which a node is with its own group, or where it is oftener with another, it is unstable.
_SURE = 0.75
#: Nodes up to which all pairs are told.
_PAIRS = 5000


def bounds(
    values: Any, draws: np.ndarray, level: float, interval: str, units: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the two ends of bootstrap intervals [1]_.

    Parameters
    ----------
    values : array-like, shape (quantities,)
        The quantities themselves.
    draws : numpy.ndarray of float, shape (times, quantities)
        Those of the draws; NaN where there is none.
    level : float
        The share of the draws between the two ends.
    interval : {"expanded", "percentile", "basic"}
        ``percentile`` takes the draws' quantiles for the ends. With n units to draw from, draws of a mean spread by
        sqrt((n − 1)/n) of what samples do, and their quantiles are those of a normal, not of Student's distribution;
        ``expanded`` takes quantiles that much further out, which makes the interval of a mean the usual one by
        Student's t [2]_. ``basic`` mirrors the draws' quantiles at the value: what lies as far above it in the draws
        lies as far below it in the interval, so that a quantity that is biased in the draws (such as the highest
        modularity there is) is not given the bias a second time.
    units : int, optional
        n, for ``expanded``; without it, that is ``percentile``.

    Returns
    -------
    low, high : numpy.ndarray of float, shape (quantities,)
        NaN where fewer than two draws are known. Of R draws, the quantile α is the one at place α (R + 1) [1]_, or the
        outermost draw where that is beyond it.

    References
    ----------
    .. [1] Davison, A. C. & Hinkley, D. V. (1997). Bootstrap Methods and their Application. Cambridge University
       Press. https://doi.org/10.1017/CBO9780511802843
    .. [2] Hesterberg, T. C. (2015). What teachers should know about the bootstrap: resampling in the undergraduate
       statistics curriculum. *The American Statistician* 69, 371–386. https://doi.org/10.1080/00031305.2015.1089789

    Examples
    --------
    >>> draws = np.array([[1.0], [2.0], [3.0], [6.0]])
    >>> [tuple(float(end[0]) for end in bounds([2.0], draws, 0.5, how)) for how in ("basic", "percentile")]
    [(-1.25, 2.75), (1.25, 5.25)]
    >>> tuple(round(float(end[0]), 2) for end in bounds([2.0], draws, 0.5, "expanded", units=10))
    (1.15, 5.56)
    """
    value = np.asarray(values, dtype=float)
    ends = [(1 - level) / 2, (1 + level) / 2]
    if interval == "expanded" and units is not None:
        ends[0] = _further(ends[0], units)
        ends[1] = 1 - ends[0]
    low, high = np.full((2, len(value)), np.nan)
    known = np.isfinite(draws)
    count = known.sum(axis=0)
    whole = np.flatnonzero((count == len(draws)) & (count > 1))
    if len(whole):
        low[whole], high[whole] = np.quantile(draws[:, whole], ends, axis=0, method="weibull")
    for some in np.flatnonzero((count < len(draws)) & (count > 1)):
        column = draws[known[:, some], some]
        low[some], high[some] = np.quantile(column, ends, method="weibull")
    return (2 * value - high, 2 * value - low) if interval == "basic" else (low, high)


def _further(tail: float, units: int) -> float:
    """Return the normal's share beyond Student's quantile of a mean of so many, less the draws' smaller spread.

    Examples
    --------
    >>> round(_further(0.025, 50), 4), round(_further(0.025, 5), 5), round(_further(0.025, 10**9), 4)
    (0.0212, 0.00095, 0.025)
    """
    from scipy.special import ndtr, stdtrit

    if units < 2:
        return 0.0
    return float(ndtr(np.sqrt(units / (units - 1)) * stdtrit(units - 1, tail)))


@dataclass(frozen=True, repr=False)
class Bootstrap:
    """Scores, ranks and coalitions with their intervals, from everything being made anew many times.

    Parameters
    ----------
    whole : pandas.DataFrame
        By score of the whole network: ``score``, ``value``, ``mean``, ``sd`` and ``bias`` (mean − value) of the draws,
        ``low``, ``high``, ``n`` (the draws it is known of). With groups, also their number (``groups``: those of
        more than one node).
    nodes : pandas.DataFrame
        By score and node: as ``whole``, and ``rank`` (1 for the highest value, the mean of ties) with ``rank_low``
        and ``rank_high``, always the draws' quantiles. Only draws that have the node count; ranks among the nodes of
        a draw are stretched to the number of all nodes.
    coalitions : pandas.DataFrame
        By node: ``group``; ``certainty``, the share of its fellow members with which it is in one group, mean over
        the draws that have it (for a node alone, the share in which it is alone); ``elsewhere``, the largest such
        share for another group; ``unstable``, whether certainty is below .75 or not above ``elsewhere``; ``n``.
        Empty without groups.
    draws : pandas.DataFrame
        One row per draw, one column per score of the whole network, and with groups ``groups`` and ``ari``, the
        adjusted Rand index of the groups of the draw and those of the network, over the nodes that both have.
    labels : numpy.ndarray of int, shape (times, nodes)
        The group of each node of ``coalitions`` in each draw; −1 where it was not drawn.
    made : Made
        With what was drawn, ``units`` (how many there are to draw from), ``times``, ``seed``, ``level`` and
        ``interval`` among the parameters.
    failed : pandas.DataFrame
        ``score``, ``reason`` and ``draws``: what could not be computed, and in how many draws.

    Examples
    --------
    >>> table = pd.DataFrame({"score": ["ei"], "value": [-0.4], "low": [-0.5], "high": [-0.3], "n": [200]})
    >>> Bootstrap(table, made=Made("bootstrap", {"times": 200, "by": "comment", "level": 0.95}))
    Bootstrap(200 draws by comment: ei -0.4 (-0.5 to -0.3))
    """

    whole: pd.DataFrame
    nodes: pd.DataFrame = field(default_factory=pd.DataFrame)
    coalitions: pd.DataFrame = field(default_factory=pd.DataFrame)
    draws: pd.DataFrame = field(default_factory=pd.DataFrame)
    labels: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    made: Made = field(default_factory=Made)
    failed: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["score", "reason", "draws"]))

    @property
    def intervals(self) -> pd.DataFrame:
        """Value and bounds of every score of the whole network."""
        return self.whole[["score", "value", "low", "high"]].assign(level=self.level)

    @property
    def level(self) -> float:
        """The share of the draws that intervals hold."""
        return float(self.made.parameters.get("level", 0.95))

    @property
    def times(self) -> int:
        """How many draws there were."""
        return int(self.made.parameters.get("times", len(self.draws)))

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables that have rows, by name."""
        found = {n: getattr(self, n) for n in ("whole", "nodes", "coalitions", "draws", "failed")}
        return {name: table for name, table in found.items() if len(table)}

    @cached_property
    def together(self) -> pd.DataFrame:
        """In what share of the draws that have both each two nodes are in one group; NaN where none has both.

        Raises
        ------
        NotComputable
            Without groups, or for more than 5000 nodes.
        """
        n = self.labels.shape[1] if self.labels.ndim == 2 else 0
        if not n:
            raise NotComputable("nothing was put in groups, so nobody can be in one group")
        if n > _PAIRS:
            raise NotComputable(
                f"{n} nodes are too many pairs to tell; `coalitions` has a certainty for each node"
            )
        same, both = np.zeros((n, n)), np.zeros((n, n))
        for groups in self.labels:
            there = np.flatnonzero(groups >= 0)
            block = np.ix_(there, there)
            both[block] += 1
            same[block] += groups[there][:, None] == groups[there]
        share = np.divide(same, both, out=np.full((n, n), np.nan), where=both > 0)
        ids = pd.Index(self.coalitions["node"], name="node")
        return pd.DataFrame(share, index=ids, columns=ids)

    def sentence(self, score: str | None = None) -> str:
        """Say in plain words how sure a score of the whole network is; without a name, the first one.

        Examples
        --------
        >>> table = pd.DataFrame({"score": ["ei"], "value": [-0.4], "low": [-0.5], "high": [-0.3], "n": [198]})
        >>> made = Made("bootstrap", {"times": 200, "by": "comment", "interval": "basic"})
        >>> print(Bootstrap(table, made=made).sentence("ei"))
        ei is -.400, with a 95 % interval from -.500 to -.300 (basic, 198 of 200 draws by comment).
        """
        if not len(self.whole):
            raise NotComputable("no score of the whole network was asked for; look in `nodes`")
        name = self.whole["score"].iloc[0] if score is None else score
        rows = self.whole[self.whole["score"] == name]
        if not len(rows):
            raise OptionError(
                f"{name!r} is not among the scores.{did_you_mean(str(name), self.whole['score'])}"
            )
        row = rows.iloc[0]
        known = int(row["n"])
        many = f"{known} of {self.times}" if known < self.times else f"{self.times}"
        how = self.made.parameters.get("interval", "percentile")
        return (
            f"{name} is {number(row['value'])}, with a {100 * self.level:g} % interval from {number(row['low'])} to "
            f"{number(row['high'])} ({how}, {many} {self._what}).{self._outside(row)}"
        )

    @staticmethod
    def _outside(row: pd.Series) -> str:
        """Say so where the interval does not hold the value."""
        value = float(row["value"])
        if not np.isfinite(value) or row["low"] <= value <= row["high"] or "mean" not in row:
            return ""
        return (
            f" The value lies outside, for draws with replacement leave some out and are {number(row['mean'])} on "
            "average: only the width of the interval is of use."
        )

    @property
    def _what(self) -> str:
        by = self.made.parameters.get("by")
        if by is None:
            return "codings drawn from the confusion matrix"
        return f"draws by {by if isinstance(by, str) else ' within '.join(reversed(list(by)))}"

    def __repr__(self) -> str:
        rows = self.whole.to_dict("records")
        told = ", ".join(f"{r['score']} {r['value']:.3g} ({r['low']:.3g} to {r['high']:.3g})" for r in rows)
        return f"Bootstrap({self.times} {self._what}{': ' + told if told else ''})"

    def _repr_html_(self) -> str:
        from discourse.model.display import card

        facts = {"draws": self.times, "level": self.level} | {
            name: f"{len(table)} rows" for name, table in self.tables.items() if name != "draws"
        }
        shown = self.whole if len(self.whole) else self.nodes
        return card(f"Bootstrap ({self._what})", facts, shown)


def certainties(own: np.ndarray, labels: np.ndarray) -> pd.DataFrame:
    """Return how sure the group of each node is.

    Parameters
    ----------
    own : numpy.ndarray of int, shape (nodes,)
        The groups of the network.
    labels : numpy.ndarray of int, shape (times, nodes)
        Those of the draws; −1 where a node was not drawn.

    Returns
    -------
    pandas.DataFrame
        ``certainty``, ``elsewhere``, ``unstable``, ``n``: see :class:`Bootstrap`.

    Examples
    --------
    >>> certainties(np.array([1, 1, 1, 2]), np.array([[5, 5, 5, 6], [5, 5, 6, 6]]))["certainty"].tolist()
    [0.75, 0.75, 0.5, 0.5]
    """
    _, group = np.unique(own, return_inverse=True)
    size = np.bincount(group)
    large = np.flatnonzero(size > 1)
    place = np.full(len(size), len(large))  # nodes alone come last, and are no group that one can be with
    place[large] = np.arange(len(large))
    group = place[group]
    n, many = len(own), len(large)
    total, seen = np.zeros((n, many + 1)), np.zeros((n, many + 1))
    for found in labels:
        there = np.flatnonzero(found >= 0)
        if not len(there):
            continue
        now = np.unique(found[there], return_inverse=True)[1]
        mine, width = group[there], int(now.max()) + 1
        table = np.bincount(mine * width + now, minlength=(many + 1) * width).reshape(many + 1, width)
        present = table.sum(axis=1)
        share = (table[:many] / np.maximum(present[:many], 1)[:, None]).T[now]
        total[there, :many] += share
        seen[there, :many] += present[:many] > 0
        inside = np.flatnonzero(mine < many)
        g, who = mine[inside], there[inside]
        mates = present[g] - 1
        total[who, g] += np.where(mates > 0, (table[g, now[inside]] - 1) / np.maximum(mates, 1), 0.0)
        total[who, g] -= share[inside, g]
        seen[who, g] -= mates == 0
        outside = np.flatnonzero(mine == many)
        total[there[outside], many] += np.bincount(now)[now[outside]] == 1
        seen[there[outside], many] += 1
    mean = np.divide(total, seen, out=np.full_like(total, np.nan), where=seen > 0)
    rows = np.arange(n)
    certainty = mean[rows, group].copy()
    mean[:, many] = 0.0
    mean[rows[group < many], group[group < many]] = 0.0
    elsewhere = np.nan_to_num(mean).max(axis=1)
    return pd.DataFrame(
        {
            "certainty": certainty.round(12),
            "elsewhere": elsewhere.round(12),
            "unstable": (certainty < _SURE) | (certainty <= elsewhere),
            "n": (labels >= 0).sum(axis=0),
        }
    )
