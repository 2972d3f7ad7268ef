"""Partition, Scores and Positions: what was computed from a network, by which method and with what parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import DataError
from discourse.model.chance import Chance
from discourse.model.network import Network
from discourse.model.tables import Column, conform


@dataclass(frozen=True)
class Made:
    """Where a result comes from.

    Attributes
    ----------
    method : str
        The registered name.
    parameters : dict
        Every option, defaults included, the seed among them.
    of : str
        The digest of what it was computed from.
    versions : dict of str to str
        Of the libraries used.
    notes : tuple of str
        What a reader of the result must know ("2 nodes without edges are groups of their own").
    """

    method: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    of: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def seed(self) -> int | None:
        """The seed, where the method has one."""
        return self.parameters.get("seed")


@dataclass(frozen=True, repr=False)
class Partition:
    """Every node of a network in one group.

    Parameters
    ----------
    table : pandas.DataFrame
        ``node`` and ``group`` (1 is the largest); perhaps more columns, such as ``certainty``.
    made : Made

    Examples
    --------
    >>> Partition(pd.DataFrame({"node": ["a", "b", "c"], "group": [1, 1, 2]})).sizes.tolist()
    [2, 1]
    """

    table: pd.DataFrame
    made: Made = field(default_factory=Made)

    def __post_init__(self) -> None:
        columns = (
            Column("node", "text", required=True, filled=True, unique=True),
            Column("group", "integer", required=True, filled=True),
        )
        object.__setattr__(self, "table", conform(self.table, columns, "Partition", more=True))

    @classmethod
    def from_labels(cls, network: Network, labels: Any, made: Made | None = None) -> Partition:
        """Number the groups of a labelling from 1, the largest first, ties by first member.

        Parameters
        ----------
        network : Network
        labels : array-like, shape (network.order,)
            Any labels, in the order of ``network.nodes``.
        made : Made, optional

        Returns
        -------
        Partition
        """
        codes, _ = pd.factorize(np.asarray(labels))
        if len(codes) != network.order:
            raise DataError(f"{len(codes)} labels for {network.order} nodes; give one per node")
        sizes = np.bincount(codes) if len(codes) else np.zeros(0, dtype=int)
        place = np.empty(len(sizes), dtype=int)
        place[np.argsort(-sizes, kind="stable")] = np.arange(1, len(sizes) + 1)
        table = pd.DataFrame({"node": network.nodes["id"], "group": place[codes]})
        return cls(table, made or Made(of=network.digest))

    @property
    def sizes(self) -> pd.Series:
        """Number of nodes per group, by group number."""
        return self.table["group"].value_counts().sort_index()

    def of(self, network: Network) -> np.ndarray:
        """Return the group of each node of ``network``, in its order.

        Raises
        ------
        DataError
            If this is a partition of another network.
        """
        same = self.made.of in ("", network.digest)
        groups = self.table.set_index("node")["group"].reindex(network.nodes["id"])
        if not same or groups.isna().any() or len(self.table) != network.order:
            raise DataError(
                f"this partition ({self.made.method or 'given'}, {len(self.table)} nodes) is not of this network "
                f"({network.order} nodes): cluster the network that you draw or score"
            )
        return groups.to_numpy(dtype=int)

    def __len__(self) -> int:
        return self.table["group"].nunique()

    def __repr__(self) -> str:
        return f"Partition({self.made.method!r}, {len(self)} groups of {len(self.table)} nodes)"

    def _repr_html_(self) -> str:
        from discourse.model.display import card

        members = self.table.groupby("group")["node"].agg(lambda s: ", ".join(s)).rename("nodes")
        sizes = self.sizes.rename("size")
        return card(
            f"Partition ({self.made.method})",
            {"groups": len(self), "nodes": len(self.table)},
            pd.concat([sizes, members], axis=1).reset_index(),
        )


@dataclass(frozen=True, repr=False)
class Scores:
    """Values by node, by code, or one for the whole graph.

    Parameters
    ----------
    table : pandas.DataFrame
        ``node`` and ``value``, or ``node`` and several columns of values. A score of the whole graph has one row,
        with the node ``"graph"``.
    level : {"node", "code", "graph"}
    made : Made
    chance : Chance, optional
        Of a score of the whole graph: its values on random networks.

    Examples
    --------
    >>> Scores(pd.DataFrame({"node": ["graph"], "value": [0.5]}), level="graph").value
    0.5
    """

    table: pd.DataFrame
    level: str = "node"
    made: Made = field(default_factory=Made)
    chance: Chance | None = None

    def __post_init__(self) -> None:
        if self.level not in ("node", "code", "graph"):
            raise DataError(f"Scores: the level must be node, code or graph, not {self.level!r}")
        columns = (
            Column("node", "text", required=True, filled=True, unique=True),
            Column("value", "number", required=True),
        )
        table = conform(self.table, columns, "Scores", more=True)
        if self.level == "graph" and len(table) != 1:
            raise DataError(f"Scores of a whole graph have one row, not {len(table)}")
        object.__setattr__(self, "table", table)

    @property
    def value(self) -> float:
        """The value of a score of the whole graph."""
        if self.level != "graph":
            raise DataError(f"these are scores by {self.level}: look in .table")
        return float(self.table["value"].iloc[0])

    @property
    def exact(self) -> bool:
        """Whether the value is exact, not a bound or an estimate."""
        return bool(self.table["exact"].all()) if "exact" in self.table else True

    @property
    def null_mean(self) -> float:
        """The mean of the score on random networks."""
        return self._chance().mean

    @property
    def z(self) -> float:
        """How many standard deviations of random networks the score is above their mean."""
        return self._chance().z

    @property
    def p(self) -> float:
        """How often random networks are at least as far from their middle, on either side."""
        return self._chance().p

    @property
    def intervals(self) -> pd.DataFrame:
        """Bounds of 95 %: see :attr:`discourse.model.chance.Chance.intervals`."""
        return self._chance().intervals

    @property
    def sentence(self) -> str:
        """What was found, in plain words: whether it stands out from chance."""
        return self._chance().sentence(self.made.method or "the score")

    def _chance(self) -> Chance:
        if self.chance is None:
            raise DataError(
                f"the score {self.made.method!r} was not compared with random networks: ask for nulls=100"
            )
        return self.chance

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        if self.level == "graph":
            told = (
                f", null mean {self.chance.mean:.4g}, z {self.z:.3g}, p {self.p:.3g}" if self.chance else ""
            )
            return f"Scores({self.made.method!r}, {self.value:.4g}{told})"
        return f"Scores({self.made.method!r}, {len(self.table)} rows)"

    def _repr_html_(self) -> str:
        from discourse.model.display import card

        if self.chance is not None:
            facts = {"nulls": f"{len(self.chance.known)} of {self.chance.null}", "in words": self.sentence}
            return card(f"Scores ({self.made.method})", facts, self.chance.intervals, width=600)
        top = self.table.sort_values("value", ascending=False, kind="stable")
        return card(f"Scores ({self.made.method})", {"rows": len(top)}, top)


@dataclass(frozen=True, repr=False)
class Positions:
    """A place on the plane for every node.

    Parameters
    ----------
    table : pandas.DataFrame
        ``node``, ``x``, ``y`` (finite; scaled by the verb to the unit square around 0).
    made : Made
    """

    table: pd.DataFrame
    made: Made = field(default_factory=Made)

    def __post_init__(self) -> None:
        columns = (
            Column("node", "text", required=True, filled=True, unique=True),
            Column("x", "number", required=True, filled=True),
            Column("y", "number", required=True, filled=True),
        )
        table = conform(self.table, columns, "Positions")
        if not np.isfinite(table[["x", "y"]].to_numpy()).all():
            raise DataError("Positions: every x and y must be a finite number")
        object.__setattr__(self, "table", table)

    def of(self, network: Network) -> np.ndarray:
        """Return the positions of the nodes of ``network``, shape (n, 2), in its order.

        Raises
        ------
        DataError
            If these are positions of another network.
        """
        found = self.table.set_index("node")[["x", "y"]].reindex(network.nodes["id"])
        other = self.made.of not in ("", network.digest) or len(self.table) != network.order
        if other or found.isna().any().any():
            raise DataError("these positions are of another network: lay out the network that you draw")
        return found.to_numpy()

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        return f"Positions({self.made.method!r}, {len(self.table)} nodes)"
