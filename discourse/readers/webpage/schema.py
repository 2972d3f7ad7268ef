"""Comments that a page describes by schema.org: as JSON-LD or as microdata."""

from __future__ import annotations

from typing import Any

from discourse.readers.rows.format import Row
from discourse.readers.rows.json_items import loads
from discourse.readers.webpage.elements import Ownership
from discourse.readers.webpage.select import Index, detach, inner, words

_COMMENTS = frozenset({"Comment", "UserComments", "Answer", "CorrectionComment"})
_WORKS = (
    "Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "OpinionNewsArticle", "AnalysisNewsArticle",
    "LiveBlogPosting", "SocialMediaPosting", "DiscussionForumPosting", "Question", "VideoObject", "Review", "WebPage",
)  # fmt: skip
_INSIDE = ("comment", "comments", "acceptedAnswer", "suggestedAnswer")
_MICRODATA = ", ".join(f"[itemtype*=schema.org/{kind}]" for kind in sorted(_COMMENTS))


def linked_data(index: Index) -> tuple[list[dict[str, Any]], list[str]]:
    """Return all objects of a page's JSON-LD, outer ones first, each with the comment it stands in as ``_above``.

    Blocks that tell of comments but are no JSON are returned apart.
    """
    out: list[dict[str, Any]] = []
    broken: list[str] = []
    for script in index.find("script[type=application/ld+json]"):
        given = loads((script.text or "").strip().removesuffix(";"))
        if given is None and '"Comment"' in (script.text or ""):
            broken.append(script.text.strip())
        waiting: list[tuple[Any, Any, str]] = [(given, None, "")]
        while waiting:
            item, above, key = waiting.pop()
            if isinstance(item, list):
                waiting.extend((one, above, key) for one in reversed(item))
            elif isinstance(item, dict):
                item["_line"] = script.sourceline or 0
                item["_above"] = above
                item["_key"] = key
                out.append(item)
                over = item if is_comment(item) else above
                waiting.extend(
                    (value, over, name)
                    for name, value in reversed(list(item.items()))
                    if isinstance(value, list | dict) and not name.startswith("_")
                )
    return out, broken


def is_comment(item: dict[str, Any]) -> bool:
    """Whether an object is a comment, by its type or by where it stands."""
    return bool(_types(item) & _COMMENTS) or (item.get("_key") in _INSIDE and "text" in item)


def _types(item: dict[str, Any]) -> set[str]:
    given = item.get("@type")
    kinds = given if isinstance(given, list) else [given]
    return {str(kind).rpartition("/")[2] for kind in kinds}


def work(objects: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the object that is what the page is about; empty if none is."""
    for kind in _WORKS:
        for item in objects:
            if kind in _types(item) and item["_above"] is None:
                return item
    return {}


def said(value: Any, *names: str) -> str:
    """Return a value as text: that of the first of ``names`` where it is an object."""
    while isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        return next((said(value[n]) for n in (*names, "name", "@value", "@id") if value.get(n)), "")
    return "" if value is None or isinstance(value, bool) else str(value).strip()


def from_linked_data(objects: list[dict[str, Any]]) -> list[Row]:
    """Return the comments among the objects of JSON-LD."""
    comments = [item for item in objects if is_comment(item)]
    names = {id(item): _identity(item) or f"on-page-{n}" for n, item in enumerate(comments, 1)}
    rows: list[Row] = []
    for item in comments:
        around = item["_above"]
        parent = said(item.get("parentItem"), "@id", "identifier", "url") if item.get("parentItem") else ""
        likes = said(item.get("upvoteCount")) or _liked(item.get("interactionStatistic"))
        rows.append(
            {
                "line": item["_line"],
                "id": names[id(item)],
                "parent": names[id(around)] if around is not None else parent,
                "author": said(item.get("author") or item.get("creator"), "name", "alternateName"),
                "created_at": said(item.get("dateCreated") or item.get("datePublished")),
                "text": said(item.get("text") or item.get("commentText") or item.get("description")),
                "likes": likes or None,
            }
        )
    known = {row["id"] for row in rows}
    for row in rows:  # what answers the article itself
        if row["parent"] and row["parent"] not in known and "comment" not in row["parent"].lower():
            row["parent"] = ""
    return rows


def _identity(item: dict[str, Any]) -> str:
    return next((said(item[n], "value") for n in ("@id", "identifier", "url") if item.get(n)), "")


def _liked(value: Any) -> str:
    """Return the number of likes among a comment's interactions."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and "Like" in str(one.get("interactionType")):
            return said(one.get("userInteractionCount"))
    return ""


def from_microdata(index: Index) -> list[Row]:
    """Return the comments that a page marks by ``itemscope`` and ``itemprop``. The tree is taken apart on the way."""
    elements = [e for e in index.find(_MICRODATA) if e.get("itemscope") is not None]
    if not elements:
        return []
    owners = Ownership(index, elements)
    texts = owners.firsts(
        index,
        ("[itemprop=text]", "[itemprop=commentText]", "[itemprop=description]"),
        lambda element: element,
    )
    authors = ("[itemprop=author] [itemprop=name]", "[itemprop=creator] [itemprop=name]")
    times = ("[itemprop=dateCreated]", "[itemprop=datePublished]", "[itemprop=commentTime]")
    columns = {
        "author": owners.firsts(index, (*authors, "[itemprop=author]", "[itemprop=creator]"), _value),
        "created_at": owners.firsts(index, (*times, "time"), _value),
        "likes": owners.firsts(index, ("[itemprop=upvoteCount]",), _value),
        "id": owners.firsts(index, ("@id", "@itemid", "[itemprop=url]"), _value),
        "parent": owners.firsts(index, ("[itemprop=parentItem]",), _value),
    }
    names = {e: str(columns["id"].get(e) or f"on-page-{n}") for n, e in enumerate(elements, 1)}
    rows: list[Row] = []
    for element in reversed(elements):
        row: Row = {"line": element.sourceline or 0}
        row |= {name: found[element] for name, found in columns.items() if element in found}
        around = owners.above[element]
        row["id"] = names[element]
        row["parent"] = names[around] if around is not None else row.get("parent", "").lstrip("#")
        text = texts.get(element)
        row["text"] = "" if text is None else (text.get("content") or inner(text))
        rows.append(row)
        detach(element)
    return rows[::-1]


def _value(element: Any) -> str:
    """Return the value of a property: of its attribute where the element has one for it, else its words."""
    for name in ("content", "datetime"):
        if element.get(name):
            return str(element.get(name)).strip()
    if element.tag == "link" or (element.tag == "a" and element.get("itemprop") in ("url", "parentItem")):
        return str(element.get("href") or "").strip()
    return words(element)
