"""The comment systems whose markup is known: where things stand in it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class System:
    """Where things stand in the markup of a comment system.

    A rule is a selector within the comment, ``selector@attribute``, or ``@attribute`` of the comment itself; of several
    rules the first that gives something counts.

    Attributes
    ----------
    name : str
    comment : str
        Selector of one comment; one inside another answers it.
    text, author, time, id, likes, author_id, parent : tuple of str
        Rules.
    level : str
        Rule for how far a comment is indented, where answers do not stand inside of what they answer.
    without : str
        Selector of what is no text inside the text.
    roles : dict of str to str
        Role to the selector that tells of it; ``.name`` also of the comment itself.
    least : int
        So many comments must be found.
    thread : str
        Selector of an element whose first comment is answered by the others in it.
    no_comment : str
        Selector of what stands among the comments and is none.
    """

    name: str
    comment: str
    text: tuple[str, ...]
    author: tuple[str, ...]
    time: tuple[str, ...] = ("time@datetime", "time")
    id: tuple[str, ...] = ("@id",)
    likes: tuple[str, ...] = ()
    author_id: tuple[str, ...] = ()
    parent: tuple[str, ...] = ()
    level: str = ""
    without: str = ""
    roles: dict[str, str] = field(default_factory=dict)
    least: int = 1
    thread: str = ""
    no_comment: str = ""


SYSTEMS = (
    System(
        "Disqus",
        "li.post, div.post[data-role=post]",
        text=("[data-role=message]", ".post-message"),
        author=(".post-byline .author", "[data-role=username]", ".author"),
        time=("[data-role=relative-time]@title", ".time-ago@title", ".time-ago"),
        likes=("[data-role=likes]", ".vote-up .count"),
        author_id=(".author a@data-username", "a[data-username]@data-username"),
        roles={"moderator": ".badge-moderator, .moderator"},
    ),
    System(
        "Hacker News",
        "tr.comtr",
        text=(".commtext", "div.comment"),
        author=("a.hnuser",),
        time=(".age@title", ".age"),
        level="td.ind@indent",
        without=".reply",
    ),
    System(
        "Reddit",
        "div.thing.comment",
        text=(".usertext-body .md", ".usertext-body"),
        author=("@data-author", ".tagline .author", ".tagline em"),
        time=(".tagline time@datetime",),
        id=("@data-fullname", "@id"),
        likes=(".score.unvoted@title", ".score.unvoted"),
        roles={"moderator": ".tagline .moderator", "admin": ".tagline .admin", "submitter": ".tagline .submitter"},
    ),
    System(
        "Reddit (new pages)",
        "shreddit-comment",
        text=("[slot=comment]",),
        author=("@author",),
        time=("time@datetime", "faceplate-timeago@ts", "@created"),
        id=("@thingid",),
        likes=("@score",),
        parent=("@parentid",),
    ),
    System(
        "YouTube",
        "ytd-comment-view-model, ytd-comment-renderer",
        text=("#content-text",),
        author=("#author-text", "#name a"),
        time=("#published-time-text",),
        id=("#published-time-text a@href",),
        likes=("#vote-count-middle",),
        author_id=("#author-text@href",),
        thread="ytd-comment-thread-renderer",
    ),
    System(
        "phpBB",
        "div.post.has-profile, div.post[id^=p]",
        text=(".content",),
        author=(
            ".postprofile .username, .postprofile .username-coloured",
            ".author .username, .author .username-coloured",
        ),
        time=(".author time@datetime", ".author"),
        without=".signature, .notice",
    ),
    System(
        "XenForo",
        "article.message[data-content]",
        text=(".message-body .bbWrapper", ".bbWrapper"),
        author=("@data-author", ".username"),
        time=("time.u-dt@datetime", "time@datetime"),
        id=("@data-content",),
        without=".bbCodeBlock-expandLink, .bbCodeBlock-shrinkLink, .message-signature",
    ),
    System(
        "vBulletin",
        "li.postbit, li.postcontainer, table[id^=post], div.postcontainer",
        text=("blockquote.postcontent", "[id^=post_message_]"),
        author=("a.username", ".bigusername", ".username"),
        time=(".postdate .date", ".postdate", "td.thead"),
    ),
    System(
        "Guardian",
        "li.d-comment, div.d-comment",
        text=(".d-comment__body",),
        author=("@data-comment-author", ".d-comment__author"),
        time=("time@datetime", "@data-comment-timestamp"),
        id=("@data-comment-id", "@id"),
        likes=(".d-comment__recommend-count--old, .d-comment__recommend-count", ),
        without=".d-comment__reply-to-author",
        roles={"moderator": ".d-comment__author-staff"},
    ),
    System(
        "WordPress",
        "li.comment, div.comment.depth-1, li.pingback, li.trackback",
        text=(".comment-content", ".comment-text", ".comment-body", "article", ".commentbody", "p"),
        author=(".comment-author .fn", "cite.fn", "cite", ".comment-author", ".comment-author-name"),
        time=("time@datetime", ".comment-metadata a", ".comment-meta a", ".comment-date"),
        without=(
            ".comment-author, .comment-meta, .commentmetadata, .reply, .comment-awaiting-moderation, "
            ".comment-respond, .says"
        ),
        roles={"submitter": ".bypostauthor"},
        no_comment=".pingback, .trackback",
    ),
    System(
        "named classes",
        ".comment, [id^=comment-], .Comment, .comment-item, .comment-wrapper, .comment-container, .comment-thread",
        text=(
            ".comment-text", ".comment-content", ".comment-body", ".comment__text", ".comment__body",
            ".comment__content", ".comment-message", ".body", ".text", ".content", ".message", "p",
        ),
        author=(
            ".comment-author", ".comment__author", ".author", ".username", ".user-name", ".comment-username",
            ".user", "[rel=author]", "cite", "[class*=author]", "[class*=user]",
        ),
        time=("time@datetime", "time", ".comment-date", ".date", ".comment__date", ".timestamp", ".time"),
        without=".reply, .comment-author, .author, .comment-meta, .date, time",
        likes=(".likes", ".score", ".comment-likes", ".votes"),
        least=2,
    ),
)  # fmt: skip


#: Sites whose pages show a post with comments, and where that stands. Of forums only the title: their first post is a
#: comment like the others.
OWN: dict[str, dict[str, tuple[str, ...]]] = {
    "Hacker News": {
        "title": (".titleline a", "a.storylink"),
        "url": (".titleline a@href", "a.storylink@href"),
        "author": (".fatitem .subtext a.hnuser",),
        "date": (".fatitem .subtext .age@title",),
        "text": (".toptext",),
    },
    "Reddit": {
        "title": (".thing.link a.title",),
        "author": (".thing.link@data-author",),
        "date": (".thing.link time@datetime", ".thing.link@data-timestamp"),
        "text": (".thing.link .expando .md",),
        "url": (".thing.link a.title@href",),
    },
    "Reddit (new pages)": {
        "title": ("shreddit-post@post-title",),
        "author": ("shreddit-post@author",),
        "date": ("shreddit-post@created-timestamp",),
        "text": ("shreddit-post [slot=text-body]",),
    },
    "YouTube": {
        "title": ("ytd-watch-metadata h1", "h1.title"),
        "author": ("ytd-channel-name a",),
        "text": ("#description-inline-expander", "#description"),
    },
    "phpBB": {"title": ("h2.topic-title",)},
    "XenForo": {"title": ("h1.p-title-value",)},
    "vBulletin": {"title": (".threadtitle",)},
}
