"""Backbones of concepts: the ladder of what is dropped, what is kept, how annealing went, and the spectra."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import OptionError, did_you_mean
from discourse.plots import captions, style
from discourse.plots.canvas import axes_for, dress, set_title
from discourse.plots.views import table_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from discourse.model.study import Study
    from discourse.plots.legend import Key

VIEWS = ("auto", "order", "concepts", "diagnostics", "spectra")
_NEEDED = {
    "order": ("label", "backbone_loss", "redundant_loss", "statements", "in_backbone"),
    "concepts": ("label", "in_backbone", "statements"),
    "diagnostics": ("chain", "iteration", "temperature", "loss", "best", "acceptance_ratio", "concepts"),
    "spectra": ("index", "full", "backbone", "redundant"),
}
#: Line style, marker and colour of the full network, the backbone and the redundant concepts.
_FULL, _KEPT, _SPARED = (
    ("solid", "o", style.INK),
    ("solid", "o", style.POSITIVE),
    (style.DASH, "s", style.NEGATIVE),
)
#: The part of the width that the bars of statements take beside the trace of losses, and where the trace starts.
_BARS, _TRACE = 0.50, 0.68
#: The part of the width that the ladder takes; beside it is said which side of the cut is which.
_LADDER = 0.85


def plot_backbone(
    study: Study,
    *,
    view: str = "auto",
    ax: Axes | None = None,
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw a backbone of concepts.

    ``order`` is a ladder, the concept dropped first at the bottom: at each, the loss of what is left without it and
    all below it (circles) and the loss of what has been dropped so far (squares, dashed), with the number of
    statements left; a dotted line marks where the backbone is cut. ``concepts`` lists the concepts by their
    statements, the backbone above the line and dark, with the trace of the best loss of each chain of annealing.
    ``diagnostics`` shows temperature, acceptance, loss and size over the iterations, and ``spectra`` what was
    compared.

    Parameters
    ----------
    study : Study
        As :func:`discourse.studies.backbone.study.backbone` gives it.
    view : {"auto", "order", "concepts", "diagnostics", "spectra"}
        By default ``order`` for a nested backbone and ``concepts`` for others.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure 7 inches wide, as high as the rows need.
    title : str, optional
    caption : str, optional
        By default it says which backbone was found, and how; ``""`` for none.

    Returns
    -------
    matplotlib.axes.Axes
        Its child Axes are the trace, or the panels of the diagnostics.

    Raises
    ------
    OptionError
        If the view is not known, or the study has no table for it.
    DataError
        If a column is missing.
    NotComputable
        If a table is empty.

    Examples
    --------
    >>> from discourse.model.study import Study
    >>> order = pd.DataFrame({"label": ["tax", "ban"], "backbone_loss": [0.1, 0.7], "redundant_loss": [0.6, 0.0],
    ...                       "statements": [4, 0], "in_backbone": [False, True]})
    >>> ax = plot_backbone(Study({"order": order}))
    >>> [t.get_text() for t in ax.get_yticklabels()]
    ['tax', 'ban']
    """
    if view not in VIEWS:
        raise OptionError(f"view={view!r} is not known.{did_you_mean(str(view), VIEWS)}")
    if view == "auto":
        view = "order" if "order" in study.tables else "concepts"
    table = table_of(study, view, _NEEDED[view])
    words = _caption(study) if caption is None else caption
    draw = {"order": _order, "concepts": _concepts, "diagnostics": _diagnostics, "spectra": _spectra}[view]
    ax = axes_for(ax, 7.0, float(np.clip(1.6 + 0.25 * len(table), 2.4, 6.4)) if "label" in table else 4.6)
    set_title(ax, title)
    draw(ax, study, table, style.drawable(words, 2000, empty=""))
    return ax


def _caption(study: Study) -> str:
    said = []
    if "result" in study.tables and len(study["result"]):
        found = study["result"].iloc[0]
        total = next((len(study[n]) for n in ("order", "concepts") if n in study.tables), None)
        fixed = study.made.parameters.get("method") == "fixed"
        more = "" if fixed else f" (penalised {style.number(float(found['penalised']))})"
        said.append(
            f"Backbone: {int(found['size'])}{f' of {total}' if total else ''} concepts, "
            f"loss {style.number(float(found['backbone_loss']))}"
            f"{more}, "
            f"redundant loss {style.number(float(found['redundant_loss']))}."
        )
    made = study.made
    if made.parameters.get("method") in ("nested", "exact"):
        unused = ("iterations", "restarts", "seed")
        made = replace(made, parameters={k: v for k, v in made.parameters.items() if k not in unused})
    return " ".join([*said, *captions.sources(made=made)])


