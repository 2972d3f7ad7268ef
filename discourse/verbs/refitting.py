"""The whole way from statements to scores as one step that can be taken again: project, put in groups, score."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from discourse import clusterers, projections, scores
from discourse.errors import NotComputable, OptionError
from discourse.model.network import Network
from discourse.model.resample import Drawn
from discourse.model.results import Partition
from discourse.model.statements import Statements
from discourse.model.twins import untwinned, with_rows
from discourse.model.vertices import Redrawn
from discourse.registry import defaults
from discourse.verbs.comparing import DIVIDED, Task

#: What may start from a network as well as from statements.
_OF_NETWORKS = ("bootstrap", "robustness")


@dataclass(frozen=True)
class Part:
    """One score of the way: what it is called in tables, and the column that it stands in."""

    name: str
    task: Task
    takes: str
    column: str = "value"


@dataclass(frozen=True)
class Way:
    """How scores are made of statements, or of a network.

    Attributes
    ----------
    project : tuple of str and dict, or None
        The projection with its options; None where every score is one of statements, or a network is given.
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

    @property
    def speaker(self) -> str:
        """The variable that speaks, by the projection or else a score of statements."""
        options = {} if self.project is None else self.project[1]
        for part in self.parts if self.project is None else ():
            options = part.task.options | options
        return str(options.get("rows", options.get("speaker", "commenter")))

    def fit(self, source: Statements | Network, *, seed: int, twins: str = "own") -> Fit:
        """Go the whole way once.

        Parameters
        ----------
        source : Statements or Network
        seed : int
            For the clusterer and the scores that draw.
        twins : {"random", "none", "own"}
            Of copies of nodes: see :func:`discourse.verbs.resampling.bootstrap`.

        Returns
        -------
        Fit
        """
        out = Fit()
        network = self._network(source, out)
        ids = np.zeros(0, dtype=object)
        labels = None
        if network is not None:
            ids = _originals(network, source)
            code, once = pd.factorize(ids)
            if twins != "own" and isinstance(source, Drawn | Redrawn):
                network = untwinned(network, code, twins, seed)
            if self.threshold:
                network = stronger(network, self.threshold)
            out.nodes, out.ties = len(once), network.size
            labels = self._labels(network, ids, out, seed)
            if labels is not None:
                out.ids, out.labels = once, labels[_first(code)]
        for part in self.parts:
            self._score(part, source, network, ids, labels, out, seed)
        return out

    def _network(self, source: Statements | Network, out: Fit) -> Network | None:
        if isinstance(source, Network):
            return source
        if self.project is None:
            return None
        try:
            return projections.TABLE.load(self.project[0])(source, **self.project[1])
        except (NotComputable, OptionError) as error:
            out.missed("network", error)
            return None

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
        method = clusterers.TABLE.load(self.cluster[0])
        seeded = {"seed": seed} if _takes(method, "seed") else {}
        try:
            found = method(network, **self.cluster[1], **seeded)
        except (NotComputable, OptionError) as error:
            out.missed("groups", error)
            return None
        return np.asarray(found["label"] if isinstance(found, pd.DataFrame) else found).astype(np.int64)

    def _score(
        self,
        part: Part,
        source: Statements | Network,
        network: Network | None,
        ids: np.ndarray,
        labels: np.ndarray | None,
        out: Fit,
        seed: int,
    ) -> None:
        """Score the network, or the statements; the options were checked when the way was made."""
        task, of_network = part.task, part.takes == "network"
        if of_network and (network is None or (task.grouped and labels is None)):
            out.lost.setdefault(part.name, out.lost.get("groups" if network is not None else "network", ""))
            return
        options = task.options | ({"seed": seed} if "seed" in task.options else {})
        if of_network and task.grouped:
            options = options | {"partition": labels}
        try:
            found = scores.TABLE.load(task.method)(network if of_network else source, **options)
        except (NotComputable, OptionError) as error:
            out.missed(part.name, error)
            return
        self._keep(part, found, ids, source, out)

    @staticmethod
    def _keep(part: Part, found: Any, ids: np.ndarray, source: Statements | Network, out: Fit) -> None:
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
            names = _plain(names, {str(node).partition(":")[0] for node in names}, source)
        once = pd.unique(names)
        if len(once) == len(names):
            out.by_node[part.name] = pd.Series(values, index=pd.Index(once, dtype=object))
        else:
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
    source: Statements | Network, project: Any, cluster: Any, scores_wanted: Any, *, verb: str = "bootstrap"
) -> Way:
    """Check what was asked for and return it as one :class:`Way`.

    Raises
    ------
    OptionError
        For a method or an option that is not known.
    """
    if not isinstance(source, (Statements | Network) if verb in _OF_NETWORKS else Statements):
        wanted = "Statements or a Network" if verb in _OF_NETWORKS else "Statements"
        raise OptionError(
            f"{verb} starts from {wanted}, which it goes the whole way from, not from {type(source).__name__}"
        )
    parts = _parts(scores_wanted)
    made, threshold = None, 0.0
    if isinstance(source, Network):
        if project is not None:
            raise OptionError("project= makes a network of statements; leave it out where a network is given")
        other = next((part.name for part in parts if part.takes != "network"), None)
        if other is not None:
            raise OptionError(f"{other!r} is a score of statements, not of a network")
    elif project is not None:
        made, threshold = _projection(project)
    else:
        needed = next((part.name for part in parts if part.takes == "network"), None)
        if needed is not None:
            raise OptionError(f"{needed!r} is a score of a network: say by project= how to make one")
        return Way(None, 0.0, None, None, parts, _told(None, None, parts))
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
    shown = None if made is None else (made[0], made[1] | {"threshold": threshold})
    told = _told(shown, "given" if given is not None else way, parts)
    return Way(made, float(threshold), way, given, parts, told)


