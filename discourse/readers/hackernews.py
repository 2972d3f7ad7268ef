"""Reader of Hacker News: items of its API, of Algolia's, and tables of items as BigQuery gives them."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

from discourse.errors import InputError
from discourse.model.corpus import Corpus
from discourse.readers.rows.format import Format, Row
from discourse.readers.rows.json_items import items, peek
from discourse.readers.source import Source
from discourse.readers.tally import Tally

SITE = "https://news.ycombinator.com/item?id="
_TYPES = frozenset(("story", "comment", "job", "poll", "pollopt"))
_STORIES = frozenset(("story", "job", "poll"))
_TABLE = frozenset(("deleted", "dead", "descendants", "ranking", "time_ts", "timestamp", "kids"))
_YES = frozenset(("true", "1", "t", "yes"))
#: Not kept: what follows from the parents, and the words once more with what was searched for marked.
_LEFT_OUT = frozenset(("kids", "children", "_highlightResult", "_snippetResult", "_tags", "type"))
_GONE = {
    "[deleted]": "deleted",
    "[dead]": "dead",
    "[flagged]": "flagged",
    "[dupe]": "dupe",
    "[delayed]": "delayed",
}


def sniff(source: Source) -> float:
    """Return how surely a source is of Hacker News: by the names of its first object, or of its columns.

    Examples
    --------
    >>> sniff(Source.from_text('{"by": "ada", "id": 2, "parent": 1, "time": 1700000000, "type": "comment"}'))
    0.98
    """
    if source.head.lstrip()[:1] not in ("{", "["):
        return _table_likeness(source)
    found = peek(source)
    if isinstance(found, dict) and isinstance(found.get("hits"), list):
        found = found["hits"]
    if isinstance(found, list):
        found = next((one for one in found if isinstance(one, dict) and one), None)
        if isinstance(found, dict) and isinstance(found.get("hits"), list):
            found = next((one for one in found["hits"] if isinstance(one, dict) and one), None)
    return _likeness(found) if isinstance(found, dict) else 0.0


def _likeness(item: dict[str, Any]) -> float:
    if "objectID" in item:
        return (
            0.98
            if "created_at_i" in item and ("story_id" in item or "_tags" in item or "points" in item)
            else 0.0
        )
    if "created_at_i" in item and ("children" in item or "story_id" in item):
        return 0.98
    if "id" not in item or "subreddit" in item:
        return 0.0
    kind = item.get("type")
    if isinstance(kind, str) and kind in _TYPES and ("time" in item or "timestamp" in item):
        return (
            0.98 if any(name in item for name in ("by", "deleted", "kids", "parent", "descendants")) else 0.0
        )
    if "by" in item and "time" in item and ("parent" in item or "descendants" in item):
        return 0.9
    return 0.0


def _table_likeness(source: Source) -> float:
    from discourse.readers.tables.grid import find_delimiter, read_header

    if "by" not in source.head[:1000]:
        return 0.0
    names = set(read_header(source.head, find_delimiter(source.head)[0]))
    if not {"id", "by"} <= names or not names & {"time", "time_ts", "timestamp"}:
        return 0.0
    return 0.97 if names & {"parent", "type"} and names & _TABLE and "text" in names else 0.0


def read(source: Source) -> Corpus:
    """Read items of Hacker News.

    Parameters
    ----------
    source : Source
        Items of its API as a list or one a line; an item of Algolia's API with its answers inside; Algolia's answers
        to a search; or a table (CSV, JSON Lines) as BigQuery gives it.

    Returns
    -------
    Corpus
        Stories, jobs and polls are the documents. A comment belongs to the story found by going up its parents; where
        that is not in the file and not named, the document is called after the topmost parent that is named. Dead
        comments are kept, with ``dead`` in ``extra``.

    Raises
    ------
    InputError
        If the file is neither JSON nor a table.

    Examples
    --------
    >>> story = '{"by": "ada", "id": 1, "title": "Out", "time": 1700000000, "type": "story"}'
    >>> answer = '{"by": "ben", "id": 2, "parent": 1, "text": "Stay", "time": 1700000060, "type": "comment"}'
    >>> read(Source.from_text(story + chr(10) + answer)).comments[["document_id", "text"]].values.tolist()
    [['1', 'Stay']]
    """
    from discourse.readers.rows.assemble import assemble

    return assemble(FORMAT, [source])


def rows(source: Source, tally: Tally) -> Iterator[Row]:
    """Yield the stories and comments of a file; see :func:`read`."""
    found: list[tuple[int, dict[str, Any], str]] = []
    for line, item in _items(source, tally):
        kind = _kind(item)
        if kind == "pollopt":
            example = str(item.get("text") or item.get("id"))
            tally.add("dropped", "an option of a poll, which is no comment", line, example)
        elif kind == "":
            tally.add("dropped", "neither a story nor a comment", line, str(item)[:200])
        else:
            found.append((line, item, kind))
    writers = {_id(item): _author(item) for _, item, kind in found if kind in _STORIES}
    roots, comments = _roots(found, tally)
    for (line, item, kind), root in zip(found, roots, strict=True):
        if kind in _STORIES:
            yield _story(item, line)
        else:
            yield _comment(item, line, root, writers, top=root not in comments)


def _items(source: Source, tally: Tally) -> Iterator[tuple[int, dict[str, Any]]]:
    if source.head.lstrip()[:1] not in ("{", "["):
        from discourse.readers.tables.grid import find_delimiter, parse_grid
        from discourse.readers.tables.mapping import listed

        grid = parse_grid(source.text, find_delimiter(source.text)[0], tally)
        if "id" not in grid.header or not {"by", "author"} & set(grid.header):
            raise InputError(
                f"{source.name} is no table of Hacker News: expected columns such as id, by, parent and text, "
                f"found {listed(grid.header)}"
            )
        for line, cells in zip(grid.lines, grid.rows, strict=True):
            yield line, dict(zip(grid.header, cells, strict=True))
        return
    count = 0
    for line, item in items(source, tally, inside=("hits",)):
        if not isinstance(item.get("children"), list):
            yield line, item
            continue
        stack: list[Any] = [item]
        while stack:
            one = stack.pop()
            if not isinstance(one, dict) or not one:
                tally.add("dropped", "no JSON object", line, str(one)[:200])
                continue
            below = one.pop("children", None)
            if isinstance(below, list):
                stack.extend(reversed(below))
            count += 1
            yield max(line, count), one


def _id(item: dict[str, Any]) -> str:
    for name in ("id", "objectID"):
        value = item.get(name)
        if value is not None and value != "":
            return _plain(value)
    return ""


def _plain(value: Any) -> str:
    """Return an id as text; whole numbers written as decimals are made whole.

    Examples
    --------
    >>> _plain(12), _plain("12.0"), _plain(12.0), _plain(None)
    ('12', '12', '12', '')
    """
    if value is None or isinstance(value, dict | list | bool):
        return ""
    text = value.strip() if type(value) is str else str(value)
    return text[:-2] if text.endswith(".0") and text[:-2].isdigit() else text


def _parent(item: dict[str, Any]) -> str:
    value = item.get("parent")
    return _plain(item.get("parent_id") if value is None or value == "" else value)


def _author(item: dict[str, Any]) -> Any:
    return item.get("by") or item.get("author")


def _kind(item: dict[str, Any]) -> str:
    """Return an item's type: as told, else by what it has; empty if it is no item."""
    kind = item.get("type")
    if isinstance(kind, str) and kind in _TYPES:
        return kind
    tags = item.get("_tags")
    if isinstance(tags, list):
        for tag in tags:
            if isinstance(tag, str) and tag in _TYPES:
                return tag
    if not _id(item):
        return ""
    if _parent(item) or item.get("comment_text"):
        return "comment"
    return "story" if any(item.get(n) for n in ("title", "url", "deleted", "dead", "descendants")) else ""


