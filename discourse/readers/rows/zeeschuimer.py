"""Posts as sites gave them to the Zeeschuimer extension or to 4CAT, in the columns of 4CAT."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from discourse.readers.rows.tweets import modern, words

_WRAPPER = ("item_id", "source_platform")
_ACTIVITY = re.compile(r"urn:li:activity:(\d+)")
#: Seconds, and the unit down to which a time is known that is told so: ``"5mo"``, in English or Dutch.
_AGO = {
    **dict.fromkeys(("s", "sec"), (1, "second")),
    **dict.fromkeys(("m", "min"), (60, "minute")),
    **dict.fromkeys(("h", "u", "hr"), (3600, "hour")),
    "d": (86400, "day"),
    "w": (7 * 86400, "week"),
    **dict.fromkeys(("mo", "mnd"), (2629800, "month")),
    **dict.fromkeys(("yr", "y", "j"), (31557600, "year")),
}
Item = dict[str, Any]


def is_captured(item: Item) -> bool:
    """Whether an object is one that the extension captured, as it wrote it or as 4CAT did.

    Examples
    --------
    >>> is_captured({"item_id": "1", "source_platform": "x", "data": {}}), is_captured({"id": 1, "__import_meta": {}})
    (True, True)
    """
    return isinstance(item.get("__import_meta"), dict) or (
        isinstance(item.get("data"), dict) and all(name in item for name in _WRAPPER)
    )


def opened(item: Item) -> tuple[Item, Item]:
    """Return what the site gave, and what the extension tells of it."""
    about = item.get("__import_meta")
    if isinstance(about, dict):
        return item, about
    data = item.get("data")
    return (data if isinstance(data, dict) else {}), {k: v for k, v in item.items() if k != "data"}


def mapped(item: Item) -> Item | None:
    """Return a captured object in the columns that 4CAT has for it, None where its site is not known.

    Parameters
    ----------
    item : dict

    Returns
    -------
    dict or None

    Examples
    --------
    >>> mapped({"item_id": "7", "source_platform": "tiktok.com", "data": {"id": "7", "desc": "no",
    ...     "author": {"uniqueId": "ada"}, "createTime": 1700000000, "stats": {"diggCount": 3}}})["author"]
    'ada'
    """
    data, about = opened(item)
    for fits, make in _SITES:
        if fits(data):
            out = make(data, about)
            out["collected_from_url"] = about.get("source_platform_url")
            return out
    return None


def telethon(item: Item) -> Item | None:
    """Return a message of Telegram, as 4CAT keeps it in NDJSON, in 4CAT's columns; None of any other object.

    Examples
    --------
    >>> telethon({"_type": "Message", "id": 3, "message": "no", "date": 1700000000, "_chat": {"username": "river"},
    ...     "from_id": {"user_id": 7}})["author_id"]
    7
    """
    if not (type(item.get("message")) is str and "date" in item and isinstance(item.get("_chat"), dict)):
        return None
    chat, sender, answer = item["_chat"], _dict(item.get("_sender")), item.get("reply_to")
    thread = chat.get("username") or chat.get("id")
    first, last = _text(sender.get("first_name")), _text(sender.get("last_name"))
    writer = _dict(item.get("from_id"))
    number = sender.get("id") or writer.get("user_id") or writer.get("channel_id")
    return {
        "id": item.get("id"),
        "thread_id": thread,
        "chat": chat.get("title") or thread,
        "author": f"{first} {last}".strip() or _text(sender.get("title")) or sender.get("username") or number,
        "author_id": number,
        "author_username": sender.get("username"),
        "author_is_bot": "yes" if sender.get("bot") is True else "no",
        "author_forwarded_from_name": _at(item, "fwd_from", "from_name"),
        "body": item["message"],
        "reply_to": _at(answer, "reply_to_msg_id") or item.get("reply_to_msg_id"),
        "views": item.get("views"),
        "unix_timestamp": item.get("date"),
    }


def platform(item: Item) -> str:
    """Return the name of the site that an object comes from."""
    return _text(opened(item)[1].get("source_platform")) or "a site that is not named"


def approximate(when: Any, ago: Any) -> tuple[float | None, str | None]:
    """Return the time of a post of which only its age was told, and the unit down to which that is known.

    Parameters
    ----------
    when : int or float
        When it was seen, in seconds.
    ago : str
        Such as ``"3d"`` or ``"2mo • Edited"``.

    Examples
    --------
    >>> approximate(1_700_000_000, "3d •"), approximate(1_700_000_000, "Promoted")
    ((1699740800, 'day'), (None, None))
    """
    known = age(ago)
    if known is None or type(when) not in (int, float):
        return None, None
    return when - known[0], known[1]


def age(ago: Any) -> tuple[int, str] | None:
    """Return the age that is told of a post, in seconds, and its unit.

    Examples
    --------
    >>> age("2w"), age("")
    ((1209600, 'week'), None)
    """
    match = re.match(r"\s*(\d{1,4})\s*([a-z]+)", _text(ago))
    unit = _AGO.get(match[2]) if match else None
    return None if match is None or unit is None else (int(match[1]) * unit[0], unit[1])


def _text(value: Any) -> str:
    return (
        value if type(value) is str else "" if value is None or isinstance(value, dict | list) else str(value)
    )


def _at(thing: Any, *path: str) -> Any:
    for name in path:
        thing = thing.get(name) if isinstance(thing, dict) else None
    return thing


def _tags(things: Any, name: str) -> str:
    found = [t.get(name) for t in things if isinstance(t, dict)] if isinstance(things, list) else []
    return ",".join(t for t in found if isinstance(t, str) and t)


def _user(data: Any) -> Item:
    """Return an account of X, whose fields moved from ``legacy`` to ``core`` in 2025."""
    user = _at(data, "core", "user_results", "result")
    return {"id_str": _at(user, "rest_id"), **_dict(_at(user, "legacy")), **_dict(_at(user, "core"))}


def _dict(value: Any) -> Item:
    return value if isinstance(value, dict) else {}


def _is_tweet(data: Item) -> bool:
    inner = data.get("tweet")
    return isinstance(_at(inner if isinstance(inner, dict) else data, "legacy", "full_text"), str)


def _tweet(data: Item, about: Item) -> Item:
    inner = data.get("tweet")
    if isinstance(inner, dict):
        data = inner
    legacy, user = _dict(data.get("legacy")), _user(data)
    if not user.get("screen_name"):
        user = {**user, **_dict(data.get("user"))}
    tweet, _ = modern({**legacy, "id_str": data.get("rest_id") or legacy.get("id_str"), "user": user})
    long = _at(data, "note_tweet", "note_tweet_results", "result", "text")
    text = words(tweet)[0] if not isinstance(long, str) else long
    repeated, quoted = (
        _other(_at(legacy, "retweeted_status_result")),
        _other(data.get("quoted_status_result")),
    )
    if repeated:
        text = f"RT @{repeated['user'].get('screen_name')}: {repeated['text']}"
    counts = _dict(tweet.get("public_metrics"))
    name = legacy.get("user_id_str") or user.get("id_str")
    return {
        "id": tweet.get("id"),
        "thread_id": legacy.get("conversation_id_str"),
        "parent_id": legacy.get("in_reply_to_status_id_str"),
        "timestamp": legacy.get("created_at"),
        "body": text,
        "author": user.get("screen_name"),
        "author_fullname": user.get("name"),
        "author_id": name,
        "language_guess": legacy.get("lang"),
        "is_retweet": "yes" if repeated else "no",
        "retweeted_user": repeated["user"].get("screen_name") if repeated else "",
        "quoted_user": quoted["user"].get("screen_name") if quoted else "",
        "quoted": quoted["text"] if quoted else "",
        "replied_user": legacy.get("in_reply_to_screen_name"),
        **{name: counts.get(name) for name in ("like_count", "retweet_count", "reply_count", "quote_count")},
        "hashtags": _tags(_at(legacy, "entities", "hashtags"), "text"),
        "mentions": _tags(_at(legacy, "entities", "user_mentions"), "screen_name"),
        "links": [u for u in _tags(_at(legacy, "entities", "urls"), "expanded_url").split(",") if u],
    }


def _other(found: Any) -> Item | None:
    """Return writer and text of a tweet that is repeated or quoted in another."""
    result = _at(found, "result")
    inner = _at(result, "tweet")
    result = inner if isinstance(inner, dict) else result
    text = _at(result, "legacy", "full_text")
    return {"text": text, "user": _user(result)} if isinstance(text, str) else None


def _tiktok(data: Item, about: Item) -> Item:
    author = data.get("author")
    if not isinstance(author, dict):
        author = {"uniqueId": author, "nickname": data.get("nickname")}
    stats = _dict(data.get("stats"))
    name, key = author.get("uniqueId"), data.get("id")
    return {
        "id": key,
        "thread_id": key,
        "author": name,
        "author_fullname": author.get("nickname"),
        "author_id": author.get("id"),
        "body": data.get("desc"),
        "unix_timestamp": data.get("createTime"),
        "url": f"https://www.tiktok.com/@{name}/video/{key}",
        "likes": stats.get("diggCount"),
        **{new: stats.get(old) for old, new in (("commentCount", "comments"), ("shareCount", "shares"))},
        "plays": stats.get("playCount"),
        "hashtags": _tags(data.get("textExtra"), "hashtagName"),
    }


def _tiktok_comment(data: Item, about: Item) -> Item:
    user, share = _dict(data.get("user")), _dict(data.get("share_info"))
    answered = _text(data.get("reply_id"))
    return {
        "id": data.get("cid"),
        "thread_id": data.get("aweme_id") if answered in ("", "0") else answered,
        "post_id": data.get("aweme_id"),
        "post_body": share.get("title"),
        "post_url": _text(share.get("url")).split(".html")[0],
        "author": user.get("unique_id"),
        "author_fullname": user.get("nickname"),
        "author_id": user.get("uid"),
        "body": data.get("text"),
        "unix_timestamp": data.get("create_time"),
        "likes": data.get("digg_count"),
        "replies": data.get("reply_comment_total"),
        "language_guess": data.get("comment_language"),
        "is_comment_on_comment": "no" if answered in ("", "0") else "yes",
    }


def _instagram(data: Item, about: Item) -> Item:
    edges = _at(data, "edge_media_to_caption", "edges")
    first = edges[0] if isinstance(edges, list) and edges else None
    caption = _at(data, "caption", "text")
    user = _dict(data.get("user")) or _dict(data.get("owner"))
    name, key = user.get("username"), data.get("code") or data.get("shortcode")
    threads = "text_post_app_info" in data
    where = f"https://www.threads.com/@{name}/post/{key}" if threads else f"https://www.instagram.com/p/{key}"
    likes = data.get("like_count")
    when = data.get("taken_at")
    comments = data.get("comment_count")
    return {
        "id": key,
        "thread_id": key,
        "body": caption if caption is not None else _at(first, "node", "text"),
        "author": name,
        "author_fullname": user.get("full_name"),
        "author_id": user.get("pk") or user.get("id"),
        "unix_timestamp": when if when is not None else data.get("taken_at_timestamp"),
        "url": where,
        "likes": likes if likes is not None else _at(data, "edge_media_preview_like", "count"),
        "comments": comments if comments is not None else _at(data, "edge_media_preview_comment", "count"),
    }


def _linkedin(data: Item, about: Item) -> Item:
    actor = _dict(data.get("actor"))
    urn = _text(_at(data, "updateMetadata", "urn")) or _text(data.get("preDashEntityUrn"))
    match = _ACTIVITY.search(urn)
    key = match[1] if match else urn
    target = _text(_at(actor, "navigationContext", "actionTarget")).split("?")[0]
    seen = about.get("timestamp_collected")
    ago = _at(actor, "subDescription", "text")
    when, unit = approximate(seen / 1000 if isinstance(seen, int | float) else None, ago)
    counts = _dict(_at(data, "*socialDetail", "*totalSocialActivityCounts"))
    return {
        "id": key,
        "thread_id": key,
        "body": _at(data, "commentary", "text", "text"),
        "author": _at(actor, "name", "text"),
        "author_id": target.rpartition("linkedin.com/")[2].strip("/"),
        "author_description": _at(actor, "description", "text"),
        "unix_timestamp": when,
        "timestamp_ago": _text(ago).split("•")[0].strip(),
        "precision": unit,
        "url": f"https://www.linkedin.com/feed/update/urn:li:activity:{key}",
        "likes": counts.get("numLikes"),
        "comments": counts.get("numComments"),
        "shares": counts.get("numShares"),
    }


def _status(data: Item, about: Item) -> Item:
    """Return a post of a site that is built on Mastodon: Truth Social, Gab."""
    account = _dict(data.get("account"))
    likes = data.get("favourites_count")
    return {
        "id": data.get("id"),
        "thread_id": data.get("conversation_id") or data.get("id"),
        "parent_id": data.get("in_reply_to_id"),
        "body": data.get("content"),
        "account_username": account.get("acct") or account.get("username"),
        "account_display_name": account.get("display_name"),
        "account_id": account.get("id"),
        "timestamp": data.get("created_at"),
        "url": data.get("url"),
        "likes": likes if likes is not None else data.get("reaction_count"),
        "replies_count": data.get("replies_count"),
        "reblogs_count": data.get("reblogs_count"),
    }


_SITES: tuple[tuple[Callable[[Item], bool], Callable[[Item, Item], Item]], ...] = (
    (_is_tweet, _tweet),
    (lambda d: "cid" in d and "aweme_id" in d and "text" in d, _tiktok_comment),
    (lambda d: "desc" in d and "createTime" in d and "author" in d, _tiktok),
    (
        lambda d: ("code" in d and "taken_at" in d) or ("shortcode" in d and "taken_at_timestamp" in d),
        _instagram,
    ),
    (lambda d: isinstance(d.get("actor"), dict) and "commentary" in d, _linkedin),
    (lambda d: isinstance(d.get("account"), dict) and isinstance(d.get("content"), str), _status),
)
