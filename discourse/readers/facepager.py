"""Reader of Facepager's CSV: a tree of nodes, of which posts and videos are documents and what is below comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from discourse.errors import InputError
from discourse.model.corpus import Corpus
from discourse.readers.rows.format import Format, Row
from discourse.readers.source import Source
from discourse.readers.tables.grid import find_delimiter, parse_grid, read_header
from discourse.readers.tally import Tally

_MARKS = frozenset(
    ("level", "id", "parent_id", "object_id", "object_type", "query_status", "query_time", "query_type")
)
#: The tool's own columns; ``path`` only where selected nodes were exported.
_FIXED = (*_MARKS, "object_key", "path")
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
_NAMES = (
    "authorDisplayName",
    "from.name",
    "user.screen_name",
    "user.username",
    "author.name",
    "user.name",
    "username",
)
_NUMBERS = ("authorChannelId.value", "from.id", "user.id_str", "author_id", "author.id", "user.id")
_TIMES = ("publishedAt", "created_time", "created_at", "taken_at", "timestamp", "published")
_LIKES = (
    "likeCount",
    "like_count",
    "likes.summary.total_count",
    "reactions.summary.total_count",
    "favorite_count",
)
_TITLES = ("snippet.title", "title", "name", "story")
_PLACES = ("permalink_url", "permalink", "url")
_ANSWERED = ("snippet.parentId", "parent.id", "in_reply_to_status_id_str", "in_reply_to_status_id")
#: What only comments have.
_SPOKEN = ("authorDisplayName", "topLevelComment.id", "snippet.parentId", "can_reply_privately")
#: What a resource that gives posts or videos is called.
_POSTS = ("/posts", "/feed", "/videos", "/search", "/playlist")
_NOTHING = frozenset(("", "None"))


def sniff(source: Source) -> float:
    """Return how surely a source is an export of Facepager: by its headings.

    Examples
    --------
    >>> sniff(Source.from_text("level;id;parent_id;object_id;object_type;query_status;query_time;query_type;message"))
    0.98
    """
    line = source.head.lstrip("\ufeff\n ").split("\n", 1)[0]
    if "object_type" not in line or "query_status" not in line:
        return 0.0
    return 0.98 if set(read_header(source.start, find_delimiter(source.start)[0])) >= _MARKS else 0.0


@dataclass
class _Node:
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


def read(source: Source) -> Corpus:
    """Read what Facepager exported.

    Parameters
    ----------
    source : Source
        Separated by semicolons, as the tool proposes, or by anything else; all nodes or selected ones, the wide
        format too.

    Returns
    -------
    Corpus
        A comment is a node with text that was fetched as one (``comments`` or ``commentThreads`` in its query type),
        or, where the query type tells nothing, that has what only comments have, or that stands below a node with
        text or a title. Its document is the nearest node above that is none, a post or a video, or the seed. A
        comment's id is the platform's; where two different comments have the same one, that of the tool.

        Seeds without comments, nodes without text, headers, offcuts, and what could not be fetched are dropped rows;
        where there are posts alone, as of an account, they are the comments.

    Raises
    ------
    InputError
        If it has no rows, or is no such table.
    """
    from discourse.readers.rows.assemble import assemble

    return assemble(FORMAT, [source])


def rows(source: Source, tally: Tally) -> Iterator[Row]:
    """Yield the posts and comments of a table; see :func:`read`."""
    nodes = _nodes(source, tally)
    known = {node.key: node for node in nodes if node.key}
    _tell_comments(nodes, known)
    _name(nodes)
    used = _place(nodes, known)
    youtube = any("youtube" in node.asked.lower() for node in nodes[:1000])
    for node in nodes:
        if node.comment:
            yield _comment(node, known)
        elif node.key in used or (_fetched(node) and (node.text or _title(node))):
            yield _document(node, youtube=youtube)
        else:
            tally.add("dropped", _why(node), node.line, node.object or node.status)


def _nodes(source: Source, tally: Tally) -> list[_Node]:
    text = source.text
    delimiter = find_delimiter(text)[0]
    header = read_header(text, delimiter)
    if not set(header) >= {"level", "id", "parent_id", "object_id", "object_type"}:
        raise InputError(
            f"{source.name} has no columns 'level', 'id', 'parent_id', 'object_id' and 'object_type', as a table of "
            f"Facepager has; its columns are {', '.join(header)}"
        )
    grid = parse_grid(text, delimiter, tally)
    columns = _Columns(grid.header)
    return [columns.node(line, cells) for line, cells in zip(grid.lines, grid.rows, strict=True)]


class _Columns:
    """Which column holds what, on each level: in the wide format every level has columns of its own."""

    def __init__(self, header: Sequence[str]) -> None:
        self.fixed = {name: i for i, name in enumerate(header) if name in _FIXED}
        self.fetched = {name: i for i, name in enumerate(header) if name not in _FIXED}
        self.wide = any(name.startswith("lvl_0_") for name in self.fetched)
        self.levels: dict[int, list[tuple[str, int]]] = {}
        self.words: dict[int, list[str]] = {}

    def of(self, level: int) -> list[tuple[str, int]]:
        """Return the names and places of a level's columns."""
        found = self.levels.get(level)
        if found is None:
            start = f"lvl_{level}_" if self.wide else ""
            found = [(n.removeprefix(start), i) for n, i in self.fetched.items() if n.startswith(start)]
            self.levels[level] = found
            self.words[level] = _matching(tuple(name for name, _ in found), _WORDS)
        return found

    def node(self, line: int, cells: list[str]) -> _Node:
        """Return the node of a row."""
        told = {n: "" if cells[i] in _NOTHING else cells[i] for n, i in self.fixed.items() if n != "path"}
        given = told.pop("level", "").strip()
        level = int(given) if given.isdecimal() and len(given) < 4 else 0
        own = {name: cells[i] for name, i in self.of(level) if cells[i] not in _NOTHING}
        asked = told.get("query_type", "")
        node = _Node(
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
def _matching(names: tuple[str, ...], endings: tuple[str, ...]) -> list[str]:
    """Return the names that are an ending or end in a dot and one, in the order of the endings.

    Examples
    --------
    >>> _matching(("from.name", "snippet.textDisplay", "text"), ("textDisplay", "text", "name"))
    ['snippet.textDisplay', 'text', 'from.name']
    """
    out = [name for ending in endings for name in names if name == ending or name.endswith(f".{ending}")]
    return list(dict.fromkeys(out))


def _whole(number: str) -> str:
    return number.strip().removesuffix(".0")


def _has(node: _Node, endings: tuple[str, ...]) -> bool:
    return bool(_matching(tuple(node.cells), endings))


def _take(cells: dict[str, str], endings: tuple[str, ...]) -> str:
    """Take the first filled cell whose column ends so."""
    for name in _matching(tuple(cells), endings):
        if cells[name].strip():
            return cells.pop(name)
    return ""


def _fetched(node: _Node) -> bool:
    """Whether a node's answer is data."""
    status = node.status.lower()
    return not (
        node.kind in ("seed", "headers", "offcut", "empty") or status.startswith("error") or status == "empty"
    )


def _tell_comments(nodes: Sequence[_Node], known: dict[str, _Node]) -> None:
    """Say which nodes are comments."""
    for node in nodes:
        if not node.text or not _fetched(node):
            continue
        resource = node.asked.lower()
        above = known.get(node.up)
        below = above is not None and above.comment
        if below or "comment" in resource or "replies" in resource or _has(node, _SPOKEN):
            node.comment = True
        elif any(part in resource for part in _POSTS):
            node.comment = False
        else:
            node.comment = above is not None and _fetched(above) and bool(above.text or _title(above))
    if any(node.comment for node in nodes):
        return
    for node in nodes:  # posts alone, as of an account: what was said about the seed
        node.comment = bool(node.text) and _fetched(node)


def _title(node: _Node) -> str:
    return next((node.cells[n] for n in _TITLES if node.cells.get(n, "").strip()), "")


def _name(nodes: Sequence[_Node]) -> None:
    """Give every comment its id: the platform's, unless another comment has it too."""
    first: dict[str, _Node] = {}
    for node in nodes:
        if not node.comment:
            continue
        node.name = node.object.strip() or f"node-{node.key}"
        other = first.setdefault(node.name, node)
        if other is not node and other.text != node.text:
            node.name = f"node-{node.key}"


def _place(nodes: Sequence[_Node], known: dict[str, _Node]) -> set[str]:
    """Give every comment its document: the nearest node above that is no comment; return which nodes are one."""
    used: set[str] = set()
    found: dict[str, str] = {}
    for node in nodes:
        if not node.comment:
            continue
        way, at = [], node
        while at.comment and at.key not in found:
            found[at.key] = ""  # a node that is above itself has no document
            way.append(at)
            above = known.get(at.up)
            if above is None:
                break
            at = above
        place = found.get(at.key, "") if at.comment else at.key
        if not at.comment:
            used.add(at.key)
        for one in way:
            found[one.key] = place
    for node in nodes:
        if node.comment and (place := found.get(node.key, "")):
            node.document = _document_id(known[place])
        elif node.comment:
            node.document = _take(node.cells, ("videoId",))
    return used


def _document_id(node: _Node) -> str:
    return node.object.strip() or f"node-{node.key}"


def _comment(node: _Node, known: dict[str, _Node]) -> Row:
    from discourse.readers.youtube import is_html

    cells, text = node.cells, node.text
    answered = _take(cells, _ANSWERED)
    above = known.get(node.up)
    for name in [n for n, v in cells.items() if v == text or v == node.object]:
        del cells[name]
    row: Row = {
        "line": node.line,
        "id": node.name,
        "document": node.document,
        "parent": above.name if above is not None and above.comment else answered,
        "author": _take(cells, _NAMES),
        "author_id": _take(cells, _NUMBERS),
        "created_at": _take(cells, _TIMES),
        "text": text,
        "likes": _take(cells, _LIKES),
        "extra": cells,
    }
    if is_html(text):
        row["markup"] = "html"
    _keep(node)
    return row


def _document(node: _Node, *, youtube: bool) -> Row:
    cells = node.cells
    title = _title(node)
    for name in [n for n, v in cells.items() if v in (title, node.text, node.object)]:
        del cells[name]
    row: Row = {
        "line": node.line,
        "kind": "document",
        "id": _document_id(node),
        "title": title,
        "text": "" if node.text == title else node.text,
        "author": _take(cells, _NAMES),
        "created_at": _take(cells, _TIMES),
        "extra": cells,
    }
    where = _take(cells, _PLACES)
    if where.startswith("http"):
        row["url"] = where
    elif node.object.startswith("http"):
        row["url"] = node.object
    elif youtube and len(node.object) == 11:
        row["url"] = f"https://www.youtube.com/watch?v={node.object}"
    _keep(node)
    return row


def _keep(node: _Node) -> None:
    """Put what the tool tells of a node to what is left of it."""
    for name, value in node.tool.items():
        if value:
            node.cells.setdefault(name, value)


def _why(node: _Node) -> str:
    """Return why a node is neither a comment nor a document."""
    status = node.status.lower()
    if status.startswith("error"):
        return "a request that failed"
    if node.kind == "empty" or status == "empty":
        return "a request without an answer"
    if node.kind == "headers":
        return "the headers of an answer"
    if node.kind == "offcut":
        return "an offcut: what an answer holds beside its items"
    if node.kind == "seed" or not node.level:
        return "a seed, which was asked for and is no comment"
    return "a node without text"


FORMAT = Format(
    "facepager",
    rows,
    global_ids=True,
    hint="export all nodes, with a column for the text (message, snippet.textDisplay, …)",
)
