"""Reader of web pages saved from a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from discourse.errors import InputError, MissingExtra, OptionError
from discourse.model.corpus import Corpus
from discourse.readers.documents import Extract, as_thread
from discourse.readers.rows.format import Format, Row
from discourse.readers.source import Source
from discourse.readers.tally import Tally
from discourse.readers.times import parse_cell
from discourse.readers.webpage.article import Facts, extract, facts, own_facts
from discourse.readers.webpage.elements import count_comments, instant, take
from discourse.readers.webpage.page import Page, is_archive, open_page, parse
from discourse.readers.webpage.schema import from_linked_data, from_microdata, linked_data
from discourse.readers.webpage.select import Index, words
from discourse.readers.webpage.systems import OWN, SYSTEMS
from discourse.readers.webpage.visible import below, visible_lines

_HEAD = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_PIECE = re.compile(r"<(?:body|head|div|article|section|ol|ul|table|p)\b[^>]*>", re.IGNORECASE)
_MARKED = re.compile(
    r"</?(?:p|br|a|div|em|strong|i|b|blockquote|ul|ol|li|span)\b[^>]*>|&(?:#\d+|#x[\da-f]+|\w+);", re.I
)
_NO_WORDS = "an element of a comment without words"
_BROKEN = "a block of JSON-LD that tells of comments, but is no valid JSON"
_AROUND = "menus and footers of the page"
_ABOVE = "what stands on the page above or beside the article"
#: How sure the name of a comment is to be, and how many such there are to be where the article is not told apart.
_SURE, _MANY = 0.9, 3
_LINKED = "a pingback or trackback: no comment, but a link from another page"
_REMOVED = re.compile(
    r"(?:this|your|the)? ?(?:comment|post|message|contribution) (?:was|has been|is|by \S+ was)"
    r" (?:\w+ )?(?:deleted|removed|hidden|moderated)\b",
    re.IGNORECASE,
)
_SHORT = 300
HINT = (
    "no comments were found on the page: they may be loaded only when the page is scrolled down or a button is "
    "pressed; show them all before saving, or copy the text and paste it into a file"
)


@dataclass
class Found:
    """What was found on a page."""

    page: Page
    facts: Facts
    comments: list[Row]
    system: str
    broken: list[str]
    missing: str = ""


def sniff(source: Source) -> float:
    """Return how surely a source is a web page: by its first tags, or as a web archive (.mht)."""
    if source.encoding in ("docx", "odt", "pdf", "parquet", "sqlite", "workbook"):
        return 0.0
    head = source.head
    if _HEAD.match(head) or is_archive(source):
        return 0.96
    if (
        source.suffix in (".html", ".htm", ".xhtml")
        and _PIECE.search(head)
        and not head.lstrip().startswith("<?xml")
    ):
        return 0.9
    return 0.5 if head.lstrip().startswith("<") and _PIECE.match(head.lstrip()) else 0.0


def rows(source: Source, tally: Tally) -> Iterator[Row]:
    """Yield the page's article and the comments that its markup tells apart.

    Parameters
    ----------
    source : Source
    tally : Tally
        Receives elements of comments that hold no words.

    Yields
    ------
    dict
        See :mod:`discourse.readers.rows.format`.
    """
    yield from _rows(find(source), tally)


def _rows(found: Found, tally: Tally) -> Iterator[Row]:
    told = found.facts
    if found.missing:
        tally.flag(f"the article's own text is not there: {found.missing}", 1, told.title)
    for block in found.broken:
        tally.add("dropped", _BROKEN, 1, block)
    yield {
        "line": 1,
        "kind": "document",
        "id": "",
        "title": told.title,
        "url": told.url,
        "author": told.author,
        "created_at": told.date,
        "text": told.text,
        "markup": "html" if found.system in OWN else "plain",
        "extra": {"site": told.site} if told.site else {},
    }
    for row in found.comments:
        if not (row.get("text") or "").strip() and not row.get("author"):
            tally.add("dropped", _NO_WORDS, row["line"], str(row.get("id", "")))
            continue
        if row.pop("other", False):
            tally.add("dropped", _LINKED, row["line"], _tagless(row["text"]))
            continue
        if len(row["text"]) < _SHORT and _REMOVED.match(_tagless(row["text"])):
            row["deleted"] = True
        if found.system == "JSON-LD":
            row["markup"] = "html" if _MARKED.search(row["text"]) else "plain"
        yield {key: value for key, value in row.items() if value not in (None, "")}


def _tagless(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


FORMAT = Format("webpage", rows, markup="html", mentions=True, hint=HINT)


def find(source: Source) -> Found:
    """Return what a page says of itself and its comments, by the way that gives the most of them.

    Comments are looked for in the page's JSON-LD, in its microdata, and by the markup of known comment systems.

    Parameters
    ----------
    source : Source

    Returns
    -------
    Found

    Raises
    ------
    InputError
        If it cannot be parsed.
    """
    page = open_page(source)
    index = Index(page.tree)
    objects, broken = linked_data(index)
    told = facts(page, index, objects)
    linked = from_linked_data(objects)
    ways = [(_filled(linked), linked)]
    counts = [(count_comments(index, system), system) for system in SYSTEMS]
    most = max(counts, key=lambda pair: pair[0])  # the first of equals
    marked = from_microdata(index)
    if marked:
        ways.append((_filled(marked), marked))
        page.tree = parse(page.html, source.name)  # it was taken apart
        index = Index(page.tree)
    best = max(ways, key=lambda pair: pair[0])
    if most[0] and most[0] >= best[0]:
        system = most[1].name
        told = _merged(own_facts(index, OWN[system]), told) if system in OWN else told
        comments = take(index, most[1])
    elif best[0]:
        system, comments = ("microdata" if best[1] is marked else "JSON-LD"), best[1]
        if marked:
            from_microdata(index)  # takes them out of the page
    else:
        return Found(page, told, [], "", broken)
    missing = ""
    if system not in OWN:
        try:
            told = extract(page.tree, told)
        except MissingExtra as error:
            missing = str(error)
    return Found(page, told, comments, system, broken, missing)


def _filled(rows: list[Row]) -> int:
    return sum(1 for row in rows if row["text"])


def _merged(first: Facts, second: Facts) -> Facts:
    own = {name: value for name, value in vars(first).items() if value}
    if not own.get("url", "http").startswith("http"):
        own.pop("url")
    if "date" in own:
        own["date"] = instant(own["date"])
    return replace(second, **own)


def read(source: Source, *, split_uncertain: bool = False, article: bool | None = None) -> Corpus:
    """Read a page that was saved from a browser: as HTML, or with its pictures in one file (MHTML).

    Comments are found by what the page itself says of them (JSON-LD, microdata), or by the markup of known comment
    systems; otherwise the text below the article is read as if it had been copied from the browser. Scripts are not
    run, and nothing is fetched.

    Parameters
    ----------
    source : Source
    split_uncertain : bool
        As in :func:`discourse.readers.thread.read`; for pages of no known comment system.
    article : bool, optional
        As in :func:`discourse.readers.thread.read`; for pages of no known comment system.

    Returns
    -------
    Corpus
        One document. The audit counts the page and its comments, or, for a page of no known comment system, the lines
        of its text.

    Raises
    ------
    InputError
        If it is no web page, or holds no comments.
    OptionError
        If an option is not True or False.
    """
    from discourse.readers.rows.assemble import assemble

    if article not in (None, True, False) or split_uncertain not in (True, False):
        raise OptionError("split_uncertain is True or False, and article is True, False or left out")
    found = find(source)
    if found.page.declared:  # not what had to be guessed without knowing that this is a page
        source = source.with_text(found.page.html, found.page.encoding)
    tally = Tally(source.name, "rows")
    if found.page.repair:
        tally.add("repaired", found.page.repair)
    if found.comments:
        known = replace(FORMAT, rows=lambda source, tally: _rows(found, tally))
        return assemble(known, [source], facts={"comments by": found.system}, tallies=[tally])
    return _as_text(source, found, split_uncertain=split_uncertain, article=article)


def _as_text(source: Source, found: Found, **options: Any) -> Corpus:
    """Read a page of no known comment system as pasted text: what stands below the article, else all of it."""
    told = extract(found.page.tree, found.facts)
    title = next((words(e) for e in found.page.tree.iter("h1")), "") or told.title
    lines, around = visible_lines(found.page.tree)
    tally = Tally(source.name, "lines")
    if found.page.repair:
        tally.add("repaired", found.page.repair)
    tally.add("dropped", _BROKEN, example=found.broken[0] if found.broken else "", rows=len(found.broken))
    tally.add("dropped", _AROUND, example=around[0] if around else "", rows=len(around))
    when = parse_cell(told.date) if told.date else None
    account = Extract("\n".join(lines), tally, told.title, told.author, told.url, when.at if when else None)
    if told.site:
        account.extra["site"] = told.site
    rest = below(lines, told.text)
    if rest and rest is not lines:
        head = f"{' '.join(title.split())}\n\n{told.text}\n\n\n\n"
        known = set(head.split("\n"))
        left = [line for line in lines[: len(lines) - len(rest)] if line not in known]
        counted = Tally(source.name, "lines", dict(tally.rows))
        counted.add("dropped", _ABOVE, example=left[0] if left else "", rows=len(left))
        corpus = _thread(source, replace(account, text=head + "\n".join(rest), tally=counted), 1, options)
        if corpus is not None:
            return corpus
    # Where comments are many, they may have been taken for the article.
    corpus = _thread(source, account, 1 if rest is lines else _MANY, options)
    if corpus is None:
        raise InputError(f"{source.name} holds no comments: {HINT}")
    return corpus


def _thread(source: Source, account: Extract, least: int, options: dict[str, Any]) -> Corpus | None:
    """Read a text as a thread; None if it has fewer comments under a sure name than the least number."""
    try:
        corpus = as_thread(source, "webpage", account, **options)
    except InputError:
        return None
    named = ~corpus.comments["author_id"].str.startswith("unknown:")
    return corpus if (named & (corpus.comments["confidence"] >= _SURE)).sum() >= least else None
