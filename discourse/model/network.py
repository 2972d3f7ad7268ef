"""Network: nodes with kinds, edges with weights and signs, and how it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import DataError
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
        object.__setattr__(self, "edges", _checked_edges(self.edges, nodes, self.directed))

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
    def from_matrix(
        cls,
        matrix: Any,
        labels: Sequence[str],
        *,
        directed: bool = False,
        kind: str = "node",
        made: dict[str, Any] | None = None,
    ) -> Network:
        """Take a square matrix, dense or sparse; zeros are no edges and the diagonal is left out.

        Parameters
        ----------
        matrix : array-like, shape (n, n)
            Symmetric unless ``directed``.
        labels : sequence of str, length n
            Ids and labels of the nodes.
        directed : bool
            Whether row to column and column to row differ.
        kind : str
            The nodes' kind.
        made : dict, optional
            How it was made.

        Returns
        -------
        Network
        """
        from scipy import sparse

        found = sparse.coo_array(matrix)
        if found.shape != (len(labels), len(labels)):
            raise DataError(
                f"the matrix is {found.shape[0]} x {found.shape[1]}, but there are {len(labels)} labels"
            )
        if not directed and found.nnz and abs(found - found.T).max() > 1e-12:
            raise DataError("the matrix is not symmetric; pass directed=True, or add it to its transpose")
        keep = (found.row != found.col) if directed else (found.row < found.col)
        keep &= found.data != 0
        return cls.from_arrays(
            pd.DataFrame({"id": list(labels), "label": list(labels), "kind": kind}),
            found.row[keep],
            found.col[keep],
            {"weight": found.data[keep].astype(float)},
            directed=directed,
            made=made or {"method": "matrix"},
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
        ids = pd.Index(nodes["id"])
        if not ids.is_unique:
            raise DataError(
                f"Network.nodes: the 'id' {ids[ids.duplicated()][0]!r} comes twice; ids are unique"
            )
        ends = {
            name: pd.Categorical.from_codes(np.asarray(codes), categories=ids)
            for name, codes in (("source", source), ("target", target))
        }
        return cls(nodes, pd.DataFrame({**ends, **columns}, copy=False), directed, made or {})

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

    @property
    def ends(self) -> tuple[np.ndarray, np.ndarray]:
        """Source and target as row numbers of ``nodes``."""
        return (
            self.edges["source"].cat.codes.to_numpy(dtype=np.int64),
            self.edges["target"].cat.codes.to_numpy(dtype=np.int64),
        )

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


def _checked_edges(edges: pd.DataFrame, nodes: pd.DataFrame, directed: bool) -> pd.DataFrame:
    ids = pd.Index(nodes["id"])
    if not isinstance(edges, pd.DataFrame):
        raise DataError(f"Network.edges must be a pandas DataFrame, not {type(edges).__name__}")
    fresh = isinstance(edges.index, pd.RangeIndex) and edges.index.equals(pd.RangeIndex(len(edges)))
    out = edges.copy(deep=False) if fresh else edges.reset_index(drop=True)
    for name in ("source", "target", "weight"):
        if name not in out.columns:
            raise DataError(
                f"Network.edges has no column {name!r}; it has {', '.join(map(str, out.columns))}"
            )
    for name in ("source", "target"):
        values = out[name]
        if not (values.dtype == "category" and values.cat.categories.equals(ids)):
            codes = ids.get_indexer(pd.Index(values.astype("str")))
            unknown = np.flatnonzero(codes < 0)
            if len(unknown):
                raise DataError(
                    f"Network.edges: the {name} {values.iloc[unknown[0]]!r} in row {unknown[0]} is not among the nodes"
                )
            out[name] = pd.Categorical.from_codes(codes, categories=ids)
    if out["weight"].dtype != "float64":
        try:
            out["weight"] = out["weight"].astype("float64")
        except (ValueError, TypeError):
            raise DataError("Network.edges: weights must be numbers") from None
    finite = np.isfinite(out["weight"].to_numpy())
    if not finite.all():
        where = int(np.flatnonzero(~finite)[0])
        raise DataError(
            f"Network.edges: the weight {out['weight'].iloc[where]} in row {where} is not a finite number; "
            "give one, or leave the edge out"
        )
    a, b = (out[n].cat.codes.to_numpy() for n in ("source", "target"))
    if len(out) and (a.min() < 0 or b.min() < 0):
        raise DataError("Network.edges: an edge has no source or no target")
    again = _repeated(a, b, len(ids), directed)
    if again is not None:
        row = out.iloc[again]
        raise DataError(
            f"Network.edges: the edge {row['source']} – {row['target']} comes twice; add up the weights first"
        )
    first = ["source", "target", "weight"]
    return (
        out if out.columns[:3].tolist() == first else out[first + [c for c in out.columns if c not in first]]
    )


def _repeated(a: np.ndarray, b: np.ndarray, n: int, directed: bool) -> int | None:
    """Return the row of the first edge that comes a second time, None if there is none."""
    if not directed and not (a < b).all():
        a, b = np.minimum(a, b), np.maximum(a, b)
    key = a.astype(np.int32 if n * n < 2**31 else np.int64) * n + b
    if n * n <= _BITMAP:
        seen = np.zeros(n * n, dtype=bool)
        seen[key] = True
        if np.count_nonzero(seen) == len(key):
            return None
    twice = pd.Series(key).duplicated().to_numpy()
    return int(np.flatnonzero(twice)[0]) if twice.any() else None


#: Pairs of nodes up to which repeated edges are looked for in a bitmap, in bytes.
_BITMAP = 100_000_000


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
