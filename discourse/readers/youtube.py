"""Reader of what YouTube's Data API (version 3) answers: pages of comment threads, of replies and of videos."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from discourse.model.corpus import Corpus
from discourse.readers.rows.format import Format, Row
from discourse.readers.rows.gathering import Columns, Gathering
from discourse.readers.rows.json_items import items, peek
from discourse.readers.source import Source
from discourse.readers.tally import Tally

_THREAD, _COMMENT, _VIDEO = "youtube#commentThread", "youtube#comment", "youtube#video"
#: Comments that are turned into columns together.
_SLAB = 250
_TAGS = ("<br", "<a ", "</", "<b>", "<i>", "<s>", "<img ", "<span")
_ENTITIES = ("&amp;", "&lt;", "&gt;", "&quot;", "&#39;")


def sniff(source: Source) -> float:
    """Return how surely a source holds answers of the Data API: by what its objects call themselves."""
    found = peek(source)
    while isinstance(found, list) and found:
        found = found[0]
    if not isinstance(found, dict):
        return 0.0
    kind = found.get("kind")
    if isinstance(kind, str) and kind.startswith((_COMMENT, _VIDEO)):
        return 1.0
    inner = found.get("items")
    if isinstance(inner, list) and inner and isinstance(inner[0], dict):
        found = inner[0]
    snippet = found.get("snippet")
    if isinstance(snippet, dict) and (
        "topLevelComment" in snippet or "textDisplay" in snippet or "textOriginal" in snippet
    ):
        return 0.98
    return 0.97 if f'"{_COMMENT}' in source.head else 0.0  # a page of another kind comes first


def rows(source: Source, tally: Tally) -> Iterator[Row]:
    r"""Yield the comments and videos of pages, one a line, in a list, or one a file; also of items without a page.

    ``textOriginal`` is read where it is given, for ``textDisplay`` is HTML and shortens addresses; ``textDisplay``
    alone is taken for HTML where it has tags or entities of YouTube's. A reply to a reply stands under the top-level
    comment, for the API tells of no deeper answers.

    Parameters
    ----------
    source : Source
    tally : Tally

    Yields
    ------
    dict
        A video (:data:`discourse.readers.rows.format.Row`), or some thousand comments, as columns.

    Examples
    --------
    >>> page = '{"kind": "youtube#comment", "id": "U.a", "snippet": {"textDisplay": "so &lt;b", "parentId": "U"}}'
    >>> [(r["id"], r["parent"], r["markup"]) for r in rows(Source.from_text(page), Tally("x", "rows"))]
    [(['U.a'], ['U'], ['html'])]
    """
    comments = _Comments()
    gathered = comments.gathered
    for line, item in items(source, tally, inside=("items",), what="comment or page"):
        snippet = item.get("snippet")
        if not isinstance(snippet, dict):
            snippet = {}
        top, inner = snippet.get("topLevelComment"), item.get("replies")
        inline = inner.get("comments") if isinstance(inner, dict) else None
        if isinstance(top, dict) or inline or item.get("kind") == _THREAD:
            comments.take_thread(item, snippet, inline if isinstance(inline, list) else [], line, tally)
        elif "textDisplay" in snippet or "textOriginal" in snippet:
            comments.take(item, snippet, line)
        elif item.get("kind") == _VIDEO or (not item.get("kind") and "title" in snippet):
            gathered.add(_video(item, snippet, line))
        else:
            tally.add("dropped", _why(item), line, str(item.get("id") or ""))
        if len(comments.waiting) >= _SLAB:
            comments.settle()
            if gathered.full:
                yield from gathered.taken()
    comments.settle()
    yield from gathered.taken()
    comments.tell(tally)


def _why(item: dict[str, Any]) -> str:
    error = item.get("error")
    if isinstance(error, dict):
        causes = error.get("errors")
        cause = (
            causes[0].get("reason")
            if isinstance(causes, list) and causes and isinstance(causes[0], dict)
            else None
        )
        return f"an error of the API in place of a page: {cause or error.get('message') or error.get('code')}"
    kind = item.get("kind")
    if isinstance(kind, str) and kind.startswith((_COMMENT, _VIDEO)):
        return "without its snippet, so without words; ask the API for part=snippet"
    return f"neither comment nor video, but {kind or 'an object of no known kind'}"


class _Comments:
    """The comments read so far, which video a thread is of, and how many replies are counted but not given."""

    def __init__(self) -> None:
        self.gathered = Gathering()
        #: Of each comment: line, id, document, parent and snippet.
        self.waiting: list[tuple[int, Any, Any, Any, dict[str, Any]]] = []
        self.videos: dict[str, str] = {}
        self.addressed: set[str] = set()
        self.counted: dict[str, tuple[int, int]] = {}
        self.given: dict[str, set[str]] = {}
        #: Top-level comments' snippets, and those of the threads around them.
        self.threads: list[tuple[dict[str, Any], dict[str, Any]]] = []

    def take(self, item: dict[str, Any], snippet: dict[str, Any], line: int) -> None:
        """Take a comment that stands outside of its thread, and find its video."""
        name = item.get("id")
        parent, document = _parent(snippet, name), snippet.pop("videoId", None)
        if isinstance(parent, str) and parent:
            self.given.setdefault(parent, set()).add(str(name))
            document = document or self.videos.get(parent)
        else:
            document = document or snippet.get("channelId")
        self.waiting.append((line, name, document, parent, snippet))

    def take_thread(
        self, item: dict[str, Any], snippet: dict[str, Any], inline: list[Any], line: int, tally: Tally
    ) -> None:
        """Take a top-level comment and the replies that stand with it."""
        top = snippet.pop("topLevelComment", None)
        name = item.get("id")
        document = snippet.pop("videoId", None) or snippet.get("channelId")
        said = top.get("snippet") if isinstance(top, dict) else None
        if isinstance(said, dict):
            own = top.get("id")
            name = own or name
            document = said.pop("videoId", None) or document
            self.waiting.append((line, name, document, _parent(said, own), said))
            self.threads.append((said, snippet))
        elif snippet or not inline:
            tally.add("dropped", _why({"kind": _THREAD}), line, str(name or ""))
        if isinstance(name, str) and document:
            self.videos[name] = document
        total = snippet.get("totalReplyCount")
        if isinstance(total, int) and total > len(inline) and isinstance(name, str):
            self.counted[name] = (total, line)
            self.given.setdefault(name, set()).update(
                r["id"] for r in inline if isinstance(r, dict) and isinstance(r.get("id"), str)
            )
        for reply in inline:
            said = reply.get("snippet") if isinstance(reply, dict) else None
            if not isinstance(said, dict):
                tally.add("dropped", _why({"kind": _COMMENT}), line, str(reply)[:200])
                continue
            own = reply.get("id")
            video = said.pop("videoId", None) or document
            self.waiting.append((line, own, video, _parent(said, own) or name, said))

    def settle(self) -> None:
        """Turn what waits into columns."""
        if not self.waiting:
            return
        columns = _columns(self.waiting)
        for said, around in self.threads:
            said.update(around)
        self._address(columns)
        self.gathered.extend(columns)
        self.waiting, self.threads = [], []

    def _address(self, columns: Columns) -> None:
        """Give the first comment of each video the video's address."""
        known = self.addressed
        for i, video in enumerate(columns["document"]):
            if not isinstance(video, str) or not video or video in known:
                continue
            known.add(video)
            if video != columns["extra"][i].get("channelId"):
                urls = columns.setdefault("url", [None] * len(columns["line"]))
                urls[i] = f"https://www.youtube.com/watch?v={video}"

    def tell(self, tally: Tally) -> None:
        """Say in one note how many replies are not there."""
        short = {top: n - len(self.given.get(top, ())) for top, (n, _) in self.counted.items()}
        short = {top: n for top, n in short.items() if n > 0}
        if short:
            first = next(iter(short))
            tally.flag(
                f"replies that YouTube counts but that are not in the file: {sum(short.values())} (a thread holds five "
                "at most; the API gives the rest as comments.list)",
                self.counted[first][1],
                first,
            )


