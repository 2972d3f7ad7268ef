"""Which figures an analysis gives, drawn once and kept in three formats."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from discourse.errors import DataError, NotComputable, OptionError, did_you_mean
from discourse.model.analysis import Analysis
from discourse.model.network import Network
from discourse.model.results import Positions
from discourse.report.plans import MAKERS, SEVERAL, Plan
from discourse.report.wording import origin, run_id

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
    plans = [plan for make in MAKERS.values() for plan in make(analysis)]
    name = str(name).replace("_", "-")
    known = dict.fromkeys([*(n for n in MAKERS if n not in SEVERAL), *(plan.name for plan in plans)])
    if name not in known:
        raise OptionError(f"{name!r} is no figure of a report.{did_you_mean(name, known)}")
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
    plans = [plan for make in MAKERS.values() for plan in make(analysis) if not _crowded(plan)]
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


def _crowded(plan: Plan) -> bool:
    """Whether columns would be too long to read; they can still be asked for by name."""
    return plan.name == "columns" and plan.arguments[0].nodes["kind"].value_counts().max() > _LABELS


#: A drawing of a network takes about so many times as long as another figure.
_HEAVY = 1.5


def draw_named(analysis: Analysis, place: Path, names: list[str]) -> dict[str, Any]:
    """Draw the figures of the report that are named; return width and height of those that could be drawn."""
    sizes: dict[str, Any] = {}
    for make in MAKERS.values():
        for plan in make(analysis):
            if plan.name in names:
                _save(plan, analysis, place, sizes, [])
    return sizes


def _save(
    plan: Plan, analysis: Analysis, place: Path, sizes: dict[str, Any], missing: list[tuple[str, str]]
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


def _drawn(plan: Plan, analysis: Analysis) -> Any:
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


def _shown(plan: Plan, analysis: Analysis, place: Path, width: int, height: int) -> Figure:
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


def _origins(plan: Plan, analysis: Analysis) -> list[str]:
    told = [f"{part}: {origin(made)}." for part, made in plan.made.items() if made is not None]
    return [*told, f"Run {run_id(analysis)}."]
