"""Reader of Facepager's CSV: a tree of nodes, of which posts and videos are documents and what is below comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from discourse.model.corpus import Corpus
from discourse.readers.rows.facepager_nodes import MARKS, Node, fetched, has, nodes_of, take, title_of
from discourse.readers.rows.format import Format, Row
from discourse.readers.source import Source
from discourse.readers.tables.grid import find_delimiter, read_header
from discourse.readers.tally import Tally

#: Endings of the fetched columns' names, the most telling first.
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
_PLACES = ("permalink_url", "permalink", "url")
_ANSWERED = ("snippet.parentId", "parent.id", "in_reply_to_status_id_str", "in_reply_to_status_id")
#: What only comments have.
_SPOKEN = ("authorDisplayName", "topLevelComment.id", "snippet.parentId", "can_reply_privately")
#: What a resource that gives posts or videos is called.
_POSTS = ("/posts", "/feed", "/videos", "/search", "/playlist")


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
    return 0.98 if set(read_header(source.start, find_delimiter(source.start)[0])) >= MARKS else 0.0


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
    nodes = nodes_of(source, tally)
    known = {node.key: node for node in nodes if node.key}
    _tell_comments(nodes, known)
    _name(nodes)
    used = _place(nodes, known)
    youtube = any("youtube" in node.asked.lower() for node in nodes[:1000])
    for node in nodes:
        if node.comment:
            yield _comment(node, known)
        elif node.key in used or (fetched(node) and (node.text or title_of(node))):
            yield _document(node, youtube=youtube)
        else:
            tally.add("dropped", _why(node), node.line, node.object or node.status)


def _tell_comments(nodes: Sequence[Node], known: dict[str, Node]) -> None:
    """Say which nodes are comments."""
    for node in nodes:
        if not node.text or not fetched(node):
            continue
        resource = node.asked.lower()
        above = known.get(node.up)
        below = above is not None and above.comment
        if below or "comment" in resource or "replies" in resource or has(node, _SPOKEN):
            node.comment = True
        elif any(part in resource for part in _POSTS):
            node.comment = False
        else:
            node.comment = above is not None and fetched(above) and bool(above.text or title_of(above))
    if any(node.comment for node in nodes):
        return
    for node in nodes:  # posts alone, as of an account: what was said about the seed
        node.comment = bool(node.text) and fetched(node)


def _name(nodes: Sequence[Node]) -> None:
    """Give every comment its id: the platform's, unless another comment has it too."""
    first: dict[str, Node] = {}
    for node in nodes:
        if not node.comment:
            continue
        node.name = node.object.strip() or f"node-{node.key}"
        other = first.setdefault(node.name, node)
        if other is not node and other.text != node.text:
            node.name = f"node-{node.key}"


def _place(nodes: Sequence[Node], known: dict[str, Node]) -> set[str]:
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
            node.document = take(node.cells, ("videoId",))
    return used


def _document_id(node: Node) -> str:
    return node.object.strip() or f"node-{node.key}"


def _comment(node: Node, known: dict[str, Node]) -> Row:
    from discourse.readers.youtube import is_html

    cells, text = node.cells, node.text
    answered = take(cells, _ANSWERED)
    above = known.get(node.up)
    for name in [n for n, v in cells.items() if v == text or v == node.object]:
        del cells[name]
    row: Row = {
        "line": node.line,
        "id": node.name,
        "document": node.document,
        "parent": above.name if above is not None and above.comment else answered,
        "author": take(cells, _NAMES),
        "author_id": take(cells, _NUMBERS),
        "created_at": take(cells, _TIMES),
        "text": text,
        "likes": take(cells, _LIKES),
        "extra": cells,
    }
    if is_html(text):
        row["markup"] = "html"
    _keep(node)
    return row


def _document(node: Node, *, youtube: bool) -> Row:
    cells = node.cells
    title = title_of(node)
    for name in [n for n, v in cells.items() if v in (title, node.text, node.object)]:
        del cells[name]
    row: Row = {
        "line": node.line,
        "kind": "document",
        "id": _document_id(node),
        "title": title,
        "text": "" if node.text == title else node.text,
        "author": take(cells, _NAMES),
        "created_at": take(cells, _TIMES),
        "extra": cells,
    }
    where = take(cells, _PLACES)
    if where.startswith("http"):
        row["url"] = where
    elif node.object.startswith("http"):
        row["url"] = node.object
    elif youtube and len(node.object) == 11:
        row["url"] = f"https://www.youtube.com/watch?v={node.object}"
    _keep(node)
    return row


def _keep(node: Node) -> None:
    """Put what the tool tells of a node to what is left of it."""
    for name, value in node.tool.items():
        if value:
            node.cells.setdefault(name, value)


def _why(node: Node) -> str:
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
