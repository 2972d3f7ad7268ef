"""How sure scores, ranks and coalitions are: all made anew from threads, commenters, comments or nodes drawn again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.model.bootstrap import INTERVALS, Bootstrap
from discourse.model.network import Network
from discourse.model.resample import Urn
from discourse.model.results import Made, Partition
from discourse.model.statements import Statements
from discourse.model.twins import TWINS
from discourse.model.vertices import NodeUrn
from discourse.verbs.gathering import gathered
from discourse.verbs.refitting import Fit, Way, the_way
from discourse.verbs.versions import versions

#: Fewer units than this make intervals too narrow.
_FEW = 20
#: Clusterers that keep nothing between calls and let other threads work meanwhile.
_FREE = ("leiden", "leiden2")
#: Ties from which two threads are faster than one; with fewer they wait for one another all the time.
_MANY = 10_000
#: How groups are looked for by default: one trial, in the network as in every draw.
LEIDEN = MappingProxyType({"method": "leiden", "trials": 1})
#: How a network is made of statements by default.
CONGRUENCE = MappingProxyType({"method": "congruence"})


def bootstrap(
    source: Statements | Network,
    *,
    project: Mapping[str, Any] | str | None = CONGRUENCE,
    cluster: Mapping[str, Any] | str | Partition | None = LEIDEN,
    scores: Sequence[str | Mapping[str, Any]] = ("modularity",),
    by: str | Sequence[str] | None = None,
    times: int = 200,
    seed: int = 0,
    level: float = 0.95,
    interval: str = "expanded",
    twins: str = "random",
) -> Bootstrap:
    """Draw threads, commenters, comments or nodes with replacement and go the whole way anew from every draw.

    As many units are drawn as there are. From each draw the network is projected, put in groups and scored again, each
    time with a seed of its own, so that what a method leaves to chance is in the intervals too.

    Parameters
    ----------
    source : Statements or Network
        A network that was not made of statements (of replies, or from elsewhere) is drawn by its nodes.
    project : mapping or str or None
        The projection with its options, by default ``congruence``, as in
        ``{"method": "congruence", "normalization": "average"}``; ``threshold`` besides leaves out ties that weigh less.
        None where all scores are of statements. To be left out for a network.
    cluster : mapping or str or Partition or None
        The clusterer with its options, by default Leiden with one trial, in the network as in the draws; or a
        partition of the network, which every draw keeps; or None: scores of groups then divide by ``bisection``.
    scores : sequence of str or mapping
        Scores of a network or of statements, with options where wanted: ``{"method": "rwc", "ends": 0.3}``. A mapping
        may name the ``column`` of the score's table, as in ``{"method": "narratives", "column": "stance"}``.
    by : {"document", "commenter", "comment"} or a sequence of them, or "node"
        What is drawn: what would have been other people, threads or comments in another sample. Comments of a thread
        are alike, and so are those of a commenter: draw by the widest unit whose members are, or by several, each
        within the one before, as in ``("document", "comment")``. Where others speak than commenters, the name of
        their variable, such as ``"organization"``. Of statements by default ``"commenter"``; of a network always
        ``"node"``. See Notes.
    times : int
        How many draws.
    seed : int
    level : float
        The share of the draws that intervals hold.
    interval : {"expanded", "percentile", "basic"}
        See :func:`discourse.model.bootstrap.bounds`. The ends of the first two are values that the score can take, and
        for the skewed scores of groups that are looked for anew they cover the truth far more often than the third
        (``benchmarks/bootstrap.py``); ``expanded`` is ``percentile`` made wider for few units. Where ``bias`` is large
        beside ``sd``, look at ``basic`` too.
    twins : {"random", "none", "own"}
        Of a commenter drawn twice, in networks of commenters, or of a node: how the two are tied. See Notes.

    Returns
    -------
    Bootstrap
        ``whole`` (scores of the network), ``nodes`` (of nodes, with ranks), ``coalitions`` (how sure the group of
        each node is), ``together`` (pairs), ``draws``, ``failed``.

    Raises
    ------
    OptionError
        For a bad option.
    NotComputable
        If the way cannot be gone from the statements as they are, or from more than half of the draws.

    Notes
    -----
    What is drawn twice is there twice, as two things. A thread or comment drawn twice counts twice for those who
    write in it. A commenter drawn twice is two people of the same opinions; in a network whose nodes are commenters
    this is the bootstrap of nodes [1]_. The two would be tied by their perfect agreement, a tie such as no two people
    of the sample have, and one that makes groups look closer; so, as proposed there, the pair gets what a pair
    drawn at random from the draw has (``twins="random"``), no tie (``"none"``), or the one of perfect agreement
    (``"own"``). By-node values are means over the copies. Where the nodes are not what is drawn (narratives, say,
    tied by the commenters that share them), a unit drawn twice simply is more evidence.

    Nodes of a network are drawn within each kind, as many as there are: of a network of two modes, rows and columns
    both [2]_. Ties among the drawn stay as they were, sign, weight and direction included; two of the same get what a
    pair drawn at random among their kind has, which in a network of two modes is nothing. A network projected from
    statements can be drawn so as well, but its ties are not made anew: better draw the statements. Drawing nodes is on
    the safe side: where ties do not depend on one another, intervals of the density are √3 times too wide.

    Few units (threads, above all) give intervals that are too narrow all the same.

    References
    ----------
    .. [1] Snijders, T. A. B. & Borgatti, S. P. (1999). Non-parametric standard errors and tests for network
       statistics. *Connections* 22 (2), 161–170.
    .. [2] Owen, A. B. (2007). The pigeonhole bootstrap. *Annals of Applied Statistics* 1, 386–411.
       https://doi.org/10.1214/07-AOAS122

    Examples
    --------
    >>> rows = [(f"p{i}", story, (-1) ** i) for i in range(12) for story in ("ban", "tax")]
    >>> found = bootstrap(Statements.from_rows(rows), scores=["modularity", "ei"], times=20)
    >>> found.whole[["score", "value", "n"]].values.tolist()
    [['modularity', 0.5, 20], ['ei', -1.0, 20], ['groups', 2.0, 20]]
    >>> float(found.coalitions["certainty"].min())
    1.0
    >>> two = Network.from_matrix(np.kron(np.eye(2), np.ones((9, 9))), [f"p{i}" for i in range(18)])
    >>> bootstrap(two, scores=["ei"], times=20).whole["value"].tolist()
    [-1.0, 2.0]
    """
    how = How(times, seed, level, interval)
    if twins not in TWINS:
        raise OptionError(f"twins={twins!r} is not known.{did_you_mean(str(twins), TWINS)}")
    if isinstance(source, Network) and project is CONGRUENCE:
        project = None
    way = the_way(source, project, cluster, scores)
    urn = _urn(source, way.speaker if by is None and isinstance(source, Statements) else by, twins)
    notes: tuple[str, ...] = ()
    if urn.size < _FEW:
        notes = (f"only {urn.size} {urn.what} to draw from: the intervals are too narrow",)
    told = {"by": urn.by[0] if len(urn.by) == 1 else list(urn.by), "twins": twins, "units": urn.size}

    def draw(place: int) -> Statements | Network:
        return urn.draw(np.random.default_rng([seed, place]))

    how = replace(how, units=urn.size)
    return refitted(source, way, draw, how, Made("bootstrap", told, notes=notes), twins=twins)


def _urn(source: Statements | Network, by: Any, twins: str) -> Urn | NodeUrn:
    if isinstance(source, Statements):
        return Urn(source, by)
    if by not in (None, "node"):
        raise OptionError(
            f"by={by!r}: a network is drawn by its nodes, by='node'; give statements to draw others"
        )
    if twins == "own":
        raise OptionError(
            "twins='own' is for networks made of statements; what a node has with itself a network does not tell: "
            "'random' or 'none'"
        )
    return NodeUrn(source)


@dataclass(frozen=True)
class How:
    """How often, and what is told of it."""

    times: int
    seed: int
    level: float
    interval: str
    units: int | None = None

    def __post_init__(self) -> None:
        for name, least in (("times", 2), ("seed", 0)):
            value = getattr(self, name)
            if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < least:
                raise OptionError(f"{name} must be a whole number from {least}, not {value!r}")
        number = isinstance(self.level, float | np.floating)
        if not number or not 0 < self.level < 1:
            raise OptionError(f"level must be a share between 0 and 1, such as .95, not {self.level!r}")
        if self.interval not in INTERVALS:
            raise OptionError(
                f"interval={self.interval!r} is not known.{did_you_mean(str(self.interval), INTERVALS)}"
            )


def refitted(
    source: Statements | Network,
    way: Way,
    draw: Callable[[int], Statements | Network],
    how: How,
    made: Made,
    *,
    twins: str = "own",
) -> Bootstrap:
    """Go a way from statements or a network and from every draw of them, and put together what came of it.

    Parameters
    ----------
    source : Statements or Network
    way : Way
    draw : callable
        Takes the number of a draw, returns its statements or network; always the same for the same number.
    how : How
    made : Made
        Its method, notes and own parameters.
    twins : str

    Returns
    -------
    Bootstrap
    """
    base = way.fit(source, seed=how.seed)
    base.check()

    def one(place: int) -> Fit:
        number = int(np.random.SeedSequence([how.seed, place, 1]).generate_state(1)[0])
        return way.fit(draw(place), seed=number, twins=twins)

    free = way.cluster is not None and way.cluster[0] in _FREE
    fits = _each(one, how.times, side_by_side=free and base.ties >= _MANY)
    failed = _failed(fits, how.times)
    lost = [f"{r['score']} could not be computed in {r['draws']} of {how.times} draws ({r['reason']})"
            for r in failed.to_dict("records")]  # fmt: skip
    parameters = {
        **way.parameters, **made.parameters,
        "times": how.times, "seed": how.seed, "level": how.level, "interval": how.interval,
    }  # fmt: skip
    told = Made(made.method, parameters, source.digest, versions(), (*made.notes, *lost))
    names = [part.name for part in way.parts if part.name in base.whole]
    return Bootstrap(
        made=told, failed=failed, **gathered(base, fits, names, (how.level, how.interval, how.units))
    )


def _each(one: Callable[[int], Fit], times: int, *, side_by_side: bool) -> list[Fit]:
    """Return what came of every draw, by two threads where these do not wait for one another."""
    if not side_by_side:
        return [one(place) for place in range(times)]
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, range(times)))


def _failed(fits: list[Fit], times: int) -> pd.DataFrame:
    """Return what could not be computed how often; raise :class:`NotComputable` where that is mostly so."""
    rows: dict[str, list[str]] = {}
    for fit in fits:
        for name, reason in fit.lost.items():
            rows.setdefault(name, []).append(reason)
    for name, reasons in rows.items():
        if 2 * len(reasons) > times:
            raise NotComputable(
                f"{name} could not be computed in {len(reasons)} of {times} draws: {reasons[0]}"
            )
    table = [(name, reasons[0], len(reasons)) for name, reasons in rows.items()]
    return pd.DataFrame(table, columns=["score", "reason", "draws"])
