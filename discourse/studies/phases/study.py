"""Phase transitions of a debate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import OptionError, did_you_mean
from discourse.model.results import Made
from discourse.model.statements import Statements
from discourse.model.study import Study
from discourse.studies.phases.clusterings import Found, best, clusterings, known_methods, silhouette
from discourse.studies.phases.distances import DISTANCES, distances
from discourse.studies.phases.maps import SCALINGS, places
from discourse.studies.phases.networks import SCALES, Stack, chosen_normalization, stacked


def phases(
    statements: Statements,
    *,
    width: str = "30D",
    step: int = 1,
    kernel: str | None = "gaussian",
    complete: bool = True,
    rows: str = "commenter",
    cols: str = "narrative",
    qualifier: str | None = "stance",
    projection: str = "subtract",
    normalization: str | None = "auto",
    scale: str | None = "size",
    distance: str = "absdiff",
    methods: Sequence[str] | None = None,
    k_min: int = 2,
    k_max: int = 6,
    scaling: str = "classical",
    duplicates: str | None = None,
    exclude: Mapping[str, Sequence[Any]] | None = None,
    only: Mapping[str, Sequence[Any]] | None = None,
    start: Any = None,
    stop: Any = None,
    seed: int = 0,
) -> Study:
    """Find the phases of a debate: spans of time in which its network stays much the same [1]_.

    Every window of time gives a network over the same nodes, whose ties are divided by their total. The distances
    between the networks, as shares of the largest, are clustered by every method and into every number of groups;
    the division with the highest modularity on the similarities, 1 minus distance, is kept, and its groups are the
    phases. A phase may come back. A window without ties counts as a network without ties.

    Parameters
    ----------
    statements : Statements
    width : str
        Of the windows: ``"30D"``, ``"6 months"``, ``"100 events"`` (then ``kernel=None``).
    step : int
        By how many units (days for ``"30D"``) windows move on.
    kernel : {None, "uniform", "triangular", "epanechnikov", "gaussian"}
        By what statements are weighted with their distance from the middle of the window.
    complete : bool
        Leave out windows that are not wholly inside the range.
    rows, cols : str
        Text variables: whose networks, and by what they are tied.
    qualifier : str or None
        A boolean, integer or text variable.
    projection : {"subtract", "congruence", "conflict", "ignore", "two_mode"}
        ``two_mode`` ties rows to columns, by positive minus negative statements where the qualifier is a number.
    normalization : {"auto", None, "average", "jaccard", "cosine", "dna_cosine", "activity", "prominence"}
        The last two for ``two_mode`` alone, the four before them for the others. ``auto`` is ``average``, and none
        for ``two_mode``.
    scale : {"size", None, "dna_sum"}
        What the ties of a network are divided by: the sum of their absolute weights, nothing, or the sum of their
        weights, as in Discourse Network Analyzer (which tears windows apart where positive and negative ties balance).
    distance : {"absdiff", "spectral", "dna_spectral"}
        The sum of absolute differences of ties; the straight-line distance between the spectra of the normalised
        Laplacians (negative ties counting as none) [2]_, which does not know who is who; or the sum of absolute
        differences between sorted degree shares, which Discourse Network Analyzer uses in its place.
    methods : sequence of str, optional
        Among ``ward``, ``average``, ``complete``, ``single``, ``kmeans`` and ``pam`` on the distances, and registered
        clusterers on the similarities; by default all that are installed and not too slow for so many windows.
        As Discourse Network Analyzer has them: ``dna_pam`` takes the rows of the distances for observations, and
        to ``dna_edge_betweenness`` similar windows are far apart.
    k_min, k_max : int
        Numbers of phases tried.
    scaling : {"classical", "nonmetric"}
        How the windows are placed in the plane.
    duplicates, exclude, only
        As for :func:`discourse.projections.one_mode.congruence`; repeats are looked for within windows.
    start, stop : str or datetime, optional
        The range of time; by default from the first to the last statement.
    seed : int
        Of the methods that have one.

    Returns
    -------
    Study
        ``states``: ``window`` (number), ``start``, ``middle``, ``stop``, ``state`` (from 1, in order of first
        appearance), ``x``, ``y`` (the window as a point of the plane, distances from 0 to 1), ``silhouette`` (−1 to 1),
        ``statements`` (those away from the middle of a kernel count in part). ``clusterings``: ``method``, ``k``,
        ``modularity``, ``silhouette`` (mean), ``chosen``, ``note``. ``distances``: ``window``, ``other``, ``distance``
        (0 to 1).

    Raises
    ------
    OptionError
        For an option that is not known, or ``k_min`` that exceeds ``k_max`` or the windows.
    NotComputable
        If there are fewer than three windows, no ties, the same network in all windows, or too much to compare.

    References
    ----------
    .. [1] Masuda, N. & Holme, P. (2019). Detecting sequences of system states in temporal networks. *Scientific
       Reports* 9, 795. https://doi.org/10.1038/s41598-018-37534-2
    .. [2] Wilson, R. C. & Zhu, P. (2008). A study of graph spectra for comparing graphs and trees. *Pattern
       Recognition* 41, 2833–2841. https://doi.org/10.1016/j.patcog.2008.03.011

    Examples
    --------
    >>> early = [("Ada", "ban", 1), ("Ben", "ban", 1), ("Cy", "ban", -1)] * 4
    >>> late = [("Ada", "tax", 1), ("Ben", "tax", -1), ("Cy", "tax", 1)] * 4
    >>> st = Statements.from_rows(early + late)
    >>> st = st.select(st.table.assign(created_at=pd.date_range("2024-03-01", periods=24)))
    >>> found = phases(st, width="6D", kernel=None, step=2, methods=["ward"], k_max=3)
    >>> found["states"]["state"].tolist()
    [1, 1, 1, 1, 2, 2, 2, 2, 2]
    """
    normalization = chosen_normalization(projection, normalization)
    parameters: dict[str, Any] = {
        "width": width, "step": step, "kernel": kernel, "complete": complete, "rows": rows, "cols": cols,
        "qualifier": qualifier, "projection": projection, "normalization": normalization, "scale": scale,
        "distance": distance, "methods": None if methods is None else list(methods), "k_min": k_min, "k_max": k_max,
        "scaling": scaling, "duplicates": duplicates, "exclude": exclude, "only": only, "start": start, "stop": stop,
        "seed": seed,
    }  # fmt: skip
    _check(scale, distance, scaling, methods, k_min, k_max)
    stack = stacked(
        statements, width, rows, cols, qualifier, projection=projection, normalization=normalization, step=step,
        kernel=kernel, complete=complete, duplicates=duplicates, exclude=exclude, only=only, start=start, stop=stop,
    )  # fmt: skip
    if k_min >= len(stack.windows):
        raise OptionError(f"k_min={k_min} phases are too many for {len(stack.windows)} windows; lower it")
    apart = distances(stack.scaled(scale), distance)
    tables, notes = divided(apart, methods, k_min, k_max, scaling, seed)
    silent = int((~stack.ties.any(axis=1)).sum())
    if silent:
        notes.append(f"{silent} of {len(stack.windows)} windows have no ties")
    tables["states"] = _dated(stack, tables["states"])
    return Study(tables, Made("phases", parameters, notes=tuple(notes)))


def divided(
    apart: np.ndarray, methods: Sequence[str] | None, k_min: int, k_max: int, scaling: str, seed: int
) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Return the tables of a study, but for the dates, and its notes, from the distances between windows.

    Parameters
    ----------
    apart : numpy.ndarray, shape (windows, windows)
        From 0 to 1.
    methods, k_min, k_max, scaling, seed
        As of :func:`phases`.

    Returns
    -------
    (dict of str to pandas.DataFrame, list of str)
    """
    found, notes = clusterings(apart, methods, k_min, k_max, seed)
    taken = best(found, k_min, min(k_max, len(apart) - 1))
    labels = found[taken].labels
    assert labels is not None
    xy, said = places(apart, scaling)
    number = np.arange(1, len(apart) + 1)
    states = pd.DataFrame(
        {
            "window": number,
            "state": labels + 1,
            "x": xy[:, 0],
            "y": xy[:, 1],
            "silhouette": silhouette(apart, labels),
        }
    )
    low, high = np.triu_indices(len(apart), 1)
    pairs = pd.DataFrame({"window": number[low], "other": number[high], "distance": apart[low, high]})
    told = f"{len(apart)} windows in {found[taken].k} phases, by {found[taken].method}"
    tables = {"states": states, "clusterings": _tried(found, taken), "distances": pairs}
    return tables, [told, said, *notes]


