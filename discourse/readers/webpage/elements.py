"""Taking comments out of a page by the markup of its comment system."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from discourse.readers.rows.format import Row
from discourse.readers.webpage.select import Index, detach, inner, words
from discourse.readers.webpage.systems import System

_NUMBER = re.compile(r"[-+−]?\d[\d.,]*[KkMm]?")
#: Left out of every comment's text.
_NO_TEXT = "script, style, noscript, template, button, form input, svg"
_QUOTES = ".bbcode_quote, .bbCodeBlock--quote, aside.quote"


class Ownership:
    """Which comment each element of a page belongs to: the innermost around it."""

    def __init__(self, index: Index, comments: Sequence[Any]) -> None:
        marked = set(comments)
        self.of: dict[Any, Any] = {}
        self.above: dict[Any, Any] = {}
        for element in index.elements:
            around = self.of.get(element.getparent())
            if element in marked:
                self.above[element], around = around, element
            self.of[element] = around

    def firsts(
        self, index: Index, rules: Sequence[str], value: Callable[[Any], Any] = words
    ) -> dict[Any, Any]:
        """Return for each comment what the first rule that gives something gives."""
        out: dict[Any, Any] = {}
        for rule in rules:
            selector, _, attribute = rule.partition("@")
            found: dict[Any, Any] = {}
            for element in index.find(selector) if selector else self.above:
                owner = self.of.get(element)
                if owner is None or owner in out or owner in found:
                    continue
                given = (element.get(attribute) or "").strip() if attribute else value(element)
                if given is not None and given != "":
                    found[owner] = given
            out |= found
        return out

    def flagged(self, index: Index, selector: str) -> set[Any]:
        """Return the comments that an element inside them, or their own class, marks."""
        return {self.of[e] for e in index.find(selector) if self.of.get(e) is not None}


def count_comments(index: Index, system: System) -> int:
    """Return how many comments with words a page has in the markup of a system."""
    found = set(index.find(system.comment))
    if not found:
        return 0
    owners = Ownership(index, list(found))
    filled = owners.firsts(index, system.text)
    named = owners.firsts(index, system.author)
    number = sum(1 for e in filled if e in named) if system.least > 1 else len(filled)
    return number if number >= system.least else 0


def take(index: Index, system: System) -> list[Row]:
    """Return the comments of a page, as rows; ``line`` is the line of the page's HTML where the comment starts.

    The tree is taken apart on the way.
    """
    elements = index.find(system.comment)
    owners = Ownership(index, elements)
    texts = owners.firsts(index, system.text, lambda element: element)
    columns = {
        name: owners.firsts(index, rules)
        for name, rules in (
            ("author", system.author),
            ("created_at", system.time),
            ("id", system.id),
            ("likes", system.likes),
            ("author_id", system.author_id),
            ("parent", system.parent),
        )
    }
    levels = owners.firsts(index, (system.level,)) if system.level else {}
    roles = {role: owners.flagged(index, selector) for role, selector in system.roles.items()}
    threads = _threads(index, system, elements)
    others = owners.flagged(index, system.no_comment) if system.no_comment else set()
    held = set(texts.values())
    for element in index.find(",".join(filter(None, (_NO_TEXT, system.without)))):
        if owners.of.get(element) is not None and element not in held and element not in owners.above:
            detach(element)
    for element in index.find(_QUOTES):
        element.tag = "blockquote"
    for element in index.find("blockquote cite"):  # who is quoted, on a line of its own
        element.tag = "div"
    rows: list[Row] = []
    for element in reversed(elements):  # answers before what they answer, so that these no longer hold them
        row: Row = {"line": element.sourceline or 0, "element": element}
        row |= {name: found[element] for name, found in columns.items() if element in found}
        row["text"] = inner(texts[element]) if element in texts else ""
        row["role"] = next((role for role, marked in roles.items() if element in marked), None)
        if element in others:
            row["other"] = True
        rows.append(row)
        detach(element)
    rows.reverse()
    _link(rows, owners, levels, threads)
    return rows


def _threads(index: Index, system: System, elements: Sequence[Any]) -> dict[Any, Any]:
    """Return for each comment that is not the first of its thread the first one."""
    if not system.thread:
        return {}
    heads = Ownership(index, index.find(system.thread)).of
    first: dict[Any, Any] = {}
    return {
        e: first[t] for e in elements if (t := heads.get(e)) is not None and first.setdefault(t, e) is not e
    }


def _link(rows: list[Row], owners: Ownership, levels: dict[Any, str], threads: dict[Any, Any]) -> None:
    """Give every comment its id and parent: as told, by containment, by indent, or as the first of its thread."""
    for number, row in enumerate(rows, 1):
        row["id"] = _identifier(str(row.get("id") or "")) or f"on-page-{number}"
    by_element = {row["element"]: row["id"] for row in rows}
    open_at: list[tuple[int, str]] = []
    for row in rows:
        element = row.pop("element")
        level = levels.get(element, "")
        around = owners.above.get(element) if element not in threads else threads[element]
        if level.isdecimal():
            while open_at and open_at[-1][0] >= int(level):
                open_at.pop()
            row["parent"] = open_at[-1][1] if open_at else ""
            open_at.append((int(level), row["id"]))
        elif not row.get("parent"):
            row["parent"] = by_element.get(around, "")
        if likes := _NUMBER.search(str(row.get("likes", ""))):
            row["likes"] = likes[0].replace("−", "-")
        else:
            row.pop("likes", None)
        row["created_at"] = instant(str(row.get("created_at") or ""))


def _identifier(text: str) -> str:
    """Return an id without what a page puts around it, as in ``li-comment-12`` or ``watch?v=x&lc=12``."""
    if "lc=" in text:
        return text.partition("lc=")[2].partition("&")[0]
    if text.startswith(("t1_", "t3_")):
        return text
    return re.sub(r"^(?:(?:thing|li|div|post|comment|p|js|table|td)[-_]?(?=.))+(?=\d)", "", text)


def instant(text: str) -> str:
    """Return a time without what a page writes beside it.

    Examples
    --------
    >>> instant("2024-03-03T13:05:00 1709471100"), instant("by Ada » 3 March 2024 (edited)")
    ('2024-03-03T13:05:00Z', '3 March 2024')
    """
    text = text.replace("(edited)", "").strip()
    if re.fullmatch(r"\d{4}-\d\d-\d\dT\S+ \d{9,10}", text):
        return text.split()[0] + "Z"
    return text.rpartition("»")[2].strip()
