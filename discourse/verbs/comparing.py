"""A score beside random networks: drawing them, dividing each anew, scoring each."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from discourse import clusterers, projections, scores
from discourse.errors import NotComputable, OptionError
from discourse.model.chance import Chance
from discourse.model.network import Network
from discourse.model.results import Partition, Scores
from discourse.model.statements import Statements
from discourse.nulls import TABLE as NULLS
from discourse.projections.counts import counted
from discourse.verbs.computing import check_origin

#: How a network is divided where no partition is given.
DIVIDED = "bisection"
#: Nodes with ties that a network must have to be compared with random ones.
LEAST = 10


@dataclass(frozen=True)
class Task:
    """One score with the options that it takes."""

    method: str
    options: dict[str, Any]
    grouped: bool


@dataclass(frozen=True)
class Nulls:
    """Which random networks, and how each is divided."""

    count: int
    null: str
    seed: int
    of: Statements | None
    divide: str
    dividing: dict[str, Any]
    given: np.ndarray | None
    notes: tuple[str, ...]


def call(network: Network, task: Task, groups: np.ndarray | None) -> Any:
    """Return what the score itself returns."""
    options = task.options if groups is None else {**task.options, "partition": groups}
    return scores.TABLE.call(task.method, network, **options)


def _number(seed: int, *place: int) -> int:
    """Return a seed that differs from one random network to the next."""
    return int(np.random.SeedSequence([seed, *place]).generate_state(1)[0])


def seeded(method: str, options: dict[str, Any], seed: int) -> dict[str, Any]:
    """Return the options of a clusterer with its seed, where it has one."""
    known = inspect.signature(clusterers.TABLE.load(method)).parameters
    return options | ({"seed": seed} if "seed" in known else {})


def dividing(
    network: Network, partition: Partition | None, divide: str | None, grouped: bool
) -> tuple[str, dict[str, Any], np.ndarray | None, tuple[str, ...]]:
    """Return how each random network is divided: a method and its options, or the partition itself."""
    if not grouped or partition is None:
        if divide is not None:
            raise OptionError(
                "divide= says how random networks are put in groups; this score knows no groups"
            )
        return "", {}, None, ()
    if divide == "given":
        return "given", {}, partition.of(network), ()
    if divide is not None:
        clusterers.TABLE.entry(divide)
        return divide, {}, None, ()
    if partition.made.method in clusterers.TABLE:
        options = {k: v for k, v in partition.made.parameters.items() if k != "seed"}
        return partition.made.method, options, None, ()
    note = (
        f"the groups were given and the random networks divided by {DIVIDED}, which looks for the best cut: groups "
        "that were not made by looking at the ties may so fall short of chance; divide='given' keeps them on random "
        "networks"
    )
    return DIVIDED, {}, None, (note,)


def beside(network: Network, tasks: list[Task], found: dict[str, Scores], how: Nulls) -> dict[str, Scores]:
    """Return the scores with what they are on random networks."""
    _check_size(network)
    for task in tasks:
        if found[task.method].level != "graph":
            raise OptionError(
                f"nulls are for scores of a whole network; {task.method!r} gives one value per node"
            )
    values = {task.method: np.full(how.count, np.nan) for task in tasks}
    reason = ""
    for i, drawn in enumerate(_draws(network, how)):
        try:
            groups = _groups(drawn, how, i)
        except NotComputable as error:
            reason = str(error)
            continue
        for task in tasks:
            seeded = task.options | ({"seed": _number(how.seed, i, 1)} if "seed" in task.options else {})
            try:
                one = call(drawn, replace(task, options=seeded), groups if task.grouped else None)
            except (NotComputable, OptionError) as error:  # such as three groups where two camps are compared
                reason = str(error)
                continue
            values[task.method][i] = one["value"].iloc[0] if isinstance(one, pd.DataFrame) else one
    return {task.method: _with(found[task.method], task, values[task.method], how, reason) for task in tasks}


def _groups(drawn: Network, how: Nulls, i: int) -> np.ndarray | None:
    """Return the group of each node of a random network."""
    if not how.divide:
        return None
    if how.given is not None:
        return how.given
    options = seeded(how.divide, how.dividing, _number(how.seed, i, 0))
    found = clusterers.TABLE.call(how.divide, drawn, **options)
    return np.asarray(found["label"] if isinstance(found, pd.DataFrame) else found)


def _with(found: Scores, task: Task, values: np.ndarray, how: Nulls, reason: str) -> Scores:
    lost = int((~np.isfinite(values)).sum())
    if 2 * lost > len(values):
        raise NotComputable(
            f"{task.method!r} is not defined on {lost} of {len(values)} random networks ({reason}): no comparison"
        )
    notes = found.made.notes + (how.notes if task.grouped else ())
    if lost:
        notes += (f"not defined on {lost} of {len(values)} random networks, which were left out ({reason})",)
    parameters = found.made.parameters | {"nulls": how.count, "null": how.null, "seed": how.seed}
    if task.grouped:
        parameters["divide"] = how.divide
    chance = Chance(found.value, values, how.null, how.seed, how.divide if task.grouped else "")
    return replace(found, made=replace(found.made, notes=notes, parameters=parameters), chance=chance)


def check_nulls(count: Any) -> None:
    """Raise :class:`OptionError` unless this is a number of random networks."""
    if not isinstance(count, int | np.integer) or isinstance(count, bool) or count < 0:
        raise OptionError(f"nulls is a number of random networks, 0 for none (100 is usual), not {count!r}")


def _check_size(network: Network) -> None:
    tied = len(np.unique(np.concatenate(network.ends)))
    if tied < LEAST:
        raise NotComputable(
            f"only {tied} nodes have ties: too few to tell a score from chance; at least {LEAST} are needed"
        )


def _draws(network: Network, how: Nulls) -> Iterator[Network]:
    """Yield the random networks."""
    if NULLS.entry(how.null).takes == "network":
        if how.of is not None:
            raise OptionError(f"of= is for the nulls of projections (sdsm, fdsm); {how.null!r} needs none")
        yield from NULLS.call(how.null, network, count=how.count, seed=how.seed)
        return
    if how.of is None:
        raise OptionError(
            f"the null {how.null!r} needs the statements that the network was projected from: of="
        )
    options = check_origin(network, how.of, f"the null {how.null!r}")
    chosen = [name for name in ("exclude", "only", "min_statements") if options.get(name)]
    if chosen:
        raise OptionError(
            f"the null {how.null!r} cannot be drawn of a projection with {chosen[0]}=: choose the statements first, as "
            "with statements.where(...), and project those"
        )
    margins = {name: options[name] for name in ("rows", "cols", "qualifier") if name in options}
    if "isolates" in options:  # who draws nothing is there all the same
        options["isolates"] = True
    method, ids = network.made["method"], network.nodes["id"].tolist()
    spoken = _that_count(how.of, options, method)
    options["duplicates"] = None  # those that are drawn count as often as they come
    for drawn in NULLS.call(how.null, spoken, count=how.count, seed=how.seed, repeats=True, **margins):
        found = projections.TABLE.call(method, drawn, **options)
        whole = found.nodes["id"].tolist() == ids
        yield found if whole else found.subgraph(ids)


def _that_count(statements: Statements, options: dict[str, Any], method: str) -> Statements:
    """Return the statements that a projection counts: without those that repeat others by its rule."""
    rule = options.get("duplicates")
    if rule is None:
        return statements
    names, qualifier = (options["rows"], options["cols"]), options.get("qualifier")
    ignoring = "ignore" in (method, options.get("aggregation"))
    return statements.rows(
        np.sort(counted(statements, names, qualifier, duplicates=rule, ignoring=ignoring).at)
    )
