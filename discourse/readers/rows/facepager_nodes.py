"""The nodes of a table of Facepager."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from discourse.errors import InputError
from discourse.readers.source import Source
from discourse.readers.tables.grid import find_delimiter, parse_grid, read_header
from discourse.readers.tables.mapping import listed
from discourse.readers.tally import Tally

MARKS = frozenset(
    ("level", "id", "parent_id", "object_id", "object_type", "query_status", "query_time", "query_type")
)
#: The tool's own columns; ``path`` only where selected nodes were exported.
_FIXED = (*MARKS, "object_key", "path")
#: Endings of the fetched columns' names, the most telling first.
_WORDS = (
    *(
        "textOriginal",
        "textDisplay",
        "message",
        "full_text",
        "text",
        "caption.text",
        "content",
        "comment",
        "body",
    ),
    *("caption", "description"),
)
_TITLES = ("snippet.title", "title", "name", "story")
_NOTHING = frozenset(("", "None"))


@dataclass
class Node:
    """One row of the table."""

    line: int
    level: int
    key: str
    up: str
    object: str
    kind: str
    status: str
    asked: str
    cells: dict[str, str]
    text: str = ""
    comment: bool = False
    name: str = ""
    document: str = ""
    tool: dict[str, str] = field(default_factory=dict)


def nodes_of(source: Source, tally: Tally) -> list[Node]:
    """Return the nodes of a table, or raise :class:`InputError` if it is no table of Facepager."""
    text = source.text
    delimiter = find_delimiter(text)[0]
    header = read_header(text, delimiter)
    if not set(header) >= {"level", "id", "parent_id", "object_id", "object_type"}:
        raise InputError(
            f"{source.name} has no columns 'level', 'id', 'parent_id', 'object_id' and 'object_type', as a table of "
            f"Facepager has; its columns are {listed(header)}"
        )
    grid = parse_grid(text, delimiter, tally)
    columns = _Columns(grid.header)
    return [columns.node(line, cells) for line, cells in zip(grid.lines, grid.rows, strict=True)]


class _Columns:
    """Which column holds what, on each level: in the wide format every level has columns of its own."""

    def __init__(self, header: Sequence[str]) -> None:
        self.fixed = {name: i for i, name in enumerate(header) if name in _FIXED}
        self.told = {name: i for i, name in enumerate(header) if name not in _FIXED}
        self.wide = any(name.startswith("lvl_0_") for name in self.told)
        self.levels: dict[int, list[tuple[str, int]]] = {}
        self.words: dict[int, list[str]] = {}

    def of(self, level: int) -> list[tuple[str, int]]:
        """Return the names and places of a level's columns."""
        found = self.levels.get(level)
        if found is None:
            start = f"lvl_{level}_" if self.wide else ""
            found = [(n.removeprefix(start), i) for n, i in self.told.items() if n.startswith(start)]
            self.levels[level] = found
            self.words[level] = matching(tuple(name for name, _ in found), _WORDS)
        return found

    def node(self, line: int, cells: list[str]) -> Node:
        """Return the node of a row."""
        told = {n: "" if cells[i] in _NOTHING else cells[i] for n, i in self.fixed.items() if n != "path"}
        given = told.pop("level", "").strip()
        level = int(given) if given.isdecimal() and len(given) < 4 else 0
        own = {name: cells[i] for name, i in self.of(level) if cells[i] not in _NOTHING}
        asked = told.get("query_type", "")
        node = Node(
            line,
            level,
            _whole(told.pop("id", "")),
            _whole(told.pop("parent_id", "")),
            told.pop("object_id", ""),
            told.pop("object_type", ""),
            told.pop("query_status", ""),
            asked,
            own,
            tool=told,
        )
        node.text = next((own[n] for n in self.words[level] if own.get(n, "").strip()), "")
        return node


@cache
def matching(names: tuple[str, ...], endings: tuple[str, ...]) -> list[str]:
    """Return the names that are an ending or end in a dot and one, in the order of the endings.

    Examples
    --------
    >>> matching(("from.name", "snippet.textDisplay", "text"), ("textDisplay", "text", "name"))
    ['snippet.textDisplay', 'text', 'from.name']
    """
    out = [name for ending in endings for name in names if name == ending or name.endswith(f".{ending}")]
    return list(dict.fromkeys(out))


def _whole(number: str) -> str:
    return number.strip().removesuffix(".0")


def has(node: Node, endings: tuple[str, ...]) -> bool:
    """Whether a node has a filled cell whose column ends so."""
    return bool(matching(tuple(node.cells), endings))


def take(cells: dict[str, str], endings: tuple[str, ...]) -> str:
    """Take the first filled cell whose column ends so."""
    for name in matching(tuple(cells), endings):
        if cells[name].strip():
            return cells.pop(name)
    return ""


def fetched(node: Node) -> bool:
    """Whether a node's answer is data."""
    status = node.status.lower()
    return not (
        node.kind in ("seed", "headers", "offcut", "empty") or status.startswith("error") or status == "empty"
    )


def title_of(node: Node) -> str:
    """Return what a post, a video or a page is called."""
    return next((node.cells[n] for n in _TITLES if node.cells.get(n, "").strip()), "")
