"""Reader of Reddit: listings of its API, thread pages, and dumps of comments and submissions, one a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from discourse.errors import OptionError
from discourse.model.corpus import Corpus
from discourse.readers.rows.format import Format, Row
from discourse.readers.rows.json_items import items, peek
from discourse.readers.rows.listings import Stubs, bare, walk
from discourse.readers.source import Source
from discourse.readers.tally import Tally

SITE = "https://www.reddit.com"
#: Names under which dumps and answers of APIs hold their list.
_INSIDE = ("data", "json.data.things")
#: Not kept: the same words in HTML, what is the same everywhere, and what tells of the account that fetched them.
_LEFT_OUT = frozenset(
    (
        *("body_html", "selftext_html", "depth", "replies", "children", "_comments_by_id", "likes", "saved"),
        *("clicked", "visited", "hidden", "can_gild", "can_mod_post", "no_follow", "send_replies"),
        *("subreddit_name_prefixed", "author_flair_type", "link_flair_type", "is_robot_indexable"),
    )
)
_ROLES = {"moderator": "moderator", "admin": "admin"}
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_WORDS = ("body", "selftext", "text")


def sniff(source: Source) -> float:
    """Return how surely a source is of Reddit: by the names of its first object.

    Examples
    --------
    >>> sniff(Source.from_text('{"id": "k1", "body": "Iran out", "link_id": "t3_x", "parent_id": "t3_x"}'))
    0.98
    """
    if source.head.lstrip()[:1] not in ("{", "["):
        return 0.0
    found: Any = peek(source)
    for _ in range(8):
        if isinstance(found, list):
            found = next((one for one in found if isinstance(one, dict) and one), None)
            continue
        if not isinstance(found, dict):
            return 0.0
        kind, data = found.get("kind"), found.get("data")
        if kind == "Listing" and isinstance(data, dict):
            inner = data.get("children")
            if not inner:
                return 0.98 if "after" in data or "dist" in data else 0.6
            found = inner
        elif kind in ("t1", "t3", "more") and isinstance(data, dict):
            return 0.98
        elif isinstance(data, list):
            found = data
        elif isinstance(found.get("json"), dict) and isinstance(found["json"].get("data"), dict):
            found = found["json"]["data"].get("things")
        else:
            return _likeness(found)
    return 0.0


def _likeness(item: dict[str, Any]) -> float:
    """Return how much a flat object looks like a comment or a submission."""
    if "thread_id" in item or "conversation_id" in item:
        return 0.0
    ids = [item.get(name) for name in ("link_id", "parent_id", "name", "submission_id")]
    prefixed = any(isinstance(i, str) and i.startswith(("t1_", "t3_")) for i in ids)
    if prefixed and any(name in item for name in (*_WORDS, "title")):
        return 0.98
    if "subreddit" not in item and "subreddit_id" not in item:
        return 0.96 if "selftext" in item and "title" in item and "permalink" in item else 0.0
    if ("body" in item or "text" in item) and (
        "link_id" in item or "submission_id" in item or "submission" in item
    ):
        return 0.97
    if "title" in item and any(
        n in item for n in ("selftext", "upvote_ratio", "num_comments", "is_self", "permalink")
    ):
        return 0.97
    return 0.6 if "body" in item or "selftext" in item else 0.0


def read(source: Source, *, submissions: str = "documents") -> Corpus:
    """Read what Reddit's API, PRAW, Pushshift, Arctic Shift and tools built on them write.

    Parameters
    ----------
    source : Source
        Listings ("kind": "Listing"), the two lists of a thread page, things ("t1", "t3") or plain objects of comments
        and submissions, as a list, inside of ``data`` or one a line; also submissions with their ``comments`` inside.
    submissions : str
        ``"documents"``: what is commented on; ``"comments"``: the first comment of their thread, title and text.

    Returns
    -------
    Corpus
        A commenter's id is the name, which Reddit never changes, since many dumps lack ``author_fullname``. In
        ``extra``, ``gone`` says whether a comment was deleted (by its author) or removed (by others); flags that are
        false and counts of nought are not there. Stubs ("more") of comments that the site did not load are dropped
        rows.

    Raises
    ------
    InputError
        If the file is no JSON, or nested too deeply for one.
    OptionError
        If ``submissions`` is neither of the two.

    Examples
    --------
    >>> line = '{"id": "k1", "author": "Ada", "body": "Iran out", "link_id": "t3_x", "parent_id": "t3_x"}'
    >>> read(Source.from_text(line)).comments[["document_id", "author", "text"]].values.tolist()
    [['x', 'Ada', 'Iran out']]
    """
    from discourse.readers.rows.assemble import assemble

    return assemble(FORMAT, [source], submissions=submissions)


def rows(source: Source, tally: Tally, *, submissions: str = "documents") -> Iterator[Row]:
    """Yield the comments and submissions of a file; see :func:`read`."""
    if submissions not in ("documents", "comments"):
        raise OptionError(f"submissions is 'documents' or 'comments', not {submissions!r}")
    stubs = Stubs()
    count = 0
    for line, item in items(source, tally, inside=_INSIDE):
        if "body" in item and "kind" not in item and not item.get("replies"):
            count += 1
            yield _comment(item, line, tally)
            continue
        nested = "kind" in item or "comments" in item or "replies" in item
        for thing, document, parent in walk(item, line, tally, stubs):
            count += 1
            at = count if nested and count > line else line
            make = _maker(thing)
            if make is None:
                tally.add("dropped", "neither a comment nor a submission", at, str(thing)[:200])
                continue
            if document and not thing.get("link_id"):
                thing["link_id"] = document
            if parent and not thing.get("parent_id"):
                thing["parent_id"] = parent
            row = make(thing, at, tally)
            if submissions == "comments" and "kind" in row:
                row = _spoken(row)
            yield row
    if stubs.rows:
        reason = f'stubs ("more") in place of {stubs.comments} comments that the site did not load'
        tally.add("dropped", reason, stubs.line, stubs.example, rows=stubs.rows)


def _maker(item: dict[str, Any]) -> Callable[[dict[str, Any], int, Tally], Row] | None:
    if "body" in item:
        return _comment
    if "title" in item or "selftext" in item:
        return _submission
    if "text" in item and any(name in item for name in ("link_id", "submission_id", "parent_id")):
        return _comment
    return None


def _comment(item: dict[str, Any], line: int, tally: Tally) -> Row:
    pop = item.pop
    own = pop("id", None) or item.get("name")
    text = pop("body", None)
    if text is None:
        text = pop("text", None)
    if type(text) is not str or "&" in text:
        text = _unescaped(text)
    link = _link(item)
    parent = pop("parent_id", None)
    if type(parent) is str:
        top, answer = parent.startswith("t3_"), parent.startswith("t1_")
        parent = bare(parent)
        if top or (parent == link and not answer):
            link = link or parent
            parent = ""
    elif type(parent) is int and type(own) is str and not own.isdigit():
        # Answers of Pushshift's API gave ids of parents in decimal.
        tally.add("repaired", "a parent's id in decimal, written in base 36 again", line, f"{parent}")
        parent = _base36(parent)
        parent = "" if parent == link else parent
    row: Row = {
        "line": line,
        "id": bare(own),
        "document": link,
        "parent": parent,
        "author": pop("author", None),
        "created_at": _when(item),
        "text": text,
        "likes": _score(item),
    }
    title = pop("link_title", None)
    if title:
        row["title"] = _unescaped(title)
    where = pop("link_permalink", None)
    if where:
        row["url"] = _address(where)
    elif link:
        sub = item.get("subreddit")
        row["url"] = f"{SITE}/r/{sub}/comments/{link}/" if type(sub) is str else f"{SITE}/comments/{link}/"
    _finish(row, item, text, tally)
    return row


def _submission(item: dict[str, Any], line: int, tally: Tally) -> Row:
    pop = item.pop
    own = bare(pop("id", None) or item.get("name"))
    text = pop("selftext", None)
    if text is None:
        text = pop("text", None)
    text = _unescaped(text)
    title = _unescaped(pop("title", None))
    address, link = _address(pop("permalink", None)), pop("url", None)
    row: Row = {
        "line": line,
        "kind": "document",
        "id": own,
        "title": title,
        "text": text,
        "author": pop("author", None),
        "created_at": _when(item),
        "url": address or f"{SITE}/comments/{own}/",
    }
    if type(link) is str and link and own not in link.split("/"):
        item["link"] = link
    _finish(row, item, title if title == "[deleted by user]" else text, tally)
    return row


def _spoken(document: Row) -> Row:
    """Return a submission as the first comment of its thread; its id keeps the prefix, for comments count apart."""
    row = {name: value for name, value in document.items() if name != "kind"}
    row["document"], row["id"] = document["id"], f"t3_{document['id']}"
    if not document.get("deleted"):
        row["text"] = "\n\n".join(part for part in (document["title"], document["text"]) if part)
    row.setdefault("role", "submitter")
    row["likes"] = document["extra"].pop("score", None)
    return row


def _finish(row: Row, item: dict[str, Any], text: str, tally: Tally) -> None:
    """Add what comments and submissions have alike: who speaks, what is gone, and what is left over."""
    author = row["author"]
    if type(author) is not str:
        author = row["author"] = _name(author)
    if author[:1] == "[" and author != "[deleted]":
        # No name holds a bracket: what an anonymised data set made of "[deleted]".
        tally.add("repaired", "a stand-in for a name, as no name on Reddit has brackets", row["line"], author)
        item["name"] = author
        row["author"] = ""
    else:
        item.pop("name", None)
    speaks = item.get("distinguished")
    role = None
    if author == "AutoModerator":
        role = "bot"
    elif type(speaks) is str and speaks in _ROLES:
        role = _ROLES[speaks]
        del item["distinguished"]
    elif item.get("is_submitter") is True and author != "[deleted]":
        role = "submitter"
        del item["is_submitter"]
    if role:
        row["role"] = role
    if text[:1] == "[":
        gone = _gone(text)
        if gone:
            row["deleted"] = True
            item["gone"] = gone
    where = item.get("permalink")
    if type(where) is str and where[:1] == "/":
        item["permalink"] = SITE + where
    left_out = _LEFT_OUT
    extra = {name: value for name, value in item.items() if value and name not in left_out}
    if "kind" in row:
        for name in ("score", "num_comments", "upvote_ratio"):
            if item.get(name) is not None:
                extra[name] = item[name]
    row["extra"] = extra


def _gone(text: str) -> str:
    """Return "deleted" or "removed" where a text only says so, else an empty string.

    Examples
    --------
    >>> _gone("[deleted]"), _gone("[ Removed by Reddit ]"), _gone("[removed] is what they did")
    ('deleted', 'removed', '')
    """
    plain = text.strip().lower()
    if plain in ("[deleted]", "[deleted by user]"):
        return "deleted"
    return (
        "removed"
        if plain == "[removed]" or (plain.startswith("[ removed by reddit") and plain[-1] == "]")
        else ""
    )


def _link(item: dict[str, Any]) -> str:
    found = item.pop("link_id", None)
    if type(found) is str and found[:3] == "t3_" and "submission" not in item:
        return found[3:]
    found = bare(found)
    for name in ("submission_id", "submission"):
        if name in item:
            found = found or bare(item.pop(name))
    return found


def _when(item: dict[str, Any]) -> Any:
    """Return the time in UTC; ``created`` was local time for years and counts only where there is nothing else."""
    found = item.pop("created_utc", None)
    if found is not None:
        item.pop("created", None)
        return found
    found = item.pop("timestamp", None)
    return found if found is not None else item.pop("created", None)


def _score(item: dict[str, Any]) -> Any:
    found = item.pop("score", None)
    return found if found is not None else item.pop("ups", None)


def _base36(number: int) -> str:
    """Return a number as Reddit writes ids.

    Examples
    --------
    >>> _base36(36545643)
    'lrasr'
    """
    out = ""
    while number > 0:
        number, digit = divmod(number, 36)
        out = _DIGITS[digit] + out
    return out


def _name(author: Any) -> str:
    """Return the name of an author who is given as an object, or not at all."""
    if isinstance(author, dict):
        author = author.get("name")
    return author if isinstance(author, str) and author else "[deleted]"


def _address(path: Any) -> str:
    if type(path) is not str or not path:
        return ""
    return SITE + path if path[0] == "/" else path


def _unescaped(text: Any) -> str:
    """Return a text without the three entities that Reddit's API puts into every text."""
    if type(text) is not str:
        return "" if text is None else str(text)
    if "&" in text:
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text


FORMAT = Format(
    "reddit",
    rows,
    markup="markdown",
    global_ids=True,
    streams=True,
    hint="if it holds submissions alone, name the file of their comments too, or take submissions for comments by "
    "--set submissions=comments",
)
