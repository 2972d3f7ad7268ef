"""What a saved page says of itself: title, address, author, date and the article's own text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from discourse.errors import MissingExtra
from discourse.readers.chrome import parse_chrome
from discourse.readers.documents import silenced
from discourse.readers.webpage.page import Page
from discourse.readers.webpage.schema import said, work
from discourse.readers.webpage.select import Index, inner, words

#: Characters; extraction from a larger page takes too long, and its text is then that of the page's own data.
_LARGEST = 1_000_000
_DATES = ("article:published_time", "og:published_time", "date", "dc.date", "parsely-pub-date")
_HEADING = re.compile(
    r"(?:\d[\d,.]*|one|no) (?:comments?|responses?|replies|thoughts?)\b.{0,300}", re.IGNORECASE
)


@dataclass
class Facts:
    """What is known of the page's article; empty where nothing is."""

    title: str = ""
    url: str = ""
    author: str = ""
    date: str = ""
    site: str = ""
    text: str = ""
    extra: dict[str, str] = field(default_factory=dict)


def facts(page: Page, index: Index, objects: list[dict[str, Any]]) -> Facts:
    """Return what the head of a page and its JSON-LD say of it."""
    meta: dict[str, str] = {}
    for element in index.find("meta[content]"):
        name = str(element.get("property") or element.get("name") or "").lower()
        meta.setdefault(name, str(element.get("content")).strip())
    links = {str(e.get("rel")).lower(): str(e.get("href") or "") for e in index.find("link[rel]")}
    base = next((words(e) for e in index.find("title")), "")
    heading = next((words(e) for e in index.find("h1")), "")
    if heading and heading in base:  # without the site's name
        base = heading
    item = work(objects)
    address = (links.get("canonical", ""), meta.get("og:url", ""), said(item.get("url")), page.address)
    author = meta.get("author", "") or meta.get("article:author", "")
    return Facts(
        title=said(item.get("headline") or item.get("name")) or meta.get("og:title", "") or base,
        url=next((a for a in address if a.startswith(("http://", "https://"))), ""),
        author=said(item.get("author") or item.get("creator"), "name") or ("" if "://" in author else author),
        date=said(item.get("datePublished") or item.get("dateCreated"))
        or next((meta[n] for n in _DATES if meta.get(n)), ""),
        site=meta.get("og:site_name", "") or said(item.get("publisher"), "name"),
        text=said(item.get("articleBody")),
    )


def own_facts(index: Index, rules: dict[str, tuple[str, ...]]) -> Facts:
    """Return what a site with a markup of its own says of the post that is commented on."""
    found: dict[str, Any] = {}
    for name, alternatives in rules.items():
        for rule in alternatives:
            selector, _, attribute = rule.partition("@")
            for element in index.find(selector)[:1]:
                given = (
                    element.get(attribute)
                    if attribute
                    else inner(element)
                    if name == "text"
                    else words(element)
                )
                if given and given.strip() and name not in found:
                    found[name] = given.strip()
    return Facts(**found)


def extract(tree: Any, known: Facts) -> Facts:
    """Return the facts with what trafilatura finds beside them: the article's text above all.

    Parameters
    ----------
    tree : lxml.html.HtmlElement
        The page without its comments; loses its scripts.
    known : Facts
        What the page says itself, which is not overruled.

    Returns
    -------
    Facts

    Raises
    ------
    MissingExtra
        If trafilatura is not installed.
    """
    from lxml import etree

    etree.strip_elements(tree, "script", "style", "svg", "noscript", "template", with_tail=False)
    html = etree.tostring(tree, encoding="unicode", method="html")
    if len(html) > _LARGEST:
        return known
    try:
        import trafilatura
    except ImportError as error:
        raise MissingExtra("the article of a saved web page", "web") from error

    with silenced("trafilatura", "htmldate", "courlan", "justext", "dateparser"):
        try:
            found = trafilatura.bare_extraction(
                html, include_comments=False, include_tables=True, with_metadata=True, deduplicate=False
            )
        except (
            etree.LxmlError,
            RecursionError,
            ValueError,
            TypeError,
            LookupError,
            AttributeError,
            ArithmeticError,
        ):
            found = None
    if found is None:
        return known
    told = {
        name: str(getattr(found, name, None) or "") for name in ("title", "url", "author", "date", "text")
    }
    return Facts(
        title=known.title or told["title"],
        url=known.url or told["url"],
        author=known.author or told["author"],
        date=known.date or told["date"],
        site=known.site or str(getattr(found, "sitename", None) or ""),
        text=known.text or _paragraphs(told["text"], known.title or told["title"]),
        extra=known.extra,
    )


def _paragraphs(text: str, title: str) -> str:
    """Return extracted text with a blank line between paragraphs, without the title above and headings below it."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if lines and title:
        lines[0] = lines[0].removeprefix(title).strip()
    while lines and (not lines[-1] or _HEADING.fullmatch(lines[-1]) or parse_chrome(lines[-1]) is not None):
        lines.pop()
    return "\n\n".join(lines).strip()