def _order(ax: Axes, study: Study, table: pd.DataFrame, words: str) -> None:
    from discourse.plots.ladder import Ladder
    from discourse.plots.legend import Key

    count = len(table)
    y = np.arange(count)
    edges = np.arange(count + 1) - 0.5
    size = float(np.clip(180 / count, 2.0, 5.0))
    key = Key(options={"handlelength": 2.4})
    rows = []
    losses = table[["backbone_loss", "redundant_loss"]].to_numpy(dtype=float)
    for values, (dash, shape, colour), name, said in zip(
        losses.T, (_KEPT, _SPARED), ("backbone", "redundant"),
        ("network of the rows above", "network of this row and those below"), strict=True,
    ):  # fmt: skip
        ax.stairs(
            values, edges, orientation="horizontal", baseline=None, color=colour, linewidth=1.2, linestyle=dash,
            label=f"_{name}_steps",
        )  # fmt: skip
        face = colour if name == "backbone" else "white"
        ax.plot(
            values, y, linestyle="none", marker=shape, markersize=size, markerfacecolor=face, markeredgecolor=colour,
            markeredgewidth=1.0, clip_on=False, zorder=3, label=f"_{name}",
        )  # fmt: skip
        rows.append((_handle(dash, shape, colour, face), said))
    key.sections = [rows]
    top = float(np.nanmax(losses, initial=0.0)) or 1.0
    ax.set_xlim(0, top * 1.04 / _LADDER)
    inside = table["in_backbone"].to_numpy(dtype=bool)
    Ladder(
        ax, [style.drawable(v, 80) for v in table["label"]], inside, words, key, reach=top * 1.04, share=_LADDER,
        label="loss: distance from the spectrum of all concepts",
        numbers=("n left", table["statements"].to_numpy(dtype=float)),
    )  # fmt: skip


def _concepts(ax: Axes, study: Study, table: pd.DataFrame, words: str) -> None:
    from matplotlib.patches import Patch

    from discourse.plots.ladder import Ladder
    from discourse.plots.legend import Key

    table = table.iloc[::-1].reset_index(drop=True)
    inside = table["in_backbone"].to_numpy(dtype=bool)
    n = table["statements"].to_numpy(dtype=float)
    y = np.arange(len(table))
    looks: tuple[dict[str, Any], ...] = (
        {"facecolor": style.POSITIVE, "edgecolor": style.INK, "linewidth": 0.5},
        {"facecolor": "#F2F2F2", "edgecolor": style.INK, "linewidth": 0.5, "hatch": style.HATCH},
    )
    for part, look, name in ((inside, looks[0], "backbone"), (~inside, looks[1], "redundant")):
        for patch in ax.barh(y[part], n[part], 0.68, **look).patches:
            patch.set_label(f"_{name}")
    key = Key()
    key.sections = [[(Patch(**looks[0]), "in the backbone"), (Patch(**looks[1]), "redundant")]]
    trace = study.tables.get("diagnostics")
    share = 1.0 if trace is None or not len(trace) else _BARS
    reach = max(float(n.max(initial=0.0)), 1.0) * 1.04
    ax.set_xlim(0, reach / share)
    panels = [] if share == 1.0 else [_trace(ax, study, key)]
    Ladder(
        ax, [style.drawable(v, 80) for v in table["label"]], inside, words, key,
        reach=reach, label="statements", share=share, panels=panels,
    )  # fmt: skip


def _trace(ax: Axes, study: Study, key: Key) -> Axes:
    """Draw the best loss so far of each chain; the best chain is dark."""
    from discourse.plots.legend import line

    trace = table_of(study, "diagnostics", _NEEDED["diagnostics"])
    panel = ax.inset_axes((_TRACE, 0.0, 1 - _TRACE, 1.0))
    dress(panel)
    panel.set_label("_trace")
    best = trace.groupby("chain")["best"].min().idxmin()
    for chain, part in trace.groupby("chain"):
        look: dict[str, Any] = (
            {"color": style.INK, "linewidth": 1.4, "zorder": 3}
            if chain == best
            else {"color": style.RULE, "linewidth": 0.8, "zorder": 2}
        )
        panel.plot(part["iteration"], part["best"], drawstyle="steps-post", label="_best", **look)
    panel.set_xlim(0, float(trace["iteration"].max()))
    panel.set_ylim(0, float(trace["best"].max()) * 1.08 or 1.0)
    what = "loss" if study.made.parameters.get("method") == "fixed" else "penalised loss"
    key.sections[0] += [
        (line(style.INK, width=1.4), f"{what}, best so far"),
        (line(style.RULE, width=0.8), "the same, other chains"),
    ]
    return panel


