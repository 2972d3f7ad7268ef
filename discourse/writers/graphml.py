"""GraphML: typed attributes, for igraph, Cytoscape, visone, yEd and networkx."""

from __future__ import annotations

import os

from discourse.files import write_bytes
from discourse.model.network import Network
from discourse.model.results import Partition, Positions
from discourse.writers.attributes import declared, escape, filled, flat

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns '
    'http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)


def graphml(
    network: Network,
    path: str | os.PathLike[str],
    *,
    positions: Positions | None = None,
    partition: Partition | None = None,
) -> None:
    """Write a network as GraphML.

    Parameters
    ----------
    network : Network
    path : path-like
        Where to; whole or not at all.
    positions : Positions, optional
        Written as the node attributes ``x`` and ``y``.
    partition : Partition, optional
        Written as the node attribute ``group``.

    Raises
    ------
    OutputError
        If it cannot be written.

    References
    ----------
    Brandes, U. et al. (2002). GraphML progress report: structural layer proposal. Graph Drawing, LNCS 2265.
    https://doi.org/10.1007/3-540-45848-4_59

    Examples
    --------
    >>> import tempfile, pathlib, networkx
    >>> net = Network.from_matrix([[0, 2], [2, 0]], ["a", "b"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     graphml(net, pathlib.Path(folder) / "net.graphml")
    ...     networkx.read_graphml(pathlib.Path(folder) / "net.graphml").edges["a", "b"]
    {'weight': 2.0}
    """
    nodes, edges = flat(network, positions, partition)
    node_types = declared(nodes, ("id",))
    edge_types = declared(edges, ("source", "target"))
    node_keys = {name: f"n{i}" for i, name in enumerate(node_types)}
    edge_keys = {name: f"e{i}" for i, name in enumerate(edge_types)}
    out = [_HEAD]
    for owner, keys, types in (("node", node_keys, node_types), ("edge", edge_keys, edge_types)):
        out += [
            f'  <key id="{keys[name]}" for="{owner}" attr.name="{escape(name)}" attr.type="{kind}"/>\n'
            for name, kind in types.items()
        ]
    way = "directed" if network.directed else "undirected"
    out.append(f'  <graph edgedefault="{way}">\n')
    for row in filled(nodes):
        out.append(f'    <node id="{escape(row.pop("id"))}">\n')
        out += [f'      <data key="{node_keys[n]}">{escape(v)}</data>\n' for n, v in row.items()]
        out.append("    </node>\n")
    for row in filled(edges):
        out.append(f'    <edge source="{escape(row.pop("source"))}" target="{escape(row.pop("target"))}">\n')
        out += [f'      <data key="{edge_keys[n]}">{escape(v)}</data>\n' for n, v in row.items()]
        out.append("    </edge>\n")
    out.append("  </graph>\n</graphml>\n")
    write_bytes(path, "".join(out).encode())