def _projection(project: Any) -> tuple[tuple[str, dict[str, Any]], float]:
    """Return the projection with its options, and the least weight of a tie."""
    method, options = _step(project, "project", projections.TABLE)
    if projections.TABLE.entry(method).takes != "statements":
        raise OptionError(f"project: {method!r} is not made from statements")
    threshold = options.pop("threshold", 0.0)
    number = isinstance(threshold, int | float | np.number) and not isinstance(threshold, bool)
    if not number or not threshold >= 0:
        raise OptionError(f"project: threshold={threshold!r} must be a weight from 0")
    projections.TABLE.check(method, **options)
    return (method, options), threshold


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
    keep = np.abs(network.edges["weight"].to_numpy()) >= threshold
    return network if keep.all() else with_rows(network, np.flatnonzero(keep))


@lru_cache(maxsize=256)
def _takes(function: Callable[..., Any], option: str) -> bool:
    return option in inspect.signature(function).parameters


def _first(code: np.ndarray) -> np.ndarray:
    """Return where each number stands first, of numbers that rise by one wherever a new one comes."""
    return np.flatnonzero(np.diff(np.maximum.accumulate(code), prepend=-1) > 0)


def _origins(drawn: Any, kinds: Iterable[str]) -> dict[str, str]:
    """Return the node ids that copies have, with those of what they are copies of."""
    found: dict[str, str] = {}
    if isinstance(drawn, Drawn):
        for kind in kinds:
            column = "document_id" if kind in ("article", "id") else kind
            found |= {f"{kind}:{new}": f"{kind}:{old}" for new, old in drawn.origin(column).items()}
    return found


def _plain(ids: np.ndarray, kinds: Iterable[str], source: Any) -> np.ndarray:
    known = _origins(source, kinds)
    return np.array([known.get(node, node) for node in ids], dtype=object) if known else ids


def _originals(network: Network, source: Statements | Network) -> np.ndarray:
    """Return for each node what it is, or is a copy of."""
    if isinstance(source, Redrawn):
        return source.origin
    ids = network.nodes["id"].to_numpy(dtype=object)
    return _plain(ids, set(network.nodes["kind"].to_numpy(dtype=object)), source)