def _parent(snippet: dict[str, Any], name: Any) -> Any:
    """Take out whom a comment answers; the id of a reply starts with that of what it answers."""
    parent = snippet.pop("parentId", None)
    if not parent and isinstance(name, str):
        return name.partition(".")[0] if "." in name else None
    return parent


def _columns(waiting: list[tuple[int, Any, Any, Any, dict[str, Any]]]) -> Columns:
    """Return comments as columns; what is left of their snippets is their ``extra``."""
    lines, names, documents, parents, extras = map(list, zip(*waiting, strict=True))
    written = [s.pop("textOriginal", None) for s in extras]
    shown = [s.pop("textDisplay", None) for s in extras]
    authors = [s.pop("authorDisplayName", None) for s in extras]
    times = [s.pop("publishedAt", None) for s in extras]
    writers = [
        found.get("value") if type(found := s.pop("authorChannelId", None)) is dict else found for s in extras
    ]
    if not all(writers):
        writers = [writer or _addressed(s, writer) for writer, s in zip(writers, extras, strict=True)]
    out: Columns = {
        "line": lines,
        "id": names,
        "document": documents,
        "parent": parents,
        "author": authors,
        "author_id": writers,
        "created_at": times,
        "text": written,
        "likes": [s.pop("likeCount", None) for s in extras],
        "extra": extras,
    }
    if not all(written):
        out["text"] = [own or text for own, text in zip(written, shown, strict=True)]
        out["markup"] = [
            "html" if not own and isinstance(text, str) and is_html(text) else None
            for own, text in zip(written, shown, strict=True)
        ]
    roles = [
        "submitter" if w and w == s.get("channelId") else None for w, s in zip(writers, extras, strict=True)
    ]
    if any(roles):
        out["role"] = roles
    for extra, writer, author, time in zip(extras, writers, authors, times, strict=True):
        address = extra.get("authorChannelUrl")
        if isinstance(address, str) and address.rpartition("/")[2] in (writer, author):
            del extra["authorChannelUrl"]  # says no more than name and id
        if extra.get("updatedAt") == time:
            extra.pop("updatedAt", None)
        if extra.get("viewerRating") == "none":
            del extra["viewerRating"]
    return out


