"""Reader of Disqus: the XML export of a site, and posts as its API gives them."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

from discourse.model.corpus import Corpus
from discourse.readers.rows.format import Format, Row
from discourse.readers.rows.json_items import items, peek
from discourse.readers.rows.xml_items import attribute, elements, local, text_of
from discourse.readers.source import Source
from discourse.readers.tally import Tally

SPAM = "marked as spam by the site"
EMPTY = "a thread without comments"
#: The fingerprint of no e-mail address.
_NOBODY = "d41d8cd98f00b204e9800998ecf8427e"
_NAMESPACES = ('"http://disqus.com"', "disqus.com/disqus-internals", "'http://disqus.com'")
_POST = frozenset(("isSpam", "isDeleted", "isApproved", "raw_message", "dislikes", "isFlagged", "isEdited"))
#: Not kept: e-mail and IP addresses, and the same words once more.
_LEFT_OUT = frozenset(
    (
        *(
            "ipAddress",
            "raw_message",
            "message",
            "depth",
            "hasMore",
            "author",
            "thread",
            "isSpam",
            "isDeleted",
        ),
        *("points", "isApproved", "editableUntil"),
    )
)
#: What is kept of an author besides name and user name.
_OF_AUTHOR = ("id", "isPrivate", "joinedAt", "about", "location", "url", "profileUrl", "isPowerContributor")


def sniff(source: Source) -> float:
    """Return how surely a source is of Disqus: by its namespace, or by the names in its first post.

    Examples
    --------
    >>> sniff(Source.from_text('<?xml version="1.0"?><disqus xmlns="http://disqus.com"></disqus>'))
    1.0
    """
    head = source.head.lstrip()
    if head[:1] == "<":
        return 1.0 if "<disqus" in head and any(name in head for name in _NAMESPACES) else 0.0
    if head[:1] not in ("{", "["):
        return 0.0
    found: Any = peek(source)
    for _ in range(6):
        if isinstance(found, list):
            found = next((one for one in found if isinstance(one, dict) and one), None)
        elif isinstance(found, dict) and "response" in found:
            found = found["response"]
        elif isinstance(found, dict) and isinstance(found.get("posts"), list) and "thread" in found:
            found = found["posts"]
        else:
            break
    if not isinstance(found, dict) or "thread" not in found or "author" not in found:
        return 0.0
    return 0.98 if "createdAt" in found and "parent" in found and len(_POST & set(found)) >= 2 else 0.0


def read(source: Source, *, keep_spam: bool = False, keep_empty: bool = False) -> Corpus:
    """Read a site's export from Disqus, or posts from its API.

    Parameters
    ----------
    source : Source
        The XML export, or answers of the API in JSON, as one object, a list, or one a line.
    keep_spam : bool
        Keep comments that the site marked as spam.
    keep_empty : bool
        Keep threads without comments.

    Returns
    -------
    Corpus
        A registered commenter is known by the user name. Guests are told apart by name and e-mail address together,
        of which only a number is kept: the id of their first comment. A guest without an address is known by the name
        within one thread only, and is unknown without a name of his own ("Guest"). The words of deleted comments
        are not kept, although the export holds them.

    Raises
    ------
    InputError
        If the file is neither JSON nor sound XML, or declares entities.

    Examples
    --------
    >>> post = '{"id": "5", "thread": "7", "parent": null, "author": {"name": "Ada", "username": "ada"}, '
    >>> post += '"createdAt": "2024-03-01T10:00:00", "message": "<p>Iran out</p>", "isSpam": false}'
    >>> read(Source.from_text(post)).comments[["author_id", "text"]].values.tolist()
    [['ada', 'Iran out']]
    """
    from discourse.readers.rows.assemble import assemble

    return assemble(FORMAT, [source], keep_spam=keep_spam, keep_empty=keep_empty)


def rows(source: Source, tally: Tally, *, keep_spam: bool = False, keep_empty: bool = False) -> Iterator[Row]:
    """Yield the threads that have comments, and the comments; see :func:`read`."""
    found = _from_xml(source, tally) if source.head.lstrip()[:1] == "<" else _from_json(source, tally)
    waiting: dict[str, Row] = {}
    writers: dict[str, str] = {}
    guests: dict[tuple[str, str], str] = {}
    for line, kind, item in found:
        if kind == "thread":
            row = _thread(item, line)
            name = row.pop("username", "")
            if name:
                writers[row["id"]] = name
            if row["id"] in waiting:
                tally.add("dropped", "the same thread once more", line, str(row["title"]))
            elif keep_empty:
                yield row
            else:
                waiting[row["id"]] = row
            continue
        if _true(item.get("isSpam")) and not keep_spam:
            tally.add("dropped", SPAM, line, str(item.get("message") or ""))
            continue
        row = _post(item, line, guests)
        document = waiting.pop(row["document"], None)
        if document is not None:
            yield document
        if row.get("author_id") and writers.get(row["document"]) == row["author_id"]:
            row["role"] = "submitter"
        yield row
    for row in waiting.values():
        tally.add("dropped", EMPTY, row["line"], str(row["title"]))


def _from_xml(source: Source, tally: Tally) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield threads and posts of an export in the shape in which the API has them."""
    for number, element in enumerate(elements(source, tally, depth=1, what="an export of Disqus"), 1):
        kind = local(element.tag)
        item: dict[str, Any] = {}
        for child in element:
            name = local(child.tag)
            if name in ("thread", "parent", "category"):
                item[name] = attribute(child, "id")
            elif name == "author":
                item[name] = {local(part.tag): (part.text or "").strip() for part in child}
            elif name == "message":
                item[name] = text_of(child)
            elif child.text and name != "ipAddress":
                item[name] = child.text.strip()
        # An element "id" is what the site itself calls the thread or the post.
        item["identifier"], item["id"] = item.get("id", ""), attribute(element, "id")
        if kind in ("thread", "post"):
            yield number, kind, item
        else:
            reason = (
                "a category of threads" if kind == "category" else f"<{kind}>, neither a thread nor a post"
            )
            tally.add("dropped", reason, number, item.get("title", ""))


