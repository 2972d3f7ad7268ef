"""The only place that makes a figure."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from discourse.errors import OptionError
from discourse.plots import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def new_axes(width: float = 7.0, height: float = 5.0) -> Axes:
    """Return an empty Axes in a figure of its own.

    Parameters
    ----------
    width, height : float
        In inches.

    Returns
    -------
    matplotlib.axes.Axes
        In a notebook the figure is one of pyplot's, so that the cell displays it; elsewhere pyplot is not touched.

    Examples
    --------
    >>> new_axes(3, 2).figure.get_size_inches().tolist()
    [3.0, 2.0]
    """
    size: dict[str, Any] = {"figsize": (width, height), "layout": "constrained", "facecolor": "white"}
    if _in_notebook():
        import matplotlib.pyplot as plt  # noqa: TID251

        figure = plt.figure(**size)
    else:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(dpi=100, **size)
        FigureCanvasAgg(figure)
    return figure.add_subplot()


def _in_notebook() -> bool:
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)
    return shell() is not None


def axes_for(ax: Axes | None, width: float = 7.0, height: float = 5.0) -> Axes:
    """Return ``ax``, or a new one, dressed plainly.

    Raises
    ------
    OptionError
        If ``ax`` is something else.
    """
    from matplotlib.axes import Axes

    if ax is None:
        ax = new_axes(width, height)
    elif not isinstance(ax, Axes):
        raise OptionError(
            f"ax must be a matplotlib Axes, not {type(ax).__name__}; take one from figure.subplots()"
        )
    dress(ax)
    return ax


def dress(ax: Axes) -> None:
    """Give an Axes the plain look, whatever ``rcParams`` say."""
    ax.set_facecolor("white")
    ax.grid(False)
    ax.set_axisbelow(True)
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set(color=style.RULE, linewidth=0.7)
    ax.tick_params(
        which="both", color=style.RULE, labelcolor=style.INK, labelsize=style.TICK, labelfontfamily=style.FONT,
        width=0.7, length=3, direction="out", bottom=True, left=True, top=False, right=False,
        labelbottom=True, labelleft=True, labeltop=False, labelright=False, pad=3,
    )  # fmt: skip


def set_title(ax: Axes, title: str | None) -> None:
    """Set a title on the left, or none."""
    if title:
        # The y is given so that matplotlib does not move the title for rcParams' sake.
        ax.set_title(
            style.drawable(title, 90), loc="left", pad=7, y=1.0, **style.text(style.TITLE, fontweight="bold")
        )