def _addressed(snippet: dict[str, Any], writer: Any) -> Any:
    """Return the id of a channel that stands in its address alone; if not even there, what stands in its place."""
    address = snippet.get("authorChannelUrl")
    if isinstance(address, str) and "/channel/" in address:
        return address.rpartition("/channel/")[2]
    return writer


def _video(item: dict[str, Any], snippet: dict[str, Any], line: int) -> Row:
    name = item.pop("id", None)
    extra = {k: v for k, v in item.items() if k not in ("kind", "etag", "snippet", "player")}
    title, text = snippet.pop("title", None), snippet.pop("description", None)
    snippet.pop("localized", None)  # title and text once more
    row: Row = {
        "line": line,
        "kind": "document",
        "id": name,
        "title": title,
        "text": text,
        "author": snippet.pop("channelTitle", None),
        "author_id": snippet.get("channelId"),
        "created_at": snippet.pop("publishedAt", None),
        "extra": {**snippet, **extra},
    }
    if name:
        row["url"] = f"https://www.youtube.com/watch?v={name}"
    return row


def is_html(text: str) -> bool:
    """Whether a ``textDisplay`` is HTML, as it is by default, or plain, as it may be asked for.

    Examples
    --------
    >>> [is_html(t) for t in ("a<br>b", "1 &lt; 2", "I <3 this & that", "plain")]
    [True, True, False, False]
    """
    return ("<" in text and any(t in text for t in _TAGS)) or (
        "&" in text and any(e in text for e in _ENTITIES)
    )


FORMAT = Format("youtube", rows, global_ids=True, streams=True)


def read(source: Source) -> Corpus:
    """Read answers of YouTube's Data API.

    Parameters
    ----------
    source : Source

    Returns
    -------
    Corpus
        A document is a video (or a channel, of comments on one), known by its id; commenters by that of their channel.

    Raises
    ------
    InputError
        If it is no JSON, or holds no comment.
    """
    from discourse.readers.rows.assemble import assemble

    return assemble(FORMAT, [source])
