"""The text of a page as one would copy it from the browser."""

from __future__ import annotations

import re
from typing import Any

from discourse.readers.webpage.select import Index, detach, words

_UNSEEN = (
    "script, style, noscript, template, head, svg, select, textarea, iframe, object, canvas, audio, video, [hidden], "
    "[aria-hidden=true]"
)
_AROUND = "nav, [role=navigation], [role=banner], [role=contentinfo]"
_FOOT = ".//footer[not(ancestor::article or ancestor::section or ancestor::li)]"
_APART = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre", "table", "figure", "section",
     "article", "main", "aside", "header", "footer", "form", "hr", "fieldset", "details")
)  # fmt: skip
_LINE = frozenset(("div", "li", "tr", "dt", "dd", "br", "td", "th", "address", "legend", "summary", "option"))
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")


def visible_lines(tree: Any) -> tuple[list[str], list[str]]:
    """Return the lines of a page, with empty ones between paragraphs, and the words around it: menus and footers.

    The tree is taken apart on the way.

    Examples
    --------
    >>> from discourse.readers.webpage.page import parse
    >>> visible_lines(parse("<div><b>Ada</b> <i>3 hours ago</i><p>Iran  out.</p></div><nav>Home</nav>", "page"))
    (['Ada 3 hours ago', '', 'Iran out.'], ['Home'])
    """
    around: list[str] = []
    index = Index(tree)
    for element in [*index.find(_UNSEEN), *index.find(_AROUND), *tree.xpath(_FOOT)]:
        if element.getparent() is not None:
            if element.tag in ("nav", "footer") or element.get("role"):
                around.append(words(element))
            detach(element)
    return _lines(tree), [text for text in around if text]


def _lines(tree: Any) -> list[str]:
    from lxml import etree

    lines: list[str] = []
    line: list[str] = []

    def stop(apart: bool) -> None:
        text = _SPACES.sub(" ", "".join(line)).strip()
        line.clear()
        if text:
            lines.append(text)
        if apart and lines and lines[-1]:
            lines.append("")

    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _APART or tag in _LINE:
            stop(tag in _APART)
        if event == "start":
            line.append(element.text or "")
        else:
            line.append(element.tail or "")
    stop(True)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def below(lines: list[str], article: str) -> list[str]:
    """Return the lines of a page that stand below its article; all of them if it cannot be found.

    Examples
    --------
    >>> below(["Home", "Two ships burnt.", "", "Ada Byron", "Sad."], "Two ships burnt.")
    ['Ada Byron', 'Sad.']
    """
    if not article:
        return lines
    known = {_key(line) for line in article.split("\n") if len(line) > 20} or {_key(article)}
    last = max((i for i, line in enumerate(lines) if _key(line) in known), default=None)
    if last is None:
        return lines
    rest = lines[last + 1 :]
    while rest and not rest[0]:
        rest.pop(0)
    return rest


def _key(line: str) -> str:
    return "".join(c for c in line.lower() if c.isalnum())