def _roots(found: list[tuple[int, dict[str, Any], str]], tally: Tally) -> tuple[list[str], set[str]]:
    """Return for every item the id of the story that it belongs to, and the ids of the comments."""
    above: dict[str, str] = {}
    root: dict[str, str] = {}
    named: dict[str, str] = {}
    keys = [_id(item) or f"\x00{place}" for place, (_, item, _) in enumerate(found)]
    for key, (_, item, kind) in zip(keys, found, strict=True):
        if kind in _STORIES:
            root[key] = key
        else:
            above.setdefault(key, _parent(item))
            story = _plain(item.get("story_id"))
            if story:
                named.setdefault(key, story)
    comments = set(above)
    out = []
    for key in keys:
        at, way, seen = key, [], set()
        while at not in root and at in above and at not in seen:
            seen.add(at)
            way.append(at)
            at = above[at]
        top = root.get(at) or next((named[w] for w in reversed(way) if w in named), "")
        if not top:
            # In a circle any member will do, as long as it is the same one for all.
            top = min(way[way.index(at) :], key=lambda w: (len(w), w)) if at in seen else at
        for name in way:
            root[name] = top
        out.append(top)
    known = {key for key, (_, _, kind) in zip(keys, found, strict=True) if kind in _STORIES}
    known.update(named.values())
    for top, (line, item, _) in zip(out, found, strict=True):
        if top not in known:
            reason = "a thread whose story is not in the file; its document is called after the topmost parent named"
            tally.add("repaired", reason, line, f"{_id(item)} belongs to {top or 'nothing'}")
    return out, comments


