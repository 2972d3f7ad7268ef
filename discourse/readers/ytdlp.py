"""Reader of the info.json that yt-dlp writes of a video, with its comments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from discourse.model.corpus import Corpus
from discourse.readers.rows.format import Format, Row
from discourse.readers.rows.json_items import items, peek
from discourse.readers.source import Source
from discourse.readers.tally import Tally

_UNITS = ("second", "minute", "hour", "day", "week", "month", "year")
#: What is kept of a video beside its title and text. Most of the rest are addresses of files, which hold the IP
#: address of whoever asked for them.
_KEPT = (
    *("channel_id", "channel_url", "uploader_id", "channel_follower_count", "view_count", "like_count"),
    *("dislike_count", "comment_count", "duration", "tags", "categories", "language", "chapters", "location"),
    *("extractor", "live_status", "availability", "age_limit", "playlist_id", "playlist_title", "epoch"),
)
_FLAGS = ("is_favorited", "is_pinned", "author_is_verified")


def sniff(source: Source) -> float:
    """Return how surely a source is yt-dlp's: by fields that only it writes."""
    found = peek(source)
    if isinstance(found, list) and found:
        found = found[0]
    if not isinstance(found, dict):
        return 0.0
    while isinstance(inner := found.get("entries"), list) and inner and isinstance(inner[0], dict):
        found = inner[0]
    comments = found.get("comments")
    if isinstance(comments, list) and comments and isinstance(comments[0], dict):
        first = comments[0]
        if "parent" in first and not first.keys().isdisjoint(
            ("author_is_uploader", "_time_text", "author_thumbnail")
        ):
            return 0.98
    if "extractor" in found and ("webpage_url" in found or "extractor_key" in found):
        return 0.98
    formats = found.get("formats")
    if isinstance(formats, list) and formats and isinstance(formats[0], dict) and "format_id" in formats[0]:
        return 0.97
    return 0.0


def rows(source: Source, tally: Tally) -> Iterator[Row]:
    r"""Yield the video and the comments of an info.json, of several, one a line, or of a playlist.

    On YouTube the time of a comment is reckoned back from words such as "2 months ago", so it is as fine as their
    unit; where the words were not kept, a day, for yt-dlp cuts what is older to whole days. The words are in ``extra``
    as ``time_text``. Other sites give exact times.

    Parameters
    ----------
    source : Source
    tally : Tally

    Yields
    ------
    dict
        A row (:data:`discourse.readers.rows.format.Row`); ``line`` is the running number of the video or comment.

    Examples
    --------
    >>> text = '{"id": "v", "title": "T", "comments": [{"id": "c", "parent": "root", "text": "no", "timestamp": 1}]}'
    >>> [(r["line"], r.get("kind"), r["id"]) for r in rows(Source.from_text(text), Tally("x", "rows"))]
    [(1, 'document', 'v'), (2, None, 'c')]
    """
    units: dict[str, str] = {}
    number = absent = 0
    bare: list[str] = []
    for line, info in items(source, tally, what="video"):
        waiting = [info]
        while waiting:
            video = waiting.pop()
            entries = video.get("entries")
            if isinstance(entries, list):
                for entry in reversed(entries):
                    if isinstance(entry, dict):
                        waiting.append(entry)
                    else:
                        tally.add("dropped", "a video of a playlist that could not be had", line, "")
                continue
            comments = video.get("comments")
            number += 1
            if video.get("_type") in ("playlist", "multi_video") and not comments:
                tally.add("dropped", "a playlist, which is no video", number, str(video.get("title") or ""))
                continue
            if not comments and not (video.get("id") and video.get("title")):
                tally.add("dropped", "neither video nor playlist", number, ", ".join(map(str, video))[:200])
                continue
            yield _video(video, number)
            if not isinstance(comments, list):
                bare.append(str(video.get("id") or ""))
                continue
            counted = video.get("comment_count")
            if type(counted) is int and counted > len(comments):
                absent += counted - len(comments)
            site = f"{video.get('extractor') or video.get('webpage_url') or 'youtube'}".lower()
            rough = "day" if "youtu" in site else None
            name = video.get("id")
            for comment in comments:
                number += 1
                if isinstance(comment, dict):
                    yield _comment(comment, name, number, rough, units)
                else:
                    tally.add("dropped", "no JSON comment", number, str(comment)[:200])
    if absent:
        tally.flag(f"comments that the site counts but that are not in the file: {absent}", 1, "")
    if bare:
        reason = f"videos without comments, which yt-dlp writes only with --write-comments: {len(bare)}"
        tally.flag(reason, 1, bare[0])


def _comment(extra: dict[str, Any], video: Any, line: int, rough: str | None, units: dict[str, str]) -> Row:
    parent = extra.pop("parent", None)
    text = extra.pop("text", None)
    row: Row = {
        "line": line,
        "id": extra.pop("id", None),
        "document": video,
        "parent": None if parent == "root" else parent,
        "author": extra.pop("author", None),
        "author_id": extra.pop("author_id", None),
        "created_at": extra.pop("timestamp", None),
        "text": text,
        "likes": extra.pop("like_count", None),
        "extra": extra,
    }
    html = extra.pop("html", None)
    if text is None and html is not None:
        row["text"], row["markup"] = html, "html"
    said = extra.pop("_time_text", None) or extra.pop("time_text", None)
    if isinstance(said, str):
        extra["time_text"] = said
        unit = units.get(said)
        if unit is None:
            unit = units[said] = _unit(said)
        row["precision"] = unit
    elif rough:
        row["precision"] = rough
    page, author = extra.get("author_url"), row["author"]
    if isinstance(page, str) and isinstance(author, str) and page.endswith(f"/{author}"):
        del extra["author_url"]  # says no more than the name
    if extra.pop("author_is_uploader", False):
        row["role"] = "submitter"
    for flag in _FLAGS:
        if extra.get(flag) is False:
            del extra[flag]
    return row


def _unit(text: str) -> str:
    """Return the unit that "2 months ago (edited)" speaks of; a day where it speaks of none."""
    words = text.lower()
    return next((unit for unit in _UNITS if unit in words), "day")


def _video(info: dict[str, Any], line: int) -> Row:
    extra = {key: info[key] for key in _KEPT if info.get(key) is not None}
    day = info.get("upload_date")
    at: Any = info.get("timestamp") or info.get("release_timestamp")
    if at is None and isinstance(day, str) and len(day) == 8 and day.isdigit():
        at = f"{day[:4]}-{day[4:6]}-{day[6:]}"
    return {
        "line": line,
        "kind": "document",
        "id": info.get("id"),
        "title": info.get("title") or info.get("fulltitle"),
        "text": info.get("description"),
        "url": info.get("webpage_url") or info.get("original_url"),
        "author": info.get("channel") or info.get("uploader"),
        "author_id": info.get("channel_id") or info.get("uploader_id"),
        "created_at": at,
        "extra": extra,
    }


FORMAT = Format("ytdlp", rows, global_ids=True, streams=True)


def read(source: Source) -> Corpus:
    """Read yt-dlp's info.json.

    Parameters
    ----------
    source : Source

    Returns
    -------
    Corpus
        A document is a video. Of its fields those are kept that tell of the video; addresses of its files are not, for
        they hold the IP address of whoever asked for them.

    Raises
    ------
    InputError
        If it is no JSON, breaks off, or holds no comment.
    """
    from discourse.readers.rows.assemble import assemble

    return assemble(FORMAT, [source])
