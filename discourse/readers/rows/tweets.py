"""A tweet of any version of X's API in the shape of version 2, and its words."""

from __future__ import annotations

from typing import Any

_NUMBERS = (str, int, float)
_TEXTS = ("text", "full_text", "note_tweet")
#: What version 1.1 tells of the same thing in other words, and what speaks of whoever asked.
_SPENT = frozenset(
    (
        *("id_str", "text", "full_text", "extended_tweet", "user", "entities", "extended_entities"),
        *("favorite_count", "retweet_count", "quote_count", "reply_count", "favorited", "retweeted"),
        *("retweeted_status", "quoted_status", "quoted_status_id", "quoted_status_id_str"),
        *("quoted_status_permalink", "in_reply_to_status_id", "in_reply_to_status_id_str"),
        *("in_reply_to_user_id_str", "in_reply_to_screen_name", "display_text_range", "timestamp_ms"),
        *("filter_level", "contributors"),
    )
)


def is_tweet(thing: Any) -> bool:
    """Whether an object has an id and a text, as every tweet has.

    Examples
    --------
    >>> is_tweet({"id": "1", "text": "no"}), is_tweet({"delete": {}})
    (True, False)
    """
    if type(thing) is dict and type(thing.get("text")) is str and type(thing.get("id")) is str:
        return True
    return (
        isinstance(thing, dict)
        and (type(thing.get("id")) in _NUMBERS or type(thing.get("id_str")) in _NUMBERS)
        and any(isinstance(thing.get(t), str | dict) for t in _TEXTS)
    )