def _story(item: dict[str, Any], line: int) -> Row:
    own = _id(item)
    row: Row = {
        "line": line,
        "kind": "document",
        "id": own,
        "title": _title(item, "title"),
        "text": _take(item, "text", "story_text"),
        "author": _author(item),
        "created_at": _when(item),
        "url": SITE + own,
    }
    if item.get("type") in ("job", "poll"):
        item["kind"] = item["type"]
    link = item.pop("url", None)
    if link:
        item["link"] = link
    return _finished(row, item)


def _comment(item: dict[str, Any], line: int, root: str, writers: dict[str, Any], *, top: bool) -> Row:
    parent = _parent(item)
    author = _author(item)
    row: Row = {
        "line": line,
        "id": _id(item),
        "document": root,
        "parent": "" if top and parent == root else parent,
        "author": author,
        "created_at": _when(item),
        "text": _take(item, "text", "comment_text"),
        "likes": _take(item, "score", "points"),
    }
    if root:
        row["url"] = SITE + root
    title = _title(item, "story_title")
    if title:
        row["title"] = title
    if author and writers.get(root) == author:
        row["role"] = "submitter"
    gone = _GONE.get(row["text"].strip()) if type(row["text"]) is str else None
    if gone:
        item["gone"] = gone
        row["deleted"] = True
    elif not author and not row["text"]:
        row["deleted"] = True
    return _finished(row, item)


def _finished(row: Row, item: dict[str, Any]) -> Row:
    for name in ("id", "objectID", "by", "author", "parent", "parent_id", "story_id", "title", "text"):
        item.pop(name, None)
    for name in ("deleted", "dead"):
        value = item.pop(name, None)
        if value is True or (type(value) is str and value.lower() in _YES):
            if name == "deleted":
                row["deleted"] = True
            else:
                item["dead"] = True
    row["extra"] = {
        name: value
        for name, value in item.items()
        if (value or (value == 0 and value is not False)) and name not in _LEFT_OUT
    }
    return row


def _when(item: dict[str, Any]) -> Any:
    """Return the time of an item: seconds where it has them."""
    found = None
    for name in ("time", "created_at_i", "timestamp", "time_ts", "created_at"):
        value = item.pop(name, None)
        if found is None and value is not None and value != "":
            found = value
    if type(found) is str and found.endswith(" UTC"):
        found = found[:-4].replace(" ", "T") + "Z"
    return found


def _take(item: dict[str, Any], *names: str) -> Any:
    """Return the first value that is there; an empty text if none is."""
    for name in names:
        value = item.pop(name, None)
        if value is not None and value != "":
            return value
    return ""


def _title(item: dict[str, Any], name: str) -> str:
    """Return a title, which is no HTML but for its entities."""
    return unescape(str(_take(item, name)))


FORMAT = Format("hackernews", rows, markup="html", global_ids=True)
