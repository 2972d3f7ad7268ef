"""Network: nodes with kinds, edges with weights and signs, and how it was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd

from discourse.errors import DataError
from discourse.model.edge_checks import checked_edges
from discourse.model.numbered import numbered_edges
from discourse.model.tables import Column, conform, digest

if TYPE_CHECKING:
    import networkx as nx
    from scipy import sparse

NODE_COLUMNS = (
    Column("id", "text", required=True, filled=True, unique=True),
    Column("label", "text", required=True, filled=True),
    Column("kind", "text", default="node"),
)


@dataclass(frozen=True, repr=False)
class Network:
    """A graph as two tables.

    Parameters
    ----------
    nodes : pandas.DataFrame
        ``id`` (with its kind in front, ``"actor:iran"``), ``label``, ``kind`` and any attributes.
    edges : pandas.DataFrame
        ``source``, ``target`` (node ids, kept as categories), ``weight`` (finite; negative only where ties oppose)
        and any attributes, such as ``sign`` (−1, 0, +1).
    directed : bool
        Whether source and target may not be exchanged.
    made : dict
        ``method``, its parameters, and the digest of what it was made from.

    Raises
    ------
    DataError
        If an id comes twice, an edge names no node or comes twice, or a weight is not a number.

    Examples
    --------
    >>> net = Network.from_matrix([[0, 2], [2, 0]], ["a", "b"])
    >>> net.edges.astype({"source": str, "target": str}).values.tolist()
    [['a', 'b', 2.0]]
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    directed: bool = False
    made: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        nodes = conform(self.nodes, NODE_COLUMNS, "Network.nodes", more=True)
        object.__setattr__(self, "nodes", nodes)
        object.__setattr__(self, "edges", checked_edges(self.edges, nodes, self.directed))

    @classmethod
    def from_networkx(
        cls, graph: nx.Graph, *, kind: str = "node", made: dict[str, Any] | None = None
    ) -> Network:
        """Take a networkx graph; node and edge attributes come along.

        Parameters
        ----------
        graph : networkx.Graph or networkx.DiGraph
            Edges without ``weight`` weigh 1. Parallel edges are refused.
        kind : str
            The kind of nodes that have none.
        made : dict, optional
            How it was made.

        Returns
        -------
        Network
        """
        if graph.is_multigraph():
            raise DataError(
                "a graph with parallel edges is not taken: add up their weights first, as in nx.Graph(graph)"
            )
        rows = [
            {"id": str(n), "label": str(a.get("label", n)), "kind": a.get("kind", kind)} | _plain(a)
            for n, a in graph.nodes(data=True)
        ]
        nodes = pd.DataFrame(rows, columns=None if rows else ["id", "label", "kind"])
        links = [
            {"source": str(s), "target": str(t), "weight": float(a.get("weight", 1.0))} | _plain(a)
            for s, t, a in graph.edges(data=True)
        ]
        edges = pd.DataFrame(links, columns=None if links else ["source", "target", "weight"])
        return cls(nodes, edges, graph.is_directed(), made or {"method": "networkx"})

    @classmethod
    def from_edges(
        cls,
        frame: pd.DataFrame,
        *,
        source: str = "source",
        target: str = "target",
        weight: str | None = None,
        kinds: str | Sequence[str] | Mapping[str, str] = "node",
        directed: bool = False,
        repeated: str = "error",
        made: dict[str, Any] | None = None,
    ) -> Network:
        """Take a table of edges, one a row.

        Parameters
        ----------
        frame : pandas.DataFrame
            The two columns of ends, perhaps one of weights, and any attributes, which come along.
        source, target : str
            The columns of the ends. A table without columns of these names may have just two, or three, of others.
        weight : str, optional
            The column of weights; by default ``"weight"`` if there is one, else every edge weighs 1.
        kinds : str, pair of str or mapping
            The kind of all nodes; or one kind for the sources and one for the targets, as in
            ``("commenter", "narrative")``, which makes a two-mode network whose ids carry the kind in front; or the
            kind of each node by its name.
        directed : bool
            Whether source and target may not be exchanged.
        repeated : {"error", "sum"}
            What to do with a pair that comes more than once: refuse it, or add its weights up (other attributes are
            left out then).
        made : dict, optional
            How it was made.

        Returns
        -------
        Network
            Nodes in the order in which the table names them: sources and targets row by row.

        Raises
        ------
        DataError
            If a column is missing, an end is empty, a weight is no finite number, or a pair comes twice.
        OptionError

        Examples
        --------
        >>> frame = pd.DataFrame({"source": ["Ada", "Ben"], "target": ["ban", "ban"], "weight": [1, -1]})
        >>> net = Network.from_edges(frame, kinds=("commenter", "narrative"))
        >>> net.nodes["id"].tolist(), net.signed
        (['commenter:Ada', 'narrative:ban', 'commenter:Ben'], True)
        """
        from discourse.model.edge_table import edges_of

        nodes, ends, columns = edges_of(frame, source, target, weight, kinds, directed, repeated)
        return cls.from_arrays(nodes, *ends, columns, directed=directed, made=made or {"method": "edges"})

    @classmethod
    def from_matrix(
        cls,
        matrix: Any,
        labels: Sequence[str] | None = None,
        *,
        columns: Sequence[str] | None = None,
        directed: bool = False,
        kind: str | tuple[str, str] = "node",
        made: dict[str, Any] | None = None,
    ) -> Network:
        """Take a matrix, dense or sparse or a DataFrame; zeros are no edges and the diagonal is left out.

        Parameters
        ----------
        matrix : array-like, shape (n, n), or (n, m) for two modes
            Symmetric unless ``directed``.
        labels : sequence of str, length n
            Ids and labels of the nodes; those of a DataFrame's rows if not given.
        columns : sequence of str, length m, optional
            Labels of the columns, where they are nodes of another mode than the rows; those of a DataFrame's columns
            if ``kind`` is a pair.
        directed : bool
            Whether row to column and column to row differ.
        kind : str or pair of str
            The nodes' kind; with ``columns``, the kinds of rows and of columns, which stand in front of the ids.
        made : dict, optional
            How it was made.

        Returns
        -------
        Network

        Raises
        ------
        DataError
            If the shape does not fit the labels, the matrix is not symmetric, or a value is no finite number.

        Examples
        --------
        >>> votes = pd.DataFrame([[1, 0], [-1, 1]], index=["Ada", "Ben"], columns=["ban", "tax"])
        >>> net = Network.from_matrix(votes, kind=("commenter", "narrative"))
        >>> net.nodes["id"].tolist(), net.size
        (['commenter:Ada', 'commenter:Ben', 'narrative:ban', 'narrative:tax'], 3)
        """
        from discourse.model.matrix_table import entries_of

        nodes, ends, weight = entries_of(matrix, labels, columns, kind, directed)
        return cls.from_arrays(
            nodes, *ends, {"weight": weight}, directed=directed, made=made or {"method": "matrix"}
        )

    @classmethod
    def from_arrays(
        cls,
        nodes: pd.DataFrame,
        source: np.ndarray,
        target: np.ndarray,
        columns: dict[str, Any],
        *,
        directed: bool = False,
        made: dict[str, Any] | None = None,
    ) -> Network:
        """Take edges as row numbers of ``nodes``: the fast way, for large projections.

        Parameters
        ----------
        nodes : pandas.DataFrame
        source, target : numpy.ndarray of int, shape (edges,)
        columns : dict of str to array
            ``weight`` and any attributes.
        directed : bool
        made : dict, optional

        Returns
        -------
        Network
        """
        nodes = conform(nodes, NODE_COLUMNS, "Network.nodes", more=True)
        edges = numbered_edges(nodes, source, target, columns, directed)
        return cls.of_sound(nodes, edges, directed, made or {})

    def with_ties(
        self, source: np.ndarray, target: np.ndarray, weight: np.ndarray, made: dict[str, Any]
    ) -> Network:
        """Return a network of the same nodes with other edges; the nodes are not checked again.

        Parameters
        ----------
        source, target : numpy.ndarray of int, shape (edges,)
            Rows of ``nodes``.
        weight : numpy.ndarray of float, shape (edges,)
        made : dict

        Returns
        -------
        Network
        """
        columns, kind = {"weight": np.asarray(weight, dtype=float)}, self.edges["source"].dtype
        edges = numbered_edges(self.nodes, source, target, columns, self.directed, kind)
        return Network.of_sound(self.nodes, edges, self.directed, made)

    @classmethod
    def of_sound(cls, nodes: pd.DataFrame, edges: pd.DataFrame, directed: bool, made: dict[str, Any]) -> Self:
        """Take tables that are right by construction, as some edges of a network are, without searching them.

        For networks that are made by the hundred. The tests put each of these through the gate as well.

        Parameters
        ----------
        nodes, edges, directed, made
            As of the class; the ends of the edges are numbered already.

        Returns
        -------
        Network
        """
        out = object.__new__(cls)
        out.__dict__.update(nodes=nodes, edges=edges, directed=directed, made=made)
        return out

    @property
    def order(self) -> int:
        """How many nodes."""
        return len(self.nodes)

    @property
    def size(self) -> int:
        """How many edges."""
        return len(self.edges)

    @property
    def signed(self) -> bool:
        """Whether some edge weighs less than nothing."""
        return bool((self.edges["weight"] < 0).any())

    @cached_property
    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """Source and target as row numbers of ``nodes``; not to be written to."""
        source, target = (
            np.asarray(self.edges[name].array.codes, dtype=np.int64) for name in ("source", "target")
        )
        source.flags.writeable = target.flags.writeable = False
        return source, target

    @cached_property
    def digest(self) -> str:
        """SHA-256 over nodes and edges."""
        from discourse.files import sha256

        return sha256(f"{digest(self.nodes)}{digest(self.edges)}{self.directed}".encode())

    def matrix(self, rows: str | None = None, cols: str | None = None) -> sparse.csr_array:
        """Return the weights as a sparse matrix.

        Parameters
        ----------
        rows, cols : str, optional
            Kinds of nodes, for the block between two modes; by default all nodes, square, in the order of
            ``nodes`` and symmetric unless directed.

        Returns
        -------
        scipy.sparse.csr_array
        """
        from scipy import sparse

        source, target = self.ends
        weight = self.edges["weight"].to_numpy()
        n = self.order
        out = sparse.coo_array((weight, (source, target)), shape=(n, n)).tocsr()
        if not self.directed:
            out = (out + out.T - sparse.diags_array(out.diagonal())).tocsr()
        if rows is None and cols is None:
            return out
        kind = self.nodes["kind"]
        pick = [np.flatnonzero(kind == k) if k is not None else np.arange(n) for k in (rows, cols)]
        return out[pick[0]][:, pick[1]]

    def graph(self) -> nx.Graph:
        """Return a fresh networkx graph with all attributes; missing values are left out."""
        import networkx as nx

        graph = nx.DiGraph() if self.directed else nx.Graph()
        graph.graph["method"] = str(self.made.get("method", ""))
        for row in self.nodes.to_dict("records"):
            graph.add_node(row.pop("id"), **_filled(row))
        for row in self.edges.to_dict("records"):
            graph.add_edge(row.pop("source"), row.pop("target"), **_filled(row))
        return graph

    def subgraph(self, keep: Sequence[str] | pd.Index) -> Network:
        """Return the network of the nodes named and the edges among them."""
        nodes = self.nodes[self.nodes["id"].isin(list(keep))]
        inside = self.edges["source"].isin(nodes["id"]) & self.edges["target"].isin(nodes["id"])
        return Network(nodes, self.edges[inside], self.directed, self.made | {"subgraph": len(nodes)})

    def __repr__(self) -> str:
        return f"Network({self.made.get('method', '')!r}, {self.order} nodes, {self.size} edges)"

    def _repr_html_(self) -> str:
        from discourse.model.display import card

        facts = {str(k): int(n) for k, n in self.nodes["kind"].value_counts().items()} | {"edges": self.size}
        top = self.edges.sort_values("weight", key=abs, ascending=False, kind="stable")
        return card(f"Network ({self.made.get('method', '')})", facts, top)


def _plain(attributes: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes a table can hold: no containers, and none that are columns already."""
    skip = ("id", "label", "kind", "source", "target", "weight")
    return {
        str(k): v
        for k, v in attributes.items()
        if k not in skip and not isinstance(v, list | dict | set | tuple)
    }


def _filled(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(k): v.item() if isinstance(v, np.generic) else v for k, v in row.items() if not pd.isna(v)}
