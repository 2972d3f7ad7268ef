"""The study ``characters``: whom each camp casts as hero, villain and victim, and the devil–angel shift."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError
from discourse.model.results import Made
from discourse.model.statements import Statements
from discourse.model.study import Study
from discourse.scores.codes import wilson
from discourse.studies.narratives.camps import FOUND, found_camps, given_camps
from discourse.studies.narratives.units import Coding, coding

PARTS = ("hero", "villain", "victim")


def characters(
    statements: Statements,
    *,
    rows: str = "commenter",
    cols: str | None = None,
    qualifier: str | None = "stance",
    role: str = "role",
    parts: Mapping[str, str] | None = None,
    camps: Mapping[str, str] | None = None,
    sides: Mapping[str, str] | None = None,
    seed: int = 0,
) -> Study:
    """Count who casts whom in which part, camp by camp, and measure the devil–angel shift.

    In the Narrative Policy Framework [1]_ a camp that tells of its own heroes more than of the others' villains makes
    an angel shift, the reverse is a devil shift: (own heroes − others' villains) / (own heroes + others' villains),
    from −1 (devil) to 1 (angel).

    Parameters
    ----------
    statements : Statements
    rows : str
        Who speaks.
    cols : str, optional
        Who is cast: by default ``actor``, or ``narrative`` where no actor is coded.
    qualifier : str or None
        Where no part is coded, the stance read off this variable stands for it: support for hero, rejection for
        villain. A note says so.
    role : str
        The variable with the part: ``hero``, ``villain`` or ``victim``.
    parts : dict of str to str, optional
        The variable of each part where each has its own, as in ``{"hero": "heroes", "villain": "villains"}``; then
        ``role`` and ``cols`` are not looked at.
    camps : dict of str to str, optional
        The camp of each speaker. By default two camps are found by agreement and disagreement on narratives, or on
        what else is coded.
    sides : dict of str to str, optional
        The camp of each who is cast. By default only those have one who speak themselves.
    seed : int
        Of the search for camps.

    Returns
    -------
    Study
        Tables ``matrix`` (``camp``, ``actor``, ``side``, ``part``, ``n`` statements, ``speakers``, ``share`` of all
        castings of the camp) and ``shift`` (``camp``, ``speakers``, ``heroes``, ``villains``, ``victims``, ``tone``:
        (heroes − villains) / (heroes + villains), with its 95 % interval ``tone_low``, ``tone_high``, ``own_heroes``,
        ``other_villains``, ``shift`` with its interval ``low``, ``high``; intervals are Wilson's, and rather narrow, as
        statements of one speaker are not independent; the shift is missing where nobody with a side is cast).

    Raises
    ------
    NotComputable
        If nobody is cast in any part.
    OptionError

    References
    ----------
    .. [1] Shanahan, E. A., Jones, M. D., McBeth, M. K. & Lane, R. R. (2013). An angel on the wind: how heroic policy
       narratives shape policy realities. *Policy Studies Journal* 41, 453–483. https://doi.org/10.1111/psj.12025

    Examples
    --------
    >>> made = Statements.from_rows([("Ada", "x", 1), ("Ada", "x", 1), ("Ben", "x", 1)])
    >>> made = made.select(made.table.assign(actor=["Ada", "Ben", "Ada"], role=["hero", "villain", "villain"]))
    >>> found = characters(made, camps={"Ada": "left", "Ben": "right"})
    >>> found["shift"][["camp", "own_heroes", "other_villains", "shift"]].values.tolist()
    [['left', 1, 1, 0.0], ['right', 0, 1, -1.0]]
    """
    statements.variable(rows)
    cast, notes = _cast(statements, rows, cols, qualifier, role, parts)
    if not len(cast):
        raise NotComputable(
            "nobody is cast as hero, villain or victim, and nobody is supported or rejected: there are no parts to "
            "count"
        )
    camp, more = _camps(statements, rows, cols, qualifier, camps, seed)
    notes += more
    side = dict(camp) if sides is None else _sides(sides)
    cast = cast.assign(camp=cast["speaker"].map(camp).fillna("")).query("camp != ''")
    if not len(cast):
        raise NotComputable("nobody who casts anybody in a part is in a camp: give camps=")
    names = sorted(cast["camp"].unique())
    people = sorted(cast["actor"].unique())
    grid = pd.MultiIndex.from_product([names, people, PARTS], names=["camp", "actor", "part"])
    matrix = cast.groupby(["camp", "actor", "part"]).agg(
        n=("speaker", "size"), speakers=("speaker", "nunique")
    )
    matrix = matrix.reindex(grid, fill_value=0).reset_index()
    matrix["share"] = matrix["n"] / matrix.groupby("camp")["n"].transform("sum")
    matrix.insert(2, "side", matrix["actor"].map(side).replace("", None))
    labels = statements.labels(cols or "actor") if parts is None else {}
    matrix["actor"] = [labels.get(a, a) for a in matrix["actor"]]
    parameters = {
        "rows": rows, "cols": cols, "qualifier": qualifier, "role": role, "parts": dict(parts or {}),
        "camps": "found" if camps is None else "given", "sides": "speakers'" if sides is None else "given",
        "seed": seed,
    }  # fmt: skip
    tables = {"matrix": matrix, "shift": _shift(matrix, cast)}
    return Study(tables, Made("characters", parameters, notes=tuple(notes)))


def _cast(
    statements: Statements,
    rows: str,
    cols: str | None,
    qualifier: str | None,
    role: str,
    parts: Mapping[str, str] | None,
) -> tuple[pd.DataFrame, list[str]]:
    """Return who casts whom in which part, and what the reader must know."""
    if parts is not None:
        if not isinstance(parts, Mapping) or not set(parts) <= set(PARTS) or not parts:
            raise OptionError("parts: name a variable for hero, villain or victim, as in {'hero': 'heroes'}")
        found = [_of(_coding(statements, rows, name), part) for part, name in parts.items()]
        return pd.concat(found, ignore_index=True), []
    notes = []
    if cols is None:
        known = {v.name for v in statements.variables}
        cols = "actor" if "actor" in known and (statements.coded("actor").codes >= 0).any() else "narrative"
        if cols == "narrative":
            notes.append("no actor is coded: narratives stand for who is cast")
    statements.variable(cols)
    if any(v.name == role for v in statements.variables):
        at = np.flatnonzero(statements.coded(role).codes >= 0)
        known_parts = [
            p for p in PARTS if p in set(statements.coded(role).labels[statements.coded(role).codes[at]])
        ]
        if known_parts:
            found = [_of(_coding(statements.where(**{role: p}), rows, cols), p) for p in known_parts]
            return pd.concat(found, ignore_index=True), notes
    elif role != "role":
        statements.variable(role)
    notes.append("no hero, villain or victim is coded: support stands for hero, rejection for villain")
    judged = coding(statements, rows, cols, qualifier)
    table = _of(judged, "")
    table["part"] = np.where(judged.stance > 0, "hero", np.where(judged.stance < 0, "villain", ""))
    return table[table["part"] != ""].reset_index(drop=True), notes


def _coding(statements: Statements, rows: str, cols: str, qualifier: str | None = None) -> Coding | None:
    """Return the coding, or None where no statement has both values."""
    try:
        return coding(statements, rows, cols, qualifier)
    except NotComputable:
        return None


def _of(found: Coding | None, part: str) -> pd.DataFrame:
    if found is None:
        return pd.DataFrame({"speaker": [], "actor": [], "part": []}, dtype=object)
    return pd.DataFrame(
        {"speaker": found.speakers[found.speaker], "actor": found.codes[found.code], "part": part},
        dtype=object,
    )


def _camps(
    statements: Statements,
    rows: str,
    cols: str | None,
    qualifier: str | None,
    camps: Mapping[str, str] | None,
    seed: int,
) -> tuple[dict[str, str], list[str]]:
    """Return the camp of each speaker, found by what is said if it is not given."""
    speakers = statements.coded(rows)
    if camps is not None:
        named = given_camps(_speakers(statements, rows), camps)
        return dict(zip(speakers.used().labels, named, strict=True)), []
    known = [
        v.name for v in statements.variables if v.kind == "text" and v.name not in (rows, "role", "evidence")
    ]
    # By narratives rather than by who is cast, if there are any.
    cols = next(
        (n for n in ("narrative", cols, "actor", *known) if n in known and _filled(statements, n)), None
    )
    found = None if cols is None else _coding(statements, rows, cols, qualifier)
    if found is None:
        return dict.fromkeys(speakers.used().labels, "all"), [
            "no camps could be found: all speakers are taken together"
        ]
    named = found_camps(found, seed=seed)
    if not (named != "").any():
        return dict.fromkeys(speakers.used().labels, "all"), [
            "no two speakers agree or disagree on anything: all are taken together"
        ]
    return dict(zip(found.speakers, named, strict=True)), [FOUND.format(rows=f"the {rows}s", cols=f"{cols}s")]


def _filled(statements: Statements, name: str) -> bool:
    return bool((statements.coded(name).codes >= 0).any())


def _speakers(statements: Statements, rows: str) -> Coding:
    """Return a coding that knows the speakers only."""
    used = statements.coded(rows).used()
    none = np.zeros(0, dtype=np.int64)
    return Coding(
        none,
        none,
        none,
        none,
        used.labels,
        used.labels[:0],
        [],
        none.astype("M8[us]"),
        none * 1.0,
        none * 1.0,
    )


def _sides(sides: Mapping[str, str]) -> dict[str, str]:
    if not isinstance(sides, Mapping):
        raise OptionError("sides: give the camp of each who is cast, as in {'Ministry': 'left'}")
    return {str(k): str(v) for k, v in sides.items()}


def _shift(matrix: pd.DataFrame, cast: pd.DataFrame) -> pd.DataFrame:
    """Return the devil–angel shift of each camp."""
    by = matrix.pivot_table(index="camp", columns="part", values="n", aggfunc="sum")
    own = matrix[(matrix["part"] == "hero") & (matrix["side"] == matrix["camp"])].groupby("camp")["n"].sum()
    away = matrix["side"].notna() & (matrix["side"] != matrix["camp"])
    other = matrix[(matrix["part"] == "villain") & away].groupby("camp")["n"].sum()
    ours, theirs = (part.reindex(by.index, fill_value=0).to_numpy() for part in (own, other))
    both = (by["hero"] + by["villain"]).to_numpy()
    share, low, high = wilson(ours, ours + theirs)
    tone = np.divide(
        (by["hero"] - by["villain"]).to_numpy(), both, out=np.full(len(by), np.nan), where=both > 0
    )
    _, tone_low, tone_high = wilson(by["hero"].to_numpy(), both)
    speakers = cast.groupby("camp")["speaker"].nunique().reindex(by.index)
    return pd.DataFrame(
        {
            "camp": by.index,
            "speakers": speakers.to_numpy(),
            "heroes": by["hero"].to_numpy(),
            "villains": by["villain"].to_numpy(),
            "victims": by["victim"].to_numpy(),
            "tone": tone,
            "tone_low": 2 * tone_low - 1,
            "tone_high": 2 * tone_high - 1,
            "own_heroes": ours,
            "other_villains": theirs,
            "shift": 2 * share - 1,
            "low": 2 * low - 1,
            "high": 2 * high - 1,
        }
    )
