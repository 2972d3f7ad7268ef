"""Cutting a pasted text into units: header lines, possible names, and runs of text lines between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from discourse.readers.chrome import Chrome, count, parse_chrome
from discourse.readers.commenters import clean_name
from discourse.readers.thread.headers import Header, parse_header
from discourse.readers.thread.names import LONGEST, likeness

#: Zero-width and direction characters: they make no line and no name, but stay inside a comment's text.
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
)
_LONGEST_HEADER = 140
_TAB = 4
#: From here on a header line opens a unit wherever it stands.
STRONG = 0.9


@dataclass(frozen=True)
class Line:
    """One line that is not blank: its number in the file from 1, as it stands, without white space, its indent."""

    number: int
    raw: str
    body: str
    indent: int
    gap: int  # blank lines before it


@dataclass
class Unit:
    """One header line, or text lines that belong together.

    Attributes
    ----------
    lines : list of Line
    header : Header or None
        What the line says if it is a header.
    p : float
        How surely it is a header; 0 if it cannot be one.
    gap : int
        Blank lines before it, 0 where it follows in the same block.
    after : list of Chrome
        Page chrome that stands between it and the next unit.
    heading, footer : bool
        Whether a "Comments" heading, or the foot of a comment ("Reply"), stands before it.
    """

    lines: list[Line]
    header: Header | None = None
    p: float = 0.0
    gap: int = 0
    after: list[Chrome] = field(default_factory=list)
    heading: bool = False
    footer: bool = False

    @property
    def strong(self) -> bool:
        """Whether it says more than a name, so that it is no guess."""
        return self.header is not None and self.header.sure >= STRONG

    @property
    def name(self) -> str:
        """The name that the line gives if it is a header."""
        return self.header.name if self.header is not None else self.lines[0].body

    @property
    def indent(self) -> int:
        """The indent of its first line."""
        return self.lines[0].indent


def split_lines(text: str) -> list[Line]:
    """Return the lines of a text that are not blank; NBSP and zero-width characters are blank too."""
    out, gap = [], 0
    for number, raw in enumerate(text.split("\n"), 1):
        body = raw.strip() if raw.isascii() else raw.translate(_INVISIBLE).strip()
        if not body:
            gap += 1
            continue
        margin = raw[: len(raw) - len(raw.lstrip())] if raw[0].isspace() else ""
        out.append(Line(number, raw, body, sum(_TAB if c == "\t" else 1 for c in margin), gap))
        gap = 0
    return out


def find_chrome(lines: Sequence[Line]) -> list[Chrome | None]:
    """Return for each line what page chrome it is; a bare number is chrome only beside other chrome."""
    found = [parse_chrome(line.body) for line in lines]
    for i, line in enumerate(lines):
        if found[i] is None and len(line.body) <= 9 and line.body.lstrip("+-").replace(",", "").isdigit():
            beside = [j for j in (i - 1, i + 1) if 0 <= j < len(lines)]
            near = [found[j] for j in beside if abs(lines[j].number - line.number) <= 2]
            if any(c is not None and not c.heading for c in near):
                found[i] = Chrome(footer=True, likes=count(line.body))
    return found


def cut(lines: Sequence[Line]) -> tuple[list[Unit], list[Line]]:
    """Cut lines into units.

    Parameters
    ----------
    lines : sequence of Line

    Returns
    -------
    units : list of Unit
    dropped : list of Line
        The page chrome.
    """
    chrome = find_chrome(lines)
    dense = not any(line.gap for line in lines[1:])
    units: list[Unit] = []
    dropped: list[Line] = []
    gap, heading, footer, broken = 0, False, False, True
    for i, line in enumerate(lines):
        gap = max(gap, line.gap)
        found = chrome[i]
        if found is not None:
            dropped.append(line)
            heading, footer, broken = heading or found.heading, footer or found.footer, True
            if units:
                _name_above(units, found, gap)
                units[-1].after.append(found)
            continue
        before = units[-1] if units else None
        header = parse_header(line.body) if len(line.body) <= _LONGEST_HEADER else None
        shifted = before is not None and line.indent != before.lines[-1].indent
        if header is not None and header.sure >= STRONG:
            name = clean_name(header.name)
            if (
                before is not None
                and gap == 0
                and len(before.lines) > 1
                and clean_name(before.lines[-1].body) == name
            ):
                dropped.append(before.lines.pop())
            units.append(Unit([line], header, header.sure))
        else:
            opens = gap > 0 or broken or dense or shifted
            taken = before is not None and before.strong and gap == 0
            p = 0.0 if not opens or taken else (header.sure if header else likeness(line.body))
            same = before is not None and gap == 0 and not broken and p == 0 and before.p == 0
            if same and before is not None:
                before.lines.append(line)
                continue
            units.append(Unit([line], header if p else None, p))
        units[-1].gap, units[-1].heading, units[-1].footer = gap, heading, footer
        gap, heading, footer, broken = 0, False, False, False
    return _doubled(units, dropped), dropped


def _name_above(units: list[Unit], found: Chrome, gap: int) -> None:
    """Make a unit of a name that stands at the end of a block, with its time on the next line."""
    lines = units[-1].lines
    if gap == 0 and found.when is not None and not found.footer and not units[-1].after and len(lines) > 1:
        p = likeness(lines[-1].body)
        if p >= 0.5:
            units.append(Unit([lines.pop()], p=p))


def _doubled(units: list[Unit], dropped: list[Line]) -> list[Unit]:
    """Drop a name that stands twice in a row, the first time as the text of a picture."""
    out: list[Unit] = []
    for unit in units:
        last = out[-1] if out else None
        possible = last is not None and last.p and unit.p and not last.strong and last.header is None
        if last is not None and possible and clean_name(last.name) == clean_name(unit.name):
            dropped.extend(last.lines)
            unit.gap, unit.heading = max(last.gap, unit.gap), last.heading or unit.heading
            unit.footer = last.footer or unit.footer
            out.pop()
        out.append(unit)
    return out


def weigh(units: Sequence[Unit]) -> None:
    """Raise or lower ``p`` by what the rest of the file says: names that recur, and times below a name."""
    names = Counter(clean_name(u.name).lower() for u in units if u.p >= 0.1)
    sure = {clean_name(u.name).lower() for u in units if u.strong or (u.header is None and u.p >= 0.55)}
    for unit in units:
        if not unit.p or unit.strong:
            continue
        name = clean_name(unit.name).lower()
        if unit.header is not None and unit.header.other:  # "A > B": a header only if one of them writes here
            known = name in sure or clean_name(unit.header.other).lower() in sure
            unit.p = 0.95 if known else 0.4
            continue
        if names[name] > 1 and unit.p >= 0.12:
            odds = unit.p / (1 - unit.p) * min(4 ** (names[name] - 1), 16)
            unit.p = max(unit.p, min(odds / (1 + odds), 0.97))
        first = unit.after[0] if unit.after else None
        if first is not None and first.when is not None and len(unit.lines[0].body) <= LONGEST:
            unit.p = 0.97 if unit.p >= 0.25 else 0.6
            unit.header = unit.header or _two_names(unit.name, sure)


def _two_names(line: str, known: set[str]) -> Header | None:
    """Tell "Ben Ada Byron", where an arrow between the one who answers and the one answered was lost in copying."""
    parts = clean_name(line).split()
    for at in range(1, len(parts)):
        name, other = " ".join(parts[:at]), " ".join(parts[at:])
        telling = name.lower() in known or at < len(parts) - 1 or any(c.isdigit() or c == "_" for c in other)
        if other.lower() in known and telling:
            return Header(name, other=other, sure=0.85)
    return None
