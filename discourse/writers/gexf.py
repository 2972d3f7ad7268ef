"""GEXF 1.3 for Gephi: what the figure shows, that is places, colours and sizes, comes along."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from discourse.files import write_bytes
from discourse.model.network import Network
from discourse.model.results import Partition, Positions
from discourse.model.roles import CLAIMS, SPEAKERS
from discourse.writers.attributes import declared, escape, filled, flat

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n'
    "  <meta><creator>discourse-toolkit</creator></meta>\n"
)
#: The fills of the figures, so that a group has one colour everywhere.
GROUPS = (
    "#44AA99", "#F0DF90", "#AA4499", "#88CCEE", "#882255", "#C8C8C8",
    "#999933", "#332288", "#E69F00", "#117733", "#F4B6C2", "#666666",
)  # fmt: skip
_KINDS = {
    **dict.fromkeys(SPEAKERS, "#F2F2F2"), **dict.fromkeys(CLAIMS, "#BDBDBD"), "actor": "#595959", "article": "#FFFFFF",
}  # fmt: skip
_OTHER, _TIES = "#7F7F7F", {1: "#0072B2", -1: "#C8500A", 0: "#8C8C8C"}
_SHAPES = {
    **dict.fromkeys(SPEAKERS, "disc"), **dict.fromkeys(CLAIMS, "diamond"), "actor": "square", "article": "triangle",
    "hero": "square", "villain": "triangle", "victim": "triangle",
}  # fmt: skip
#: Gephi's plane is counted in screen units; the square from −1 to 1 would be a point there.
SCALE = 1000.0


def gexf(
    network: Network,
    path: str | os.PathLike[str],
    *,
    positions: Positions | None = None,
    partition: Partition | None = None,
) -> None:
    """Write a network as GEXF 1.3.

    Parameters
    ----------
    network : Network
    path : path-like
        Where to; whole or not at all.
    positions : Positions, optional
        Written as ``viz:position``, times 1000 (the unit of Gephi's plane), and as given as ``x`` and ``y``.
    partition : Partition, optional
        Written as the node attribute ``group`` and as colours; without it colour is kind.

    Raises
    ------
    OutputError
        If it cannot be written.

    Notes
    -----
    A node's area grows with the sum of the absolute weights of its ties. Ties are coloured by sign.

    Examples
    --------
    >>> import tempfile, pathlib, networkx
    >>> net = Network.from_matrix([[0, 2], [2, 0]], ["a", "b"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     gexf(net, pathlib.Path(folder) / "net.gexf")
    ...     networkx.read_gexf(pathlib.Path(folder) / "net.gexf").edges["a", "b"]["weight"]
    2.0
    """
    nodes, edges = flat(network, positions, partition)
    node_types, edge_types = declared(nodes), declared(edges, ("source", "target", "weight"))
    way = "directed" if network.directed else "undirected"
    out = [_HEAD, f'  <graph defaultedgetype="{way}" mode="static">\n']
    node_keys = _declare(out, "node", node_types)
    edge_keys = _declare(out, "edge", edge_types)
    fills, sizes, places = _fills(network, partition), _sizes(network), _places(network, positions)
    out.append(f'    <nodes count="{len(nodes)}">\n')
    for row, fill, size, place, kind in zip(
        filled(nodes), fills, sizes, places, network.nodes["kind"], strict=True
    ):
        out.append(f'      <node id="{escape(row.pop("id"))}" label="{escape(row.pop("label"))}">\n')
        _values(out, row, node_keys)
        out.append(f"        {_colour(fill)}\n        {place}\n" if place else f"        {_colour(fill)}\n")
        out.append(f'        <viz:size value="{size:.6g}"/>\n')
        out.append(f'        <viz:shape value="{_SHAPES.get(kind, "disc")}"/>\n      </node>\n')
    out.append(f'    </nodes>\n    <edges count="{len(edges)}">\n')
    for number, (row, sign) in enumerate(zip(filled(edges), _signs(network), strict=True)):
        ends = f'source="{escape(row.pop("source"))}" target="{escape(row.pop("target"))}"'
        out.append(f'      <edge id="{number}" {ends} weight="{escape(row.pop("weight"))}">\n')
        _values(out, row, edge_keys)
        out.append(f"        {_colour(_TIES[sign])}\n      </edge>\n")
    out.append("    </edges>\n  </graph>\n</gexf>\n")
    write_bytes(path, "".join(out).encode())


def _declare(out: list[str], owner: str, types: dict[str, str]) -> dict[str, str]:
    keys = {name: f"{owner[0]}{i}" for i, name in enumerate(types)}
    if types:
        out.append(f'    <attributes class="{owner}" mode="static">\n')
        out += [
            f'      <attribute id="{keys[name]}" title="{escape(name)}" type="{kind}"/>\n'
            for name, kind in types.items()
        ]
        out.append("    </attributes>\n")
    return keys


def _values(out: list[str], row: dict[str, Any], keys: dict[str, str]) -> None:
    if row:
        cells = "".join(f'<attvalue for="{keys[n]}" value="{escape(v)}"/>' for n, v in row.items())
        out.append(f"        <attvalues>{cells}</attvalues>\n")


def _colour(fill: str) -> str:
    r, g, b = (int(fill[i : i + 2], 16) for i in (1, 3, 5))
    return f'<viz:color r="{r}" g="{g}" b="{b}" a="1"/>'


def _fills(network: Network, partition: Partition | None) -> list[str]:
    if partition is None:
        return [_KINDS.get(kind, _OTHER) for kind in network.nodes["kind"]]
    return [GROUPS[(group - 1) % len(GROUPS)] for group in partition.of(network)]


def _sizes(network: Network) -> np.ndarray:
    """Return diameters from 8 to 48, the area beyond the smallest in proportion to strength."""
    strength = np.zeros(network.order)
    weight = network.edges["weight"].abs().to_numpy()
    for end in network.ends:
        np.add.at(strength, end, weight)
    most = strength.max(initial=0.0)
    return 8 + 40 * np.sqrt(strength / most) if most > 0 else np.full(network.order, 8.0)


def _places(network: Network, positions: Positions | None) -> Iterable[str]:
    if positions is None:
        return [""] * network.order
    return [f'<viz:position x="{x:.6g}" y="{y:.6g}" z="0"/>' for x, y in positions.of(network) * SCALE]


def _signs(network: Network) -> list[int]:
    values = network.edges["sign"] if "sign" in network.edges else np.sign(network.edges["weight"])
    numbers = pd.to_numeric(pd.Series(values), errors="coerce").fillna(0)
    return [int(v) for v in np.sign(numbers)]
