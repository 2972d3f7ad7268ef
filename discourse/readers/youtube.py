"""Reader of what YouTube's Data API (version 3) answers: pages of comment threads, of replies and of videos."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from discourse.model.corpus import Corpus
from discourse.readers.rows.format import Format, Row
from discourse.readers.rows.json_items import items, peek
from discourse.readers.source import Source
from discourse.readers.tally import Tally

_THREAD, _COMMENT, _VIDEO = "youtube#commentThread", "youtube#comment", "youtube#video"
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
        A row (:data:`discourse.readers.rows.format.Row`).

    Examples
    --------
    >>> page = '{"kind": "youtube#comment", "id": "U.a", "snippet": {"textDisplay": "so &lt;b", "parentId": "U"}}'
    >>> [(r["id"], r["parent"], r["markup"]) for r in rows(Source.from_text(page), Tally("x", "rows"))]
    [('U.a', 'U', 'html')]
    """
    replies = _Replies()
    videos: set[str] = set()
    for line, item in items(source, tally, inside=("items",), what="comment or page"):
        snippet = item.get("snippet")
        if not isinstance(snippet, dict):
            snippet = {}
        top, inner = snippet.get("topLevelComment"), item.get("replies")
        inline = inner.get("comments") if isinstance(inner, dict) else None
        if isinstance(top, dict) or inline or item.get("kind") == _THREAD:
            for row in _thread(
                item, snippet, inline if isinstance(inline, list) else [], line, replies, tally
            ):
                yield _addressed(row, videos)
        elif "textDisplay" in snippet or "textOriginal" in snippet:
            row = _comment(item, line)
            replies.take(row)
            yield _addressed(row, videos)
        elif item.get("kind") == _VIDEO or (not item.get("kind") and "title" in snippet):
            yield _video(item, snippet, line)
        else:
            tally.add("dropped", _why(item), line, str(item.get("id") or ""))
    replies.tell(tally)


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


class _Replies:
    """Which video a thread is of, and how many replies are counted but not given."""

    def __init__(self) -> None:
        self.videos: dict[str, str] = {}
        self.counted: dict[str, tuple[int, int]] = {}
        self.given: dict[str, set[str]] = {}

    def take(self, row: Row) -> None:
        """Note a reply that stands outside of its thread, and find its video."""
        parent = row["parent"]
        if isinstance(parent, str) and parent:
            self.given.setdefault(parent, set()).add(str(row["id"]))
            if not row["document"]:
                row["document"] = self.videos.get(parent)
        elif not row["document"]:
            row["document"] = row["extra"].get("channelId")

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


def _thread(
    item: dict[str, Any],
    snippet: dict[str, Any],
    inline: list[Any],
    line: int,
    replies: _Replies,
    tally: Tally,
) -> Iterator[Row]:
    """Yield a top-level comment and the replies that stand with it."""
    top = snippet.pop("topLevelComment", None)
    name = item.get("id")
    document = snippet.pop("videoId", None) or snippet.get("channelId")
    if isinstance(top, dict) and isinstance(top.get("snippet"), dict):
        row = _comment(top, line)
        name = row["id"] = row["id"] or name
        document = row["document"] = row["document"] or document
        row["extra"].update(snippet)
        yield row
    elif snippet or not inline:
        tally.add("dropped", _why({"kind": _THREAD}), line, str(name or ""))
    if isinstance(name, str) and document:
        replies.videos[name] = document
    total = snippet.get("totalReplyCount")
    if isinstance(total, int) and total > len(inline) and isinstance(name, str):
        replies.counted[name] = (total, line)
        replies.given.setdefault(name, set()).update(
            r["id"] for r in inline if isinstance(r, dict) and isinstance(r.get("id"), str)
        )
    for reply in inline:
        if not isinstance(reply, dict) or not isinstance(reply.get("snippet"), dict):
            tally.add("dropped", _why({"kind": _COMMENT}), line, str(reply)[:200])
            continue
        row = _comment(reply, line)
        row["document"] = row["document"] or document
        row["parent"] = row["parent"] or name
        yield row


def _comment(item: dict[str, Any], line: int) -> Row:
    extra = item["snippet"]
    name = item.get("id")
    text, shown = extra.pop("textOriginal", None), extra.pop("textDisplay", None)
    writer = extra.pop("authorChannelId", None)
    if isinstance(writer, dict):
        writer = writer.get("value")
    address = extra.get("authorChannelUrl")
    if not writer and isinstance(address, str) and "/channel/" in address:
        writer = address.rpartition("/channel/")[2]
    parent = extra.pop("parentId", None)
    if not parent and isinstance(name, str):  # the id of a reply starts with that of what it answers
        parent = name.partition(".")[0] if "." in name else None
    row: Row = {
        "line": line,
        "id": name,
        "document": extra.pop("videoId", None),
        "parent": parent,
        "author": extra.pop("authorDisplayName", None),
        "author_id": writer,
        "created_at": extra.pop("publishedAt", None),
        "text": text or shown,
        "likes": extra.pop("likeCount", None),
        "extra": extra,
    }
    if isinstance(address, str) and address.rpartition("/")[2] in (writer, row["author"]):
        del extra["authorChannelUrl"]  # says no more than name and id
    if extra.get("updatedAt") == row["created_at"]:
        extra.pop("updatedAt", None)
    if extra.get("viewerRating") == "none":
        del extra["viewerRating"]
    if not text and isinstance(shown, str) and is_html(shown):
        row["markup"] = "html"
    if writer and writer == extra.get("channelId"):
        row["role"] = "submitter"
    return row


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


def _addressed(row: Row, videos: set[str]) -> Row:
    """Return a comment, the first of each video with the video's address."""
    video = row["document"]
    if isinstance(video, str) and video and video not in videos:
        videos.add(video)
        if video != row["extra"].get("channelId"):
            row["url"] = f"https://www.youtube.com/watch?v={video}"
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
