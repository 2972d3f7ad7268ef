"""Reader of tweets as X's API gives them: version 2 (pages, streams, flattened), and version 1.1 of old dumps."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from itertools import chain
from operator import itemgetter
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from discourse.errors import OptionError
from discourse.model.corpus import Corpus
from discourse.readers.rows.format import Format, Row
from discourse.readers.rows.gathering import Columns, Gathering
from discourse.readers.rows.json_items import items, peek
from discourse.readers.rows.tweet_rows import SPENT, Page, objects, tweet_row
from discourse.readers.rows.tweets import is_tweet, key, modern, unescaped
from discourse.readers.source import Source
from discourse.readers.tally import Tally

#: Bytes of tweets given for context that are held in memory; the rest waits in a file.
_HELD = 1 << 26
#: What a tweet has that is read by itself, and not together with its page.
_ODD = frozenset((*SPENT, "entities", "attachments", "geo", "truncated", "author", "id_str", "user")) - {
    "text"
}
#: What is asked of X for every tweet.
_ALWAYS = ("id", "author_id", "conversation_id", "created_at", "text")
_ALWAYS_OF = itemgetter(*_ALWAYS)
#: A page of fewer tweets is not worth reading column by column.
_FEW = 8


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
        Some thousand rows (:data:`discourse.readers.rows.format.Row`), as columns.

    Raises
    ------
    OptionError

    Examples
    --------
    >>> text = '''{"data": [{"id": "2", "text": "no &amp; no", "author_id": "7", "conversation_id": "1"}],
    ...   "includes": {"users": [{"id": "7", "username": "ada"}]}}'''
    >>> [(r["document"], r["author"], r["text"]) for r in rows(Source.from_text(text), Tally("x", "rows"))]
    [(['1'], ['ada'], ['no & no'])]
    """
    if retweets not in ("keep", "drop"):
        raise OptionError(f"retweets is 'keep' or 'drop', not {retweets!r}")
    reading = _Reading(tally, drop=retweets == "drop")
    with SpooledTemporaryFile(max_size=_HELD) as file:
        context = _Context(file, reading.seen)
        for line, item in items(source, tally, what="tweet or page"):
            tweets, page = _opened(item, line, reading.gone, tally)
            reading.take(tweets, page, line)
            context.take(page, line, tally)
            if reading.gathered.full:
                yield from reading.gathered.taken()
        for row in context.rest(includes, tally):
            reading.gathered.add(row)
            if reading.gathered.full:
                yield from reading.gathered.taken()
        yield from reading.gathered.taken()
    reading.tell()


class _Reading:
    """The tweets read so far, and what is to be said of them at the end."""

    def __init__(self, tally: Tally, *, drop: bool) -> None:
        self.tally, self.drop = tally, drop
        self.gathered = Gathering()
        self.seen: set[Any] = set()
        self.gone: dict[Any, int] = {}
        self.cut: list[int] = []

    def take(self, tweets: list[Any], page: Page, line: int) -> None:
        """Take the tweets of a page."""
        known = None if len(tweets) < _FEW or self.drop or page.rules else _known(tweets)
        if known is not None:
            self.gathered.extend(self._columns(tweets, known, page, line))
            return
        for tweet in tweets:
            if not is_tweet(tweet):
                self.tally.add("dropped", "no tweet", line, str(tweet)[:200])
                continue
            row = self._row(tweet, page, line)
            if self.drop and "retweet_of" in row["extra"]:
                self.tally.add("dropped", "a retweet (retweets='drop')", line, row["text"])
            else:
                self.gathered.add(row)

    def _row(self, tweet: dict[str, Any], page: Page, line: int) -> Row:
        """Return the row of a tweet of any form."""
        found, others = modern(tweet)
        for other in others:
            page.tweets.setdefault(key(other.get("id")), other)
        row = tweet_row(found, page, line, self.tally)
        extra = row["extra"]
        if page.rules:
            extra["matching_rules"] = page.rules
        if extra.get("truncated") and row["text"].rstrip().endswith("…"):
            self.cut.append(line)
        self.seen.add(row["id"])
        return row

    def _columns(self, tweets: list[dict[str, Any]], known: Columns, page: Page, line: int) -> Columns:
        """Return the tweets of a page as columns; those of a rarer form are read one by one, and put in their place."""
        odd: dict[int, Row] = {}
        parents: list[str | None] = [None] * len(tweets)
        for i, plain in enumerate(map(_ODD.isdisjoint, tweets)):
            tweet = tweets[i]
            if plain and "referenced_tweets" in tweet:
                given = tweet["referenced_tweets"]
                parents[i] = _answered(given)
                plain = not given or parents[i] is not None
                if plain:
                    del tweet["referenced_tweets"]
            if plain:
                del (
                    tweet["id"],
                    tweet["author_id"],
                    tweet["conversation_id"],
                    tweet["created_at"],
                    tweet["text"],
                )
            else:
                odd[i] = self._row(tweet, page, line)
                tweets[i], known["text"][i] = {}, ""
        columns = _plain(tweets, known, page.users)
        columns["line"], columns["parent"] = [line] * len(tweets), parents
        for i, row in odd.items():
            for name, value in row.items():
                if name not in columns:
                    columns[name] = [None] * len(tweets)
                columns[name][i] = value
        self.seen.update(columns["id"])
        return columns

    def tell(self) -> None:
        """Say what the file lacks."""
        if self.gone:
            first = next(iter(self.gone))
            reason = (
                "tweets asked for or spoken of that X did not give (deleted, protected or suspended): "
                f"{len(self.gone)}"
            )
            self.tally.flag(reason, self.gone[first], str(first))
        if self.cut:
            reason = f"tweets whose text X cut off and whose rest is not in the file: {len(self.cut)}"
            self.tally.flag(reason, self.cut[0], "")