def _tried(found: Sequence[Found], taken: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "method": [f.method for f in found],
            "k": [f.k for f in found],
            "modularity": [f.modularity for f in found],
            "silhouette": [f.silhouette for f in found],
            "chosen": np.arange(len(found)) == taken,
            "note": [f.note for f in found],
        }
    )


def _dated(stack: Stack, states: pd.DataFrame) -> pd.DataFrame:
    """Return the states with the dates of their windows, and their statements."""
    for place, name in enumerate(("start", "middle", "stop"), 1):
        times = np.array([getattr(w, name) for w in stack.windows], dtype="datetime64[us]")
        states.insert(place, name, times)
    return states.assign(statements=stack.statements)


def _check(scale: str | None, distance: str, scaling: str, methods: Any, k_min: Any, k_max: Any) -> None:
    for name, value, known in (
        ("scale", scale, SCALES), ("distance", distance, DISTANCES), ("scaling", scaling, SCALINGS)
    ):  # fmt: skip
        if value not in known:
            raise OptionError(
                f"{name}={value!r} is not known.{did_you_mean(str(value), [str(k) for k in known if k])}"
            )
    for name, value in (("k_min", k_min), ("k_max", k_max)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 2:
            raise OptionError(f"{name}={value!r}: the number of phases is a whole number, at least 2")
    if k_min > k_max:
        raise OptionError(f"k_min={k_min} exceeds k_max={k_max}")
    if methods is not None and (isinstance(methods, str) or not len(methods)):
        raise OptionError(
            f"methods={methods!r}: give a list of names, such as ['ward', 'louvain'], or None for all; "
            f"there are {', '.join(known_methods())}"
        )
