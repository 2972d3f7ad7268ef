"""Writers of trees of comments in the shapes of sites' exports and of the tools that collect from them."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from html import escape as html
from typing import Any
from xml.sax.saxutils import escape

from reader_trees import ARTICLE, STORY, TITLE, Node, Tree, answered, below, people

#: What no reader may keep; it stands in every export that has a field for it.
MAIL, ADDRESS = "ada.low@mail.example", "203.0.113.77"


def clock(seconds: int, form: str = "%Y-%m-%dT%H:%M:%SZ") -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime(form)


def _lines(found: list[Any]) -> bytes:
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in found).encode()


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _reddit_text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _reddit_comment(tree: Tree, node: Node) -> dict[str, Any]:
    parent = answered(tree, node)
    return _given(
        id=node.id,
        name=f"t1_{node.id}",
        link_id=f"t3_{STORY}",
        parent_id=f"t1_{parent}" if parent else f"t3_{STORY}",
        author=node.author or "[deleted]",
        body="[deleted]" if node.deleted else _reddit_text(node.text),
        created_utc=node.time,
        score=node.likes,
        subreddit="rivers",
        edited=False,
        is_submitter=False,
        distinguished=None,
    )


def reddit(tree: Tree) -> bytes:
    return _lines([_reddit_comment(tree, node) for node in tree])


def reddit_page(tree: Tree) -> bytes:
    """Return the two listings of a thread's page, answers inside of comments."""
    under = below(tree)

    def listing(kind: str, found: list[dict[str, Any]]) -> dict[str, Any]:
        inside = {"after": None, "dist": None, "children": [{"kind": kind, "data": d} for d in found]}
        return {"kind": "Listing", "data": inside}

    made: dict[int, dict[str, Any]] = {}
    for place in reversed(range(len(tree))):  # answers come behind what they answer
        inner = [made[i] for i in under.get(place, [])]
        made[place] = {**_reddit_comment(tree, tree[place]), "replies": listing("t1", inner) if inner else ""}
    post = {
        "id": STORY, "name": f"t3_{STORY}", "title": TITLE, "selftext": ARTICLE, "author": "river_editor",
        "created_utc": 1_700_000_000.0, "subreddit": "rivers", "permalink": f"/r/rivers/comments/{STORY}/a/",
    }  # fmt: skip
    page = [listing("t3", [post]), listing("t1", [made[i] for i in under.get(None, [])])]
    return json.dumps(page, ensure_ascii=False).encode()


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{html(part, quote=False)}" for part in text.split("\n\n")).removeprefix("<p>")


def hackernews(tree: Tree) -> bytes:
    under = below(tree)
    out: list[dict[str, Any]] = [
        {"by": "editor", "id": int(STORY), "title": TITLE, "time": 1_700_000_000, "type": "story",
         "descendants": len(tree), "kids": [int(tree[i].id) for i in under.get(None, [])]}
    ]  # fmt: skip
    for place, node in enumerate(tree):
        item = _given(
            id=int(node.id), parent=int(answered(tree, node) or STORY), time=node.time, type="comment"
        )
        if node.deleted:
            item["deleted"] = True
        else:
            item |= _given(by=node.author, text=_paragraphs(node.text))
        if place in under:
            item["kids"] = [int(tree[i].id) for i in under[place]]
        out.append(item)
    return _lines(out)


def algolia(tree: Tree) -> bytes:
    under = below(tree)
    made: dict[int, dict[str, Any]] = {}
    for place in reversed(range(len(tree))):
        node = tree[place]
        made[place] = {
            "id": int(node.id), "type": "comment", "story_id": int(STORY), "points": None, "options": [],
            "parent_id": int(answered(tree, node) or STORY), "author": node.author,
            "text": None if node.deleted else _paragraphs(node.text),
            "created_at_i": node.time, "children": [made[i] for i in under.get(place, [])],
        }  # fmt: skip
    story = {
        "id": int(STORY), "type": "story", "title": TITLE, "author": "editor", "points": 5, "text": None,
        "created_at_i": 1_700_000_000, "children": [made[i] for i in under.get(None, [])],
    }  # fmt: skip
    return json.dumps(story, ensure_ascii=False).encode()


def _cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _breaks(text: str) -> str:
    return html(text, quote=False).replace("\n", "<br>")


