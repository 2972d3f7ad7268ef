"""Reader of WordPress: posts and pages with their comments in a WXR export ("WordPress eXtended RSS")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element

from discourse.model.corpus import Corpus
from discourse.readers.rows.format import Format, Row
from discourse.readers.rows.xml_items import attribute, children, elements, local, text_of
from discourse.readers.source import Source
from discourse.readers.tally import Tally

EMPTY = "a post, page or file without comments"
SPAM = "marked as spam by the site"
TRASH = "in the site's trash"
PINGBACK = "a pingback or trackback: a link from elsewhere, no comment"
MACHINE = "a note that a plugin made, no comment"
_PINGS = frozenset(("pingback", "trackback", "pings"))
_NOTES = frozenset(("order_note", "action_log", "webhook_delivery", "note", "editorial-comment", "feedback"))
_BINNED = frozenset(("trash", "post-trashed"))
#: What stands in an item besides what has a place of its own, and is kept.
_OF_ITEM = ("post_type", "status", "post_name", "comment_status", "post_parent", "is_sticky")
_SETTINGS = frozenset(("author", "category", "tag", "term"))
_BLOCKS = ("<p>", "<p ", "<br", "<div", "<ul", "<ol", "<!-- wp:", "<table", "<pre", "<P>", "<BR")


@dataclass
class _Site:
    """What the head of an export tells: where the site is, and its registered authors."""

    name: str = ""
    logins: dict[str, str] = field(default_factory=dict)
    guests: dict[tuple[str, str], str] = field(default_factory=dict)


def sniff(source: Source) -> float:
    """Return how surely a source is a WordPress export: by its namespace, of whatever version.

    Examples
    --------
    >>> sniff(Source.from_text('<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel></channel></rss>'))
    1.0
    """
    head = source.head.lstrip()
    if head[:1] != "<" or "<rss" not in head:
        return 0.0
    return 1.0 if "wordpress.org/export/" in head else 0.5 if "<wp:wxr_version>" in head else 0.0


def read(
    source: Source, *, keep_spam: bool = False, keep_pingbacks: bool = False, keep_empty: bool = False
) -> Corpus:
    """Read the posts and comments of a WordPress export.

    Parameters
    ----------
    source : Source
        A WXR file of any version.
    keep_spam : bool
        Keep comments marked as spam or in the trash.
    keep_pingbacks : bool
        Keep pingbacks and trackbacks.
    keep_empty : bool
        Keep posts, pages and other items without comments.

    Returns
    -------
    Corpus
        Comments that wait for approval are kept, with ``approved`` in ``extra``. A registered commenter is known by
        the number on the site, another one by name and e-mail address together, of which only a number is kept: that
        of the first comment; without an address, by the name. Fields of plugins are not kept unless they are numbers,
        for they hold addresses.

    Raises
    ------
    InputError
        If the file is no sound XML, or declares entities.

    Examples
    --------
    >>> text = '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><item><title>Bridge</title>'
    >>> text += "<wp:post_id>7</wp:post_id><wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_author>Ada"
    >>> text += "</wp:comment_author><wp:comment_content>Out</wp:comment_content></wp:comment></item></channel></rss>"
    >>> read(Source.from_text(text)).comments[["document_id", "author", "text"]].values.tolist()
    [['7', 'Ada', 'Out']]
    """
    from discourse.readers.rows.assemble import assemble

    return assemble(
        FORMAT, [source], keep_spam=keep_spam, keep_pingbacks=keep_pingbacks, keep_empty=keep_empty
    )


def rows(
    source: Source,
    tally: Tally,
    *,
    keep_spam: bool = False,
    keep_pingbacks: bool = False,
    keep_empty: bool = False,
) -> Iterator[Row]:
    """Yield each item that has comments, and its comments; see :func:`read`."""
    site = _Site()
    number = 0
    for element in elements(source, tally, depth=2, what="an export of WordPress"):
        kind = local(element.tag)
        if kind != "item":
            _setting(site, kind, element)
            continue
        number += 1
        document = _item(element, number)
        kept = []
        place = number
        for child in element:
            if local(child.tag) != "comment":
                continue
            number += 1
            row = _comment(child, number, document, site)
            reason = _reason(row, keep_spam=keep_spam, keep_pingbacks=keep_pingbacks)
            if reason:
                tally.add("dropped", reason, number, row["text"])
            else:
                kept.append(row)
        if kept or keep_empty:
            yield document
            yield from kept
        else:
            tally.add("dropped", EMPTY, place, document["title"])


def _setting(site: _Site, kind: str, element: Element) -> None:
    """Take from the head of the export what comments need."""
    if kind in ("base_blog_url", "base_site_url", "link") and (kind != "link" or not site.name):
        site.name = text_of(element).strip().partition("://")[2].strip("/") or site.name
    elif kind == "author":
        parts = children(element)
        number, login = (text_of(parts.get(name)).strip() for name in ("author_id", "author_login"))
        if number and login:
            site.logins[number] = login


def _item(element: Element, number: int) -> Row:
    parts: dict[str, str] = {}
    terms: dict[str, list[str]] = {}
    for child in element:
        name = local(child.tag)
        if name == "category":
            terms.setdefault(attribute(child, "domain") or "category", []).append(text_of(child).strip())
        elif name == "encoded":
            # <content:encoded> and <excerpt:encoded> differ by their namespaces alone.
            parts["excerpt" if "excerpt" in str(child.tag) else "content"] = text_of(child)
        elif len(child) == 0:
            parts.setdefault(name, text_of(child).strip())
    extra: dict[str, Any] = {name: parts[name] for name in _OF_ITEM if parts.get(name) not in (None, "", "0")}
    extra.update(terms)
    if parts.get("excerpt", "").strip():
        extra["excerpt"] = parts["excerpt"].strip()
    return {
        "line": number,
        "kind": "document",
        "id": parts.get("post_id", ""),
        "title": unescape(parts.get("title", "")),
        "text": _broken(parts.get("content", "")),
        "author": parts.get("creator", ""),
        "created_at": _when(
            parts.get("post_date_gmt", ""), parts.get("pubDate", "") or parts.get("post_date", "")
        ),
        "url": parts.get("link", ""),
        "extra": extra,
    }


def _comment(element: Element, number: int, document: Row, site: _Site) -> Row:
    part: dict[str, str] = {}
    extra: dict[str, Any] = {}
    for child in element:
        name = local(child.tag)
        if name == "commentmeta":
            meta = children(child)
            key, value = (text_of(meta.get(n)).strip() for n in ("meta_key", "meta_value"))
            # Longer numbers may be times, telephone numbers or addresses.
            if key and value.isdigit() and len(value) <= 6:
                extra[key.lstrip("_")] = int(value)
        else:
            part[name.removeprefix("comment_")] = text_of(child)
    get = {name: value.strip() for name, value in part.items()}.get
    row: Row = {
        "line": number,
        "id": get("id", ""),
        "document": document["id"],
        "parent": "" if get("parent", "") == "0" else get("parent", ""),
        "author": unescape(get("author", "")),
        "created_at": _when(get("date_gmt", ""), get("date", "")),
        "text": _broken(part.get("content", "")),
        "extra": extra,
    }
    user, address = get("user_id", ""), get("author_email", "").lower()
    if user not in ("", "0"):
        row["author_id"] = f"{site.name}:user:{user}"
        if site.logins.get(user, "") == document["author"] != "":
            row["role"] = "submitter"
    elif address and row["author"]:
        row["author_id"] = site.guests.setdefault((row["author"], address), f"{site.name}:guest:{row['id']}")
    if get("author_url"):
        extra["author_url"] = get("author_url")
    if get("type") not in (None, "", "comment"):
        extra["type"] = get("type")
    approved = get("approved", "1")
    if approved != "1":
        extra["approved"] = int(approved) if approved.isdigit() else approved
    return row


def _reason(row: Row, *, keep_spam: bool, keep_pingbacks: bool) -> str:
    """Return why a comment is left out; empty if it is not."""
    state, kind = row["extra"].get("approved"), row["extra"].get("type")
    if not keep_spam and state == "spam":
        return SPAM
    if not keep_spam and state in _BINNED:
        return TRASH
    if kind in _PINGS and not keep_pingbacks:
        return PINGBACK
    return MACHINE if kind in _NOTES else ""


def _when(utc: str, other: str) -> str:
    """Return a time in UTC; where that is all noughts, as it is for drafts and what came by import, the local one.

    Examples
    --------
    >>> _when("2024-03-01 10:00:00", ""), _when("0000-00-00 00:00:00", "2024-03-01 12:00:00")
    ('2024-03-01T10:00:00Z', '2024-03-01 12:00:00')
    """
    if utc[:4] not in ("", "0000") and "-0001" not in utc:
        return utc.replace(" ", "T") + "Z" if len(utc) == 19 else utc
    return "" if other.startswith("0000") or "-0001" in other else other


def _broken(text: str) -> str:
    r"""Return a text with a tag for each line break, as WordPress shows it, unless it has paragraphs of its own.

    Examples
    --------
    >>> _broken("one\n<b>two</b>"), _broken("<p>one\ntwo</p>")
    ('one<br>\n<b>two</b>', '<p>one\ntwo</p>')
    """
    text = text.strip()
    if "\n" not in text or not ("<" in text or "&" in text) or any(sign in text for sign in _BLOCKS):
        return text
    return text.replace("\r\n", "\n").replace("\n", "<br>\n")


FORMAT = Format("wordpress", rows, markup="html", streams=True)
