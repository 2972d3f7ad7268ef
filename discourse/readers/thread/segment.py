"""The most likely reading of a pasted thread: which units are article, names, and comment text.

Every unit is one of four things: article (A), header (H), the text of the comment above (T), or the start of a
comment whose name is missing (U). A reading is scored by adding up, for each header, the log-odds of its line
being a name, and rewards and costs for the layout: an extra blank line or the foot of a comment speaks for a new
comment, a name wants a text below it, names stand to their texts alike all through a file, and the article ends at
the first extra blank line or at the heading "Comments". The best reading is found by dynamic programming in one
pass, so the time is linear in the number of units.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from discourse.readers.thread.units import Unit

ARTICLE, HEADER, TEXT, UNKNOWN = range(4)
_NEVER = -math.inf
#: The article ends at an extra blank line, at the heading "Comments", or elsewhere although such a break comes later.
_END_GAP, _END_HEADING, _END_EARLY, _END_PLAIN = 4.0, 6.0, -2.0, -0.5
_GAP_NEW, _GAP_SAME, _FOOT_NEW, _FOOT_SAME = 2.0, -3.0, 1.0, -2.0
_UNNAMED = -0.5
_ODD_STYLE, _PLAIN_AMONG_DATED = -1.0, -1.5
#: So many dated headers make a missing name unlikely, and blank lines mean little.
_DATED = 3


@dataclass(frozen=True)
class Layout:
    """What holds all through a file.

    Attributes
    ----------
    base : int
        The blank lines between paragraphs; more of them are an extra blank line.
    below : bool
        Whether texts usually follow their name without a blank line.
    dated : bool
        Whether comments have header lines that say more than a name.
    footed : bool
        Whether comments end in page chrome such as "Reply".
    """

    base: int
    below: bool
    dated: bool
    footed: bool


def find_layout(units: Sequence[Unit]) -> Layout:
    """Return what holds all through a file."""
    gaps = Counter(u.gap for u in units[1:] if u.gap > 0)
    total = sum(gaps.values())
    base = next((g for g in sorted(gaps) if gaps[g] * 10 >= total), 1)
    close = sum(u.p for u, after in pairwise(units) if not u.strong and after.gap == 0)
    apart = sum(u.p for u, after in pairwise(units) if not u.strong and after.gap > 0)
    return Layout(
        base=base,
        below=close > apart,
        dated=sum(u.strong for u in units) >= _DATED,
        footed=sum(u.footer for u in units) >= 2,
    )


def label(units: Sequence[Unit], layout: Layout, article: bool | None) -> list[int]:
    """Return what each unit is.

    Parameters
    ----------
    units : sequence of Unit
        At least one.
    layout : Layout
    article : bool or None
        Whether the text starts with an article; None to judge by the text.

    Returns
    -------
    list of int
        ``ARTICLE``, ``HEADER``, ``TEXT`` or ``UNKNOWN`` per unit.
    """
    breaks = [i for i, u in enumerate(units) if i > 1 and (u.gap > layout.base or _headed(units, i))]
    last_break = breaks[-1] if breaks else -1
    head = _header_score(units, 0, layout)
    score = [_NEVER] * 4
    score[ARTICLE] = 0.0 if article is not False else _NEVER
    score[HEADER] = head - 0.5 if article is not True else _NEVER
    score[UNKNOWN] = _UNNAMED if article is False else _NEVER
    back: list[list[int]] = []
    for i in range(1, len(units)):
        steps = _steps(units, i, layout, early=i < last_break)
        new, came = [_NEVER] * 4, [0] * 4
        for (before, after), value in steps.items():
            if score[before] + value > new[after]:
                new[after], came[after] = score[before] + value, before
        score = new
        back.append(came)
    if not units[-1].strong:
        score[HEADER] = _NEVER
    state = max(range(4), key=lambda s: score[s])
    labels = [state]
    for came in reversed(back):
        state = came[state]
        labels.append(state)
    return labels[::-1]


def _headed(units: Sequence[Unit], i: int) -> bool:
    """Whether a "Comments" heading before unit i is followed by comments, not by more of the page's top."""
    return units[i].heading and any(u.p >= 0.5 for u in units[i : i + 2])


def _header_score(units: Sequence[Unit], i: int, layout: Layout) -> float:
    unit = units[i]
    if not unit.p:
        return _NEVER
    odds = math.log(unit.p / (1 - unit.p))
    if unit.strong:
        return odds
    follows = units[i + 1].gap if i + 1 < len(units) else 0
    return odds + _ODD_STYLE * ((follows == 0) != layout.below) + _PLAIN_AMONG_DATED * layout.dated


def _steps(units: Sequence[Unit], i: int, layout: Layout, *, early: bool) -> dict[tuple[int, int], float]:
    """Return the worth of every step from unit i - 1 to unit i that may be taken."""
    unit, before = units[i], units[i - 1]
    gap, head = unit.gap > layout.base, _header_score(units, i, layout)
    foot = unit.footer and layout.footed
    named = 1.0 if unit.p >= 0.5 else 0.0
    new = _GAP_NEW * gap + _FOOT_NEW * foot
    same = (_GAP_SAME * gap) / (6 if layout.dated else 1) + _FOOT_SAME * foot - 0.5 * named
    steps = {
        (ARTICLE, ARTICLE): _stay(units, i, layout),
        (HEADER, TEXT): -named * unit.p if not unit.strong else -5.0,
        (TEXT, TEXT): same - 5.0 * unit.strong,
        (UNKNOWN, TEXT): same - 5.0 * unit.strong,
        (TEXT, HEADER): head + new,
        (UNKNOWN, HEADER): head + new,
    }
    if before.strong and unit.strong:
        steps[HEADER, HEADER] = head - 1.0
    headed = _headed(units, i)
    if headed:
        end = _END_HEADING
    elif gap and not layout.dated and i > 1:
        end = _END_GAP
    else:
        end = 0.0 if unit.strong else (_END_EARLY if early else _END_PLAIN)
    steps[ARTICLE, HEADER] = head + end
    if headed or (gap and i > 1):
        steps[ARTICLE, UNKNOWN] = end + _UNNAMED - 2.0 * layout.dated
    if gap or foot:
        unnamed = new + _UNNAMED - (3.0 if layout.dated else 0.0)
        steps[TEXT, UNKNOWN] = steps[UNKNOWN, UNKNOWN] = unnamed
    return steps


def _stay(units: Sequence[Unit], i: int, layout: Layout) -> float:
    """Return the cost of unit i still being article."""
    unit = units[i]
    cost = 0.0
    if unit.gap > layout.base and i > 1:
        cost -= 0.5 if layout.dated else 4.0
    if unit.strong:
        byline = i <= 2 and unit.header is not None and not unit.header.other
        cost -= 1.0 if byline and layout.dated else 5.0
    if _headed(units, i):
        cost -= 5.0
    return cost
