"""HTML fragments of comments to text: read event by event, so that neither depth nor faults stop it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from threading import get_ident
from typing import Any

from discourse.readers.rows.markup.addresses import addresses, shortens, web
from discourse.readers.rows.markup.plain import Plain, even, parted, tidy, unescaped
from discourse.readers.rows.markup.simple import simple

_PARAGRAPHS = "p ul ol dl pre h1 h2 h3 h4 h5 h6 table hr form fieldset blockquote"
_LINES = (
    "div section article header footer main aside nav address tr dt dd option caption figure figcaption details "
    "summary legend center spoiler"
)
_BREAKS = {**dict.fromkeys(_PARAGRAPHS.split(), 2), **dict.fromkeys(_LINES.split(), 1)}
_HIDDEN = frozenset(("script", "style", "template", "noscript", "head"))
_SPECIAL = frozenset(("a", "br", "li", "td", "th", "pre", "q", "blockquote", "cite", "img"))
_INLINE = (
    "a b i u s em strong span br img code del ins sub sup cite q small big font strike tt kbd li td th abbr"
)
_KNOWN = frozenset([*_BREAKS, *_HIDDEN, *_INLINE.split()])

_TAG = re.compile(r"<(?!/?[A-Za-z]|!--|![Dd][Oo][Cc][Tt])|<(?=(?:https?|HTTPS?)://)")
_LOOSE = re.compile(r"&(?!#?[A-Za-z0-9]{1,32};)")
_FLOWS = re.compile(r"<(?:p|br)[\s/>]", re.IGNORECASE)
_CUT = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)(?:\s*/?\Z|\s+[\w-]+\s*=)")
_HALVES = re.compile("[\ud800-\udfff]")


class _Events:
    """Takes the parser's events down as text; lxml calls ``start``, ``end``, ``data`` and ``close``."""

    def __init__(self) -> None:
        self.begin(flows=True)

    def begin(self, *, flows: bool) -> None:
        self.flows = flows  # whether a line end in the fragment is but a blank
        self.out: list[str] = []
        self.own = self.out
        self.quotes: list[str] = []
        self.links: list[str] = []
        self.told: set[str] = set()  # addresses that are the words of a link
        self.depth = self.hidden = self.quoting = self.verbatim = 0
        self.due = 0  # line ends before the next words
        self.fresh = True  # whether a line starts here
        self.anchor: tuple[str, list[str], int] | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        if self.hidden:
            return
        if tag in _SPECIAL:
            self._special(tag, attributes)
        elif tag in _HIDDEN:
            self.hidden = self.depth
            return
        elif tag == "div" and attributes and "quote" in attributes.get("class", "").lower():
            self._quote(2)
        elif attributes and "src" in attributes:
            self._link(attributes["src"])
        lines = _BREAKS.get(tag)
        if lines:
            self._break(lines)

    def end(self, tag: str) -> None:
        depth = self.depth
        self.depth -= 1
        if self.hidden:
            if self.hidden == depth:
                self.hidden = 0
            return
        if tag == "a":
            self._leave()
        elif tag == "q":
            self.data("”")
        elif tag == "pre":
            self.verbatim -= 1
        lines = _BREAKS.get(tag)
        if lines:
            self._break(lines)
        elif tag == "li":
            self.due = 1
            self.fresh = True
        if self.quoting == depth:
            self._leave()
            self.quotes.append("".join(self.out))
            self.out, self.quoting = self.own, 0
            if tag != "cite":
                self._break(2)

    def data(self, data: str) -> None:
        if self.hidden:
            return
        if not self.verbatim:
            if self.flows and "\n" in data:
                data = _one_line(data)
            if self.fresh:
                data = data.lstrip()
        if data:
            self._flush()
            self.fresh = False
            self.out.append(data)

    def close(self) -> None:
        """End the document; what there is of it stands in the attributes."""
        self._leave()
        if self.quoting:
            self.quotes.append("".join(self.out))
            self.out, self.quoting = self.own, 0

    def _special(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "a":
            self._leave()
            self._flush()
            self.anchor = (web(attributes.get("href")), self.out, len(self.out))
        elif tag == "br":
            self._flush()
            self.out.append("\n")
            self.fresh = True
        elif tag == "li":
            self._break(1)
            self._flush()
            self.out.append("- ")
        elif tag == "img":
            if "emoji" not in attributes.get("class", "") and "smiley" not in attributes.get("class", ""):
                self._link(attributes.get("src"))
            self.data(attributes.get("alt") or "")
        elif tag == "pre":
            self.verbatim += 1
        elif tag == "q":
            self.data("“")
        elif tag in ("td", "th"):
            if not self.fresh:
                self.out.append(" | ")
        else:
            self._quote(0 if tag == "cite" else 2)

    def _break(self, lines: int) -> None:
        if lines > self.due:
            self.due = lines
        self.fresh = True

    def _flush(self) -> None:
        if self.due:
            if self.out and self.out[-1] != "- ":
                self.out.append("\n" * self.due)
            self.due = 0

    def _quote(self, lines: int) -> None:
        if self.quoting:
            return
        self._leave()
        if lines:
            self._break(lines)
            self._flush()
        self.quoting = self.depth
        self.own, self.out = self.out, []

    def _link(self, address: str | None) -> None:
        found = web(address)
        if found:
            self.links.append(found)

    def _leave(self) -> None:
        """Leave the link, if one is open; its words become its whole address if they are that address cut off."""
        if self.anchor is None:
            return
        address, out, start = self.anchor
        self.anchor = None
        if not address:
            return
        self.links.append(address)
        words = "".join(out[start:]) if len(out) - start < 20 else ""
        if shortens(words, address):
            out[start:] = [address]
        elif "." in words:
            self.told.update(addresses(words))


def _one_line(data: str) -> str:
    first, *rest = data.split("\n")
    last = rest.pop()
    middle = [part for line in rest if (part := line.strip())]
    return " ".join([first.rstrip(), *middle, last.lstrip()])


@lru_cache(maxsize=32)
def _parser(thread: int) -> tuple[Any, _Events]:
    from lxml import etree

    events = _Events()
    return etree.HTMLParser(target=events, encoding="utf-8", huge_tree=True), events


def _guarded(raw: str) -> str:
    """Return a fragment with the signs escaped that are no markup, lest a parser takes words for a tag."""
    last = raw.rfind(">") + 1
    if "<" in raw[last:]:  # a tag that never ends
        at = raw.index("<", last)
        cut = _CUT.match(raw, at)
        raw = raw[:at] if cut and cut[1].lower() in _KNOWN else raw[:last] + raw[last:].replace("<", "&lt;")
    if "<!--" in raw:
        end = raw.rfind("-->")
        at = raw.find("<!--", end if end >= 0 else 0)
        if at >= 0:
            raw = raw[:at] + raw[at:].replace("<!--", "&lt;!--")
    if "&" in raw:
        raw = _LOOSE.sub("&amp;", raw)
    return _TAG.sub("&lt;", raw)


def plain_html(raw: str) -> Plain:
    r"""Return the text of an HTML fragment.

    Blocks and ``<br>`` break lines, quotations (``<blockquote>``, ``<cite>``, lines that start with ``>``) are taken
    out, links keep their words, scripts and comments vanish. Line ends of the fragment itself count only where it has
    neither ``<p>`` nor ``<br>``, as in WordPress. Entities are undone once, if they end with a semicolon.

    Parameters
    ----------
    raw : str
        Whole, cut off or faulty, of any depth.

    Returns
    -------
    Plain

    Examples
    --------
    >>> plain_html('<p>Not <i>true</i> &amp; old:</p><p><a href="https://example.org/a/b">example.org/…</a></p>')
    Plain(text='Not true & old:\n\nhttps://example.org/a/b', quoted='', links=('https://example.org/a/b',))
    >>> plain_html("&gt; It is so.<p>It&#x27;s <b>not</b>")
    Plain(text="It's not", quoted='It is so.', links=())
    """
    raw = even(raw)
    found = simple(raw) if "<" in raw else None
    if found is not None:
        text, links, told = found
        return _told(even(text), [], links, told)
    if "<" in raw:
        raw = _guarded(raw)
    if "<" not in raw:
        return _told(even(unescaped(raw)), [], [], set())
    from lxml import etree

    parser, events = _parser(get_ident())
    events.begin(flows=_FLOWS.search(raw) is not None)
    fragment = f"<div>{raw}"
    try:
        data = fragment.encode()
    except UnicodeEncodeError:
        data = _HALVES.sub("\ufffd", fragment).encode()
    etree.fromstring(data, parser)
    return _told(even("".join(events.out)), events.quotes, events.links, events.told)


def _told(text: str, quotes: list[str], links: list[str], told: set[str]) -> Plain:
    """Return a text as it is kept, with what is quoted in it and the addresses that are no words of links."""
    text, quoted = parted(text)
    if quotes or quoted:
        quoted = "\n\n".join(
            [part for part in (*[tidy(even(part)) for part in quotes], tidy(quoted)) if part]
        )
    bare = [*addresses(text), *addresses(quoted)] if quoted else addresses(text)
    if links or bare:
        found = tuple(dict.fromkeys([*links, *[address for address in bare if address not in told]]))
        return Plain(tidy(text), quoted, found)
    return Plain(tidy(text), quoted)
