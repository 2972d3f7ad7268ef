"""Which figures an analysis gives, drawn once and kept in three formats."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from discourse.errors import DataError, NotComputable, OptionError, did_you_mean
from discourse.model.analysis import Analysis
from discourse.model.network import Network
from discourse.model.results import Made, Positions
from discourse.model.roles import plural
from discourse.report.studies import SUBJECTS
from discourse.report.terms import capital, terms
from discourse.report.wording import count, listed, origin, run_id

if TYPE_CHECKING:
    from discourse.report.worker import Worker

FORMATS = ("pdf", "svg", "png")
#: A larger SVG is shown as PNG, or the page would grow too heavy to open.
MOST_SVG = 1_000_000


@dataclass(frozen=True)
class Figure:
    """A drawn figure.

    Attributes
    ----------
    name, title : str
    caption : tuple of str
        How to read it; then one sentence per method and its parameters.
    alt : str
        For those who cannot see it.
    source : str
        A ``data:`` address.
    width, height : float
        In CSS pixels.
    study : str
        The study that it shows, if it does.
    """

    name: str
    title: str
    caption: tuple[str, ...]
    alt: str
    source: str
    width: int
    height: int
    study: str = ""


@dataclass(frozen=True)
class _Plan:
    name: str
    title: str
    plot: str
    how: str
    alt: str
    made: dict[str, Any]
    arguments: tuple[Any, ...]
    options: dict[str, Any]
    study: str = ""


def figure(analysis: Analysis, name: str) -> Any:
    """Draw one figure of an analysis.

    Parameters
    ----------
    analysis : Analysis
    name : str
        ``discourse``, ``columns`` (the same graph in columns), ``coalitions``, ``agreement-narratives``,
        ``agreement-actors``, ``heatmap``, ``frequency``, ``frequency-actors`` or ``replies``.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    OptionError
        If there is no such figure.
    NotComputable
        If the analysis lacks what it shows.
    """
    plans = [plan for make in _MAKERS.values() for plan in make(analysis)]
    known = [*_MAKERS, *(plan.name for plan in plans)]
    if name not in known:
        raise OptionError(f"{name!r} is no figure of a report.{did_you_mean(str(name), known)}")
    for plan in plans:
        if plan.name == name:
            return _drawn(plan, analysis)
    reasons = "; ".join(f"{what}: {why}" for what, why in analysis.notes)
    raise NotComputable(
        f"this analysis lacks what the figure {name!r} shows" + (f" ({reasons})" if reasons else "")
    )


def draw(
    analysis: Analysis, place: Path, worker: Worker | None = None
) -> tuple[list[Figure], list[tuple[str, str]]]:
    """Draw all figures that an analysis gives.

    Parameters
    ----------
    analysis : Analysis
    place : pathlib.Path
        An existing folder; each figure is written there as PDF, SVG and PNG.
    worker : Worker, optional
        Draws the later half meanwhile; the analysis must then stand in the folder ``analysis`` beside ``place``.

    Returns
    -------
    figures : list of Figure
    missing : list of (str, str)
        What could not be drawn, and why.
    """
    plans = [plan for make in _MAKERS.values() for plan in make(analysis) if not _crowded(plan)]
    given: list[str] = []
    if worker is not None and worker.ready:
        weight = np.array([_HEAVY if plan.plot == "network" else 1.0 for plan in plans])
        after = weight[::-1].cumsum()[::-1]
        given = [plan.name for plan, w in zip(plans, after, strict=True) if w <= after[0] / 2]
        worker.ask(place.parent / "analysis", place, given)
    sizes: dict[str, Any] = {}
    missing: list[tuple[str, str]] = []
    for plan in plans:
        if plan.name not in given:
            _save(plan, analysis, place, sizes, missing)
    if given and worker is not None:
        sizes |= worker.answer()
        for plan in plans:
            if plan.name in given and plan.name not in sizes:
                _save(plan, analysis, place, sizes, missing)
    return [_shown(plan, analysis, place, *sizes[plan.name]) for plan in plans if plan.name in sizes], missing


def _crowded(plan: _Plan) -> bool:
    """Whether columns would be too long to read; they can still be asked for by name."""
    return plan.name == "columns" and plan.arguments[0].nodes["kind"].value_counts().max() > _LABELS


#: A drawing of a network takes about so many times as long as another figure.
_HEAVY = 1.5


def draw_named(analysis: Analysis, place: Path, names: list[str]) -> dict[str, Any]:
    """Draw the figures of the report that are named; return width and height of those that could be drawn."""
    sizes: dict[str, Any] = {}
    for make in _MAKERS.values():
        for plan in make(analysis):
            if plan.name in names:
                _save(plan, analysis, place, sizes, [])
    return sizes


def _save(
    plan: _Plan, analysis: Analysis, place: Path, sizes: dict[str, Any], missing: list[tuple[str, str]]
) -> None:
    """Draw and save one figure, and note its size in CSS pixels or why it cannot be drawn."""
    from discourse.plots.save import save_figure

    try:
        drawn = _drawn(plan, analysis).figure
    except (NotComputable, DataError) as error:
        missing.append((f"the figure “{plan.title}”", str(error)))
        return
    save_figure(drawn, place / plan.name, formats=FORMATS, dpi=_DPI)
    sizes[plan.name] = [round(96 * float(v)) for v in drawn.get_size_inches()]


def _drawn(plan: _Plan, analysis: Analysis) -> Any:
    from discourse import plots

    options = {k: v for k, v in plan.options.items() if v is not None}
    if plan.plot in ("network", "coalitions"):
        options |= {"ax": _page(*plan.arguments), "labels": _LABELS}
    return plots.TABLE.call(plan.plot, *plan.arguments, **options, caption=" ".join(_origins(plan, analysis)))


#: Of the PNG files: sharp on any screen; for print there are PDF and ``discourse figure``.
_DPI = 200
#: So many nodes are named in a drawing, if there is room.
_LABELS = 60


def _page(network: Network, positions: Positions) -> Any:
    """Return axes as high as the drawing asks for, so that no paper is left empty."""
    from discourse.plots.canvas import new_axes

    places = positions.of(network)
    if positions.made.method == "columns":  # names one above the other need a line for each
        longest = int(network.nodes["kind"].value_counts().max())
        return new_axes(7.5, float(np.clip(0.9 + 0.23 * longest, 3.5, 12.0)))
    wide, high = np.ptp(places, axis=0)
    size = float(np.clip(4.0 + network.order / 14, 4.0, 7.5))
    least = 0.58 * (size + 2.0)  # lower, and the legend would have to stand below
    return new_axes(size + 2.0, float(np.clip(0.9 + size * high / max(wide, 1e-9), least, size + 0.6)))


def _shown(plan: _Plan, analysis: Analysis, place: Path, width: int, height: int) -> Figure:
    data, kind = (place / f"{plan.name}.svg").read_bytes(), "image/svg+xml"
    if len(data) > MOST_SVG:
        data, kind = (place / f"{plan.name}.png").read_bytes(), "image/png"
    source = f"data:{kind};base64,{base64.b64encode(data).decode('ascii')}"
    return Figure(
        plan.name,
        plan.title,
        (plan.how, *_origins(plan, analysis)),
        plan.alt,
        source,
        width,
        height,
        plan.study,
    )


def _origins(plan: _Plan, analysis: Analysis) -> list[str]:
    told = [f"{part}: {origin(made)}." for part, made in plan.made.items() if made is not None]
    return [*told, f"Run {run_id(analysis)}."]


def _made(analysis: Analysis, name: str) -> dict[str, Any]:
    found: dict[str, Made | Any] = {"Network": analysis.networks[name].made}
    for part, group in (("Groups", analysis.partitions), ("Layout", analysis.positions)):
        if name in group:
            found[part] = group[name].made
    return found


def _sizes(network: Network) -> str:
    kinds = network.nodes["kind"].value_counts()
    order = list(network.nodes["kind"].drop_duplicates())
    parts = ", ".join(count(int(kinds[k]), str(k)) for k in order)
    return f"{parts}; {count(network.size, 'tie')}"


def _drawable(analysis: Analysis, name: str) -> bool:
    return name in analysis.networks and name in analysis.positions


def _discourse(analysis: Analysis) -> Iterator[_Plan]:
    if not _drawable(analysis, "discourse"):
        return
    network, words = analysis.networks["discourse"], terms(analysis)
    who = "Commenters (circles), the actors they mention (squares) and the narratives they push (diamonds)"
    if words.by_hand:
        who = (
            f"{capital(words.speakers)} and their {listed([plural(n) for n in (*words.others, words.claim)])}"
        )
    yield _Plan(
        "discourse",
        "The discourse graph",
        "network",
        f"{who}: {_sizes(network)}. Solid ties support, dashed ties reject, thin grey ones are neutral or have no "
        f"stance; width is the number of {words.unit}s.",
        f"Network drawing of {_sizes(network)}. The tables of ties and codes below hold the same information.",
        _made(analysis, "discourse"),
        (network, analysis.positions["discourse"]),
        {"partition": analysis.partitions.get("discourse")},
    )


def _coalitions(analysis: Analysis) -> Iterator[_Plan]:
    if not _drawable(analysis, "coalitions") or "coalitions" not in analysis.partitions:
        return
    network, groups = analysis.networks["coalitions"], analysis.partitions["coalitions"]
    threshold = float(analysis.config.get("threshold", 0.0) or 0.0)
    who = terms(analysis).speakers
    sizes = listed([str(n) for n in groups.sizes])
    yield _Plan(
        "coalitions",
        f"Coalitions of {who}",
        "coalitions",
        f"{capital(who)} tied by what they agree on: {_sizes(network)}, {count(len(groups), 'group')} of {sizes}. "
        f"Ties of weight {threshold:g} or less are not drawn.",
        f"Network drawing of {_sizes(network)} in {count(len(groups), 'group')}. A table names the members of each.",
        _made(analysis, "coalitions"),
        (network, analysis.positions["coalitions"]),
        {"partition": groups, "threshold": threshold},
    )


def _narratives(analysis: Analysis) -> Iterator[_Plan]:
    yield from _agreement(analysis, "narratives", terms(analysis).claims)


def _actors(analysis: Analysis) -> Iterator[_Plan]:
    yield from _agreement(analysis, "actors", "actors")


def _other_codes(analysis: Analysis) -> Iterator[_Plan]:
    for name in terms(analysis).others:
        yield from _agreement(analysis, f"codes:{name}", plural(name))


def _agreement(analysis: Analysis, name: str, codes: str) -> Iterator[_Plan]:
    if name not in analysis.scores:
        return
    scores = analysis.scores[name]
    told = (
        f"the {min(20, len(scores))} most frequent of {len(scores)}"
        if len(scores) > 20
        else f"all {len(scores)}"
    )
    yield _Plan(
        f"agreement-{name.removeprefix('codes:').replace(' ', '-')}",
        f"Support and rejection of {codes}",
        "agreement",
        f"Statements that support (right) and reject (left), for {told} {codes}; n is the number of statements, the "
        f"interval is Wilson’s for 95\u202f% on the share of support among those that support or reject.",
        f"Diverging bars for {told} {codes}; the table of {codes} holds the numbers.",
        {"Scores": scores.made},
        (scores,),
        {},
    )


def _columns(analysis: Analysis) -> Iterator[_Plan]:
    if "discourse" not in analysis.networks or "discourse:columns" not in analysis.positions:
        return
    network, positions = analysis.networks["discourse"], analysis.positions["discourse:columns"]
    yield _Plan(
        "columns",
        "The discourse graph in columns",
        "network",
        f"{capital(listed([plural(str(k)) for k in network.nodes['kind'].drop_duplicates()]))} side by side: "
        f"{_sizes(network)}.",
        f"Network drawing of {_sizes(network)}.",
        _made(analysis, "discourse") | {"Layout": positions.made},
        (network, positions),
        {"partition": analysis.partitions.get("discourse")},
    )


def _heatmap(analysis: Analysis) -> Iterator[_Plan]:
    if "profile" not in analysis.networks:
        return
    network = analysis.networks["profile"]
    positions = analysis.positions.get("profile:seriation", analysis.positions.get("profile"))
    kinds = list(network.nodes["kind"].drop_duplicates())
    two = {"rows": kinds[0], "cols": kinds[1]} if len(kinds) == 2 else {}
    what = f"{kinds[0]} and {kinds[1]}" if two else "nodes"
    opposed = "; support and rejection diverge from 0" if network.signed else ""
    order = {"Order": positions.made} if positions is not None else {}
    yield _Plan(
        "heatmap",
        "Who says what",
        "heatmap",
        f"Each cell is the tie of {what} ({_sizes(network)}){opposed}.",
        f"Matrix of {_sizes(network)}.",
        {"Network": network.made, **order},
        (network, positions),
        {"partition": analysis.partitions.get("profile"), **two},
    )


def _frequency(analysis: Analysis) -> Iterator[_Plan]:
    yield from _course(analysis, "frequency", terms(analysis).claims)


def _frequency_actors(analysis: Analysis) -> Iterator[_Plan]:
    yield from _course(analysis, "frequency:actor", "actors")


def _course(analysis: Analysis, score: str, codes: str) -> Iterator[_Plan]:
    if score not in analysis.scores:
        return
    scores = analysis.scores[score]
    name = score.replace(":actor", "-actors")
    yield _Plan(
        name,
        f"{codes.capitalize()} over time",
        "frequency",
        f"Statements about {codes} per period (UTC); all of them are the denominator.",
        f"Lines over {len(scores.table.columns) - 3} periods; tables/{score.replace(':', '-')}.csv holds the numbers.",
        {"Scores": scores.made},
        (scores,),
        {},
    )


def _replies(analysis: Analysis) -> Iterator[_Plan]:
    if not _drawable(analysis, "replies"):
        return
    network = analysis.networks["replies"]
    yield _Plan(
        "replies",
        "Who answers whom",
        "network",
        f"Commenters and their replies: {_sizes(network)}.",
        f"Network drawing of {_sizes(network)}.",
        _made(analysis, "replies"),
        (network, analysis.positions["replies"]),
        {"partition": analysis.partitions.get("replies")},
    )


def _studies(analysis: Analysis) -> Iterator[_Plan]:
    for name, study in analysis.studies.items():
        subject = SUBJECTS.get(name)
        for place, (view, title, how) in enumerate(subject.views if subject else ()):
            slug = name.replace("_", "-")
            yield _Plan(
                slug if place == 0 else f"{slug}-{view}",
                title,
                name,
                how,
                f"The tables of the study {name.replace('_', ' ')} hold the numbers.",
                {"Study": study.made},
                (study,),
                {"view": view} if view else {},
                name,
            )


#: Every figure by its name, in the order of the report.
_MAKERS: dict[str, Callable[[Analysis], Iterator[_Plan]]] = {
    "discourse": _discourse,
    "columns": _columns,
    "coalitions": _coalitions,
    "agreement-narratives": _narratives,
    "agreement-actors": _actors,
    "agreement-others": _other_codes,
    "heatmap": _heatmap,
    "frequency": _frequency,
    "frequency-actors": _frequency_actors,
    "replies": _replies,
    "studies": _studies,
}
