"""Node-link JSON, for networkx and D3."""

from __future__ import annotations

import json as _json
import math
import os
from typing import Any

from discourse.files import write_bytes
from discourse.model.network import Network
from discourse.model.results import Partition, Positions
from discourse.writers.attributes import filled, flat


def json(
    network: Network,
    path: str | os.PathLike[str],
    *,
    positions: Positions | None = None,
    partition: Partition | None = None,
) -> None:
    """Write a network as node-link JSON, as ``networkx.node_link_graph(data, edges="edges")`` reads it.

    Parameters
    ----------
    network : Network
    path : path-like
        Where to; whole or not at all.
    positions : Positions, optional
        Written as ``x`` and ``y`` of each node.
    partition : Partition, optional
        Written as ``group`` of each node.

    Raises
    ------
    OutputError
        If it cannot be written.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> net = Network.from_matrix([[0, 2], [2, 0]], ["a", "b"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     json(net, pathlib.Path(folder) / "net.json")
    ...     _json.loads((pathlib.Path(folder) / "net.json").read_text())["edges"]
    [{'source': 'a', 'target': 'b', 'weight': 2.0}]
    """
    nodes, edges = flat(network, positions, partition)
    whole = {
        "directed": network.directed,
        "multigraph": False,
        "graph": {"method": str(network.made.get("method", ""))},
        "nodes": [_finite(row) for row in filled(nodes)],
        "edges": [_finite(row) for row in filled(edges)],
    }
    text = _json.dumps(whole, ensure_ascii=False, allow_nan=False, indent=1)
    write_bytes(path, (text + "\n").encode("utf-8", "replace"))


def _finite(row: dict[str, Any]) -> dict[str, Any]:
    """Leave out infinities, which JSON has no word for."""
    return {k: v for k, v in row.items() if not (isinstance(v, float) and not math.isfinite(v))}