def disqus_xml(tree: Tree) -> bytes:
    names = people(tree)
    out = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">',
        f'<thread dsq:id="{STORY}"><id>bridge-1</id><forum>river</forum><link>https://river.example/bridge</link>'
        f"<title>{TITLE}</title><message /><createdAt>2024-03-01T08:00:00Z</createdAt><author><email>{MAIL}</email>"
        f"<name>River Times</name><isAnonymous>false</isAnonymous><username>river</username></author>"
        f"<ipAddress>{ADDRESS}</ipAddress><isClosed>false</isClosed><isDeleted>false</isDeleted></thread>",
    ]
    for node in tree:
        parent = answered(tree, node)
        when = "" if node.time is None else f"<createdAt>{clock(node.time)}</createdAt>"
        who = f"<email>{MAIL}</email><name>{escape(node.author or '')}</name><isAnonymous>"
        who += (
            f"false</isAnonymous><username>u{names[node.author]}</username>"
            if node.author
            else "true</isAnonymous>"
        )
        out.append(
            f'<post dsq:id="{node.id}"><id></id><message>{_cdata(f"<p>{_breaks(node.text)}</p>")}</message>{when}'
            f"<isDeleted>{str(node.deleted).lower()}</isDeleted><isSpam>false</isSpam><author>{who}</author>"
            f'<ipAddress>{ADDRESS}</ipAddress><thread dsq:id="{STORY}" />'
            + (f'<parent dsq:id="{parent}" />' if parent else "")
            + "</post>"
        )
    return "\n".join([*out, "</disqus>"]).encode()


def disqus_json(tree: Tree) -> bytes:
    names = people(tree)
    posts = [
        _given(
            id=node.id, thread=STORY, forum="river", message=f"<p>{_breaks(node.text)}</p>", raw_message=node.text,
            likes=node.likes,
            author={"name": node.author, "username": f"u{names[node.author]}", "isAnonymous": False}
            if node.author else {"name": "", "isAnonymous": True, "email": MAIL}, ipAddress=ADDRESS,
            isSpam=False, isDeleted=node.deleted, isApproved=True, dislikes=0,
        )
        | {
            "parent": int(answered(tree, node) or 0) or None,
            "createdAt": None if node.time is None else clock(node.time, "%Y-%m-%dT%H:%M:%S"),
        }
        for node in tree
    ]  # fmt: skip
    return json.dumps(
        {"cursor": {"hasNext": False}, "code": 0, "response": posts}, ensure_ascii=False
    ).encode()


def wordpress(tree: Tree) -> bytes:
    names = people(tree)
    comments = []
    for node in tree:
        when = "0000-00-00 00:00:00" if node.time is None else clock(node.time, "%Y-%m-%d %H:%M:%S")
        comments.append(
            f"<wp:comment><wp:comment_id>{node.id}</wp:comment_id>"
            f"<wp:comment_author>{_cdata(html(node.author or '', quote=False))}</wp:comment_author>"
            f"<wp:comment_author_email>{MAIL if node.author else ''}</wp:comment_author_email>"
            f"<wp:comment_author_IP>{ADDRESS}</wp:comment_author_IP><wp:comment_date>{when}</wp:comment_date>"
            f"<wp:comment_date_gmt>{when}</wp:comment_date_gmt>"
            f"<wp:comment_content>{_cdata(html(node.text, quote=False))}</wp:comment_content>"
            "<wp:comment_approved>1</wp:comment_approved><wp:comment_type>comment</wp:comment_type>"
            f"<wp:comment_parent>{answered(tree, node) or 0}</wp:comment_parent>"
            f"<wp:comment_user_id>{names[node.author] if node.author else 0}</wp:comment_user_id></wp:comment>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<channel><title>River Blog</title><link>https://blog.example</link><wp:wxr_version>1.2</wp:wxr_version>"
        f"<item><title>{TITLE}</title><link>https://blog.example/?p=7</link><dc:creator>editor</dc:creator>"
        f"<content:encoded>{_cdata(f'<p>{ARTICLE}</p>')}</content:encoded><wp:post_id>{STORY}</wp:post_id>"
        "<wp:post_date_gmt>2024-03-01 08:00:00</wp:post_date_gmt><wp:status>publish</wp:status>"
        f"<wp:post_type>post</wp:post_type>{''.join(comments)}</item></channel></rss>"
    ).encode()


VIDEO = "br1dgeV1d30"


def youtube_id(number: str) -> str:
    return f"Ugx{number}"


