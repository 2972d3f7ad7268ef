"""From the units of a pasted thread to comments: own words apart from quoted ones, uncertain boundaries marked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from discourse.readers.chrome import Chrome
from discourse.readers.thread.quoting import ARTICLE, QuoteIndex
from discourse.readers.thread.units import Line, Unit

_MARKS = "\"“”„«»‘’'"
_CLOSED = re.compile(r"([\"“«„].{20,4000}?[\"”»“][.,;:]?)[ \t\u00a0]+(\S.*)")
_RATIO = 3
_CASUAL_END = (".", "!", "?", "…", '"', "”", "’", "'", ")", "»", ":", ";")


@dataclass
class Piece:
    """Lines of one paragraph, or part of one, that are all own words or all quoted."""

    lines: list[Line]
    gap: int
    quoted: bool = False
    marked: bool = False
    owner: int | None = None  # whose words, where a paragraph was recognised


@dataclass
class Draft:
    """A comment on the way.

    Attributes
    ----------
    head : Unit or None
        Its header; None if its name is missing.
    units : list of Unit
        Its text.
    confidence : float
    """

    head: Unit | None
    units: list[Unit] = field(default_factory=list)
    confidence: float = 1.0
    attribution: list[Line] = field(default_factory=list)
    attributed: str = ""

    @property
    def first(self) -> Unit:
        """The unit that it starts with."""
        return self.head if self.head is not None else self.units[0]

    @property
    def chrome(self) -> list[Chrome]:
        """The page chrome within it and at its foot."""
        own = self.head.after if self.head is not None else []
        return [*own, *(c for u in self.units for c in u.after)]

    def paragraphs(self) -> list[list[Unit]]:
        """Return its units grouped into paragraphs: a blank line starts a new one."""
        out: list[list[Unit]] = []
        for unit in self.units:
            if not out or unit.gap > 0:
                out.append([])
            out[-1].append(unit)
        return out


def cut_pieces(units: Sequence[Unit], index: QuoteIndex) -> list[Piece]:
    """Cut a comment's text into own and quoted pieces.

    Lines that start with ``>`` are quoted; so is a paragraph whose words stand in the article or in an earlier
    comment (see :class:`QuoteIndex`), and so are such words in quotation marks at the start of a line.
    """
    pieces: list[Piece] = []
    for unit in units:
        gap = unit.gap
        for run in _runs(unit.lines):
            if run[0].body.startswith(">"):
                pieces.append(Piece(run, gap, quoted=True, marked=True))
            else:
                pieces.extend(_recognise(run, gap, index))
            gap = 0
    own = [p for p in pieces if not p.quoted]
    if not own and not any(p.marked for p in pieces):
        # Nothing but what an earlier comment says: somebody repeats it, and these are their words too.
        for piece in pieces:
            piece.quoted = piece.owner == ARTICLE
    return pieces


def _runs(lines: Sequence[Line]) -> list[list[Line]]:
    out: list[list[Line]] = []
    for line in lines:
        if not out or line.body.startswith(">") != out[-1][-1].body.startswith(">"):
            out.append([])
        out[-1].append(line)
    return out


def _recognise(lines: list[Line], gap: int, index: QuoteIndex) -> list[Piece]:
    """Tell quoted from own lines of one paragraph: as a whole, else by lines in quotation marks."""
    owner = index.match("\n".join(line.body for line in lines))
    if owner is not None:
        return [Piece(lines, gap, quoted=True, marked=lines[0].body[0] in _MARKS, owner=owner)]
    out: list[Piece] = []
    for line in lines:
        for part in _unquote(line, index):
            if out and not part.quoted and not out[-1].quoted:
                out[-1].lines.extend(part.lines)
            else:
                part.gap, gap = gap, 0
                out.append(part)
    return out


def _unquote(line: Line, index: QuoteIndex) -> list[Piece]:
    """Cut a line that starts with somebody's words in quotation marks into these and what follows them."""
    if line.body[0] not in _MARKS:
        return [Piece([line], 0)]
    owner = index.match(line.body)
    if owner is not None:
        return [Piece([line], 0, quoted=True, marked=True, owner=owner)]
    closed = _CLOSED.match(line.raw.lstrip())
    owner = index.match(closed[1]) if closed else None
    if closed is None or owner is None:
        return [Piece([line], 0)]
    said, rest = (replace(line, raw=part, body=part.strip()) for part in closed.groups())
    return [Piece([said], 0, quoted=True, marked=True, owner=owner), Piece([rest], 0)]


def join(pieces: Sequence[Piece], *, strip_marks: bool = False) -> str:
    """Return pieces as one text: paragraphs set apart by a blank line, the common indent gone."""
    lines = [line for piece in pieces for line in piece.lines]
    margins = [line.raw[: len(line.raw) - len(line.raw.lstrip())] for line in lines]
    margin = len(_common_start(margins))
    out: list[str] = []
    for piece in pieces:
        for i, line in enumerate(piece.lines):
            if out:
                gap = piece.gap if i == 0 else 0
                out.append("\n\n" if gap > 0 or (i == 0 and strip_marks) else "\n")
            out.append(
                line.body.lstrip("> \t").strip()
                if strip_marks and piece.marked and line.body[0] == ">"
                else line.raw[margin:]
            )
    return "".join(out).strip()


def _common_start(texts: Sequence[str]) -> str:
    """Return what all texts start with."""
    low, high = min(texts, default=""), max(texts, default="")
    size = next(
        (i for i, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high))
    )
    return low[:size]


def changes_style(before: str, after: str) -> str:
    """Return in what two neighbouring paragraphs differ so much that they may be by two people; empty if they do not.

    Their lengths must differ threefold, and they must differ in starting with a capital or in closing with a
    full stop.

    Examples
    --------
    >>> changes_style("they will be back", "The fighters were paid to stay here. Nobody denies it any more.")
    'length, capitals, punctuation'
    >>> changes_style("They will be back.", "The fighters were paid to stay here. Nobody denies it any more.")
    ''
    """
    short, long = sorted((len(before.split()), len(after.split())))
    if long < _RATIO * max(short, 1) or long < 8:
        return ""
    differ = ["length"]
    firsts = [next((c for c in text if c.isalpha()), "A") for text in (before, after)]
    if firsts[0].islower() != firsts[1].islower():
        differ.append("capitals")
    if before.rstrip().endswith(_CASUAL_END) != after.rstrip().endswith(_CASUAL_END):
        differ.append("punctuation")
    return ", ".join(differ) if len(differ) > 1 else ""
