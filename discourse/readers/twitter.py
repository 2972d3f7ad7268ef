"""Reader of tweets as X's API gives them: version 2 (pages, streams, flattened), and version 1.1 of old dumps."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from discourse.errors import OptionError
from discourse.model.corpus import Corpus
from discourse.readers.rows.format import Format, Row
from discourse.readers.rows.json_items import items, peek
from discourse.readers.rows.tweets import is_tweet, key, modern, words
from discourse.readers.source import Source
from discourse.readers.tally import Tally

#: Bytes of tweets given for context that are held in memory; the rest waits in a file.
_HELD = 1 << 26
_SPENT = ("text", "note_tweet", "referenced_tweets", "author", "in_reply_to_user", "__twarc")
_MARKED = (("hashtags", "tag"), ("mentions", "id"), ("annotations", "normalized_text"))


def sniff(source: Source) -> float:
    """Return how surely a source holds tweets: by the fields that only they have."""
    found = peek(source)
    while isinstance(found, list) and found:
        found = found[0]
    if not isinstance(found, dict):
        return 0.0
    inner = found.get("statuses") or found.get("data")
    if isinstance(inner, list) and inner:
        inner = inner[0]
    if isinstance(inner, dict) and is_tweet(inner):
        meta = found.get("meta")
        paged = isinstance(meta, dict) and "newest_id" in meta
        return 0.98 if paged or _telling(inner) else 0.0
    if is_tweet(found):
        return 0.98 if _telling(found) else 0.0
    head = source.head  # perhaps a page without tweets comes first
    return 0.97 if '"edit_history_tweet_ids"' in head and ("meta" in found or "errors" in found) else 0.0


def _telling(tweet: dict[str, Any]) -> bool:
    if "edit_history_tweet_ids" in tweet or ("conversation_id" in tweet and "author_id" in tweet):
        return True
    user = tweet.get("user")
    return "id_str" in tweet and isinstance(user, dict) and "screen_name" in user


@dataclass
class _Page:
    """What a page tells of the people, tweets, pictures, polls and places that its tweets name by id."""

    users: dict[Any, dict[str, Any]] = field(default_factory=dict)
    tweets: dict[Any, dict[str, Any]] = field(default_factory=dict)
    media: dict[Any, dict[str, Any]] = field(default_factory=dict)
    polls: dict[Any, dict[str, Any]] = field(default_factory=dict)
    places: dict[Any, dict[str, Any]] = field(default_factory=dict)
    rules: Any = None


def rows(source: Source, tally: Tally, *, retweets: str = "keep", includes: bool = True) -> Iterator[Row]:
    r"""Yield the tweets of pages or of single objects, one a line or in a list.

    A document is a conversation, and the tweet that began it a comment like the others; without ``conversation_id``
    (version 1.1) all tweets of a file belong to one. Texts are unescaped (``&amp;``), and a ``t.co`` address gives way
    to the one that readers saw in its place (``bbc.co.uk/news/…``), for neither reader nor coder can make sense of it;
    the full address goes to ``links``. Long tweets are taken whole from ``note_tweet``. A quoted tweet's text, where it
    is given, goes to ``quoted``. Of a person the account's name and id are kept, and in ``extra`` the name shown
    (``author_name``); the rest of the profile is not.

    Parameters
    ----------
    source : Source
    tally : Tally
    retweets : str
        A retweet makes another's words known without a word of one's own, which most studies take for support. With
        ``"keep"`` it stays, its text ``RT @name: …`` completed from the retweeted tweet where that is given (X cuts it
        off), and ``retweet_of`` in ``extra`` says whose it is; ``"drop"`` drops it.
    includes : bool
        Whether tweets that are given for context only (those answered, quoted or retweeted) become comments too, so
        that trees hang together; ``included`` in their ``extra`` tells them apart. They come last, each once, and only
        if the file does not hold them otherwise; else they are dropped.

    Yields
    ------
    dict
        A row (:data:`discourse.readers.rows.format.Row`).

    Raises
    ------
    OptionError

    Examples
    --------
    >>> text = '''{"data": [{"id": "2", "text": "no &amp; no", "author_id": "7", "conversation_id": "1"}],
    ...   "includes": {"users": [{"id": "7", "username": "ada"}]}}'''
    >>> [(r["document"], r["author"], r["text"]) for r in rows(Source.from_text(text), Tally("x", "rows"))]
    [('1', 'ada', 'no & no')]
    """
    if retweets not in ("keep", "drop"):
        raise OptionError(f"retweets is 'keep' or 'drop', not {retweets!r}")
    seen: set[Any] = set()
    gone: dict[Any, int] = {}
    cut: list[int] = []
    with SpooledTemporaryFile(max_size=_HELD) as file:
        context = _Context(file, seen)
        for line, item in items(source, tally, what="tweet or page"):
            tweets, page = _opened(item, line, gone, tally)
            for tweet in tweets:
                if not is_tweet(tweet):
                    tally.add("dropped", "no tweet", line, str(tweet)[:200])
                    continue
                found, others = modern(tweet)
                for other in others:
                    page.tweets.setdefault(key(other.get("id")), other)
                row = _row(found, page, line, tally)
                if page.rules:
                    row["extra"]["matching_rules"] = page.rules
                if found.get("truncated") and row["text"].rstrip().endswith("…"):
                    cut.append(line)
                seen.add(row["id"])
                if retweets == "drop" and "retweet_of" in row["extra"]:
                    tally.add("dropped", "a retweet (retweets='drop')", line, row["text"])
                    continue
                yield row
            context.take(page, line, tally)
        yield from context.rest(includes, tally)
    if gone:
        first = next(iter(gone))
        reason = f"tweets asked for or spoken of that X did not give (deleted, protected or suspended): {len(gone)}"
        tally.flag(reason, gone[first], str(first))
    if cut:
        tally.flag(f"tweets whose text X cut off and whose rest is not in the file: {len(cut)}", cut[0], "")


class _Context:
    """Tweets given for context, until it is known that they do not come as tweets of their own."""

    def __init__(self, file: IO[bytes], seen: set[Any]) -> None:
        self.file = file
        self.seen = seen
        self.held: set[Any] = set()

    def take(self, page: _Page, line: int, tally: Tally) -> None:
        """Put by what a page gives for context, each tweet once."""
        for name, tweet in page.tweets.items():
            if name in self.seen or name in self.held or not is_tweet(tweet):
                continue
            self.held.add(name)
            row = _row(tweet, page, line, tally)
            row["extra"]["included"] = True
            try:
                packed = pickle.dumps(row, pickle.HIGHEST_PROTOCOL)
            except RecursionError:
                row["extra"] = {"included": True}
                packed = pickle.dumps(row, pickle.HIGHEST_PROTOCOL)
                tally.add("repaired", "fields nested too deeply to be kept", line, row["text"])
            self.file.write(packed)

    def rest(self, includes: bool, tally: Tally) -> Iterator[Row]:
        """Yield what was put by and did not come otherwise."""
        self.file.seek(0)
        for _ in range(len(self.held)):
            row: Row = pickle.load(self.file)
            if row["id"] in self.seen:
                continue
            if includes:
                yield row
            else:
                tally.add(
                    "dropped", "a tweet given for context only (includes=False)", row["line"], row["text"]
                )


def _opened(
    item: dict[str, Any], line: int, gone: dict[Any, int], tally: Tally
) -> tuple[list[dict[str, Any]], _Page]:
    """Return the tweets of an object and what it tells beside them."""
    data = item.get("data")
    if data is None:
        data = item.get("statuses")
    page = _Page()
    included, errors = item.get("includes"), item.get("errors")
    if is_tweet(item):
        return [item], page
    if isinstance(included, dict):
        page = _Page(
            _by(included.get("users"), "id"),
            _by(included.get("tweets"), "id"),
            _by(included.get("media"), "media_key"),
            _by(included.get("polls"), "id"),
            _by(included.get("places"), "id"),
        )
    for error in _objects(errors):
        if error.get("resource_type") == "tweet":
            gone.setdefault(key(error.get("resource_id") or error.get("value")), line)
    page.rules = item.get("matching_rules")
    if isinstance(data, dict):
        data = [data]
    if isinstance(data, list):
        return data, page
    if "meta" not in item and errors is None and included is None:
        kind = "a notice of the stream" if len(item) == 1 else "neither tweet nor page"
        tally.add("dropped", f"{kind}, no tweet", line, ", ".join(map(str, item))[:200])
    return [], page


def _by(things: Any, name: str) -> dict[Any, dict[str, Any]]:
    return {key(thing.get(name)): thing for thing in _objects(things)}


def _row(tweet: dict[str, Any], page: _Page, line: int, tally: Tally) -> Row:
    """Return the row of a tweet of version 2."""
    text, raw, links = words(tweet)
    extra = tweet.copy()
    for spent in _SPENT:
        extra.pop(spent, None)
    writer = key(extra.pop("author_id", None))
    person = page.users.get(writer) or tweet.get("author")
    if not isinstance(person, dict):
        person = {}
    row: Row = {
        "line": line,
        "id": key(extra.pop("id", None)),
        "document": key(extra.pop("conversation_id", None)),
        "author": person.get("username"),
        "author_id": writer or key(person.get("id")),
        "created_at": extra.pop("created_at", None),
        "text": text,
        "extra": extra,
    }
    if person.get("name"):
        extra["author_name"] = person["name"]
    for other in _objects(tweet.get("referenced_tweets")) if "referenced_tweets" in tweet else ():
        kind, name = other.get("type"), key(other.get("id"))
        if kind == "replied_to":
            row["parent"] = name
        elif kind == "quoted":
            extra["quote_of"] = name
            if name in page.tweets:
                row["quoted"] = words(page.tweets[name])[0]
        elif kind == "retweeted":
            extra["retweet_of"] = name
            text, links = _completed(text, links, page.tweets.get(name), line, tally)
    if text != row["text"]:
        row["text"] = text
    if raw != text:
        row["raw"] = raw
    if links:
        row["links"] = links
    _count(row, extra)
    _named(extra, page)
    return row


def _completed(
    text: str, links: list[str], whole: dict[str, Any] | None, line: int, tally: Tally
) -> tuple[str, list[str]]:
    """Return the text and links of a retweet, as long as those of the tweet itself."""
    head, colon, _ = text.partition(": ")
    if whole is None or not colon or not head.startswith("RT @"):
        return text, links
    said, _, theirs = words(whole)
    full = f"{head}: {said}"
    if full != text:
        tally.add("repaired", "a retweet cut off by X, completed from the tweet that it repeats", line, full)
    return full, list(dict.fromkeys((*links, *theirs)))


def _count(row: Row, extra: dict[str, Any]) -> None:
    counts = extra.get("public_metrics")
    if isinstance(counts, dict) and "like_count" in counts:
        row["likes"] = counts.pop("like_count")
    history = extra.get("edit_history_tweet_ids")
    if isinstance(history, list) and len(history) < 2:
        del extra["edit_history_tweet_ids"]


def _named(extra: dict[str, Any], page: _Page) -> None:
    """Put in place of ids and of offsets, which fit the raw text only, what they stand for."""
    marked = extra.pop("entities", None)
    if isinstance(marked, dict):
        for kind, name in _MARKED:
            if kind in marked and (
                found := [m.get(name) or m.get("username") for m in _objects(marked[kind])]
            ):
                extra[kind] = found
    place = extra.get("geo")
    if isinstance(place, dict) and (known := page.places.get(key(place.get("place_id")))):
        extra["geo"] = {**place, "place": known}
    attached = extra.get("attachments")
    if not isinstance(attached, dict):
        return
    for kind, ids, things in (("media", "media_keys", page.media), ("polls", "poll_ids", page.polls)):
        names = attached.get(ids)
        if isinstance(names, list) and things:
            extra[kind] = [things.get(key(name), name) for name in names]
            attached = {k: v for k, v in attached.items() if k != ids}
    extra["attachments"] = attached


def _objects(found: Any) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


FORMAT = Format("twitter", rows, global_ids=True, streams=True)


def read(source: Source, *, retweets: str = "keep", includes: bool = True) -> Corpus:
    """Read tweets as X's API gives them.

    Parameters
    ----------
    source : Source
    retweets : str
        ``"keep"`` or ``"drop"``; see :func:`rows`.
    includes : bool
        Whether tweets that are given for context only become comments.

    Returns
    -------
    Corpus
        A document is a conversation; commenters are known by their accounts' ids.

    Raises
    ------
    InputError
        If it is no JSON, or holds no tweet.
    OptionError
        If ``retweets`` is something else.
    """
    from discourse.readers.rows.assemble import assemble

    return assemble(FORMAT, [source], retweets=retweets, includes=includes)
