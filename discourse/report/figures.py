"""Which figures an analysis gives, drawn once and kept in three formats."""

from __future__ import annotations

import base64
import sys
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from discourse.errors import DataError, NotComputable, OptionError, did_you_mean
from discourse.model.analysis import Analysis, open_analysis
from discourse.model.network import Network
from discourse.model.results import Positions
from discourse.pipeline.sharing import Call, Shared
from discourse.report.plans import MAKERS, SEVERAL, Plan
from discourse.report.wording import origin, run_id

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
            return drawn(plan, analysis)
    reasons = "; ".join(f"{what}: {why}" for what, why in analysis.notes)
    raise NotComputable(
        f"this analysis lacks what the figure {name!r} shows" + (f" ({reasons})" if reasons else "")
    )


def draw(
    analysis: Analysis, place: Path, executor: Executor | None = None
) -> tuple[list[Figure], list[tuple[str, str]]]:
    """Draw all figures that an analysis gives.

    Parameters
    ----------
    analysis : Analysis
    place : pathlib.Path
        An existing folder; each figure is written there as PDF, SVG and PNG.
    executor : concurrent.futures.Executor, optional
        Draws some of them; the analysis must then stand in the folder ``analysis`` beside ``place``.

    Returns
    -------
    figures : list of Figure
    missing : list of (str, str)
        What could not be drawn, and why.
    """
    plans = {plan.name: plan for make in MAKERS.values() for plan in make(analysis) if not _crowded(plan)}
    return draw_plans(plans, analysis, place, executor)


def draw_plans(
    plans: dict[str, Plan], analysis: Analysis | None, place: Path, executor: Executor | None = None
) -> tuple[list[Figure], list[tuple[str, str]]]:
    """Draw figures that are planned; see :func:`draw`."""
    folder = str(place.parent / "analysis")
    lightest_first = sorted(
        plans, key=lambda name: plans[name].plot == "network"
    )  # we begin with the last ones
    calls: dict[str, Call] = {
        name: (draw_named, {"folder": folder, "place": str(place), "name": name}) for name in lightest_first
    }
    found = Shared(calls, executor).results(lambda name: _save(plans[name], analysis, place))
    sizes = {name: size for name, size in found.items() if not isinstance(size, str)}
    missing = [
        (f"the figure “{plan.title}”", found[name]) for name, plan in plans.items() if name not in sizes
    ]
    return [
        _shown(plan, analysis, place, *sizes[name]) for name, plan in plans.items() if name in sizes
    ], missing


def _crowded(plan: Plan) -> bool:
    """Whether columns would be too long to read; they can still be asked for by name."""
    return plan.name == "columns" and plan.arguments[0].nodes["kind"].value_counts().max() > _LABELS


def draw_named(folder: str, place: str, name: str) -> list[int] | str:
    """Draw one figure of a saved analysis; return what :func:`draw` is to know: its size, or why it is not drawn."""
    analysis, plans = _opened(folder)
    return _save(plans[name], analysis, Path(place))


@lru_cache(maxsize=1)
def _opened(folder: str) -> tuple[Analysis, dict[str, Plan]]:
    analysis = open_analysis(folder)
    return analysis, {plan.name: plan for make in MAKERS.values() for plan in make(analysis)}


def _save(plan: Plan, analysis: Analysis | None, place: Path) -> list[int] | str:
    """Draw and save one figure; return its width and height in CSS pixels, or why it cannot be drawn."""
    from discourse.plots.save import save_figure

    try:
        page = drawn(plan, analysis).figure
    except (NotComputable, DataError) as error:
        return str(error)
    save_figure(page, place / plan.name, formats=FORMATS, dpi=_DPI)
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:  # a notebook shows what is left open
        pyplot.close(page)
    return [round(96 * float(v)) for v in page.get_size_inches()]


def drawn(plan: Plan, analysis: Analysis | None) -> Any:
    """Draw a figure; without an analysis its caption names no run."""
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


def _shown(plan: Plan, analysis: Analysis | None, place: Path, width: int, height: int) -> Figure:
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


def _origins(plan: Plan, analysis: Analysis | None) -> list[str]:
    told = [f"{part}: {origin(made)}." for part, made in plan.made.items() if made is not None]
    return told if analysis is None else [*told, f"Run {run_id(analysis)}."]