def _from_json(source: Source, tally: Tally) -> Iterator[tuple[int, str, dict[str, Any]]]:
    known: set[str] = set()
    count = 0
    for line, page in items(source, tally):
        paged = "response" in page
        stack: list[Any] = [page]
        while stack:
            item = stack.pop()
            if isinstance(item, list):
                stack.extend(reversed(item))
                continue
            if not isinstance(item, dict) or not item:
                tally.add("dropped", "no JSON object", line, str(item)[:200])
                continue
            if "response" in item:
                answer = item["response"]
                if isinstance(answer, dict | list):
                    stack.append(answer)
                else:
                    reason = "an answer of the API without posts: it tells of an error"
                    tally.add("dropped", reason, line, f"code {item.get('code')}: {answer}")
                continue
            if isinstance(item.get("posts"), list):
                stack.append(item["posts"])
                if isinstance(item.get("thread"), dict):
                    stack.append(item["thread"])
                continue
            count += 1
            at = max(count, line) if paged else line
            inner = item.get("thread")
            if isinstance(inner, dict):
                item["thread"] = _plain(inner.get("id"))
                if item["thread"] and item["thread"] not in known:
                    known.add(item["thread"])
                    yield at, "thread", inner
            if "thread" in item and ("message" in item or "raw_message" in item):
                yield at, "post", item
            elif "link" in item and "title" in item:
                if _plain(item.get("id")) not in known:
                    known.add(_plain(item.get("id")))
                    yield at, "thread", item
                else:
                    tally.add("dropped", "the same thread once more", at, str(item["title"]))
            else:
                tally.add("dropped", "neither a thread nor a post", at, str(item)[:200])


def _thread(item: dict[str, Any], line: int) -> Row:
    author = item.get("author")
    author = author if isinstance(author, dict) else {}
    extra = {
        name: item[name]
        for name in (
            "identifier",
            "identifiers",
            "forum",
            "category",
            "isClosed",
            "isDeleted",
            "slug",
            "posts",
        )
        if item.get(name) and item[name] != "false"
    }
    return {
        "line": line,
        "kind": "document",
        "id": _plain(item.get("id")),
        "title": unescape(str(item.get("title") or item.get("clean_title") or "")),
        "text": item.get("message") or "",
        "author": author.get("name") or author.get("username") or "",
        "username": author.get("username") or "",
        "created_at": _utc(item.get("createdAt")),
        "url": item.get("link") or "",
        "extra": extra,
    }


def _post(item: dict[str, Any], line: int, guests: dict[tuple[str, str], str]) -> Row:
    author = item.get("author")
    author = author if isinstance(author, dict) else {}
    own, document = _plain(item.pop("id", None)), _plain(item.get("thread"))
    name = str(author.get("name") or "").strip()
    text = item.get("message")
    row: Row = {
        "line": line,
        "id": own,
        "document": document,
        "parent": _plain(item.pop("parent", None)),
        "author": name or author.get("username") or "",
        "created_at": _utc(item.pop("createdAt", None)),
        "text": text if text else item.get("raw_message") or "",
        "likes": item.pop("likes", None),
    }
    extra: dict[str, Any] = {}
    if author.get("username") and not _true(author.get("isAnonymous")):
        row["author_id"] = author["username"]
        about = {key: author[key] for key in _OF_AUTHOR if author.get(key)}
        if about:
            extra["author"] = about
    elif name:
        extra["guest"] = True
        who = _guest(name, author, own, document, guests)
        if who:
            row["author_id"] = who
    if _true(item.get("isDeleted")):
        row["deleted"] = True
        row["text"] = ""
    if _true(item.get("isSpam")):
        extra["spam"] = True
    if item.get("isApproved") in (False, "false"):
        extra["approved"] = False
    for key, value in item.items():
        if (value or value == 0) and value is not False and value != "false" and key not in _LEFT_OUT:
            extra[key] = value
    row["extra"] = extra
    return row


def _guest(
    name: str, author: dict[str, Any], own: str, document: str, guests: dict[tuple[str, str], str]
) -> str:
    """Return the id of somebody who is not registered; empty where nothing tells who it is."""
    from discourse.readers.commenters import PLACEHOLDERS

    address = str(author.get("email") or author.get("emailHash") or "").strip().lower()
    if address and address != _NOBODY:
        return guests.setdefault((name, address), f"guest:{own}")
    return "" if name.lower() in PLACEHOLDERS else f"guest:{document}:{name}"


def _plain(value: Any) -> str:
    if value is None or isinstance(value, dict | list | bool):
        return ""
    return value.strip() if type(value) is str else str(value)


def _true(value: Any) -> bool:
    return value is True or value == 1 or (type(value) is str and value.strip().lower() in ("true", "1"))


def _utc(value: Any) -> Any:
    """Return a time with its zone told: Disqus gives all of them in UTC.

    Examples
    --------
    >>> _utc("2024-03-01T10:00:00"), _utc("2024-03-01T10:00:00Z")
    ('2024-03-01T10:00:00Z', '2024-03-01T10:00:00Z')
    """
    if (
        type(value) is str
        and len(value) >= 19
        and value[10] == "T"
        and value[-1].isdigit()
        and "+" not in value
    ):
        return value + "Z"
    return value


FORMAT = Format("disqus", rows, markup="html", global_ids=True, streams=True)