def youtube(tree: Tree) -> bytes:
    """Return a page of comment threads, each with its answers."""
    names, under = people(tree), below(tree)

    def comment(node: Node, parent: str = "") -> dict[str, Any]:
        snippet = _given(
            videoId=VIDEO, textDisplay=_breaks(node.text), textOriginal=node.text, authorDisplayName=node.author,
            authorChannelId={"value": f"UC{names[node.author]}"} if node.author else None,
            likeCount=node.likes, publishedAt=None if node.time is None else clock(node.time), canRate=True,
            parentId=youtube_id(parent) if parent else None, viewerRating="none",
        )  # fmt: skip
        return {"kind": "youtube#comment", "etag": "e", "id": youtube_id(node.id), "snippet": snippet}

    threads = []
    for place in under.get(None, []):
        node = tree[place]
        inner = [comment(tree[i], node.id) for i in under.get(place, [])]
        thread: dict[str, Any] = {
            "kind": "youtube#commentThread", "etag": "e", "id": youtube_id(node.id),
            "snippet": {"videoId": VIDEO, "topLevelComment": comment(node), "totalReplyCount": len(inner)},
        }  # fmt: skip
        if inner:
            thread["replies"] = {"comments": inner}
        threads.append(thread)
    page = {"kind": "youtube#commentThreadListResponse", "etag": "e", "items": threads}
    return json.dumps(page, ensure_ascii=False).encode()


def ytdlp(tree: Tree) -> bytes:
    names = people(tree)
    comments = [
        _given(
            id=node.id, parent=answered(tree, node) or "root", text=node.text, like_count=node.likes,
            author=node.author, author_id=f"UC{names[node.author]}" if node.author else None,
            timestamp=node.time, author_is_uploader=False, author_thumbnail="https://yt3.example/a", is_favorited=False,
        )
        for node in tree
    ]  # fmt: skip
    video = {
        "id": VIDEO, "title": TITLE, "description": ARTICLE, "extractor": "youtube", "extractor_key": "Youtube",
        "formats": [{"format_id": "18", "url": f"https://r1.example/play?ip={ADDRESS}"}], "upload_date": "20240301",
        "webpage_url": f"https://www.youtube.com/watch?v={VIDEO}", "comments": comments, "comment_count": len(comments),
    }  # fmt: skip
    return json.dumps(video, ensure_ascii=False).encode()


def php_cell(text: str) -> str:
    """Return a cell as PHP's fputcsv writes it: quotes are doubled, but not behind a backslash."""
    if not any(sign in text for sign in ',"\n\r\t \\'):
        return text
    out, escaped = [], False
    for sign in text:
        if sign == "\\":
            escaped = True
        elif not escaped and sign == '"':
            out.append('"')
        else:
            escaped = False
        out.append(sign)
    return '"' + "".join(out) + '"'


def youtube_data_tools(tree: Tree) -> bytes:
    names = people(tree)
    heading = "position,videoId,id,replyCount,likeCount,publishedAt,authorName,authorChannelId,text,isReply,isReplyToId"
    rows = [heading]
    for place, node in enumerate(tree, 1):
        parent = answered(tree, node)
        when = "" if node.time is None else clock(node.time, "%Y-%m-%d %H:%M:%S")
        # The tool writes each comment in one line.
        cells = (
            *(str(place), VIDEO, node.id, "0", "" if node.likes is None else str(node.likes), when),
            *(
                node.author or "",
                f"UC{names[node.author]}" if node.author else "",
                " ".join(node.text.split("\n")),
            ),
            *("1" if parent else "0", parent),
        )
        rows.append(",".join(map(php_cell, cells)))
    return "\n".join(rows).encode()


def telegram(tree: Tree) -> bytes:
    names = people(tree)
    messages: list[dict[str, Any]] = []
    for node in tree:
        message: dict[str, Any] = {"id": int(node.id), "type": "message"}
        if node.time is not None:
            message |= {"date": clock(node.time, "%Y-%m-%dT%H:%M:%S"), "date_unixtime": str(node.time)}
        message["from"] = node.author
        if node.author:
            message["from_id"] = f"user{names[node.author]}"
        if node.parent is not None:
            message["reply_to_message_id"] = int(answered(tree, node))
        first, _, rest = node.text.partition(" ")
        message["text"] = [{"type": "bold", "text": first}, f" {rest}"] if rest else node.text
        message["text_entities"] = []
        messages.append(message)
    chat = {"name": TITLE, "type": "public_supergroup", "id": int(STORY), "messages": messages}
    return json.dumps(chat, ensure_ascii=False, indent=1).encode()


