"""How sure results are: intervals of scores, certainty of groups, ranks, and strips of options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import OptionError, did_you_mean
from discourse.plots.robustness_intervals import draw_intervals
from discourse.plots.robustness_rows import which_network
from discourse.plots.robustness_views import draw_coalitions, draw_ranks
from discourse.plots.sensitivity import NEEDED as STRIPS
from discourse.plots.sensitivity import draw_strips, of_score
from discourse.plots.views import table_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from discourse.model.study import Study

VIEWS = ("intervals", "coalitions", "strips", "ranks")
#: The table of each view and the columns that it must have.
_NEEDED: dict[str, tuple[str, tuple[str, ...]]] = {
    "intervals": ("scores", ("score", "value")),
    "coalitions": ("coalitions", ("node", "group", "certainty")),
    "strips": ("strips", STRIPS),
    "ranks": ("nodes", ("score", "node", "value", "rank", "rank_low", "rank_high")),
}
#: Rows drawn at most, by view, where ``top`` is not given.
_TOP = {"intervals": 30, "coalitions": 40, "ranks": 20}


def plot_robustness(
    study: Study,
    *,
    view: str = "intervals",
    score: str | None = None,
    network: str | None = None,
    top: int | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw how sure results are.

    ``intervals`` has a row for each score of each network: the value, a thick bar for its interval under other
    samples, thin ones for errors of coding (dashed) and other options (dotted), where these are known, and a grey
    band for the middle 95 % of random networks. The value is hollow where it does not stand out from them (p above
    .05). Scores that go beyond −1 or 1, such as counts, stand below with a scale for each row. ``coalitions`` has a
    row for each node, by group: in what share of the draws it is with its own group (filled; a diamond for members
    that are unstable) and with the next one (hollow). ``ranks`` shows the nodes that rank highest by a score, with
    the intervals of their ranks. ``strips`` is :func:`discourse.plots.sensitivity.plot_sensitivity`.

    Parameters
    ----------
    study : Study
        ``robustness``, with the tables ``scores``, ``coalitions``, ``strips`` and ``nodes``; a view needs its own.
    view : {"intervals", "coalitions", "strips", "ranks"}
    score : str, optional
        Which score; all of them by default, the first for ``strips`` and ``ranks``.
    network : str, optional
        Which network, where there are several; all of them by default, the first for the other views.
    top : int, optional
        How many rows are drawn at most: of ``coalitions`` the least sure (40), of ``ranks`` the highest (20), of
        ``intervals`` the first (30).
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure 7 inches wide, as high as the rows need.
    title : str, optional
    caption : str, optional
        By default it says what was drawn how often, and what is left out; ``""`` for none.

    Returns
    -------
    matplotlib.axes.Axes
        Of ``intervals``, its child Axes are the panels.

    Raises
    ------
    OptionError
        If there is no such view, table, score or network, or ``top`` is not a whole number of 1 or more.
    DataError
        If a column is missing.
    NotComputable
        If there is nothing to draw.

    Examples
    --------
    >>> from discourse.model.study import Study
    >>> scores = pd.DataFrame({"network": "debate", "score": ["modularity", "ei"], "value": [0.42, -0.6],
    ...                        "sample_low": [0.3, -0.8], "sample_high": [0.5, -0.2]})
    >>> ax = plot_robustness(Study({"scores": scores}))
    >>> [t.get_text() for t in ax.get_yticklabels()]
    ['modularity', 'ei']
    """
    if view not in VIEWS:
        raise OptionError(f"view={view!r} is not known.{did_you_mean(str(view), VIEWS)}")
    if top is not None and (isinstance(top, bool) or not isinstance(top, int | np.integer) or top < 1):
        raise OptionError(f"top must be a whole number of 1 or more, not {top!r}")
    name, needed = _NEEDED[view]
    if name not in study.tables:
        raise OptionError(
            f"view={view!r} draws the table {name!r}, which this study has not; it has {', '.join(study.tables)}"
        )
    table = table_of(study, name, needed)
    table, others = _of(table, "network", network, first=view != "intervals")
    if view == "strips":
        name, table = of_score(table, score)
        return draw_strips(study, name, table, which_network(table, others), ax, title, caption)
    if view != "coalitions":
        table, _ = _of(table, "score", score, first=view == "ranks")
    most = _TOP[view] if top is None else int(top)
    draw: Any = {"intervals": draw_intervals, "coalitions": draw_coalitions, "ranks": draw_ranks}[view]
    return draw(study, table, others, most, ax, title, caption)


def _of(
    table: pd.DataFrame, column: str, wanted: str | None, *, first: bool
) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows of one network or score, by default of all or the first; and the names of the others."""
    if column not in table:
        if wanted is not None:
            raise OptionError(f"{column}={wanted!r}: this study does not tell {column}s apart")
        return table, []
    named = table[column].fillna("").astype(str)
    names = list(dict.fromkeys(named))
    if wanted is None and not first:
        return table, []
    name = names[0] if wanted is None else str(wanted)
    if name not in names:
        raise OptionError(
            f"{column}={name!r} is not in this study ({', '.join(names[:8])}).{did_you_mean(name, names)}"
        )
    return table[named == name].reset_index(drop=True), [n for n in names if n != name]
