"""Everything that decides how the figures look: fonts, palette, shapes, lines, and text that can be drawn.

No figure reads ``rcParams`` for its style, and none changes them. Colours are told apart by readers with a colour
vision deficiency, and no meaning rests on hue alone: kinds are shapes, signs are dashes, groups carry numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np

#: The family that comes with matplotlib, so that a figure looks the same on every machine.
FONT = "DejaVu Sans"
#: Sizes in points, before a publisher's preset.
TITLE, LABEL, TICK, NOTE, BADGE = 9.5, 7.5, 7.5, 6.8, 5.8
#: The least diameter of a marker with a number in it, in parts of the size of the number.
ROOM = 1.45
INK, MUTED, RULE, FAINT = "#1A1A1A", "#4D4D4D", "#8C8C8C", "#D9D9D9"

#: Stance: line style, colour and width factor. Blue solid, vermilion dashed, thin grey solid.
POSITIVE, NEGATIVE, NEUTRAL = "#0072B2", "#C8500A", "#8C8C8C"
DASH = (0, (3.2, 1.5))
HATCH = "////"

#: What kinds of node have in common: who speaks is a circle, what is said a diamond.
_ROLES = {
    "commenter": "speaker", "organization": "speaker", "organisation": "speaker", "person": "speaker",
    "speaker": "speaker", "narrator": "speaker", "party": "speaker",
    "narrative": "claim", "concept": "claim", "claim": "claim", "frame": "claim", "plot": "claim", "category": "claim",
    "actor": "actor", "article": "article", "hero": "hero", "villain": "villain", "victim": "victim",
    "policy solution": "solution",
}  # fmt: skip
_SHAPES = {
    "speaker": "o", "claim": "D", "actor": "s", "article": "^", "hero": "^", "villain": "v", "victim": "P",
    "solution": "s",
}  # fmt: skip
#: In the order in which they are taken: those that look like a circle when they are small come last.
_MORE_SHAPES = ("s", "^", "v", "P", "X", "*", "<", ">", "d", "D", "p", "h", "8", "o")
_KIND_FILLS = {
    "speaker": "#F2F2F2", "claim": "#BDBDBD", "actor": "#595959", "article": "#FFFFFF", "hero": "#FFFFFF",
    "villain": "#595959", "victim": "#D9D9D9", "solution": "#8C8C8C",
}  # fmt: skip
_MORE_FILLS = ("#D9D9D9", "#7F7F7F", "#FFFFFF", "#A6A6A6", "#595959", "#333333", "#BDBDBD", "#F2F2F2")

#: Fills of groups. Neighbours in the list differ in lightness, and every group carries its number as well.
GROUP_FILLS = (
    "#44AA99", "#F0DF90", "#AA4499", "#88CCEE", "#882255", "#C8C8C8",
    "#999933", "#332288", "#E69F00", "#117733", "#F4B6C2", "#666666",
)  # fmt: skip

#: Lines over time: marker, dash and colour all differ.
SERIES = (
    ("o", "solid", "#0072B2"),
    ("s", (0, (4, 1.6)), "#C8500A"),
    ("^", (0, (1.2, 1.2)), "#117733"),
    ("D", (0, (5, 1.4, 1.2, 1.4)), "#882255"),
    ("v", (0, (7, 1.6)), "#1A1A1A"),
    ("P", (0, (2.4, 1.0)), "#7A6A00"),
    ("X", (0, (5, 1.2, 1.2, 1.2, 1.2, 1.2)), "#56B4E9"),
    ("p", (0, (1.2, 2.4)), "#CC79A7"),
)

_CUT = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def shapes(kinds: Iterable[str]) -> dict[str, str]:
    """Return a marker for every kind of node, in the order given; no two kinds share one while there are enough.

    Kinds that speak are circles, what they say is a diamond; where two kinds want the same shape the first has it,
    and the other takes a free one, as unknown kinds do.

    Examples
    --------
    >>> shapes(["actor", "commenter", "verb", "place"])
    {'actor': 's', 'commenter': 'o', 'verb': '^', 'place': 'v'}
    >>> shapes(["organization", "person", "concept", "hero", "villain"])
    {'organization': 'o', 'person': 's', 'concept': 'D', 'hero': '^', 'villain': 'v'}
    """
    return _by_kind(kinds, _SHAPES, _MORE_SHAPES)


def kind_fills(kinds: Iterable[str]) -> dict[str, str]:
    """Return a shade of grey for every kind of node, for networks drawn without groups.

    Examples
    --------
    >>> kind_fills(["organization", "concept", "person"])
    {'organization': '#F2F2F2', 'concept': '#BDBDBD', 'person': '#D9D9D9'}
    """
    return _by_kind(kinds, _KIND_FILLS, _MORE_FILLS)


def _by_kind(kinds: Iterable[str], known: dict[str, str], more: tuple[str, ...]) -> dict[str, str]:
    kinds = list(dict.fromkeys(kinds))
    found: dict[str, str] = {}
    for kind in kinds:
        wish = known.get(_ROLES.get(" ".join(str(kind).replace("_", " ").split()).casefold(), ""))
        if wish is not None and wish not in found.values():
            found[kind] = wish
    free = [m for m in more if m not in found.values()] or list(more)
    rest = [k for k in kinds if k not in found]
    found |= {k: free[i % len(free)] for i, k in enumerate(rest)}
    return {k: found[k] for k in kinds}


def group_fill(group: int) -> str:
    """Return the fill of a group; after twelve the fills come again, and only the number tells them apart."""
    return GROUP_FILLS[(group - 1) % len(GROUP_FILLS)]


def ink_on(fill: str) -> str:
    """Return black or white, whichever can be read on ``fill``.

    Examples
    --------
    >>> ink_on("#332288"), ink_on("#F0DF90")
    ('#FFFFFF', '#1A1A1A')
    """
    channels = [int(fill[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    # The two contrasts (WCAG) are equal where luminance + 0.05 is the root of 1.05 * 0.06.
    return "#FFFFFF" if luminance < 0.2 else INK


def text(size: float, **more: Any) -> dict[str, Any]:
    """Return the properties of a text artist: nothing is left to ``rcParams``, and ``$`` is a dollar sign."""
    plain = {"fontfamily": FONT, "fontsize": size, "color": INK, "parse_math": False, "usetex": False}
    return plain | {"fontweight": "normal", "fontstyle": "normal"} | more


@cache
def _drawable_codes() -> frozenset[int]:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return frozenset(get_font(findfont(FontProperties(family=FONT))).get_charmap())


def drawable(label: object, width: int = 60, empty: str = "(no name)") -> str:
    r"""Return one line of text that can be drawn: no control or direction characters, no missing glyphs, not too long.

    Parameters
    ----------
    label : object
        A name or a title, from anywhere.
    width : int
        Longer text is cut, with an ellipsis as the last of ``width`` characters.
    empty : str
        What stands for a text of which nothing is left.

    Returns
    -------
    str
        White space is folded to single spaces, glyphs that the font lacks are shown as U+25A1 (a run of them as
        three at most), and no more than two combining marks follow each other.

    Examples
    --------
    >>> drawable("a\n b\u202e"), drawable("x" * 70, 5), drawable("\u6f22")
    ('a b', 'xxxx…', '□')
    """
    codes = _drawable_codes()
    spaced = re.sub(r"\s+", " ", unicodedata.normalize("NFC", str(label).encode("utf-8", "replace").decode()))
    # The zero-width non-joiner is spelling in Persian; every other format character goes.
    kept = (c for c in spaced if c == "\u200c" or unicodedata.category(c) not in _CUT)
    seen = "".join(c if ord(c) in codes else "" if unicodedata.combining(c) else "□" for c in kept)
    seen = re.sub("□{4,}", "□□□", seen)
    out = _few_marks(seen).strip()
    if not out:
        return empty
    return out if len(out) <= width else out[: max(width - 1, 1)].rstrip() + "…"


def _few_marks(line: str) -> str:
    out, run = [], 0
    for c in line:
        run = run + 1 if unicodedata.combining(c) else 0
        if run <= 2:
            out.append(c)
    return "".join(out)


def with_room(diameters: np.ndarray, scale: float, badge: float) -> np.ndarray:
    """Return the diameters of nodes on a page scaled by ``scale``, with room for numbers of the size ``badge``.

    Where the smallest is too small, all areas grow by the same amount, so that differences keep their meaning.

    Examples
    --------
    >>> with_room(np.array([10.0, 20.0]), 0.5, 0.0).tolist()
    [5.0, 10.0]
    >>> with_room(np.array([10.0, 20.0]), 0.5, 10.0).round(1).tolist()
    [14.5, 16.9]
    """
    areas = (diameters * scale) ** 2
    return np.sqrt(areas + max((ROOM * badge) ** 2 - float(areas.min()), 0.0))


def wrapped(line: str, width: int, lines: int) -> str:
    """Break a line of text into at most ``lines`` of about ``width`` characters; the rest becomes an ellipsis.

    Examples
    --------
    >>> print(wrapped("Reconciliation with former fighters fails", 20, 3))
    Reconciliation with
    former fighters
    fails
    >>> wrapped("one two three", 7, 1)
    'one tw…'
    """
    from textwrap import wrap

    longest = max(map(len, line.split()), default=1)
    # A word that is a little too long is not broken.
    width = longest if width < longest <= 1.3 * width else width
    found = wrap(line, width, break_on_hyphens=False) or [line]
    if len(found) <= lines:
        return "\n".join(found)
    rest = " ".join(found[lines - 1 :])
    return "\n".join([*found[: lines - 1], rest[: width - 1].rstrip() + "…"])


@cache
def measure(label: str, size: float, weight: str = "normal") -> tuple[float, float]:
    r"""Return width and height in points of a text, the same for every file format.

    Examples
    --------
    >>> one, two = measure("a", 8.0), measure("a\na", 8.0)
    >>> one[0] == two[0] and one[1] < two[1]
    True
    """
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=FONT, size=size, weight=weight)
    lines = label.split("\n")
    width = max(text_to_path.get_text_width_height_descent(line or " ", font, False)[0] for line in lines)
    return width, size * (1.17 + LINESPACING * (len(lines) - 1))


#: Of labels with several lines.
LINESPACING = 1.05


def number(value: float) -> str:
    """Return a number as a figure shows it: three significant digits, and a minus sign instead of a hyphen.

    Examples
    --------
    >>> number(0.25), number(-3.0), number(12345.6), number(1e-9)
    ('0.25', '−3', '12,346', '1e−09')
    """
    if value != 0 and not 1e-3 <= abs(value) < 1e7:
        return f"{value:.2g}".replace("-", "−").replace("e+", "e")
    return (f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}").replace("-", "−")
