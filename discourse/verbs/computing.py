"""Projections, studies, clusters, scores and layouts by their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pandas as pd

from discourse import backbones, clusterers, layouts, projections, studies
from discourse.errors import DataError, OptionError
from discourse.model.corpus import Corpus
from discourse.model.network import Network
from discourse.model.results import Made, Partition, Positions
from discourse.model.statements import Statements
from discourse.model.study import Study
from discourse.registry import Registry, defaults
from discourse.verbs.versions import versions


def project(data: Statements | Corpus, method: str, **options: Any) -> Network:
    """Make a network of statements (or, for ``replies`` and ``coordination``, of a corpus).

    Parameters
    ----------
    data : Statements or Corpus
    method : str
        A registered projection: ``discourse``, ``two_mode``, ``ignore``, ``congruence``, ``conflict``,
        ``subtract``, ``replies``, ``coordination``.
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
        A registered study, such as ``polarization`` or ``lift``; ``discourse methods studies`` lists them.
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
    if network.signed and not getattr(found, "attrs", {}).get("signed"):
        notes.append("negative ties were set aside")
    made = provenance(clusterers.TABLE, method, options, network.digest, notes)
    partition = Partition.from_labels(network, labels, made)
    if not isinstance(found, pd.DataFrame):
        return partition
    more = found.drop(columns="label").reset_index(drop=True)
    notes += found.attrs.get("notes", ())
    return Partition(partition.table.join(more), replace(made, notes=tuple(notes)))


def backbone(
    network: Network, method: str = "sdsm", *, of: Statements | None = None, **options: Any
) -> Network:
    """Keep the ties of a network that are more than chance.

    Parameters
    ----------
    network : Network
        Of two modes for ``sdsm``, ``fdsm``, ``fixedrow``, ``fixedcol`` and ``fixedfill``, which project it and keep the
        pairs that share more than chance; any other with weights for ``disparity`` and ``noise_corrected``.
    method : str
        A registered backbone.
    of : Statements, optional
        What a projection was made from, where the network is one: its two-mode network is then made of them.
    **options
        Those of the backbone: ``alpha``, ``correction``, ``signed``, …

    Returns
    -------
    Network
        Its edges carry the p of each.

    Raises
    ------
    DataError
        If the network was not projected from these statements.
    OptionError

    Examples
    --------
    >>> rows = [(f"p{i}", n, 1) for i in range(8) for n in ("abcdef" if i < 4 else "ghijkl")]
    >>> net = project(Statements.from_rows(rows), "two_mode")
    >>> backbone(net, "fixedrow").size, backbone(net, "fixedrow", correction="holm").size
    (12, 12)
    """
    network = _network(network, "backbone")
    entry = backbones.TABLE.entry(method)
    backbones.TABLE.check(method, **options)
    if of is not None:
        if entry.takes != "two modes":
            raise OptionError(f"of= is for backbones of projections (sdsm, fdsm, …); {method!r} needs none")
        network = _two_mode(network, of)
    found = backbones.TABLE.call(method, network, **options)
    found.made.update(
        method=method,
        parameters=defaults(backbones.TABLE.load(method)) | options,
        of=network.digest,
        versions=versions(),
    )
    return found


def check_origin(network: Network, statements: Statements, what: str) -> dict[str, Any]:
    """Return how a network was projected from statements; raise an error if it was not, or not rows by columns."""
    made = network.made
    if made.get("of") != statements.digest:
        raise DataError(
            "these are not the statements that the network was projected from: give of= those that went into "
            "discourse.project"
        )
    options = dict(made["parameters"])
    if not {"rows", "cols"} <= set(options):
        raise OptionError(f"{what} is for projections of rows by columns, not for {made.get('method')!r}")
    return options


def _two_mode(network: Network, statements: Statements) -> Network:
    """Return the two-mode network of the statements that a network was projected from."""
    chosen = check_origin(network, statements, "of=")
    names = ("rows", "cols", "qualifier", "exclude", "only", "min_statements")
    kept = {name: chosen[name] for name in names if name in chosen}
    levels = network.made["method"] not in ("ignore", "two_mode") and kept.get("qualifier") is not None
    return project(statements, "two_mode", aggregation="subtract" if levels else "ignore", **kept)


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
