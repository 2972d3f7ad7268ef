"""Finding elements of a page by CSS selectors: tags, classes, ids, attributes, descendants and alternatives.

XPath is not used, for it sorts what it finds in a time that grows with the square of its number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

_PART = re.compile(r"([.#]?)([\w-]+)|\[([\w-]+)(?:([*^]?)=([^\]]*))?\]")


class _Step(NamedTuple):
    tag: str
    classes: tuple[str, ...]
    id: str
    attributes: tuple[tuple[str, str, str], ...]

    def fits(self, element: Any) -> bool:
        if self.tag and element.tag != self.tag:
            return False
        if self.classes:
            given = (element.get("class") or "").split()
            if not all(name in given for name in self.classes):
                return False
        if self.id and element.get("id") != self.id:
            return False
        return all(_holds(element.get(name), how, value) for name, how, value in self.attributes)


def _holds(given: str | None, how: str, value: str) -> bool:
    if given is None:
        return False
    if how == "*":
        return value in given
    if how == "^":
        return given.startswith(value)
    return not value or given == value


@cache
def _parse(selector: str) -> tuple[tuple[_Step, ...], ...]:
    return tuple(tuple(map(_step, one.split())) for one in selector.split(","))


def _step(text: str) -> _Step:
    tag, ids, classes, attributes = "", "", [], []
    for mark, name, attribute, how, value in _PART.findall(text):
        if attribute:
            attributes.append((attribute, how, value))
        elif mark == ".":
            classes.append(name)
        elif mark == "#":
            ids = name
        else:
            tag = name
    return _Step(tag, tuple(classes), ids, tuple(attributes))


class Index:
    """The elements of a page, to be found by selectors.

    Parameters
    ----------
    tree : lxml.html.HtmlElement

    Attributes
    ----------
    elements : list of lxml.html.HtmlElement
        All of them, in the order of the page.

    Examples
    --------
    >>> from discourse.readers.webpage.page import parse
    >>> index = Index(parse("<li class='comment odd'><b itemprop=text>Iran</b> <b>out</b></li>", "page.html"))
    >>> [e.text for e in index.find("li.comment [itemprop=text], i")]
    ['Iran']
    """

    def __init__(self, tree: Any) -> None:
        self.tree = tree
        self.elements: list[Any] = list(tree.iter("*"))
        self._place = {element: place for place, element in enumerate(self.elements)}
        self._tags: defaultdict[str, list[Any]] = defaultdict(list)
        self._names: defaultdict[str, list[Any]] = defaultdict(list)
        self._having: defaultdict[str, list[Any]] = defaultdict(list)
        for element in self.elements:
            self._tags[element.tag].append(element)
            for name, value in element.items():
                self._having[name].append(element)
                if name == "class":
                    for one in dict.fromkeys(value.split()):
                        self._names[one].append(element)

    def find(self, selector: str) -> list[Any]:
        """Return the elements that a selector finds, in the order of the page."""
        alternatives = _parse(selector)
        if len(alternatives) == 1:
            return self._one(alternatives[0])
        found = {element for steps in alternatives for element in self._one(steps)}
        return sorted(found, key=self._place.__getitem__)

    def _one(self, steps: Sequence[_Step]) -> list[Any]:
        last = steps[-1]
        if last.classes:
            near = min((self._names.get(name, []) for name in last.classes), key=len)
        elif last.id:
            near = self._having.get("id", [])
        elif last.attributes:
            near = min((self._having.get(name, []) for name, _, _ in last.attributes), key=len)
        else:
            near = self._tags.get(last.tag, [])
        return [e for e in near if last.fits(e) and (len(steps) == 1 or _inside(e, steps[:-1]))]


def _inside(element: Any, steps: Sequence[_Step]) -> bool:
    waiting = list(steps)
    while waiting and (element := element.getparent()) is not None:
        if waiting[-1].fits(element):
            waiting.pop()
    return not waiting


def words(element: Any) -> str:
    """Return the words of an element on one line."""
    return " ".join("".join(element.itertext()).split())


def inner(element: Any) -> str:
    """Return the HTML inside an element."""
    from html import escape

    from lxml import etree

    parts = [escape(element.text or "", quote=False)]
    parts += [etree.tostring(child, encoding="unicode", method="html") for child in element]
    return "".join(parts)


def detach(element: Any) -> None:
    """Take an element out of its tree, but not what follows it."""
    if element.getparent() is not None:
        element.drop_tree()
