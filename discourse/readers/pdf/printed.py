"""From lines as they stand on printed pages to text: page heads taken out, wrapped lines joined to paragraphs."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from discourse.readers.chrome import parse_chrome
from discourse.readers.tally import Tally
from discourse.readers.thread.headers import parse_header

#: Of the page's height: the margin in which heads and feet are looked for, and the edge where one of their usual shape
#: is enough.
_MARGIN, _EDGE = 0.12, 0.05
#: A line is wrapped if the next word would not have fitted into this share of the column's width.
_FULL = 0.985
#: Points that heads of different pages may stand apart, and the share of pages that have the same one.
_SAME, _SHARE = 4.0, 0.4
_INDENT = 0.8  # letters' heights that make an indent
_HEAD_SURE = 0.9
_NARROW, _WIDE = frozenset("iljtfrI.,:;'’‘!|()[] -"), frozenset("mwMWQ@%—…")
_DIGITS = re.compile(r"\d+")
_FOOT = re.compile(
    r"(?:page |seite |p\. ?)?\d{1,5}(?: ?(?:/|of|von|de|sur) ?\d{1,5})?"
    r"|(?:https?|file)://\S+(?: +\d{1,5}/\d{1,5})?"
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}:\d\d(?: ?[AP]M)?(?: .{0,300})?",
    re.IGNORECASE,
)
_LIGATURES = {ord(c): unicodedata.normalize("NFKC", c) for c in "ﬀﬁﬂﬃﬄﬅﬆ"}
_DIVIDED = re.compile(r"([^\W\d_]{2,})[-\u2010\u00ad]$")
#: Words that keep their hyphen.
_PREFIXES = frozenset({"self", "well", "half"})
_NEXT = re.compile(r"[^\W\d_]+(?:[-\u2010])?")


@dataclass(frozen=True)
class Line:
    """A line, or a run of one, where it starts, and how large its letters are, in points."""

    text: str
    x: float
    y: float
    size: float

    @property
    def width(self) -> float:
        """About how wide it is, for fonts differ."""
        units = sum(
            0.3 if c in _NARROW else 0.85 if c in _WIDE else 0.68 if c.isupper() else 0.52 for c in self.text
        )
        return units * self.size


@dataclass(frozen=True)
class Sheet:
    """A page: its lines from first to last, its lower and upper edge, and its width."""

    lines: list[Line]
    bottom: float
    top: float
    width: float


def lines_of(runs: Sequence[Line]) -> list[Line]:
    r"""Put runs of text together to lines.

    Examples
    --------
    >>> [line.text for line in lines_of([Line("Iran ", 9, 9, 9), Line("out", 40, 9, 9), Line("\nStay", 9, 0, 9)])]
    ['Iran out', 'Stay']
    """
    out: list[Line] = []
    for run in runs:
        parts = run.text.translate(_LIGATURES).replace("\x00", "").split("\n")
        for number, part in enumerate(parts):
            near = bool(out) and abs(out[-1].y - run.y) < 0.4 * max(run.size, out[-1].size) and number == 0
            if near and run.x >= out[-1].x:
                out[-1] = replace(out[-1], text=out[-1].text + part, size=max(out[-1].size, run.size))
            elif part.strip():
                y = run.y - number * 1.2 * run.size
                out.append(Line(part.lstrip(), run.x, y, run.size))
    return [replace(line, text=line.text.rstrip()) for line in out if line.text.strip()]


def text_of(sheets: Sequence[Sheet], tally: Tally) -> str:
    """Return the text of pages.

    Parameters
    ----------
    sheets : sequence of Sheet
    tally : Tally
        Receives what was left out and joined.

    Returns
    -------
    str
    """
    pages = [list(_body(sheet, marks)) for sheet, marks in zip(sheets, _heads(sheets, tally), strict=True)]
    columns = [column for page, sheet in zip(pages, sheets, strict=True) for column in _columns(page, sheet)]
    lines = [line for column in columns for line in column]
    if not lines:
        return ""
    pitch = _pitch(columns)
    words = Counter(w.lower() for line in lines for w in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text))
    edges = _edges(columns)
    out: list[str] = []
    before: Line | None = None
    room = 0.0
    for column, (left, right) in zip(columns, edges, strict=True):
        for number, line in enumerate(column):
            gap = None if number == 0 or before is None else (before.y - line.y) / max(before.size, line.size)
            if before is not None and _continues(before, line, gap, pitch, room):
                out[-1] = _joined(out[-1], line.text, words, tally)
            else:
                if before is not None:
                    out.extend([""] * _blanks(gap, pitch))
                spaces = round((line.x - left) / line.size * 2) if line.x - left > _INDENT * line.size else 0
                out.append(" " * min(max(spaces, 0), 40) + line.text)
            before, room = line, right - line.x
    return "\n".join(out)


def _heads(sheets: Sequence[Sheet], tally: Tally) -> list[set[int]]:
    """Return for each page which lines are a head or foot: the same on most pages, or shaped like one at the edge."""
    keys: list[dict[int, tuple[str, int]]] = []
    seen: Counter[tuple[str, int]] = Counter()
    for sheet in sheets:
        height = max(sheet.top - sheet.bottom, 1.0)
        near = {
            i: (_DIGITS.sub("#", line.text), round(line.y / _SAME))
            for i, line in enumerate(sheet.lines)
            if min(line.y - sheet.bottom, sheet.top - line.y) < _MARGIN * height
        }
        keys.append(near)
        seen.update(set(near.values()))
    most = max(2, round(_SHARE * len(sheets)))
    out: list[set[int]] = []
    for sheet, near in zip(sheets, keys, strict=True):
        height = max(sheet.top - sheet.bottom, 1.0)
        marks = set()
        for i, key in near.items():
            line = sheet.lines[i]
            edge = min(line.y - sheet.bottom, sheet.top - line.y) < _EDGE * height
            if seen[key] >= most:
                tally.add("dropped", "a page header or footer, the same on most pages", example=line.text)
            elif edge and _FOOT.fullmatch(line.text):
                tally.add(
                    "dropped", "a page number, date or address at the edge of the page", example=line.text
                )
            else:
                continue
            marks.add(i)
        out.append(marks)
    return out


def _body(sheet: Sheet, marks: set[int]) -> Iterator[Line]:
    return (line for i, line in enumerate(sheet.lines) if i not in marks)


def _columns(lines: Sequence[Line], sheet: Sheet) -> Iterator[list[Line]]:
    """Cut a page where the text goes up again."""
    column: list[Line] = []
    for line in lines:
        if column and line.y > column[-1].y + 2 * line.size:
            yield column
            column = []
        column.append(line)
    if column:
        yield column


def _edges(columns: Sequence[Sequence[Line]]) -> list[tuple[float, float]]:
    """Return the left and right edge of each column: those of all columns that start at about the same place."""
    lefts = [min(line.x for line in column) for column in columns]
    rights = [max(line.x + line.width for line in column) for column in columns]
    out = []
    for left in lefts:
        same = [i for i, other in enumerate(lefts) if abs(other - left) < 100]
        out.append((min(lefts[i] for i in same), max(rights[i] for i in same)))
    return out


def _pitch(columns: Sequence[Sequence[Line]]) -> float:
    """Return how far apart the lines of a paragraph stand, in heights of their letters."""
    steps: Counter[float] = Counter()
    for column in columns:
        for above, line in pairwise(column):
            step = round((above.y - line.y) / max(line.size, 1.0), 1)
            if 0.9 <= step <= 2.0 and abs(above.size - line.size) < 0.5:
                steps[step] += 1
    total = sum(steps.values())
    return next((step for step in sorted(steps) if steps[step] * 6 >= total), 1.2)


def _continues(above: Line, line: Line, gap: float | None, pitch: float, room: float) -> bool:
    """Whether a line goes on with the paragraph of the line above it, which was full."""
    if abs(above.size - line.size) > 0.08 * line.size or (gap is not None and not 0 < gap < pitch + 0.2):
        return False
    if gap is not None and abs(above.x - line.x) > _INDENT * line.size * 2.5:
        return False
    first = line.text.split(None, 1)[0]
    if above.width + Line(" " + first, 0, 0, line.size).width < _FULL * room and not _DIVIDED.search(
        above.text
    ):
        return False
    if gap is None and above.text[-1] in '.!?…"”' and not line.text[0].islower():
        return False
    return not (_stands_alone(line.text) or _stands_alone(above.text))


def _stands_alone(text: str) -> bool:
    """Whether a line is a name with a time or other page furniture, and so no part of a paragraph."""
    if len(text) > 140:
        return False
    header = parse_header(text)
    return (header is not None and header.sure >= _HEAD_SURE) or parse_chrome(text) is not None


def _blanks(gap: float | None, pitch: float) -> int:
    """Return how many blank lines stand for the gap between two lines that are apart."""
    if gap is None:
        return 1
    more = gap - pitch
    return 0 if more < 0.2 else 1 if more < 0.9 * pitch else 2


def _joined(above: str, line: str, words: Counter[str], tally: Tally) -> str:
    """Join a line to the one above; a word that a hyphen divides becomes one again, if it has none of its own."""
    if above.endswith("\u00ad"):
        tally.add("repaired", _HYPHEN, example=_around(above, line))
        return above[:-1] + line
    divided, follows = _DIVIDED.search(above), _NEXT.match(line)
    if not divided or not follows:
        tally.add(
            "repaired",
            "lines that the edge of the page broke, joined to paragraphs",
            example=_around(above, line),
        )
        tight = above[-1] in "-\u2010/—" and not above[-2:-1].isspace()
        return above + line if tight else f"{above} {line}"
    first, second = divided[1].lower(), follows[0].lower()
    compound = "-" in above.split()[-1][:-1] or second.endswith(("-", "\u2010")) or first in _PREFIXES
    if compound or not follows[0][0].islower():
        return above + line
    if words[f"{first}-{second}"] and not words[first + second]:
        return above + line
    tally.add("repaired", _HYPHEN, example=_around(above, line))
    return above[:-1] + line


_WRAPPED = "lines that the edge of the page broke, joined to paragraphs"
_HYPHEN = "words that a hyphen divides at the end of a line, joined"


def _around(above: str, line: str) -> str:
    return f"{above[-30:]} | {line[:30]}"
