"""From a tweet of version 2, and what its page tells beside it, to a row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from discourse.readers.rows.format import Row
from discourse.readers.rows.tweets import key, words
from discourse.readers.tally import Tally

#: What is read before the rest is kept.
SPENT = ("text", "note_tweet", "in_reply_to_user", "__twarc")
_MARKED = (("hashtags", "tag"), ("mentions", "id"), ("annotations", "normalized_text"))


@dataclass
class Page:
    """What a page tells of the people, tweets, pictures, polls and places that its tweets name by id."""

    users: dict[Any, dict[str, Any]] = field(default_factory=dict)
    tweets: dict[Any, dict[str, Any]] = field(default_factory=dict)
    media: dict[Any, dict[str, Any]] = field(default_factory=dict)
    polls: dict[Any, dict[str, Any]] = field(default_factory=dict)
    places: dict[Any, dict[str, Any]] = field(default_factory=dict)
    rules: Any = None


def tweet_row(extra: dict[str, Any], page: Page, line: int, tally: Tally) -> Row:
    """Return the row of a tweet of version 2, which is used up: what is left of it is the row's ``extra``."""
    text, raw, links = words(extra)
    pop = extra.pop
    spoken, given = pop("referenced_tweets", None), pop("author", None)
    for spent in SPENT:
        pop(spent, None)
    writer = key(pop("author_id", None))
    person = page.users.get(writer) or given
    if not isinstance(person, dict):
        person = {}
    row: Row = {
        "line": line,
        "id": key(pop("id", None)),
        "document": key(pop("conversation_id", None)),
        "author": person.get("username"),
        "author_id": writer or key(person.get("id")),
        "created_at": pop("created_at", None),
        "text": text,
        "extra": extra,
    }
    if person.get("name"):
        extra["author_name"] = person["name"]
    for other in objects(spoken) if spoken else ():
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


def _named(extra: dict[str, Any], page: Page) -> None:
    """Put in place of ids and of offsets, which fit the raw text only, what they stand for."""
    marked = extra.pop("entities", None)
    if isinstance(marked, dict):
        for kind, name in _MARKED:
            if kind in marked and (
                found := [m.get(name) or m.get("username") for m in objects(marked[kind])]
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


def objects(found: Any) -> list[dict[str, Any]]:
    """Return the objects of a list; none of what is no list."""
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
