"""What scores depend on: one option varied at a time, or all together."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from discourse import clusterers, projections
from discourse import scores as scoring
from discourse.errors import OptionError, did_you_mean
from discourse.model.partitions import ari
from discourse.model.results import Made, Partition
from discourse.model.statements import Statements
from discourse.model.study import Study
from discourse.verbs.refitting import Fit, Way, the_way
from discourse.verbs.resampling import LEIDEN
from discourse.verbs.versions import versions

#: More settings than this are refused.
_MOST = 2000
#: What is varied by default.
OVER: Mapping[str, Sequence[Any]] = {
    "threshold": (0, 1, 2, 3),
    "normalization": (None, "average", "cosine"),
    "resolution": (0.7, 1.0, 1.3),
}


def sensitivity(
    statements: Statements,
    *,
    project: Mapping[str, Any] | str = "congruence",
    cluster: Mapping[str, Any] | str | Partition | None = LEIDEN,
    scores: Sequence[str | Mapping[str, Any]] = ("modularity",),
    over: Mapping[str, Sequence[Any]] = OVER,
    together: bool = False,
    seed: int = 0,
) -> Study:
    """Go the whole way with other options, one varied at a time.

    Parameters
    ----------
    statements : Statements
    project, cluster, scores
        As for :func:`discourse.bootstrap`.
    over : mapping of str to sequence
        The values of each option. ``threshold`` leaves out ties that weigh less. An option belongs to the first of
        projection, clusterer and scores that has it (of scores, to all that have it); ``"modularity.resolution"``
        or ``"cluster.seed"`` name one of them.
    together : bool
        Also vary all together: every value of each with every value of the others.
    seed : int

    Returns
    -------
    Study
        ``strips``: ``option``, ``value`` (as text), ``usual`` (whether it is that of the way as it was given),
        ``score``, ``found`` (a score of nodes gives the Spearman correlation of the nodes' values with the usual
        ones, and is called ``"degree, order of nodes"``), ``groups``, ``ari`` (the groups' agreement with the usual
        ones, over the nodes that both have), ``nodes``, ``ties``, ``reason`` (why there is no value).
        ``ranges``: by option and score, the lowest and highest value and the usual one. With ``together``, ``all``:
        one column per option, and the rest as in ``strips``.

    Raises
    ------
    OptionError
        Also for an option that nothing on the way has.
    NotComputable
        If the way cannot be gone as it was given. With other options it is noted in ``reason``.

    Examples
    --------
    >>> rows = [(f"p{i}", story, (-1) ** i) for i in range(12) for story in ("ban", "tax")]
    >>> found = sensitivity(Statements.from_rows(rows), over={"threshold": [0, 1, 3]})
    >>> found["strips"][["value", "ties", "found"]].values.tolist()
    [['0', 30, 0.5], ['1', 30, 0.5], ['3', 0, nan]]
    """
    way = the_way(statements, project, cluster, scores, verb="sensitivity")
    if way.project is None:
        raise OptionError("sensitivity varies how the network is made: say by project= how")
    _check(over)
    homes = {name: _homes(way, name) for name in over}
    usual = way.fit(statements, seed=seed)
    usual.check()
    strips = []
    for name, values in over.items():
        for value in values:
            changed = _with(way, homes[name], name, value)
            found = _fit(statements, changed, int(value) if homes[name] == ("seed",) else seed)
            own = _same(_usual(way, homes[name], name, seed), value)
            front = {"option": name, "value": _text(value), "usual": own}
            strips += [front | row for row in _rows(way, found, usual)]
    tables = {"strips": pd.DataFrame(strips)}
    tables["ranges"] = _ranges(tables["strips"], usual)
    if together:
        many = int(np.prod([len(values) for values in over.values()]))
        if many > _MOST:
            raise OptionError(
                f"{many} settings are too many (at most {_MOST}): name fewer values, or together=False"
            )
        whole = []
        for setting in product(*over.values()):
            changed, at = way, seed
            for name, value in zip(over, setting, strict=True):
                changed = _with(changed, homes[name], name, value)
                at = int(value) if homes[name] == ("seed",) else at
            found = _fit(statements, changed, at)
            front = {n: _text(v) for n, v in zip(over, setting, strict=True)}
            whole += [front | row for row in _rows(way, found, usual)]
        tables["all"] = pd.DataFrame(whole)
    told = {
        **way.parameters,
        "over": {n: list(v) for n, v in over.items()},
        "together": together,
        "seed": seed,
    }
    return Study(tables, Made("sensitivity", told, statements.digest, versions()))


def _check(over: Any) -> None:
    if not isinstance(over, Mapping) or not over:
        raise OptionError("over: give the values of at least one option, as in {'threshold': [0, 1, 2]}")
    for name, values in over.items():
        if isinstance(values, str) or not isinstance(values, Sequence | np.ndarray) or not len(values):
            raise OptionError(f"over: give a list of values of {name!r}, as in {{{name!r}: [{values!r}]}}")


def _homes(way: Way, name: str) -> tuple[str, ...]:
    """Return where an option belongs: the steps by name."""
    step, _, short = str(name).rpartition(".")
    assert way.project is not None
    if short == "threshold" and step in ("", "project"):
        return ("threshold",)
    if short == "seed" and step in ("", "cluster"):
        return ("seed",)
    known = {"project": inspect.signature(projections.TABLE.load(way.project[0])).parameters}
    if way.cluster is not None:
        known["cluster"] = inspect.signature(clusterers.TABLE.load(way.cluster[0])).parameters
    marks = {
        part.name: inspect.signature(scoring.TABLE.load(part.task.method)).parameters for part in way.parts
    }
    for place in ("project", "cluster"):
        if step in ("", place) and short in known.get(place, {}):
            return (place,)
    found = tuple(n for n, names in marks.items() if short in names and step in ("", n, n.split(" (")[0]))
    if found and short != "partition":
        return found
    every = {"threshold", "seed"}.union(*(list(names) for names in (*known.values(), *marks.values())))
    every -= {"statements", "network", "partition"}
    raise OptionError(f"over: nothing on the way has the option {name!r}.{did_you_mean(short, every)}")


def _with(way: Way, homes: tuple[str, ...], name: str, value: Any) -> Way:
    short = name.rpartition(".")[2]
    assert way.project is not None
    if homes == ("threshold",):
        number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
        if not number or not value >= 0:
            raise OptionError(f"over: threshold={value!r} must be a weight from 0")
        return replace(way, threshold=float(value))
    if homes == ("seed",):
        if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < 0:
            raise OptionError(f"over: seed={value!r} must be a whole number from 0")
        return way
    if homes == ("project",):
        return replace(way, project=(way.project[0], way.project[1] | {short: value}))
    if homes == ("cluster",) and way.cluster is not None:
        return replace(way, cluster=(way.cluster[0], way.cluster[1] | {short: value}))
    parts = tuple(
        replace(part, task=replace(part.task, options=part.task.options | {short: value}))
        if part.name in homes else part
        for part in way.parts
    )  # fmt: skip
    return replace(way, parts=parts)


def _usual(way: Way, homes: tuple[str, ...], name: str, seed: int) -> Any:
    """Return the value that an option has in the way as it was given."""
    short = name.rpartition(".")[2]
    assert way.project is not None
    if homes in (("threshold",), ("seed",)):
        return way.threshold if homes == ("threshold",) else seed
    if homes == ("project",):
        table, (method, options) = projections.TABLE, way.project
    elif homes == ("cluster",) and way.cluster is not None:
        table, (method, options) = clusterers.TABLE, way.cluster
    else:
        part = next(part for part in way.parts if part.name == homes[0])
        table, method, options = scoring.TABLE, part.task.method, part.task.options
    return options.get(short, inspect.signature(table.load(method)).parameters[short].default)


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _text(value: Any) -> str:
    return "none" if value is None else str(value)


def _fit(statements: Statements, way: Way, seed: int) -> Fit:
    found = way.fit(statements, seed=seed)
    for step in ("network", "groups"):
        if isinstance(found.errors.get(step), OptionError):  # a value that the method does not take
            raise found.errors[step]
    return found


def _rows(way: Way, found: Fit, usual: Fit) -> list[dict[str, Any]]:
    about = {
        "groups": found.groups if len(found.labels) else np.nan,
        "ari": _agreement(found, usual),
        "nodes": found.nodes,
        "ties": found.ties,
    }
    out = []
    for part in way.parts:
        name = part.name
        value = found.whole.get(name, np.nan)
        if name in usual.by_node:
            value = _order(found.by_node.get(name), usual.by_node[name])
            name = f"{name}, order of nodes"
        out.append({"score": name, "found": value, **about, "reason": found.lost.get(part.name, "")})
    return out


def _agreement(found: Fit, usual: Fit) -> float:
    place = pd.Index(usual.ids).get_indexer(pd.Index(found.ids)) if len(found.ids) else np.zeros(0, dtype=int)
    both = np.flatnonzero(place >= 0)
    return ari(usual.labels[place[both]], found.labels[both]) if len(both) > 1 else float("nan")


def _order(found: pd.Series | None, usual: pd.Series) -> float:
    """Return Spearman's correlation over the nodes that both have; NaN where one of them does not vary."""
    if found is None:
        return float("nan")
    both = pd.concat([usual, found], axis=1, join="inner").dropna().rank()
    if len(both) < 3 or (both.std() == 0).any():
        return float("nan")
    return float(np.corrcoef(both.to_numpy().T)[0, 1])


def _ranges(strips: pd.DataFrame, usual: Fit) -> pd.DataFrame:
    found = (
        strips.groupby(["option", "score"], sort=False)["found"].agg(["min", "max", "count"]).reset_index()
    )
    found["usual"] = [
        usual.whole.get(score, 1.0 if ", order of" in score else np.nan) for score in found["score"]
    ]
    return found.rename(columns={"min": "low", "max": "high", "count": "n"})
