"""Reddit's Markdown to text: its blocks. What stands in a line is read by ``inline``."""

from __future__ import annotations

import re

from discourse.readers.rows.markup.inline import Inline
from discourse.readers.rows.markup.plain import Plain, even, tidy

_HEADING = re.compile(r"#{1,6}(?:[ \t]+|\Z)")
_CLOSING = re.compile(r"(?:^|[ \t])#+\Z")
_LIST = re.compile(r"(?:[*+-]|\d{1,9}[.)])(?:[ \t]|\Z)")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|={3,}[ \t]*)\Z")
_LANGUAGE = re.compile(r"[ \t]*[\w+#.-]*\Z")
_GRID = frozenset("|:- \t")
_SIGNS = frozenset(">`~#-*_=|:")
_BLOCK = re.compile(
    r"\n[ \t>`~#*_=|:-]"
)  # what is no paragraph starts so, but for lists, which stay as they are


class _Blocks:
    """Takes lines one by one and keeps apart what is the commenter's, what is quoted and what is code."""

    def __init__(self, text: str) -> None:
        self.inline = Inline()
        self.own: list[str] = []
        self.parts: list[str] = []
        self.quotes: list[list[str]] = []
        self.spoiler = text.rfind("!<")  # where the last spoiler ends
        self.at = 0
        self.lazy = False  # whether a line without a sign goes on with a quotation
        self.quoting = False
        self.blank = True
        self.listing = False
        self.code = False

    def flush(self) -> None:
        if self.own:
            self.parts.append(self.inline.read("\n".join(self.own)))
            self.own = []

    def read(self, text: str) -> None:
        fence = ""
        for line in text.split("\n"):
            start = self.at
            self.at += len(line) + 1
            bare = line.strip(" \t")
            if fence:
                if bare.startswith(fence) and not bare.strip(fence[0]):
                    fence = ""
                else:
                    self.parts.append(line)
                continue
            if not bare:
                self.empty()
                continue
            indent = len(line) - len(line.lstrip(" \t")) + 3 * (line[0] == "\t")
            sign = bare[0]
            if sign in _SIGNS:
                if sign == ">" and indent < 4 and not (bare[1:2] == "!" and start < self.spoiler):
                    self.quote(bare)
                    continue
                if (
                    sign in "`~"
                    and bare[:3] in ("```", "~~~")
                    and (sign == "~" or "`" not in bare.lstrip("`"))
                ):
                    self.flush()
                    said = bare.lstrip(sign)
                    fence = sign * (len(bare) - len(said))
                    if not _LANGUAGE.match(said) or self.at > len(text):
                        self.parts.append(said)
                    self.lazy = self.quoting = self.blank = False
                    continue
            if self.lazy:
                self.quotes[-1].append(bare)
                continue
            self.words(line, bare, indent, start > 0)

    def empty(self) -> None:
        self.lazy = self.quoting = False
        self.blank = True
        (self.parts if self.code else self.own).append("")

    def quote(self, bare: str) -> None:
        line = bare.lstrip("> \t")
        if line[:1] == "!" and "!<" in line:
            line = f">{line}"
        if not self.quoting:
            self.quotes.append([])
        self.quotes[-1].append(line)
        self.quoting = True
        self.lazy = bool(line)
        self.code = self.blank = self.listing = False

    def words(self, line: str, bare: str, indent: int, below: bool) -> None:
        """Take a line that is neither quoted nor fenced; ``below`` says that it is not the first one."""
        sign = bare[0]
        if _LIST.match(bare) and not (indent >= 4 and self.blank and not self.listing):
            self.listing = True
        elif indent == 0 and self.blank:
            self.listing = False
        self.quoting = False
        if indent >= 4 and not self.listing and (self.blank or self.code):
            self.flush()
            self.parts.append(line)
            self.code, self.blank = True, False
            return
        self.code = self.blank = False
        if sign == "#":
            heading = _HEADING.match(bare)
            if heading:
                line = _CLOSING.sub("", bare[heading.end() :])
        elif sign in "-*_=" and below and _RULE.match(bare):
            line = ""
        if sign in "|:-" and "-" in bare and "|" in bare and _GRID.issuperset(bare):
            return
        self.own.append(line)


def plain_markdown(raw: str) -> Plain:
    r"""Return the text of a comment in Reddit's Markdown.

    Parameters
    ----------
    raw : str
        As Reddit gives it out, with ``&gt;``, ``&lt;`` and ``&amp;`` or without.

    Returns
    -------
    Plain

    Examples
    --------
    >>> plain_markdown("&gt; You *lie*.\n\nI **never** do, [see](https://example.org/a_b_c) snake_case.")
    Plain(text='I never do, see snake_case.', quoted='You lie.', links=('https://example.org/a_b_c',))
    >>> plain_markdown(">!He dies!< ^(or not) 2*3*4").text
    'He dies or not 2*3*4'
    """
    text = even(raw)
    if "&" in text:
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    if not _BLOCK.search(f"\n{text}"):
        inline = Inline()
        own = tidy(even(inline.read(text)))
        return Plain(own, "", tuple(dict.fromkeys(inline.links)))
    blocks = _Blocks(text)
    blocks.read(text)
    blocks.flush()
    own = tidy(even("\n".join(blocks.parts)))
    quotes = (tidy(even(blocks.inline.read("\n".join(lines)))) for lines in blocks.quotes)
    quoted = "\n\n".join(part for part in quotes if part)
    return Plain(own, quoted, tuple(dict.fromkeys(blocks.inline.links)))
