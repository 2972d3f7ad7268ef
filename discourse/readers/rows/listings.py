"""Going through what Reddit nests: listings of things, and answers inside of comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from discourse.readers.tally import Tally


class Stubs:
    """Counts the stubs of comments that were not loaded."""

    rows = comments = line = 0
    example = ""

    def add(self, data: dict[str, Any], line: int) -> None:
        """Count one stub."""
        if not self.rows:
            self.line, self.example = line, f"under {data.get('parent_id')}"
        self.rows += 1
        below = data.get("children")
        number = data.get("count")
        least = len(below) if isinstance(below, list) else 0
        self.comments += max(number if isinstance(number, int) else 0, least)


def walk(
    item: dict[str, Any], line: int, tally: Tally, stubs: Stubs
) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Yield comments and submissions in reading order, with the document and the comment around them, if any."""
    stack: list[tuple[Any, str, str]] = [(item, "", "")]
    while stack:
        thing, document, parent = stack.pop()
        if isinstance(thing, list):
            stack.extend((one, document, parent) for one in reversed(thing))
            continue
        if not isinstance(thing, dict) or not thing:
            tally.add("dropped", "no JSON object", line, str(thing)[:200])
            continue
        kind, data = thing.get("kind"), thing.get("data")
        if isinstance(kind, str) and isinstance(data, dict):
            if kind == "Listing":
                stack.append((data.get("children") or [], document, parent))
                continue
            if kind == "more":
                stubs.add(data, line)
                continue
            if kind not in ("t1", "t3"):
                tally.add("dropped", "neither a comment nor a submission", line, f"kind {kind}")
                continue
            thing = data
        own = bare(thing.get("id")) or bare(thing.get("name"))
        below = thing.get("replies")
        if below:
            stack.append((below, document or bare(thing.get("link_id")), own))
        if "body" not in thing and isinstance(thing.get("comments"), list):
            stack.append((thing.pop("comments"), own, ""))
        yield thing, document, parent


def bare(name: Any) -> str:
    """Return an id without the prefix that tells its kind.

    Examples
    --------
    >>> bare("t1_abc"), bare("abc"), bare(None), bare(12)
    ('abc', 'abc', '', '12')
    """
    if type(name) is str:
        return name[3:] if name[:1] == "t" and name[2:3] == "_" and name[1:2].isdigit() else name
    return "" if name is None or isinstance(name, dict | list | bool) else str(name)