def _known(tweets: list[Any]) -> Columns | None:
    """Return as columns what every tweet of a page has; None unless all of them have all of it, as text."""
    try:
        columns = list(zip(*map(_ALWAYS_OF, tweets), strict=True))
    except (KeyError, TypeError):
        return None
    if set(map(type, chain.from_iterable(columns))) != {str} or "" in columns[1]:
        return None
    return dict(zip(_ALWAYS, map(list, columns), strict=True))


def _answered(given: Any) -> str | None:
    """Return the id of the tweet that one answers, if it speaks of no other."""
    if type(given) is list and len(given) == 1:
        other = given[0]
        if type(other) is dict and len(other) == 2 and other.get("type") == "replied_to":
            name = other.get("id")
            return name if type(name) is str else None
    return None


def _plain(tweets: list[dict[str, Any]], known: Columns, users: dict[Any, dict[str, Any]]) -> Columns:
    """Return as columns what tweets have that speak of no others; what is left of them is their ``extra``."""
    nobody: dict[str, Any] = {}
    people = [users.get(writer, nobody) for writer in known["author_id"]]
    texts = known["text"]
    likes = []
    for tweet, person in zip(tweets, people, strict=True):
        if shown := person.get("name"):
            tweet["author_name"] = shown
        history = tweet.get("edit_history_tweet_ids")
        if type(history) is list and len(history) < 2:
            del tweet["edit_history_tweet_ids"]
        counts = tweet.get("public_metrics")
        likes.append(counts.pop("like_count", None) if type(counts) is dict else None)
    columns: Columns = {
        "id": known["id"],
        "document": known["conversation_id"],
        "author": [person.get("username") for person in people],
        "author_id": known["author_id"],
        "created_at": known["created_at"],
        "text": texts,
        "likes": likes,
        "extra": tweets,
    }
    escaped = [i for i, text in enumerate(texts) if "&" in text]
    if escaped:
        columns["raw"] = [None] * len(tweets)
        for i in escaped:
            text = unescaped(texts[i])
            if text != texts[i]:
                columns["raw"][i], texts[i] = texts[i], text
    return columns


class _Context:
    """Tweets given for context, until it is known that they do not come as tweets of their own."""

    def __init__(self, file: IO[bytes], seen: set[Any]) -> None:
        self.file = file
        self.seen = seen
        self.held: set[Any] = set()

    def take(self, page: Page, line: int, tally: Tally) -> None:
        """Put by what a page gives for context, each tweet once."""
        for name, tweet in page.tweets.items():
            if name in self.seen or name in self.held or not is_tweet(tweet):
                continue
            self.held.add(name)
            row = tweet_row(tweet.copy(), page, line, tally)
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
) -> tuple[list[dict[str, Any]], Page]:
    """Return the tweets of an object and what it tells beside them."""
    data = item.get("data")
    if data is None:
        data = item.get("statuses")
    page = Page()
    included, errors = item.get("includes"), item.get("errors")
    if is_tweet(item):
        return [item], page
    if isinstance(included, dict):
        page = Page(
            _by(included.get("users"), "id"),
            _by(included.get("tweets"), "id"),
            _by(included.get("media"), "media_key"),
            _by(included.get("polls"), "id"),
            _by(included.get("places"), "id"),
        )
    for error in objects(errors):
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
    if not isinstance(things, list):
        return {}
    return {
        number if type(number := thing.get(name)) is str else key(number): thing
        for thing in things
        if isinstance(thing, dict)
    }


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