def _diagnostics(ax: Axes, study: Study, table: pd.DataFrame, words: str) -> None:
    from discourse.plots.ladder import Panels
    from discourse.plots.legend import Key, line

    best = table.groupby("chain")["best"].min().idxmin()
    last = float(table["iteration"].max())
    ax.set_xlim(0, max(last, 1.0))
    ax.set_ylim(0, 1)
    shown = (
        ("temperature", "temperature"), ("acceptance_ratio", "share of moves accepted, last 100"),
        ("loss", "loss"), ("concepts", "concepts in the current subset"),
    )  # fmt: skip
    panels = []
    for k, (column, said) in enumerate(shown):
        panel = ax.inset_axes((0.0, (3 - k) * 0.26, 1.0, 0.17))
        dress(panel)
        panel.set_label(f"_{column}")
        chains = table[table["chain"] == best] if column == "temperature" else table
        for chain, part in chains.groupby("chain"):
            dark = chain == best
            look: dict[str, Any] = {
                "color": style.POSITIVE if dark else style.RULE,
                "linewidth": 1.0 if dark else 0.5,
            }
            panel.plot(part["iteration"], part[column], zorder=3 if dark else 2, label="_chain", **look)
            if column == "loss" and dark:
                panel.plot(
                    part["iteration"], part["best"], color=style.INK, linestyle=style.DASH, linewidth=1.2, zorder=4,
                    label="_best",
                )  # fmt: skip
        peak = float(chains[column].max())
        panel.set_ylim(0, peak * 1.08 or 1.0)
        panel.set_xlim(ax.get_xlim())
        panels.append((panel, said))
    key = Key()
    key.sections = [
        [
            (line(style.POSITIVE, width=1.0), "chain with the best subset"),
            (line(style.RULE, width=0.5), "other chains"),
            (line(style.INK, style.DASH, 1.2), "its best so far"),
        ]
    ]
    Panels(ax, panels, words, key)


def _spectra(ax: Axes, study: Study, table: pd.DataFrame, words: str) -> None:
    from matplotlib.ticker import MaxNLocator

    from discourse.plots.arrange import Below
    from discourse.plots.legend import Key
    from discourse.plots.ticks import few_ticks

    size = float(np.clip(200 / len(table), 2.0, 4.6))
    rows = []
    index = table["index"].to_numpy(dtype=float)
    top = 0.0
    for name, (dash, shape, colour), said in (
        ("full", _FULL, "all concepts"), ("backbone", _KEPT, "backbone"), ("redundant", _SPARED, "redundant concepts"),
    ):  # fmt: skip
        face = "white" if name != "backbone" else colour
        values = table[name].to_numpy(dtype=float)
        top = max(top, float(np.nanmax(values)))
        ax.plot(
            index, values, linestyle=dash, marker=shape, markersize=size, color=colour, markerfacecolor=face,
            linewidth=1.0, markeredgewidth=0.9, clip_on=False, label=f"_{name}", zorder=3,
        )  # fmt: skip
        rows.append((_handle(dash, shape, colour, face), said))
    ax.set_xlim(index.min() - 0.5, index.max() + 0.5)
    ax.set_ylim(0, top * 1.06 or 1.0)
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    few_ticks(ax.yaxis, 0.0, top * 1.06 or 1.0, 5)
    ax.set_xlabel("rank", labelpad=3, **style.text(style.LABEL))
    shares = study.made.parameters.get("loss") == "dna_spectral"
    ax.set_ylabel("degree share" if shares else "eigenvalue", labelpad=3, **style.text(style.LABEL))
    key = Key()
    key.sections = [rows]
    Below(ax, words, key)


def _handle(dash: Any, shape: str, colour: str, face: str) -> Any:
    from discourse.plots.legend import line

    return line(colour, dash, 1.2, marker=shape, markersize=4.6, markerfacecolor=face, markeredgecolor=colour)
