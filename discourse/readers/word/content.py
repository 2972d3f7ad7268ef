"""Paragraphs out of the XML of Word and OpenDocument texts, event by event: nothing is kept but the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

_SPACES = re.compile(r"[ \t\r\n]+")
_LENGTH = re.compile(r"(-?[0-9.]{1,12})(cm|mm|in|pt|pc|px)")
_POINTS = {"cm": 28.35, "mm": 2.835, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}
#: Points of indent that stand for one space, and the most spaces.
_SPACE, _WIDEST = 9.0, 40
#: One empty paragraph in so many means that empty paragraphs, not spacing, set paragraphs apart.
_SHARE = 10


@dataclass
class Paragraph:
    """One paragraph: its text, its indent in points, and whether a row of a table starts with it."""

    text: str
    indent: float = 0.0
    row: bool = False


class Paragraphs:
    """Target of an XML parser that gathers paragraphs.

    Attributes
    ----------
    found : list of Paragraph
    counts : dict
        ``(action, reason)`` to how often, and an example.
    """

    def __init__(self) -> None:
        self.found: list[Paragraph] = []
        self.counts: dict[tuple[str, str], tuple[int, str]] = {}
        self._open: list[list[str]] = []  # a text box is a paragraph inside a paragraph
        self._indents: list[float] = []
        self._hidden = 0  # how deep inside something that is no text
        self._removed: list[str] = []
        self._row = False

    def count(self, action: str, reason: str, example: str = "") -> None:
        """Count one more of an action for a reason."""
        so_far, first = self.counts.get((action, reason), (0, ""))
        self.counts[action, reason] = (so_far + 1, first or example)

    def write(self, text: str) -> None:
        """Add to the paragraph that is open."""
        if self._open and not self._hidden:
            self._open[-1].append(text)

    def begin(self, indent: float = 0.0) -> None:
        """Open a paragraph."""
        self._open.append([])
        self._indents.append(indent)

    def finish(self) -> None:
        """Close the paragraph that was opened last."""
        if self._open:
            self.found.append(Paragraph("".join(self._open.pop()), self._indents.pop(), self._row))
            self._row = False

    def close(self) -> None:
        """Do what a parser asks for at the end."""


class WordText(Paragraphs):
    """The paragraphs of a part of a Word document."""

    _hiding = frozenset({"Fallback", "instrText", "rPrChange", "pPrChange"})
    _deleting = frozenset({"del", "moveFrom"})

    def __init__(self) -> None:
        super().__init__()
        self._taking = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        name = tag.rpartition("}")[2]
        if self._hidden:
            self._hidden += 1
            self._taking = name in ("delText", "t") and bool(self._removed)
            return
        if name == "t":
            self._taking = True
        elif name == "p":
            self.begin()
        elif name == "tab" and not attributes:  # with attributes it sets a tab stop
            self.write("\t")
        elif name in self._hiding:
            self._hidden = 1
        elif name in self._deleting:
            self._hidden, self._removed = 1, [""]
        elif name in ("br", "cr"):
            self.write("\n")
        elif name == "noBreakHyphen":
            self.write("\u2011")
        elif name == "ind" and self._indents:
            self._indents[-1] = _twips(attributes)
        elif name == "numPr" and self._indents:
            self.count("repaired", "the bullet or number of a list, which Word makes itself, left out")
        elif name == "tr":
            self._row = True

    def data(self, text: str) -> None:
        """Take characters."""
        if not self._taking:
            return
        if self._hidden:
            self._removed.append(text)
        else:
            self.write(text.replace("\n", " "))

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        name = tag.rpartition("}")[2]
        if name in ("t", "delText"):
            self._taking = False
        if self._hidden:
            self._hidden -= 1
            if not self._hidden and self._removed:
                said = "".join(self._removed)
                if said.strip():
                    self.count("repaired", "words that a tracked change takes out, left out", said)
                self._removed = []
        elif name == "p":
            self.finish()


class OpenText(Paragraphs):
    """The paragraphs of the content of an OpenDocument text."""

    _reasons: ClassVar[dict[str, tuple[str, str]]] = {
        "annotation": ("dropped", "a reviewer's note in the margin, which is no part of the text"),
        "note": ("dropped", "a footnote or endnote"),
        "changed-region": ("repaired", "words that a tracked change takes out, left out"),
    }

    def __init__(self) -> None:
        super().__init__()
        self._styles: dict[str, float] = {}
        self._style = ""
        self._reason = ""
        self._deleted = False
        self._inside = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        name = tag.rpartition("}")[2]
        if self._hidden:
            self._hidden += 1
            self._deleted = self._deleted or name == "deletion"
            if name in ("p", "h"):
                self._inside = self._inside or self._hidden
                self._removed.append(" ")
            return
        facts = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        if name in ("p", "h"):
            self.begin(self._styles.get(facts.get("style-name", ""), 0.0))
        elif name in self._reasons:
            self._hidden, self._reason, self._removed, self._deleted = 1, name, [], False
        elif name in ("annotation-end", "sequence-decls", "page-number", "page-count"):
            self._hidden, self._reason = 1, ""
        elif name == "s":
            self.write(" " * min(int(facts.get("c", "1")) if facts.get("c", "1").isdecimal() else 1, 1000))
        elif name == "tab":
            self.write("\t")
        elif name == "line-break":
            self.write("\n")
        elif name == "style":
            self._style = facts.get("name", "")
        elif name == "paragraph-properties" and self._style:
            self._styles[self._style] = _points(facts.get("margin-left", ""))
        elif name == "table-row":
            self._row = True

    def data(self, text: str) -> None:
        """Take characters."""
        if self._hidden:
            if self._inside:  # not who made a note or change, and when
                self._removed.append(text)
        else:
            self.write(_SPACES.sub(" ", text))

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        name = tag.rpartition("}")[2]
        if self._hidden:
            self._hidden -= 1
            self._inside = 0 if self._hidden < self._inside else self._inside
            if self._hidden:
                return
            said = " ".join("".join(self._removed).split())
            if self._reason and said and (self._reason != "changed-region" or self._deleted):
                self.count(*self._reasons[self._reason], said)
        elif name in ("p", "h"):
            self.finish()


def _twips(attributes: dict[str, str]) -> float:
    """Return an indent, which Word counts in twentieths of a point."""
    for key, value in attributes.items():
        if key.rpartition("}")[2] in ("left", "start"):
            try:
                return int(value) / 20
            except ValueError:
                return _points(value)
    return 0.0


def _points(length: str) -> float:
    match = _LENGTH.fullmatch(length)
    try:
        return float(match[1]) * _POINTS[match[2]] if match else 0.0
    except ValueError:
        return 0.0


def lay_out(paragraphs: list[Paragraph]) -> str:
    r"""Return paragraphs as plain text.

    Where empty paragraphs set the others apart, each is one line; otherwise a blank line stands between two.

    Examples
    --------
    >>> lay_out([Paragraph("Ada Byron"), Paragraph("Iran out."), Paragraph("Yes, out.", 36.0)])
    'Ada Byron\n\nIran out.\n\n    Yes, out.'
    >>> lay_out([Paragraph("Ada Byron"), Paragraph("Iran out."), Paragraph(""), Paragraph("Ben King")])
    'Ada Byron\nIran out.\n\nBen King'
    """
    full = [p for p in paragraphs if p.text.strip()]
    between = "\n" if (len(paragraphs) - len(full)) * _SHARE >= len(paragraphs) else "\n\n"
    base = min((p.indent for p in full), default=0.0)
    out: list[str] = []
    for paragraph in paragraphs:
        spaces = " " * min(max(round((paragraph.indent - base) / _SPACE), 0), _WIDEST)
        lines = paragraph.text.rstrip().split("\n")
        written = "\n".join(spaces + line.rstrip() if line.strip() else "" for line in lines)
        if out:
            out.append(between if paragraph.text.strip() or between == "\n" else "\n")
            if paragraph.row:
                out.append("\n")
        out.append(written)
    return "".join(out).strip("\n")
