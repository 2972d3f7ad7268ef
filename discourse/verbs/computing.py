"""Projections, studies, clusters, scores and layouts by their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pandas as pd

from discourse import clusterers, layouts, projections, studies
from discourse.errors import DataError, OptionError
from discourse.model.corpus import Corpus
from discourse.model.network import Network
from discourse.model.results import Made, Partition, Positions
from discourse.model.statements import Statements
from discourse.model.study import Study
from discourse.registry import Registry, defaults
from discourse.verbs.versions import versions


def project(data: Statements | Corpus, method: str, **options: Any) -> Network:
    """Make a network of statements (or, for ``replies``, of a corpus).

    Parameters
    ----------
    data : Statements or Corpus
    method : str
        A registered projection: ``discourse``, ``two_mode``, ``ignore``, ``congruence``, ``conflict``,
        ``subtract``, ``replies``.
    **options
        Those of the projection.

    Returns
    -------
    Network
        Of a window of statements, with its dates in ``made["window"]``.

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", 1)])
    >>> project(st, "congruence").made["parameters"]["rows"]
    'commenter'
    """
    wanted = {"statements": Statements, "corpus": Corpus}[projections.TABLE.entry(method).takes]
    if not isinstance(data, wanted):
        raise OptionError(f"{method!r} is made from {wanted.__name__}, not from {type(data).__name__}")
    network = projections.TABLE.call(method, data, **options)
    network.made.update(
        method=method,
        parameters=defaults(projections.TABLE.load(method)) | options,
        of=data.digest,
        versions=versions(),
    )
    window = data.window if isinstance(data, Statements) else None
    if window is not None:
        network.made["window"] = asdict(window)
    return network


def project_windows(
    statements: Statements,
    method: str,
    width: str,
    *,
    step: int = 1,
    kernel: str | None = None,
    complete: bool = True,
    exact: bool = False,
    start: Any = None,
    stop: Any = None,
    **options: Any,
) -> Iterator[Network]:
    """Make a network of every window of time, one after the other.

    Parameters
    ----------
    statements : Statements
    method : str
        A registered projection.
    width, step, kernel, complete, exact, start, stop
        See :meth:`discourse.model.statements.Statements.windows`.
    **options
        Those of the projection. With ``isolates=True``, all networks have the same nodes.

    Yields
    ------
    Network
        Its ``made["window"]`` has ``number``, ``start``, ``middle`` and ``stop``. A window without statements gives
        a network without ties.

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", 1), ("Cy", "ban", -1)])
    >>> st = st.select(st.table.assign(created_at=["2024-03-01", "2024-03-02", "2024-03-04"]))
    >>> for net in project_windows(st, "congruence", "3D", isolates=True):
    ...     print(net.made["window"]["middle"].date(), net.order, net.size)
    2024-03-02 3 1
    2024-03-03 3 0
    """
    cut = statements.windows(
        width, step=step, kernel=kernel, complete=complete, exact=exact, start=start, stop=stop
    )
    for part in cut:
        yield project(part, method, **options)


def study(statements: Statements, method: str, /, **options: Any) -> Study:
    """Carry out a study of statements.

    Parameters
    ----------
    statements : Statements
    method : str
        A registered study: ``barplot``, ``events``, ``backbone``, ``polarization``, ``phases``, ``multiclust``,
        ``ideal_points``.
    **options
        Those of the study, the seed among them.

    Returns
    -------
    Study
        Named tables.

    Examples
    --------
    >>> study(Statements.from_rows([("Ada", "ban", 1)]), "barplot")
    Study('barplot': values (1 rows), counts (1 rows))
    """
    if not isinstance(statements, Statements):
        raise OptionError(f"{method!r} is a study of Statements, not of {type(statements).__name__}")
    from threadpoolctl import threadpool_limits

    # Many small matrices are slower on several threads, and sums would depend on how many there are.
    with threadpool_limits(limits=1, user_api="blas"):
        found = studies.TABLE.call(method, statements, **options)
    parameters = defaults(studies.TABLE.load(method)) | found.made.parameters
    made = replace(
        found.made, method=method, parameters=parameters, of=statements.digest, versions=versions()
    )
    return Study(found.tables, made)


def provenance(
    table: Registry, method: str, options: dict[str, Any], of: str, notes: Sequence[str] = ()
) -> Made:
    """Return where a result comes from: the method, every option, and the digest of what it was computed from."""
    plain = {k: v for k, v in options.items() if not isinstance(v, np.ndarray | Partition)}
    parameters = {k: v for k, v in defaults(table.load(method)).items() if k != "partition"} | plain
    return Made(method, parameters, of, versions(), tuple(notes))


def _network(network: Any, verb: str) -> Network:
    if not isinstance(network, Network):
        raise OptionError(
            f"{verb} needs a Network, not {type(network).__name__}: project the statements first"
        )
    return network


def cluster(network: Network, method: str = "leiden", **options: Any) -> Partition:
    """Put every node of a network in one group; the largest is group 1.

    Parameters
    ----------
    network : Network
    method : str
        A registered clusterer.
    **options
        Those of the clusterer, the seed among them.

    Returns
    -------
    Partition

    Examples
    --------
    >>> net = Network.from_matrix([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]], list("abcd"))
    >>> cluster(net, "louvain").table["group"].tolist()
    [1, 1, 2, 2]
    """
    found = clusterers.TABLE.call(method, _network(network, "cluster"), **options)
    labels = found["label"] if isinstance(found, pd.DataFrame) else found
    linked = np.zeros(network.order, dtype=bool)
    linked[np.concatenate(network.ends)] = True
    notes = []
    if (~linked).any():
        alone = int((~linked).sum())
        notes.append(
            "1 node without ties is a group of its own"
            if alone == 1
            else f"{alone} nodes without ties are groups of their own"
        )
    if network.signed:
        notes.append("negative ties were set aside")
    made = provenance(clusterers.TABLE, method, options, network.digest, notes)
    partition = Partition.from_labels(network, labels, made)
    if not isinstance(found, pd.DataFrame):
        return partition
    more = found.drop(columns="label").reset_index(drop=True)
    notes += found.attrs.get("notes", ())
    return Partition(partition.table.join(more), replace(made, notes=tuple(notes)))


def layout(network: Network, method: str = "spring", **options: Any) -> Positions:
    """Give every node of a network a place in the square from −1 to 1.

    Parameters
    ----------
    network : Network
    method : str
        A registered layout.
    **options
        Those of the layout, the seed among them.

    Returns
    -------
    Positions
    """
    places = np.asarray(layouts.TABLE.call(method, _network(network, "layout"), **options), dtype=float)
    if places.shape != (network.order, 2):
        raise DataError(f"the layout {method!r} gave {places.shape} places for {network.order} nodes")
    if len(places):
        places = places - (places.max(axis=0) + places.min(axis=0)) / 2
        places = places / (np.abs(places).max() or 1.0)
    table = pd.DataFrame({"node": network.nodes["id"], "x": places[:, 0], "y": places[:, 1]})
    return Positions(table, provenance(layouts.TABLE, method, options, network.digest))
