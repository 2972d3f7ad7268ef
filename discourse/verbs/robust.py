"""How sure results are, in one call: beside chance, other samples, other options, errors of coding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from discourse import clusterers
from discourse.errors import NotComputable, OptionError
from discourse.model.checks import check_whole
from discourse.model.network import Network
from discourse.model.results import Made, Partition, Scores
from discourse.model.robustness import Robustness
from discourse.model.statements import Statements
from discourse.registry import defaults
from discourse.verbs.comparing import DIVIDED, check_nulls, seeded
from discourse.verbs.computing import cluster as divide
from discourse.verbs.computing import project as projected
from discourse.verbs.miscoding import coding_error
from discourse.verbs.refitting import Way, stronger, the_way
from discourse.verbs.resampling import LEIDEN, bootstrap
from discourse.verbs.scoring import score, score_many
from discourse.verbs.varying import sensitivity
from discourse.verbs.versions import versions

#: Nulls that are drawn from statements.
_OF_STATEMENTS = ("sdsm", "fdsm")
#: Projections whose normalizations are tried.
_NORMALIZED = ("congruence", "conflict", "subtract")
#: Parts of the ties that are left out in turn, the lightest first.
_PARTS = (0.25, 0.5, 0.75)
#: How a note begins that says why scores stand without random networks.
ALONE = "scores are not compared with chance"


def robustness(
    data: Statements | Network,
    *,
    project: Mapping[str, Any] | str | None = "congruence",
    cluster: Mapping[str, Any] | str | Partition | None = LEIDEN,
    scores: Sequence[str | Mapping[str, Any]] = ("modularity", "ei"),
    by: str | Sequence[str] | None = None,
    times: int = 200,
    nulls: int = 100,
    null: str | None = None,
    over: Mapping[str, Sequence[Any]] | str | None = "usual",
    confusion: pd.DataFrame | None = None,
    variable: str = "narrative",
    seed: int = 0,
    level: float = 0.95,
    name: str = "",
    **coding: Any,
) -> Robustness:
    """Say whether results stand out from chance, and how far they depend on the sample, the options and the coding.

    Parameters
    ----------
    data : Statements or Network
        Of a network only chance and the sample are looked at: how it was made is not known.
    project, cluster, scores, by, times, level
        As for :func:`discourse.bootstrap`; ``times=0`` for none. For a network ``project`` is left out.
    nulls : int
        With how many random networks scores of the whole network are compared; 0 for none.
    null : str, optional
        Which, as for :func:`discourse.score`. By default ``"fdsm"`` for a projection of rows by columns (``"sdsm"``
        where no others have the same margins), ``"1K"`` for other networks.
    over : mapping of str to sequence, or "usual", optional
        As for :func:`discourse.sensitivity`; None or empty for none. Usual are thresholds below which a quarter, half
        and three quarters of the ties lie, and where there are such options normalizations and resolutions.
    confusion, variable
        As for :func:`discourse.coding_error`, which is done where there is a matrix, or names to merge or split.
    seed : int
    name : str
        What the network is called in tables; by default by its projection.
    **coding
        ``merge``, ``split``, ``names``, ``prior`` and ``nothing``, as for :func:`discourse.coding_error`.

    Returns
    -------
    Robustness
        ``table`` and ``sentences`` for the whole; ``scores``, ``bootstrap``, ``sensitivity``, ``coding`` for the
        parts; ``study`` for the figures; ``discourse.report(found, folder)`` writes the page. That a network is too
        small to be compared with random ones is said in its notes.

    Raises
    ------
    OptionError
    NotComputable
        If the way cannot be gone.

    Examples
    --------
    >>> rows = [(f"p{i}", story, (-1) ** i) for i in range(12) for story in ("ban", "tax")]
    >>> found = robustness(Statements.from_rows(rows), over={"threshold": [0, 1, 2]}, times=10, nulls=9)
    >>> found.table[["score", "value", "options_low", "options_high", "nulls"]].values.tolist()[0]
    ['modularity', 0.5, 0.5, 0.5, 9]
    """
    for word in coding:
        if word not in ("merge", "split", "names", "prior", "nothing"):
            raise OptionError(
                f"robustness takes no option {word!r}; of coding_error: merge, split, names, prior, nothing"
            )
    check_whole(times, "times", 0)
    check_nulls(nulls)
    if isinstance(data, Network):
        for word, given in (("confusion", confusion), ("merge", coding.get("merge"))):
            if given is not None:
                raise OptionError(
                    f"{word}= is about codes, which a network does not hold: start from statements"
                )
        if null in _OF_STATEMENTS:
            raise OptionError(
                f"null={null!r} is drawn from statements, and a network is given: use null='1K'"
            )
        project, over = None, None
    way: dict[str, Any] = {"project": project, "cluster": cluster, "scores": scores, "seed": seed}
    network, steps = _network(data, project, cluster, scores, name)
    found, notes = _beside(network, data, steps, cluster, nulls, null, seed)
    if over == "usual":
        over = _usual(network, steps)
    if over is not None and not isinstance(over, Mapping):
        raise OptionError(f"over={over!r}: give the values of options, 'usual' or None")
    varied = sensitivity(data, **way, over=over) if over else None  # type: ignore[arg-type]
    drawn = None
    if times:
        drawn = bootstrap(data, **way, by=by, times=times, level=level)
        notes += drawn.made.notes
    coded = None
    if confusion is not None or coding.get("merge") or coding.get("split"):
        coded = coding_error(data, confusion, variable, **way, times=times or 200, level=level, **coding)  # type: ignore[arg-type]
        notes += coded.made.notes
    elif coding:
        raise OptionError(f"{next(iter(coding))}= is for errors of coding: give a confusion matrix as well")
    used = next((one.chance.null for one in found.values() if one.chance is not None), None)
    parameters = {
        **steps.parameters,
        "nulls": nulls,
        "null": used,
        "times": times,
        "seed": seed,
        "level": level,
    }
    parameters["scores"] = [part.name for part in steps.parts]
    if drawn is not None:
        parameters |= {name: drawn.made.parameters[name] for name in ("by", "twins", "units", "interval")}
    parameters |= {} if varied is None else {"over": varied.made.parameters["over"]}
    labels = dict(zip(network.nodes["id"].astype(str), network.nodes["label"].astype(str), strict=True))
    return Robustness(
        found, drawn, varied, coded, name or str(network.made.get("method") or "network"), network.order, network.size,
        labels, Made("robustness", parameters, data.digest, versions(), tuple(dict.fromkeys(notes))),
    )  # fmt: skip


def _network(
    data: Statements | Network, project: Any, cluster: Any, scores: Any, name: str
) -> tuple[Network, Way]:
    """Return the network with its provenance, and the way to it."""
    way = the_way(data, project, cluster, scores, verb="robustness")
    if isinstance(data, Network):
        return data, way
    if way.project is None:
        raise OptionError("robustness is about a network: say by project= how to make one")
    network = projected(data, way.project[0], **way.project[1])
    return (stronger(network, way.threshold) if way.threshold else network), way


def _beside(
    network: Network,
    data: Statements | Network,
    way: Way,
    cluster: Any,
    nulls: int,
    null: str | None,
    seed: int,
) -> tuple[dict[str, Scores], tuple[str, ...]]:
    """Return the scores of the whole network, beside random networks where these can be drawn."""
    parts = [part for part in way.parts if part.takes == "network" and part.column == "value"]
    partition = None
    if any(part.task.grouped for part in parts):
        if isinstance(cluster, Partition):
            partition = cluster
        else:
            method, options = way.cluster or (DIVIDED, {})
            partition = divide(network, method, **seeded(method, options, seed))
    found: dict[str, Scores] = {}
    for part in parts:
        options = part.task.options | ({"seed": seed} if "seed" in part.task.options else {})
        one = score(network, part.task.method, partition=partition if part.task.grouped else None, **options)
        if one.level == "graph":
            found[part.name] = one
    if not nulls or not found:
        return found, ()
    null = null or ("fdsm" if isinstance(data, Statements) and _one_mode(network) else "1K")
    if null in _OF_STATEMENTS and way.threshold:
        return found, (
            f"{ALONE}: random networks of the kind {null} have no threshold; null='1K' keeps the degrees of this "
            "network instead",
        )
    notes: tuple[str, ...] = ()
    plain = [part for part in parts if part.name in found and part.name == part.task.method]
    rest = [[part] for part in parts if part.name in found and part.name != part.task.method]
    groups = [some for some in [plain, *rest] if some]
    while groups:
        some = groups.pop(0)
        grouped = any(part.task.grouped for part in some)
        options = dict(some[0].task.options) if len(some) == 1 else {}
        try:
            compared = score_many(
                network,
                [part.task.method for part in some],
                partition=partition if grouped else None,
                nulls=nulls,
                null=null,
                of=data if null in _OF_STATEMENTS else None,  # type: ignore[arg-type]
                **(options | {"seed": seed}),
            )
        except NotComputable as error:
            if null == "fdsm" and "no other statements" in str(error):
                null = "sdsm"
                groups.insert(0, some)
            elif len(some) > 1:  # the others need not go without
                groups = [[part] for part in some] + groups
            else:
                what = "" if "nodes have ties" in str(error) else f" ({some[0].name})"
                notes += (f"{ALONE}{what}: {error}",)
            continue
        for part in some:
            found[part.name] = compared[part.task.method]
            notes += tuple(f"{part.name}: {n}" for n in found[part.name].made.notes if "left out" in n)
    return found, tuple(dict.fromkeys(notes))


def _usual(network: Network, way: Way) -> dict[str, list[Any]]:
    """Return the values of the options that are tried: those that the way has.

    Examples
    --------
    >>> net = Network.from_matrix([[0, 1, 2], [1, 0, 4], [2, 4, 0]], list("abc"))
    >>> _usual(net, the_way(Statements.from_rows([("Ada", "ban", 1)]), "congruence", "leiden", "density"))
    {'threshold': [0, 1.5, 2.0, 3.0], 'normalization': [None, 'average', 'cosine'], 'resolution': [0.7, 1.0, 1.3]}
    """
    assert way.project is not None
    out: dict[str, list[Any]] = {}
    weights = network.edges["weight"].abs().to_numpy(dtype=float)
    if len(weights) and not way.threshold:
        cuts = np.quantile(weights, _PARTS)
        out["threshold"] = [0, *dict.fromkeys(float(f"{w:.4g}") for w in cuts)]
    method, options = way.project
    if method in _NORMALIZED:
        now = options.get("normalization")
        out["normalization"] = list(dict.fromkeys([now, None, "average", "cosine"]))
    if way.cluster is not None and "resolution" in defaults(clusterers.TABLE.load(way.cluster[0])):
        out["resolution"] = sorted({0.7, 1.0, 1.3, float(way.cluster[1].get("resolution", 1.0))})
    return out


def _one_mode(network: Network) -> bool:
    """Whether a network is a projection of rows by columns."""
    return {"rows", "cols"} <= set(network.made.get("parameters", {})) and network.made[
        "method"
    ] != "two_mode"