def twitter(tree: Tree) -> bytes:
    """Return a page of the API's version 2 for every three tweets, with the accounts that it names."""
    names = people(tree)
    pages = []
    for start in range(0, len(tree), 3):
        part = tree[start : start + 3]
        tweets = [
            _given(
                id=node.id, conversation_id=STORY, author_id=str(names[node.author or ""]),
                text=_reddit_text(node.text), created_at=None if node.time is None else clock(node.time),
                public_metrics=None if node.likes is None else {"like_count": node.likes, "reply_count": 0},
                referenced_tweets=[{"type": "replied_to", "id": answered(tree, node) or STORY}],
                edit_history_tweet_ids=[node.id],
            )
            for node in part
        ]  # fmt: skip
        users = [
            {"id": str(names[name]), "username": name, "name": name}
            for name in dict.fromkeys(node.author for node in part)
            if name
        ]
        meta = {"newest_id": part[0].id, "oldest_id": part[-1].id, "result_count": len(part)}
        pages.append({"data": tweets, "includes": {"users": users}, "meta": meta})
    return _lines(pages)


def facepager(tree: Tree) -> bytes:
    """Return a seed, its post, and below that the comments, each under the one that it answers."""
    node_of = {node.id: str(10 + place) for place, node in enumerate(tree)}
    heading = (
        *("level", "id", "parent_id", "object_id", "object_type", "object_key", "query_status", "query_time"),
        *("query_type", "name", "message", "from.name", "from.id", "created_time", "like_count"),
    )
    asked = ("fetched (200)", "2024-03-05 10:11:12.123456")
    rows: list[tuple[str, ...]] = [
        heading,
        ("0", "1", "None", "river", "seed", *["None"] * 5, "", "", "", "", ""),
        *[("1", "2", "1", STORY, "data", "data", *asked, "Facebook:/<page-id>/posts", TITLE, ARTICLE, "River", "100",
           clock(1_709_270_000, "%Y-%m-%dT%H:%M:%S+0000"), "None")],
    ]  # fmt: skip
    names = people(tree)
    depths: list[int] = []
    for node in tree:
        depths.append(2 if node.parent is None else depths[node.parent] + 1)
        when = "" if node.time is None else clock(node.time, "%Y-%m-%dT%H:%M:%S+0000")
        who = (node.author, str(names[node.author])) if node.author else ("", "")
        rows.append((
            *(str(depths[-1]), node_of[node.id], node_of.get(answered(tree, node), "2"), f"{STORY}_{node.id}", "data"),
            *("data", *asked, "Facebook:/<post-id>/comments", "None", node.text, *who, when),
            "None" if node.likes is None else str(node.likes),
        ))  # fmt: skip
    out = io.StringIO()
    csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def facepager_id(number: str) -> str:
    return f"{STORY}_{number}"


def fourcat(tree: Tree) -> bytes:
    """Return a thread of Reddit as 4CAT has it, the submission first."""
    heading = (
        *(
            "thread_id",
            "id",
            "timestamp",
            "body",
            "subject",
            "author",
            "image_file",
            "domain",
            "url",
            "image_md5",
        ),
        *("subreddit", "parent", "score", "unix_timestamp"),
    )
    form = "%Y-%m-%d %H:%M:%S"
    rows: list[tuple[str, ...]] = [heading]
    opener = (STORY, STORY, clock(1_700_000_000, form), ARTICLE, TITLE, "river_editor", "", "river.example")
    rows.append((*opener, "https://river.example/bridge", "", "rivers", "", "40", "1700000000"))
    for node in tree:
        parent = answered(tree, node)
        when = ("", "") if node.time is None else (clock(node.time, form), str(node.time))
        text = "[deleted]" if node.deleted else _reddit_text(node.text)
        rows.append((
            *(STORY, node.id, when[0], text, "", node.author or "[deleted]", "", "", "", "", "rivers"),
            *(f"t1_{parent}" if parent else f"t3_{STORY}", "" if node.likes is None else str(node.likes), when[1]),
        ))  # fmt: skip
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def convokit(tree: Tree) -> dict[str, bytes]:
    """Return the files of a corpus of one conversation."""
    utterances: list[Any] = [
        {
            "id": node.id, "conversation_id": tree[0].id, "text": node.text, "speaker": node.author,
            "meta": {}, "reply-to": answered(tree, node) or None, "timestamp": node.time, "vectors": [],
        }
        for node in tree
    ]  # fmt: skip
    speakers = {name: {"meta": {"email": MAIL}, "vectors": []} for name in people(tree)}
    conversations = {tree[0].id: {"meta": {"title": TITLE}, "vectors": []}}
    index = {
        "utterances-index": {},
        "speakers-index": {},
        "conversations-index": {"title": ["<class 'str'>"]},
    }
    return {
        "utterances.jsonl": _lines(utterances),
        "speakers.json": json.dumps(speakers, ensure_ascii=False).encode(),
        "conversations.json": json.dumps(conversations).encode(),
        "index.json": json.dumps(index | {"overall-index": {}, "version": 1, "vectors": []}).encode(),
        "corpus.json": b"{}",
    }
