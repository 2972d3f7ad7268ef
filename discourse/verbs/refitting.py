"""The whole way from statements to scores as one step that can be taken again: project, put in groups, score."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from discourse import clusterers, projections, scores
from discourse.errors import NotComputable, OptionError
from discourse.model.network import Network
from discourse.model.resample import Drawn
from discourse.model.results import Partition
from discourse.model.statements import Statements
from discourse.registry import defaults
from discourse.verbs.comparing import DIVIDED, Task, call, seeded

#: What becomes of the ties of a commenter drawn twice with itself.
TWINS = ("random", "none", "own")


@dataclass(frozen=True)
class Part:
    """One score of the way: what it is called in tables, and the column that it stands in."""

    name: str
    task: Task
    takes: str
    column: str = "value"


@dataclass(frozen=True)
class Way:
    """How scores are made of statements.

    Attributes
    ----------
    project : tuple of str and dict, or None
        The projection with its options; None where every score is one of statements.
    threshold : float
        Ties that weigh less than this, whatever their sign, are left out; 0 for none.
    cluster : tuple of str and dict, or None
        The clusterer with its options.
    given : pandas.Series or None
        Groups by node, where they are given.
    parts : tuple of Part
    """

    project: tuple[str, dict[str, Any]] | None
    threshold: float
    cluster: tuple[str, dict[str, Any]] | None
    given: pd.Series | None
    parts: tuple[Part, ...]
    parameters: dict[str, Any] = field(default_factory=dict)

    def fit(self, statements: Statements, *, seed: int, twins: str = "own") -> Fit:
        """Go the whole way once.

        Parameters
        ----------
        statements : Statements
        seed : int
            For the clusterer and the scores that draw.
        twins : {"random", "none", "own"}
            Of copies of nodes: see :func:`discourse.verbs.resampling.bootstrap`.

        Returns
        -------
        Fit
        """
        out = Fit()
        network = self._network(statements, out, seed, twins)
        ids = np.zeros(0, dtype=object)
        labels = None
        if network is not None:
            ids = _originals(network, statements)
            out.nodes, out.ties = len(pd.unique(ids)), network.size
            labels = self._labels(network, ids, out, seed)
        if labels is not None:
            first = ~pd.Index(ids).duplicated()
            out.ids, out.labels = ids[first], labels[first]
        for part in self.parts:
            grouped = part.task.grouped
            if part.takes == "network" and (network is None or (grouped and labels is None)):
                out.lost.setdefault(
                    part.name, out.lost.get("groups" if network is not None else "network", "")
                )
                continue
            task = part.task
            if "seed" in task.options:
                task = replace(task, options=task.options | {"seed": seed})
            try:
                if part.takes == "network":
                    found = call(network, task, labels if grouped else None)  # type: ignore[arg-type]
                else:
                    found = scores.TABLE.call(task.method, statements, **task.options)
            except (NotComputable, OptionError) as error:
                out.missed(part.name, error)
                continue
            self._keep(part, found, ids, statements, out)
        return out

    def _network(self, statements: Statements, out: Fit, seed: int, twins: str) -> Network | None:
        if self.project is None:
            return None
        try:
            network = projections.TABLE.call(self.project[0], statements, **self.project[1])
        except (NotComputable, OptionError) as error:
            out.missed("network", error)
            return None
        if isinstance(statements, Drawn) and twins != "own":
            network = _untwinned(network, statements, twins, seed)
        return network if not self.threshold else stronger(network, self.threshold)

    def _labels(self, network: Network, ids: np.ndarray, out: Fit, seed: int) -> np.ndarray | None:
        if self.given is not None:
            found = self.given.reindex(ids)
            if found.isna().any():
                lacking = int(found.isna().sum())
                out.missed(
                    "groups",
                    NotComputable(f"{lacking} of {len(found)} nodes are in none of the groups given"),
                )
                return None
            return found.to_numpy(dtype=np.int64)
        if self.cluster is None:
            return None
        method, options = self.cluster
        try:
            found = clusterers.TABLE.call(method, network, **seeded(method, options, seed))
        except (NotComputable, OptionError) as error:
            out.missed("groups", error)
            return None
        return np.asarray(found["label"] if isinstance(found, pd.DataFrame) else found).astype(np.int64)

    @staticmethod
    def _keep(part: Part, found: Any, ids: np.ndarray, statements: Statements, out: Fit) -> None:
        if not isinstance(found, pd.DataFrame):
            out.whole[part.name] = float(found)
            return
        if part.column not in found.columns:
            named = ", ".join(str(c) for c in found.columns[1:])
            raise OptionError(f"the score {part.task.method!r} has no column {part.column!r}; it has {named}")
        values = found[part.column].to_numpy(dtype=float, na_value=np.nan)
        if found.attrs.get("level") == "graph":
            out.whole[part.name] = float(values[0])
            return
        names = ids
        if part.takes != "network":
            names = found["node"].to_numpy(dtype=object)
            names = _plain(names, {str(node).partition(":")[0] for node in names}, statements)
        out.by_node[part.name] = pd.Series(values).groupby(names, sort=False).mean()


@dataclass
class Fit:
    """What came of going the way once.

    Attributes
    ----------
    whole : dict of str to float
        Scores of the whole network.
    by_node : dict of str to pandas.Series
        Scores by node, means over the copies of a node.
    ids, labels : numpy.ndarray
        Nodes and the groups that they are in (of copies, that of the first).
    nodes, ties : int
    lost : dict of str to str
        Why a score, the ``"groups"`` or the ``"network"`` could not be computed.
    """

    whole: dict[str, float] = field(default_factory=dict)
    by_node: dict[str, pd.Series] = field(default_factory=dict)
    ids: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=object))
    labels: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    nodes: int = 0
    ties: int = 0
    lost: dict[str, str] = field(default_factory=dict)
    errors: dict[str, Exception] = field(default_factory=dict)

    def missed(self, what: str, error: Exception) -> None:
        """Note why something could not be computed."""
        self.lost[what] = str(error)
        self.errors[what] = error

    def check(self) -> None:
        """Raise the first error there was: of the statements as they are, all must be computable."""
        for error in self.errors.values():
            raise error

    @property
    def groups(self) -> int:
        """How many groups there are of more than one node."""
        return int((np.unique(self.labels, return_counts=True)[1] > 1).sum()) if len(self.labels) else 0


def the_way(
    statements: Statements, project: Any, cluster: Any, scores_wanted: Any, *, verb: str = "bootstrap"
) -> Way:
    """Check what was asked for and return it as one :class:`Way`.

    Raises
    ------
    OptionError
        For a method or an option that is not known.
    """
    if not isinstance(statements, Statements):
        raise OptionError(
            f"{verb} starts from Statements, which it goes the whole way from, not from {type(statements).__name__}"
        )
    parts = _parts(scores_wanted)
    needed = [part.name for part in parts if part.takes == "network"]
    if project is None:
        if needed:
            raise OptionError(f"{needed[0]!r} is a score of a network: say by project= how to make one")
        return Way(None, 0.0, None, None, parts, _told(None, None, parts))
    method, options = _step(project, "project", projections.TABLE)
    if projections.TABLE.entry(method).takes != "statements":
        raise OptionError(f"project: {method!r} is not made from statements")
    threshold = options.pop("threshold", 0.0)
    if (
        not isinstance(threshold, int | float | np.number)
        or isinstance(threshold, bool)
        or not threshold >= 0
    ):
        raise OptionError(f"project: threshold={threshold!r} must be a weight from 0")
    projections.TABLE.check(method, **options)
    given, way = None, None
    if isinstance(cluster, Partition):
        given = cluster.table.set_index("node")["group"]
    elif isinstance(cluster, pd.Series):
        given = cluster
    elif cluster is not None:
        way = _step(cluster, "cluster", clusterers.TABLE)
        clusterers.TABLE.check(way[0], **way[1])
    elif any(part.task.grouped for part in parts):
        way = (DIVIDED, {})
    if given is not None and given.index.has_duplicates:
        raise OptionError("cluster: a node is in more than one of the groups given")
    told = _told((method, options | {"threshold": threshold}), "given" if given is not None else way, parts)
    return Way((method, options), float(threshold), way, given, parts, told)


def _told(project: Any, cluster: Any, parts: Sequence[Part]) -> dict[str, Any]:
    return {
        "project": None if project is None else {"method": project[0], **project[1]},
        "cluster": cluster
        if cluster is None or isinstance(cluster, str)
        else {"method": cluster[0], **cluster[1]},
        "scores": [{"method": p.task.method, **p.task.options} for p in parts],
    }


def _step(given: Any, what: str, table: Any) -> tuple[str, dict[str, Any]]:
    if isinstance(given, str):
        given = {"method": given}
    if not isinstance(given, Mapping) or not isinstance(given.get("method"), str):
        example = {"project": "congruence", "cluster": "leiden"}.get(what, "modularity")
        raise OptionError(
            f"{what}: give a method with its options, as in {{'method': {example!r}}}, not {given!r}"
        )
    options = {str(k): v for k, v in given.items() if k != "method"}
    table.entry(given["method"])
    if what == "cluster" and "seed" in options:
        raise OptionError("cluster: the seed is that of the whole: seed=")
    return given["method"], options


def _parts(wanted: Any) -> tuple[Part, ...]:
    if isinstance(wanted, str | Mapping):
        wanted = [wanted]
    if not isinstance(wanted, Sequence) or not wanted:
        raise OptionError("scores: name at least one in a list, such as ['modularity', 'ei']")
    out: list[Part] = []
    for one in wanted:
        method, options = _step(one, "scores", scores.TABLE)
        column = options.pop("column", "value")
        known = inspect.signature(scores.TABLE.load(method)).parameters
        if "partition" in options:
            raise OptionError("scores: the groups are given by cluster=")
        scores.TABLE.check(method, **options)
        told = ", ".join(f"{k}={v}" for k, v in options.items())
        name = method + (f".{column}" if column != "value" else "") + (f" ({told})" if told else "")
        if any(part.name == name for part in out):
            raise OptionError(f"scores: {name!r} is named twice")
        if "seed" in known:
            options = {"seed": defaults(scores.TABLE.load(method)).get("seed", 0)} | options
        out.append(
            Part(name, Task(method, options, "partition" in known), scores.TABLE.entry(method).takes, column)
        )
    return tuple(out)


def stronger(network: Network, threshold: float) -> Network:
    """Return the network without the ties that weigh less than a threshold, whatever their sign; nodes stay.

    Examples
    --------
    >>> stronger(Network.from_matrix([[0, 1, 3], [1, 0, 0], [3, 0, 0]], list("abc")), 2).size
    1
    """
    keep = network.edges["weight"].abs().to_numpy() >= threshold
    if keep.all():
        return network
    return Network(network.nodes, network.edges[keep], network.directed, network.made)


def _origins(drawn: Statements, kinds: Iterable[str]) -> dict[str, str]:
    """Return the node ids that copies have, with those of what they are copies of."""
    found: dict[str, str] = {}
    if isinstance(drawn, Drawn):
        for kind in kinds:
            column = "document_id" if kind in ("article", "id") else kind
            found |= {f"{kind}:{new}": f"{kind}:{old}" for new, old in drawn.origin(column).items()}
    return found


def _plain(ids: np.ndarray, kinds: Iterable[str], statements: Statements) -> np.ndarray:
    known = _origins(statements, kinds)
    return np.array([known.get(node, node) for node in ids], dtype=object) if known else ids


def _originals(network: Network, statements: Statements) -> np.ndarray:
    """Return for each node what it is, or is a copy of."""
    ids = network.nodes["id"].to_numpy(dtype=object)
    return _plain(ids, network.nodes["kind"].unique(), statements)


def _untwinned(network: Network, drawn: Drawn, twins: str, seed: int) -> Network:
    """Return the network with other ties between the copies of one node."""
    code = pd.factorize(_originals(network, drawn))[0]
    size = np.bincount(code)
    if not len(code) or size.max() < 2:
        return network
    source, target = network.ends
    same = (code[source] == code[target]) & (source != target)
    edges = network.edges[~same]
    if twins == "random":
        edges = _filled(network, edges, code, np.random.default_rng([seed, 1]))
    return Network(network.nodes, edges, network.directed, network.made)


def _filled(
    network: Network, edges: pd.DataFrame, code: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the edges with what a random pair of other nodes of the same kind has for every pair of copies."""
    one, other = _pairs(code)
    kind = pd.factorize(network.nodes["kind"])[0]
    drawn = np.isin(kind, kind[one])
    source, target = (edges[name].cat.codes.to_numpy(dtype=np.int64) for name in ("source", "target"))
    pool = np.flatnonzero((source != target) & drawn[source] & drawn[target])
    n = int(drawn.sum())
    possible = (n * (n - 1) // 2 - len(one)) * (2 if network.directed else 1)
    if not len(pool) or not possible:
        return edges
    if network.directed:
        one, other = np.concatenate([one, other]), np.concatenate([other, one])
    tied = np.flatnonzero(rng.random(len(one)) < len(pool) / possible)
    some = edges.iloc[pool[rng.integers(len(pool), size=len(tied))]].reset_index(drop=True)
    ids = network.edges["source"].cat.categories
    ends = {
        name: pd.Categorical.from_codes(end[tied], categories=ids)
        for name, end in (("source", one), ("target", other))
    }
    return pd.concat([edges, some.assign(**ends)], ignore_index=True)


def _pairs(code: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of all pairs of the same number, the first place first."""
    order = np.argsort(code, kind="stable")
    sorted_code = code[order]
    stop = np.searchsorted(sorted_code, sorted_code, side="right")
    count = stop - np.arange(len(code)) - 1
    first = np.repeat(np.arange(len(code)), count)
    second = first + 1 + np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    return order[first], order[second]