def modern(tweet: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return a tweet in the shape of version 2, and those that stand inside of it, in that shape too.

    Parameters
    ----------
    tweet : dict
        Of version 2 (as it is, or flattened, with other tweets inside ``referenced_tweets``), or of version 1.1.

    Returns
    -------
    tweet : dict
    others : list of dict

    Examples
    --------
    >>> old = {"id_str": "3", "full_text": "so", "user": {"screen_name": "ada", "id_str": "7"},
    ...     "quoted_status": {"id_str": "2", "text": "no"}}
    >>> tweet, others = modern(old)
    >>> tweet["author_id"], tweet["referenced_tweets"], others[0]["text"]
    ('7', [{'type': 'quoted', 'id': '2'}], 'no')
    """
    if not ("id_str" in tweet or "user" in tweet):
        if "referenced_tweets" not in tweet:
            return tweet, []
        tweet, inner = _without_inner(tweet)
        if not inner:
            return tweet, []
        done, waiting = [tweet], inner
    else:
        done, waiting = [], [tweet]
    while waiting:
        one = waiting.pop()
        old = "id_str" in one or "user" in one
        changed, inner = _from_old(one) if old else _without_inner(one)
        done.append(changed)
        waiting.extend(inner)
    return done[0], done[1:]


def _without_inner(tweet: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return a tweet that speaks of others by their ids, and those whose words stand there as well."""
    given = tweet.get("referenced_tweets")
    if not isinstance(given, list):
        return {**tweet, "referenced_tweets": []}, []
    if all(type(other) is dict and len(other) == 2 and type(other.get("id")) is str for other in given):
        return tweet, []
    known = [other for other in given if isinstance(other, dict)]
    inner = [{k: v for k, v in other.items() if k != "type"} for other in known if is_tweet(other)]
    named = [{"type": other.get("type"), "id": key(other.get("id"))} for other in known]
    return {**tweet, "referenced_tweets": named}, inner


def _from_old(tweet: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return a tweet of version 1.1 in the shape of version 2, and those inside of it as they are."""
    longer = tweet.get("extended_tweet")
    if not isinstance(longer, dict):
        longer = {}
    user = tweet.get("user")
    if not isinstance(user, dict):
        user = {}
    writer = _id(user, "id")
    out = {k: v for k, v in tweet.items() if k not in _SPENT}
    out["id"] = _id(tweet, "id")
    out["text"] = longer.get("full_text") or tweet.get("full_text") or tweet.get("text")
    if longer.get("full_text") or not out.get("truncated"):
        out.pop("truncated", None)
    out["author_id"] = writer
    out["author"] = {"id": writer, "username": user.get("screen_name"), "name": user.get("name")}
    out["in_reply_to_user_id"] = _id(tweet, "in_reply_to_user_id")
    out["entities"] = _entities(longer or tweet)
    out["public_metrics"] = {
        new: tweet[name]
        for name, new in (
            ("favorite_count", "like_count"),
            ("retweet_count", "retweet_count"),
            ("reply_count", "reply_count"),
            ("quote_count", "quote_count"),
        )
        if tweet.get(name) is not None
    }
    if not out.get("created_at"):
        out["created_at"] = tweet.get("timestamp_ms")
    spoken = []
    inner = []
    for kind, name in (("replied_to", "in_reply_to_status_id"), ("quoted", "quoted_status_id")):
        number = _id(tweet, name)
        if number is not None:
            spoken.append({"type": kind, "id": number})
    for kind, name in (("quoted", "quoted_status"), ("retweeted", "retweeted_status")):
        other = tweet.get(name)
        if isinstance(other, dict) and is_tweet(other):
            inner.append(other)
            found = {"type": kind, "id": _id(other, "id")}
            if found not in spoken:
                spoken.append(found)
    out["referenced_tweets"] = spoken
    return out, inner


def _id(thing: dict[str, Any], name: str) -> Any:
    """Return an id, as text where it is given so: numbers may have lost their last digits."""
    found = thing.get(f"{name}_str")
    return key(thing.get(name) if found is None else found)


def key(value: Any) -> Any:
    """Return an id as text, or as it is where it is no whole number; None where it can be none.

    Examples
    --------
    >>> key(12), key("12"), key([12])
    ('12', '12', None)
    """
    if type(value) is str:
        return value
    if type(value) is int:
        return str(value)
    return value if type(value) is float else None


def _entities(tweet: dict[str, Any]) -> dict[str, Any]:
    marked = tweet.get("entities")
    if not isinstance(marked, dict):
        return {}

    def all_of(kind: str) -> list[dict[str, Any]]:
        found = marked.get(kind)
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    return {
        "urls": all_of("urls") + all_of("media"),
        "hashtags": [{"tag": tag.get("text")} for tag in all_of("hashtags")],
        "mentions": [{"id": _id(m, "id"), "username": m.get("screen_name")} for m in all_of("user_mentions")],
    }


def words(tweet: dict[str, Any]) -> tuple[str, str, list[str]]:
    """Return the text of a tweet of version 2 as readers saw it, as it stands in the file, and its addresses.

    Examples
    --------
    >>> address = {"url": "https://t.co/a", "expanded_url": "https://bbc.co.uk/n", "display_url": "bbc.co.uk/n"}
    >>> words({"text": "1 &lt; 2 https://t.co/a", "entities": {"urls": [address]}})
    ('1 < 2 bbc.co.uk/n', '1 &lt; 2 https://t.co/a', ['https://bbc.co.uk/n'])
    """
    long = tweet.get("note_tweet")
    raw, marked = tweet.get("text"), tweet.get("entities")
    if isinstance(long, dict) and isinstance(long.get("text"), str):
        raw, marked = long["text"], long.get("entities") or marked
    if not isinstance(raw, str):
        raw = ""
    text = unescaped(raw)
    links: list[str] = []
    urls = marked.get("urls") if isinstance(marked, dict) else None
    for url in urls if isinstance(urls, list) else ():
        if not isinstance(url, dict):
            continue
        short, full = url.get("url"), url.get("unwound_url") or url.get("expanded_url")
        if isinstance(full, str) and full not in links:
            links.append(full)
        shown = url.get("display_url") or full
        if short and isinstance(short, str) and isinstance(shown, str):
            text = text.replace(short, shown)
    return text, raw, links


def unescaped(text: str) -> str:
    """Return a text without the three entities that X puts into every text."""
    if "&" in text:
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text
