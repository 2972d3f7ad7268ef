"""The study ``antagonism``: which narratives divide people, and along the same line as all the others."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError
from discourse.model.results import Made
from discourse.model.statements import Statements
from discourse.model.study import Study
from discourse.scores.codes import wilson
from discourse.studies.narratives.camps import given_camps, split, stances
from discourse.studies.narratives.units import coding


def antagonism(
    statements: Statements,
    *,
    rows: str = "commenter",
    cols: str = "narrative",
    qualifier: str | None = "stance",
    camps: Mapping[str, str] | None = None,
    leave_out: bool = True,
    min_speakers: int = 4,
    seed: int = 0,
) -> Study:
    """Measure how strongly each narrative divides its speakers, and whether along the fault line of all the others.

    After the idea of FAULTANA [1]_: two people agree or disagree on a narrative by the sign of their mean stance on
    it. Its antagonism is the share of disagreeing pairs. The fault line is the division of all people into two camps
    that contradicts the fewest pairs, each by whether it agrees more often than it disagrees. A narrative's alignment
    is the share of its pairs that go along with that line (agreement within a camp, disagreement between), minus what
    is expected when the same stances are dealt out at random among its speakers, over the most it could be above
    that: 1 when no other dealing goes along with the line better, 0 by chance, negative where a narrative cuts across
    it. A wedge issue is high in both.

    Parameters
    ----------
    statements : Statements
    rows : str
        Who speaks.
    cols : str
        What is said.
    qualifier : str or None
        What the stance is read off; None finds the usual one. Neutral stances are left out.
    camps : dict of str to str, optional
        The camp of each speaker, exactly two. By default they are found.
    leave_out : bool
        Find the fault line for each narrative from all the others: what made the line would be aligned with it.
    min_speakers : int
        Narratives on which fewer people in camps take sides are listed without values.
    seed : int
        Of the search for the fault line.

    Returns
    -------
    Study
        Tables ``narratives`` (``narrative``, ``speakers`` who take sides, ``supporters``, ``opponents``,
        ``antagonism`` with its 95 % interval ``antagonism_low``, ``antagonism_high`` (what it would be among as many
        speakers at either end of the Wilson interval of the share of supporters, or between), ``in_camps`` (speakers
        who are in a camp), ``along`` (share of pairs that go along with the line), ``expected``, ``alignment``,
        ``chance_low`` and ``chance_high`` (the middle 90 % of alignment by chance, exact: what exceeds it has p of at
        most .05), ``p`` (chance of ``along`` as high or higher, exact), ``cohesiveness`` and
        ``divisiveness``: shares of agreeing pairs within camps and of disagreeing ones between; the product
        ``wedge`` of antagonism, times 2 and at most 1, and alignment, at least 0) and ``camps`` (``speaker``,
        ``camp`` by the line of all narratives).

    Raises
    ------
    NotComputable
        If nobody takes sides on anything.
    OptionError

    Notes
    -----
    FAULTANA is made for signed ties of people who react to one another, each tie about an issue. Its antagonism is the
    prevalence of negative ties; its alignment tells how far negative ties run between the camps (divisiveness) and
    positive ones within (cohesiveness), by an index that is set against random references (SAI). Statements are no
    reactions: here every two people who take sides on a narrative make a tie. So antagonism follows from how evenly
    they are split (2q(1 − q) for a share q of many, 1/2 at most but for small groups), not from how heatedly they speak
    to one another. How SAI is scaled we could not verify; alignment as it is defined above is ours. Neither number can
    be set beside those of the paper. What any such index is made from is in the table: ``along`` (1 minus the share of
    frustrated ties), ``expected``, ``cohesiveness`` and ``divisiveness``, in the sense of the scores of these names.

    References
    ----------
    .. [1] Fraxanet, E., Pellert, M., Schweighofer, S., Gómez, V. & Garcia, D. (2024). Unpacking polarization:
       antagonism and alignment in signed networks of online interaction. *PNAS Nexus* 3, pgae276.
       https://doi.org/10.1093/pnasnexus/pgae276

    Examples
    --------
    >>> st = Statements.from_rows([(p, c, 1 if p in "abc" else -1) for p in "abcdef" for c in ("ban", "tax")])
    >>> antagonism(st).table[["narrative", "antagonism", "alignment"]].values.tolist()
    [['ban', 0.6, 1.0], ['tax', 0.6, 1.0]]
    """
    if not isinstance(min_speakers, int | np.integer) or isinstance(min_speakers, bool) or min_speakers < 2:
        raise OptionError(f"min_speakers must be a whole number from 2, not {min_speakers!r}")
    if not isinstance(seed, int | np.integer) or isinstance(seed, bool) or seed < 0:
        raise OptionError(f"seed must be a whole number from 0, not {seed!r}")
    found = coding(statements, rows, cols, qualifier)
    matrix = stances(found)
    if not matrix.any():
        raise NotComputable(f"no {rows} supports or rejects any {cols}: there are no sides to take")
    agreement = matrix @ matrix.T
    notes: tuple[str, ...] = ()
    if camps is None:
        line = split(agreement, starts=10, seed=seed)
        names = np.array(["camp 2", "", "camp 1"], dtype=object)[line + 1]
    else:
        names = given_camps(found, camps)
        two = sorted(set(names) - {""})
        if len(two) != 2:
            raise OptionError(f"camps: the speakers are in {len(two)} camps; a fault line parts exactly two")
        line = np.where(names == two[0], 1, np.where(names == two[1], -1, 0))
        leave_out = False
    if camps is None and leave_out and (matrix.any(axis=0)).sum() < 2:
        notes = ("there is one narrative only, so the fault line could not be found from others",)
        leave_out = False
    values = []
    for column in range(matrix.shape[1]):
        stance = matrix[:, column]
        own = line
        if leave_out:
            own = split(agreement - np.outer(stance, stance), starts=1, seed=seed)
        values.append(_measures(stance, own, min_speakers))
    table = pd.DataFrame(values)
    table.insert(0, "narrative", found.labels)
    table = table.sort_values(
        ["wedge", "antagonism", "narrative"],
        ascending=[False, False, True],
        kind="stable",
        na_position="last",
    )
    about = pd.DataFrame({"speaker": found.speakers, "camp": names})
    parameters = {
        "rows": rows, "cols": cols, "qualifier": qualifier, "camps": "found" if camps is None else "given",
        "leave_out": leave_out, "min_speakers": min_speakers, "seed": seed,
    }  # fmt: skip
    tables = {"narratives": table.reset_index(drop=True), "camps": about}
    return Study(tables, Made("antagonism", parameters, notes=notes))


def _measures(stance: np.ndarray, line: np.ndarray, least: int) -> dict[str, float]:
    """Return the measures of one narrative, from how many of either camp support and reject it."""
    taken = stance != 0
    n, support = int(taken.sum()), int((stance > 0).sum())
    out: dict[str, float] = {"speakers": n, "supporters": support, "opponents": n - support}
    out |= dict.fromkeys(("antagonism", "antagonism_low", "antagonism_high"), np.nan)
    if n >= max(least, 2):
        out["antagonism"] = support * (n - support) / _choose2(n)
        out["antagonism_low"], out["antagonism_high"] = _interval(support, n)
    inside = taken & (line != 0)
    size, first = int(inside.sum()), int((inside & (line > 0)).sum())
    for_it = int((inside & (stance > 0)).sum())
    out["in_camps"] = size
    keys = (
        "along", "expected", "alignment", "chance_low", "chance_high", "p", "cohesiveness", "divisiveness", "wedge",
    )  # fmt: skip
    if size < max(least, 2):
        return out | dict.fromkeys(keys, np.nan)
    # Supporters in the first camp: how many there are, and how many there can be, by the hypergeometric distribution.
    here = int((inside & (line > 0) & (stance > 0)).sum())
    can = np.arange(max(0, for_it - (size - first)), min(first, for_it) + 1)
    agree, apart = _along(can, first, size - first, for_it)
    along = (agree + apart) / _choose2(size)
    chance = _hypergeometric(can, size, first, for_it)
    at = int(here - can[0])
    mean, top = float(chance @ along), float(along.max())
    within = _choose2(first) + _choose2(size - first)
    between = first * (size - first)
    varies = top - mean > 1e-12
    alignment = (float(along[at]) - mean) / (top - mean) if varies else np.nan
    wedge = min(1.0, 2 * out["antagonism"]) * max(0.0, alignment) if varies else np.nan
    low, high = (_middle(along, chance) - mean) / (top - mean) if varies else (np.nan, np.nan)
    p = float(chance[along >= along[at] - 1e-12].sum())
    found = (
        float(along[at]), mean, alignment, float(low), float(high), min(p, 1.0),
        float(agree[at]) / within if within else np.nan, float(apart[at]) / between if between else np.nan, wedge,
    )  # fmt: skip
    return out | dict(zip(keys, found, strict=True))


def _interval(support: int, n: int) -> tuple[float, float]:
    """Return the least and the greatest antagonism by the Wilson interval of the share of supporters."""
    _, low, high = wilson(np.array([support]), np.array([n]))
    ends = np.array([low[0], high[0]])
    at = 2 * ends * (1 - ends) * n / (n - 1)
    most = n / (2 * (n - 1)) if ends[0] <= 0.5 <= ends[1] else at.max()
    return float(at.min()), float(most)


def _middle(along: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Return what 95 % of the dealings do not fall below, and what 95 % do not exceed."""
    values, which = np.unique(np.round(along, 12), return_inverse=True)
    reached = np.cumsum(np.bincount(which.ravel(), weights=chance))
    low, high = np.searchsorted(reached, 0.05 + 1e-12, side="right"), np.searchsorted(reached, 0.95 - 1e-12)
    return np.asarray(values[np.minimum([low, high], len(values) - 1)])


def _choose2(n: int | np.ndarray) -> float:
    return n * (n - 1) / 2  # type: ignore[return-value]


def _along(here: np.ndarray, first: int, second: int, for_it: int) -> tuple[np.ndarray, np.ndarray]:
    """Return agreeing pairs within camps, and disagreeing ones between, by the supporters in the first camp."""
    there = for_it - here
    against_here, against_there = first - here, second - there
    agree = _choose2(here) + _choose2(there) + _choose2(against_here) + _choose2(against_there)
    return np.asarray(agree, dtype=float), (here * against_there + there * against_here).astype(float)


def _hypergeometric(can: np.ndarray, size: int, first: int, for_it: int) -> np.ndarray:
    from scipy.special import gammaln

    def choose(n: int | np.ndarray, k: np.ndarray) -> np.ndarray:
        return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))

    log = choose(first, can) + choose(size - first, for_it - can)
    weight = np.exp(log - log.max())
    return np.asarray(weight / weight.sum())
