"""The columns of 4CAT's sources, and what is peculiar to each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from discourse.readers.rows.format import Row
from discourse.readers.rows.imageboard import posted
from discourse.readers.rows.listings import bare
from discourse.readers.rows.zeeschuimer import age

#: Which of their columns tell of a source.
_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("reddit", ("subreddit",)),
    ("tiktok comments", ("is_comment_on_comment",)),
    ("telegram", ("author_forwarded_from_name", "author_forwarded_from_username", "attachment_filename")),
    ("twitter", ("is_retweet", "retweeted_user")),
    ("imageboard", ("image_md5", "country_code", "country_name", "author_trip", "image_4chan", "board")),
    ("video", ("channel_subscribers", "thumbnail_image")),
    ("status", ("account_username",)),
)
#: In these a thread's first item is what is commented on, not a comment.
_OPENED = ("reddit", "video")
_HTML = ("status", "video", "")
_LIKES = ("likes", "like_count", "num_likes", "score", "likes_count", "favourites_count", "reaction_count")
_PARENTS = (
    *("parent", "parent_id", "reply_to", "in_reply_to", "in_reply_to_id", "reply_to_id", "replied_to_id"),
    *("replied_to_post_id", "replied_to_post", "in_reply_to_status_id"),
)
_ADDRESSES = ("url", "link", "post_url", "tiktok_url", "video_url")
_YES = ("yes", "true", "True", "1", "y", True)
Columns = dict[str, Any]


def kind_of(names: Iterable[str]) -> str:
    """Return which source columns are of, as far as it matters; empty of any other.

    Examples
    --------
    >>> kind_of(["id", "body", "subreddit"]), kind_of(["id", "body"])
    ('reddit', '')
    """
    known = set(names)
    return next((kind for kind, marks in _KINDS if not known.isdisjoint(marks)), "")


class Batch:
    """Some rows of one kind, as columns, from which those known are taken one after the other.

    Parameters
    ----------
    cells : dict of str to list
    lines : list of int
    kind : str
        As :func:`kind_of` says.
    """

    def __init__(self, cells: Columns, lines: list[int], kind: str) -> None:
        self.cells, self.lines, self.kind = cells, lines, kind
        self.none: list[Any] = [None] * len(lines)

    def take(self, *names: str) -> list[Any]:
        """Take the first column of these that is there."""
        for name in names:
            if name in self.cells:
                found: list[Any] = self.cells.pop(name)
                return found
        return self.none

    def rows(self, openers: str | None) -> Iterator[Row]:
        """Yield documents as rows, if there are any, and the rest as one batch.

        Parameters
        ----------
        openers : str or None
            What the first item of a thread is: ``"documents"``, ``"comments"``, or what it is on this site.
        """
        documents = openers == "documents" or (openers is None and self.kind in _OPENED)
        out = self._columns()
        first = [i for i, mine in enumerate(self.opening) if mine]
        addresses = next((self.cells[name] for name in _ADDRESSES if name in self.cells), self.none)
        if self.kind == "reddit":
            addresses = [
                _submission(s, d) for s, d in zip(self.cells["subreddit"], out["document"], strict=True)
            ]
            out["url"] = addresses
        titles = self.cells.get("subject", self.none)
        if first and not documents:
            for name, values in (("title", titles), ("url", addresses)):
                if name not in out and any(values):
                    out[name] = [v if mine else None for v, mine in zip(values, self.opening, strict=True)]
        out["left"] = self.cells
        if not documents or not first:
            yield out
            return
        for i in first:
            yield self._document(out, i, titles[i], addresses[i])
        rest = [i for i, mine in enumerate(self.opening) if not mine]
        if rest:
            left = {name: [values[i] for i in rest] for name, values in self.cells.items()}
            yield {"left": left, **{n: [v[i] for i in rest] for n, v in out.items() if n != "left"}}

    def _document(self, out: Columns, i: int, title: Any, where: Any) -> Row:
        row: Row = {name: out[name][i] for name in ("line", "id", "text", "author", "created_at")}
        extra = {
            name: values[i] for name, values in self.cells.items() if values[i] != title or name != "subject"
        }
        if where and extra.get("url") == where:
            del extra["url"]
        if out["likes"][i] not in (None, ""):
            extra["score"] = out["likes"][i]
        row.update(kind="document", title=title, url=where, extra=extra)
        if "markup" in out:
            row["markup"] = out["markup"][i]
        return row

    def _columns(self) -> Columns:
        ids, threads = _texts(self.take("id")), _texts(self.take("thread_id"))
        self.opening = [bool(i) and i == t for i, t in zip(ids, threads, strict=True)]
        if self.kind == "video" and "category" in self.cells:
            talk = (c == "comment" for c in self.cells["category"])
            self.opening = [o and not c for o, c in zip(self.opening, talk, strict=True)]
        out: Columns = {"line": self.lines, "id": ids, "document": threads, "text": self.take("body")}
        names, numbers = self._people()
        out["author"], out["author_id"] = list(names), list(numbers)
        out["created_at"], out["precision"] = self._times()
        out["likes"] = self.take(*_LIKES)
        parents = _texts(self.take(*_PARENTS))
        out["parent"] = ["" if p == i else p for p, i in zip(parents, ids, strict=True)]
        for name in ("quoted", "links"):
            if name in self.cells and self.kind == "twitter":
                out[name] = self.cells.pop(name)
        bots = self.take("author_is_bot")
        if any(bots):
            out["role"] = ["bot" if b in _YES else None for b in bots]
        gone = self.cells.get("deleted", self.none)
        if any(gone):
            out["deleted"] = [g in _YES and not t for g, t in zip(gone, out["text"], strict=True)]
        self._mend(out)
        return out

    def _people(self) -> tuple[list[Any], list[Any]]:
        """Return names and ids; where there is a name beside it, ``author`` is but an id."""
        numbers = self.take("author_id", "account_id")
        names = self.take("author", "account_username")
        if any(numbers):
            return names, numbers
        shown, handles = self.take("author_name"), self.cells.get("author_username", self.none)
        if shown is self.none and handles is self.none:
            return names, numbers
        return [s or h or n for s, h, n in zip(shown, handles, names, strict=True)], names

    def _times(self) -> tuple[list[Any], list[Any]]:
        """Return times, which are in UTC, and how fine they are: some sites only tell the age of a post."""
        exact, written = self.take("unix_timestamp"), self.take("timestamp")
        at = [
            _utc(w) if e is None or e in ("", "None", "nan") else e
            for e, w in zip(exact, written, strict=True)
        ]
        units = self.take("precision")
        if units is self.none and "timestamp_ago" in self.cells:
            units = [found[1] if (found := age(a)) else None for a in self.cells["timestamp_ago"]]
        return at, units

    def _mend(self, out: Columns) -> None:
        """Undo what is peculiar to a source."""
        kind = self.kind
        if kind == "reddit":
            out["document"] = [bare(d) for d in out["document"]]
            out["parent"] = ["" if p[:3] == "t3_" else bare(p) for p in out["parent"]]
            out["text"] = _unescaped(out["text"])
            out["markup"] = ["markdown"] * len(self.lines)
        elif kind == "twitter":
            out["text"] = _unescaped(out["text"])
            if "urls" in self.cells:
                out["links"] = [_addresses(u) for u in self.cells.pop("urls")]
        elif kind == "imageboard":
            self._imageboard(out)
        elif kind == "telegram":
            self._telegram(out)
        elif kind == "tiktok comments":
            videos, threads = _texts(self.take("post_id")), out["document"]
            out["parent"] = [t if t != v else "" for t, v in zip(threads, videos, strict=True)]
            out["document"] = videos
            out["article"], out["url"] = self.take("post_body"), self.take("post_url")
        if kind in _HTML:
            from discourse.readers.youtube import is_html

            found = [
                "html" if type(t) is str and ("<" in t or "&" in t) and is_html(t) else None
                for t in out["text"]
            ]
            if any(found):
                out["markup"] = found

    def _imageboard(self, out: Columns) -> None:
        found = [
            posted(t) if type(t) is str and (">" in t or "&" in t or "<" in t) else (t, [])
            for t in out["text"]
        ]
        out["text"] = [text for text, _ in found]
        out["parent"] = [n[0] if n else p for (_, n), p in zip(found, out["parent"], strict=True)]
        if any(len(n) > 1 for _, n in found):
            self.cells["answers"] = [n if len(n) > 1 else None for _, n in found]
        if "author_trip" in self.cells:
            trips = self.cells["author_trip"]
            out["author_id"] = [t or i for t, i in zip(trips, out["author_id"], strict=True)]
        if "author_type" in self.cells:  # the poster's id within the thread, where a board shows one
            marks = [m if type(m) is str and len(m) == 8 else "" for m in self.cells["author_type"]]
            trips = self.cells.get("author_trip", self.none)
            for i, mark in enumerate(marks):
                if mark and not trips[i]:
                    out["author"][i], out["author_id"][i] = mark, f"{out['document'][i]}:{mark}"
        capcodes = self.cells.get("author_type_id", self.none)
        if any(capcodes):
            known = {"mod": "moderator", "manager": "moderator", "admin": "admin", "admin_highlight": "admin"}
            out["role"] = [known.get(c) if type(c) is str else None for c in capcodes]

    def _telegram(self, out: Columns) -> None:
        """Put the chat before the number of the message answered, where it stands before the message's own."""
        chats = self.cells.get("chat", self.none)
        if chats is not self.none:
            out["title"] = chats
        out["parent"] = [
            f"{name.rpartition('-')[0]}-{parent}"
            if parent.isdecimal() and not name.isdecimal() and "-" in name
            else parent
            for name, parent in zip(out["id"], out["parent"], strict=True)
        ]


def _texts(values: Sequence[Any]) -> list[str]:
    """Return ids as text; numbers with a decimal point are mended later."""
    return [
        (v if v.isprintable() else "".join(filter(str.isprintable, v)))
        if type(v) is str
        else ""
        if v is None or type(v) in (bool, list, dict)
        else str(v)
        for v in values
    ]


def _utc(written: Any) -> Any:
    """Return a time of 4CAT's with its zone; of one that stands for none, nothing."""
    if type(written) is not str or len(written) != 19 or written[10] != " ":
        return written
    return "" if written[:10] == "1970-01-01" else written + "Z"


def _unescaped(texts: list[Any]) -> list[Any]:
    return [
        t.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        if type(t) is str and "&" in t
        else t
        for t in texts
    ]


def _addresses(joined: Any) -> list[str]:
    """Return addresses that were joined by commas, which may also stand inside of one."""
    if type(joined) is not str or not joined:
        return []
    first, *rest = joined.split(",http")
    return [first, *(f"http{part}" for part in rest)]


def _submission(subreddit: Any, thread: str) -> str:
    return f"https://www.reddit.com/r/{subreddit}/comments/{thread}/" if subreddit and thread else ""
