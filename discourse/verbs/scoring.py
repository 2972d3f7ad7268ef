"""Scores by their names, alone or beside random networks."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from discourse import scores
from discourse.errors import OptionError
from discourse.model.network import Network
from discourse.model.results import Partition, Scores
from discourse.model.statements import Statements
from discourse.verbs.comparing import DIVIDED, Nulls, Task, beside, call, check_nulls, dividing, seeded
from discourse.verbs.computing import cluster, provenance


def score(
    data: Network | Statements,
    method: str,
    *,
    partition: Partition | None = None,
    nulls: int = 0,
    null: str = "1K",
    divide: str | None = None,
    of: Statements | None = None,
    **options: Any,
) -> Scores:
    """Score the nodes of a network, a whole network, or the codes of statements.

    Parameters
    ----------
    data : Network or Statements
        As the score asks.
    method : str
        A registered score.
    partition : Partition, optional
        For scores of a grouping, such as modularity. Without it the network is divided in two by ``bisection``.
    nulls : int
        With how many random networks to compare a score of the whole network. Scores of polarization are high on
        random networks too [1]_: without a comparison they are no evidence.
    null : str
        What random networks share with this one: ``"0K"`` nodes and ties, ``"1K"`` every degree, ``"2K"`` also the
        degrees at both ends of ties; for projections ``"sdsm"`` or ``"fdsm"``, projected in the same way from random
        affiliations with the same margins on average or exactly (give the statements by ``of``); where each row speaks
        seldom, ``"fdsm"``.
    divide : str, optional
        How each random network is divided: a registered clusterer, or ``"given"`` for the groups as they are. By
        default the method that made ``partition``, with its options, or ``bisection`` where that is no clusterer's.
    of : Statements, optional
        What the network was projected from.
    **options
        Those of the score. ``seed`` (0) is that of the random networks too.

    Returns
    -------
    Scores
        With ``nulls``: ``value``, ``null_mean``, ``z``, ``p``, ``intervals``, ``sentence``, and in ``chance`` all
        values.

    Raises
    ------
    OptionError
    NotComputable
        If the score is not defined, or the network is too small to be compared.

    References
    ----------
    .. [1] Salloum, A., Chen, T. H. Y. & Kivelä, M. (2022). Separating polarization from noise. *Proceedings of the
       ACM on Human-Computer Interaction* 6 (CSCW1), 115. https://doi.org/10.1145/3512962

    Examples
    --------
    >>> net = Network.from_matrix([[0, 1], [1, 0]], ["a", "b"])
    >>> score(net, "density").value
    1.0
    """
    found = score_many(
        data, [method], partition=partition, nulls=nulls, null=null, divide=divide, of=of, **options
    )
    return found[method]


def score_many(
    data: Network | Statements,
    methods: Sequence[str],
    *,
    partition: Partition | None = None,
    nulls: int = 0,
    null: str = "1K",
    divide: str | None = None,
    of: Statements | None = None,
    **options: Any,
) -> dict[str, Scores]:
    """Score a network by several methods, over the same random networks.

    Parameters
    ----------
    data, partition, nulls, null, divide, of
        See :func:`score`.
    methods : sequence of str
    **options
        Those of the scores; each score takes those that it knows.

    Returns
    -------
    dict of str to Scores

    Raises
    ------
    OptionError
        Also for an option that none of them knows.
    NotComputable

    Examples
    --------
    >>> net = Network.from_matrix([[0, 1], [1, 0]], ["a", "b"])
    >>> {name: found.value for name, found in score_many(net, ["density", "components"]).items()}
    {'density': 1.0, 'components': 1.0}
    """
    seed = options.get("seed", 0)
    check_nulls(nulls)
    if partition is not None and not isinstance(partition, Partition):
        raise OptionError(
            "partition must be a Partition, as discourse.cluster or Partition.from_labels gives it, not "
            f"{type(partition).__name__}"
        )
    tasks = _tasks(data, methods, options, compared=nulls != 0)
    if isinstance(data, Statements):
        if partition is not None:
            raise OptionError(f"{methods[0]!r} takes no partition")
        _check_alone(methods, data, nulls)
        return {task.method: _by_code(data, task) for task in tasks}
    grouped = any(task.grouped for task in tasks)
    if partition is not None and not grouped:
        raise OptionError(f"{methods[0]!r} takes no partition")
    notes: tuple[str, ...] = ()
    if partition is None and grouped:
        partition = cluster(data, DIVIDED, **seeded(DIVIDED, {}, seed))
        notes = (
            f"no partition was given: the network was divided in two by {DIVIDED}",
            *partition.made.notes,
        )
    found = {task.method: _scored(data, task, partition if task.grouped else None, notes) for task in tasks}
    if not nulls:
        return found
    return beside(
        data, tasks, found, Nulls(nulls, null, seed, of, *dividing(data, partition, divide, grouped))
    )


def _tasks(
    data: Network | Statements, methods: Sequence[str], options: dict[str, Any], *, compared: bool
) -> list[Task]:
    if isinstance(methods, str) or not methods:
        raise OptionError("name the scores in a list, such as ['ei', 'modularity']")
    out = []
    unknown = set(options) - ({"seed"} if compared else set())
    for method in methods:
        wanted = {"statements": Statements, "network": Network}[scores.TABLE.entry(method).takes]
        if not isinstance(data, wanted):
            raise OptionError(f"{method!r} is a score of {wanted.__name__}, not of {type(data).__name__}")
        names = inspect.signature(scores.TABLE.load(method)).parameters
        known = {name: value for name, value in options.items() if name in names}
        unknown -= set(known)
        out.append(Task(method, known, "partition" in names))
    if unknown:
        scores.TABLE.check(methods[0], **{name: options[name] for name in sorted(unknown)})
    return out


def _check_alone(methods: Sequence[str], data: Statements, nulls: int) -> None:
    if nulls:
        raise OptionError(
            f"nulls are for scores of a whole network; {methods[0]!r} is a score of {type(data).__name__}"
        )


def _by_code(data: Statements, task: Task) -> Scores:
    made = provenance(scores.TABLE, task.method, task.options, data.digest)
    return Scores(scores.TABLE.call(task.method, data, **task.options), "code", made)


def _scored(network: Network, task: Task, partition: Partition | None, notes: tuple[str, ...]) -> Scores:
    """Return the score of the network itself."""
    found = call(network, task, None if partition is None else partition.of(network))
    made = provenance(scores.TABLE, task.method, task.options, network.digest, notes if task.grouped else ())
    if partition is not None:
        made = replace(made, parameters=made.parameters | {"partition": partition.made.method})
    if not isinstance(found, pd.DataFrame):
        return Scores(pd.DataFrame({"node": ["graph"], "value": [float(found)]}), "graph", made)
    made = replace(made, notes=(*made.notes, *found.attrs.get("notes", ())))
    return Scores(found, "graph" if found.attrs.get("level") == "graph" else "node", made)
