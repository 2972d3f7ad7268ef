"""The study ``salience``: the share of comments that hold each narrative, over time, with intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.errors import NotComputable
from discourse.model.results import Made
from discourse.model.statements import Statements
from discourse.model.study import Study
from discourse.model.windows import fitting_width
from discourse.scores.codes import wilson
from discourse.studies.narratives.units import Coding, coding


def salience(
    statements: Statements,
    *,
    rows: str = "commenter",
    cols: str = "narrative",
    width: str | None = None,
    step: int = 1,
    kernel: str | None = "epanechnikov",
    complete: bool = False,
) -> Study:
    """Follow the share of coded comments that hold each narrative through time.

    In each window a comment counts by the kernel, and the share of a narrative is the weight of the comments that
    hold it over that of all coded comments. Its interval is Wilson's [1]_ for 95 %, with the number of comments that
    would tell as much if all weighed the same, (Σw)²/Σw². Neighbouring windows share comments, so intervals do not
    say whether two windows differ; comments of one thread or person are not independent, so they are rather narrow.

    Parameters
    ----------
    statements : Statements
        With dates; undated ones are left out.
    rows : str
        Who speaks.
    cols : str
        What is said.
    width, step, kernel, complete
        The windows, see :meth:`discourse.model.statements.Statements.windows`; by default a width that fits the
        time spanned.

    Returns
    -------
    Study
        Table ``salience``: ``narrative``, ``start``, ``middle``, ``stop``, ``comments`` (coded ones in the window),
        ``held`` (those with the narrative), ``share``, ``low``, ``high`` and ``n`` (comments of one weight that would
        tell as much); one row for each narrative and window, windows without coded comments left out.

    Raises
    ------
    NotComputable
        If no statement has both values and a date.
    OptionError

    References
    ----------
    .. [1] Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. *Journal of the
       American Statistical Association* 22, 209–212. https://doi.org/10.1080/01621459.1927.10502953

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "tax", 1), ("Cy", "ban", 1)])
    >>> st = st.select(st.table.assign(created_at=["2024-03-01", "2024-03-01", "2024-03-03"]))
    >>> found = salience(st, width="1D", kernel=None).table
    >>> found[found["narrative"] == "ban"]["share"].tolist()
    [0.5, 1.0]
    """
    coded = coding(statements, rows, cols)
    dated = coded.times[~np.isnat(coded.times)]
    if not len(dated):
        raise NotComputable("no statement has a date, so narratives cannot be followed through time")
    width = width or fitting_width(dated)
    place = {label: i for i, label in enumerate(coded.codes)}
    parts = []
    for part in statements.windows(width, step=step, kernel=kernel, complete=complete):
        try:
            found = coding(part, rows, cols)
        except NotComputable:
            continue
        window = part.window
        share, low, high, held, n = _shares(found, np.array([place[c] for c in found.codes]), len(place))
        when = {name: getattr(window, name) for name in ("start", "middle", "stop")}
        parts.append(
            pd.DataFrame(
                {"narrative": coded.labels, **when, "comments": int(found.comment.max()) + 1, "held": held,
                 "share": share, "low": low, "high": high, "n": n}
            )
        )  # fmt: skip
    if not parts:
        raise NotComputable(
            f"no window of {width} has a coded comment: choose a wider one, or complete=False"
        )
    table = pd.concat(parts, ignore_index=True)
    for name in ("start", "middle", "stop"):
        table[name] = table[name].astype("datetime64[us]")
    table = table.sort_values(["narrative", "middle"], kind="stable").reset_index(drop=True)
    parameters = {
        "rows": rows, "cols": cols, "width": width, "step": step, "kernel": kernel, "complete": complete
    }  # fmt: skip
    return Study({"salience": table}, Made("salience", parameters))


def _shares(found: Coding, place: np.ndarray, number: int) -> tuple[np.ndarray, ...]:
    """Return share, its interval, comments that hold it, and comments of one weight, for each narrative."""
    first = np.unique(found.comment, return_index=True)[1]
    weight = found.weights[first]
    inside = found.held(found.comment)
    share, held = np.zeros(number), np.zeros(number, dtype=np.int64)
    total = weight.sum()
    share[place] = (weight @ inside) / total if total > 0 else 0.0
    held[place] = np.asarray(inside.sum(axis=0)).ravel().astype(np.int64)
    n = total**2 / (weight**2).sum() if total > 0 else 0.0
    share = np.clip(share, 0.0, 1.0)
    _, low, high = wilson(share * n, np.full(number, n))
    return share, low, high, held, np.full(number, n)
