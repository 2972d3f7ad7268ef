"""Two CSV tables: the ties, and the nodes beside them."""

from __future__ import annotations

import os
from pathlib import Path

from discourse.files import write_csv
from discourse.model.network import Network
from discourse.model.results import Partition, Positions
from discourse.writers.attributes import flat


def csv(
    network: Network,
    path: str | os.PathLike[str],
    *,
    positions: Positions | None = None,
    partition: Partition | None = None,
) -> None:
    """Write the ties to ``path`` and the nodes to ``NAME.nodes.csv`` beside it.

    Parameters
    ----------
    network : Network
        If it is directed, the ties have a column ``directed``.
    path : path-like
        Where to; each file whole or not at all. Cells that a spreadsheet would run are defused.
    positions : Positions, optional
        Written as the node columns ``x`` and ``y``.
    partition : Partition, optional
        Written as the node column ``group``.

    Raises
    ------
    OutputError
        If they cannot be written.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> net = Network.from_matrix([[0, 2], [2, 0]], ["a", "b"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     csv(net, pathlib.Path(folder) / "net.csv")
    ...     sorted(p.name for p in pathlib.Path(folder).iterdir())
    ['net.csv', 'net.nodes.csv']
    """
    nodes, edges = flat(network, positions, partition)
    if network.directed:
        edges["directed"] = True
    write_csv(nodes, nodes_path(path))
    write_csv(edges, path)


def nodes_path(path: str | os.PathLike[str]) -> Path:
    """Return where the nodes of the ties at ``path`` are.

    Examples
    --------
    >>> nodes_path("net.csv").name
    'net.nodes.csv'
    """
    return Path(path).with_suffix(".nodes.csv")
