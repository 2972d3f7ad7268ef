"""What each level of a qualifier looks like in bars: its side, its fill, its hatch and its word in the legend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from discourse.plots import style

#: From weak to strong.
_AGAINST = ("#F6D3BC", "#F2B48C", "#D9773B", "#A84310")
_FOR = ("#A9D0EA", "#56A5D3", style.POSITIVE, "#003F66")
_SCALE = ("#F2F7FA", "#A3C6DF", "#4A97C9", "#0B5D91", "#00304D")
_NEUTRAL = "#F4F4F4"
_DENSITY = ("//", "////", "//////", "////////")
_HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "----", "oo", "++")
#: So many texts are told apart; the others are counted together. So many steps of a scale are in the legend.
_TEXTS, _STEPS = 8, 9


@dataclass(frozen=True)
class Level:
    """One part of a bar.

    Attributes
    ----------
    columns : list of int
        Which columns of the counts are in it.
    said : str
        The level as text.
    side : int
        −1 left of 0, 1 right of it, 0 in the middle.
    fill, hatch : str
    word : str
        In the legend; empty for none.
    split : bool
        Whether the levels are for and against.
    """

    columns: list[int]
    said: str
    side: int
    fill: str
    hatch: str = ""
    word: str = ""
    split: bool = False


def levels_of(counts: pd.DataFrame, qualifier: str | None) -> list[Level]:
    """Return the levels in the order in which they are drawn, from 0 outwards.

    Parameters
    ----------
    counts : pandas.DataFrame
        A column per level.
    qualifier : str or None
        Its name, ``""`` if it is not known; None if statements were only counted.

    Returns
    -------
    list of Level

    Examples
    --------
    >>> found = levels_of(pd.DataFrame(columns=[-1, 0, 1]), "stance")
    >>> [(at.said, at.side, at.word) for at in found]
    [('0', 0, 'neutral'), ('−1', -1, 'against'), ('1', 1, 'for')]
    >>> [at.side for at in levels_of(pd.DataFrame(columns=[0, 1]), "agreement")]
    [-1, 1]
    >>> [(at.side, at.word) for at in levels_of(pd.DataFrame(columns=[1]), None)]
    [(1, '')]
    """
    levels = list(counts.columns)
    if qualifier is None:
        return [Level(list(range(len(levels))), "all", 1, "#7F9DB5")]
    numbers = _numbers(levels)
    if numbers is None:
        return _texts(counts)
    if set(numbers) <= {0.0, 1.0} and not (qualifier == "stance" and 0.0 in numbers):
        numbers = np.where(numbers == 0.0, -1.0, 1.0)
        return _split(numbers, ["no" if n < 0 else "yes" for n in numbers])
    said = [style.number(float(n)) for n in numbers]
    if (numbers < 0).any() or qualifier == "stance":
        return _split(numbers, said)
    return _scale(numbers, said, style.drawable(qualifier, 24, empty=""))


def _numbers(levels: list[Any]) -> np.ndarray | None:
    kinds = bool | int | float | np.integer | np.floating | np.bool_
    if not all(isinstance(v, kinds) and np.isfinite(float(v)) for v in levels):
        return None
    return np.array([float(v) for v in levels])


def _split(numbers: np.ndarray, said: list[str]) -> list[Level]:
    """Return levels for and against, the weakest nearest to 0."""
    out = [Level([int(i)], said[i], 0, _NEUTRAL, "", "neutral", True) for i in np.flatnonzero(numbers == 0)]
    for side, fills, word in ((-1, _AGAINST, "against"), (1, _FOR, "for")):
        found = np.flatnonzero(np.sign(numbers) == side)
        found = found[np.argsort(np.abs(numbers[found]), kind="stable")]
        for rank, i in enumerate(found):
            # A single level has the colour that its side has in all figures.
            place = (1 if side < 0 else 2) if len(found) == 1 else round(3 * rank / (len(found) - 1))
            hatch = _DENSITY[place] if side < 0 else ""
            text = word if len(found) == 1 else f"{word}: {said[i]}"
            text = text if len(found) <= _STEPS or rank in (0, len(found) - 1) else ""
            out.append(Level([int(i)], said[i], side, fills[place], hatch, text, True))
    return out


def _scale(numbers: np.ndarray, said: list[str], name: str) -> list[Level]:
    """Return the steps of a scale, the higher the darker."""
    from matplotlib.colors import LinearSegmentedColormap, to_hex

    shades = LinearSegmentedColormap.from_list("scale", _SCALE)
    order = np.argsort(numbers, kind="stable")
    most = max(len(order) - 1, 1)
    told = {0, most // 2, most} if len(order) > _STEPS else set(range(len(order)))
    return [
        Level(
            [int(i)],
            said[i],
            1,
            to_hex(shades(rank / most)),
            "",
            f"{name} {said[i]}".strip() if rank in told else "",
        )
        for rank, i in enumerate(order)
    ]


def _texts(counts: pd.DataFrame) -> list[Level]:
    """Return texts, those with most statements first; of many, the last are counted together."""
    total = counts.to_numpy(dtype=float).sum(axis=0)
    names = [str(c) if pd.notna(c) else "" for c in counts.columns]
    order = sorted(range(len(names)), key=lambda i: (-total[i], names[i]))
    alone = order if len(order) <= _TEXTS else order[: _TEXTS - 1]
    out = []
    for rank, i in enumerate(alone):
        word = style.drawable(names[i], 40)
        out.append(Level([i], word, 1, style.GROUP_FILLS[rank], _HATCHES[rank], word))
    if len(alone) < len(order):
        rest = order[len(alone) :]
        out.append(Level(rest, "other", 1, "#FFFFFF", "", f"{len(rest)} others"))
    return out
